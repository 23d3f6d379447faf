"""What impulses and practice examples are about, and for whom: one list of each, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from domain import errors
from domain.languages import Words

Listed = TypeVar("Listed", bound=StrEnum)


class Topic(StrEnum):
    """What something is about."""

    ASSOCIATIONS_AND_BOARDS = "ASSOCIATIONS_AND_BOARDS"
    CITIZENS_FOUNDATIONS = "CITIZENS_FOUNDATIONS"
    CLIMATE_AND_ENVIRONMENT = "CLIMATE_AND_ENVIRONMENT"
    COOPERATION_WITH_BUSINESS = "COOPERATION_WITH_BUSINESS"
    CULTURE = "CULTURE"
    DEMOCRACY_AND_PARTICIPATION = "DEMOCRACY_AND_PARTICIPATION"
    DIGITAL_ENGAGEMENT = "DIGITAL_ENGAGEMENT"
    DISASTER_RELIEF = "DISASTER_RELIEF"
    EDUCATION_AND_SCHOOL = "EDUCATION_AND_SCHOOL"
    FUNDING = "FUNDING"
    HEALTH_AND_CARE = "HEALTH_AND_CARE"
    INCLUSION = "INCLUSION"
    INSURANCE = "INSURANCE"
    INTEGRATION = "INTEGRATION"
    LESS_BUREAUCRACY = "LESS_BUREAUCRACY"
    LOCAL_CONTACT_POINTS = "LOCAL_CONTACT_POINTS"
    NEIGHBOURHOOD = "NEIGHBOURHOOD"
    PUBLIC_RELATIONS = "PUBLIC_RELATIONS"
    RECOGNITION = "RECOGNITION"
    REFUGEES = "REFUGEES"
    RURAL_AREAS = "RURAL_AREAS"
    SPORT = "SPORT"
    STRATEGY = "STRATEGY"
    TRAINING = "TRAINING"
    VOLUNTARY_SERVICE = "VOLUNTARY_SERVICE"
    VOLUNTEER_AGENCIES = "VOLUNTEER_AGENCIES"


class TargetGroup(StrEnum):
    """For whom something is."""

    ADMINISTRATIONS = "ADMINISTRATIONS"
    ASSOCIATIONS = "ASSOCIATIONS"
    CHILDREN_AND_YOUTH = "CHILDREN_AND_YOUTH"
    COMPANIES = "COMPANIES"
    FAMILIES = "FAMILIES"
    IMMIGRANTS = "IMMIGRANTS"
    NEWCOMERS_TO_ENGAGEMENT = "NEWCOMERS_TO_ENGAGEMENT"
    OLDER_PEOPLE = "OLDER_PEOPLE"
    PEOPLE_WITH_DISABILITIES = "PEOPLE_WITH_DISABILITIES"
    SCHOOLS = "SCHOOLS"
    VOLUNTEERS = "VOLUNTEERS"


TOPICS: Mapping[Topic, Words] = {
    Topic.ASSOCIATIONS_AND_BOARDS: Words("Associations and their boards", "Vereine und ihre Vorstände"),
    Topic.CITIZENS_FOUNDATIONS: Words("Citizens' foundations", "Bürgerstiftungen"),
    Topic.CLIMATE_AND_ENVIRONMENT: Words("Climate and environment", "Klima und Umwelt"),
    Topic.COOPERATION_WITH_BUSINESS: Words("Cooperation with business", "Zusammenarbeit mit Unternehmen"),
    Topic.CULTURE: Words("Culture", "Kultur"),
    Topic.DEMOCRACY_AND_PARTICIPATION: Words("Democracy and participation", "Demokratie und Beteiligung"),
    Topic.DIGITAL_ENGAGEMENT: Words("Digital engagement", "Digitales Engagement"),
    Topic.DISASTER_RELIEF: Words("Disaster relief", "Katastrophenschutz"),
    Topic.EDUCATION_AND_SCHOOL: Words("Education and school", "Bildung und Schule"),
    Topic.FUNDING: Words("Funding", "Förderung"),
    Topic.HEALTH_AND_CARE: Words("Health and care", "Gesundheit und Pflege"),
    Topic.INCLUSION: Words("Inclusion", "Inklusion"),
    Topic.INSURANCE: Words("Insurance", "Versicherungsschutz"),
    Topic.INTEGRATION: Words("Integration", "Integration"),
    Topic.LESS_BUREAUCRACY: Words("Less bureaucracy", "Bürokratieabbau"),
    Topic.LOCAL_CONTACT_POINTS: Words("Local contact points", "Anlaufstellen vor Ort"),
    Topic.NEIGHBOURHOOD: Words("Neighbourhood", "Nachbarschaft und Quartier"),
    Topic.PUBLIC_RELATIONS: Words("Public relations", "Öffentlichkeitsarbeit"),
    Topic.RECOGNITION: Words("Recognition and the Ehrenamtskarte", "Anerkennung und Ehrenamtskarte"),
    Topic.REFUGEES: Words("Engagement by and for refugees", "Engagement von Geflüchteten und für sie"),
    Topic.RURAL_AREAS: Words("Rural areas", "Ländlicher Raum"),
    Topic.SPORT: Words("Sport", "Sport"),
    Topic.STRATEGY: Words("Engagement strategy", "Engagementstrategie"),
    Topic.TRAINING: Words("Training", "Qualifizierung"),
    Topic.VOLUNTARY_SERVICE: Words("Voluntary service", "Freiwilligendienste"),
    Topic.VOLUNTEER_AGENCIES: Words("Volunteer agencies", "Freiwilligenagenturen"),
}

TARGET_GROUPS: Mapping[TargetGroup, Words] = {
    TargetGroup.ADMINISTRATIONS: Words("Administrations", "Kommunalverwaltungen"),
    TargetGroup.ASSOCIATIONS: Words("Associations", "Vereine und Verbände"),
    TargetGroup.CHILDREN_AND_YOUTH: Words("Children and youth", "Kinder und Jugendliche"),
    TargetGroup.COMPANIES: Words("Companies", "Unternehmen"),
    TargetGroup.FAMILIES: Words("Families", "Familien"),
    TargetGroup.IMMIGRANTS: Words("Immigrants", "Menschen mit Einwanderungsgeschichte"),
    TargetGroup.NEWCOMERS_TO_ENGAGEMENT: Words("Newcomers to engagement", "Neue Engagierte"),
    TargetGroup.OLDER_PEOPLE: Words("Older people", "Ältere Menschen"),
    TargetGroup.PEOPLE_WITH_DISABILITIES: Words("People with disabilities", "Menschen mit Behinderungen"),
    TargetGroup.SCHOOLS: Words("Schools", "Schulen"),
    TargetGroup.VOLUNTEERS: Words("Volunteers", "Engagierte"),
}


def listed(named: Iterable[Listed], among: type[Listed], field: str) -> list[Listed]:
    """Each once, in the order of its list. Raises NoneListed where none is named."""
    chosen = {among(each) for each in named}  # the log writes them as their text
    if not chosen:
        raise errors.NoneListed(field=field)
    return [each for each in among if each in chosen]
