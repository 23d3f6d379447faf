"""Organisations: registering, changing, signing, planning and joining; given, when, then."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.identity import organisation_id
from domain.offices import Office
from domain.organisation import MembershipStatus, Organisation, OrganisationKind
from domain.partial_date import PartialDate
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    happened,
    organisation,
    signatory,
)

K = OrganisationKind
BLANK = ("", " ", "\t", "\u200b", "\u00a0", "a\nb", "a\0b", "\ud800", "ä" * 201)
PAST = PartialDate(2013)


def register(**given: Any) -> Organisation:
    facts: dict[str, Any] = {
        "kind": K.STADT,
        "ags": "05314001",
        "name": "Neustadt",
        "parent": None,
        "population": None,
        "latitude": None,
        "longitude": None,
    }
    return Organisation.register(now=NOW, **facts | given)


def sign(signing: Organisation, revision: int = 1, on: PartialDate | None = PAST) -> None:
    signing.sign_declaration(revision, on=on, office=Office.BUERGERMEISTER, summit_id=None, now=NOW)


# Registering


def test_a_town_is_registered_with_its_parent() -> None:
    parent = organisation(K.KREIS, "05314", "Kreis")
    town = register(name="  Neustadt ", parent=parent, population=7, latitude=50.5, longitude=-0.0)
    assert town.id == organisation_id("05314001")
    assert town.membership is MembershipStatus.NONE
    assert happened(town) == {
        "topic": "organisation.registered",
        "ags": "05314001",
        "name": "Neustadt",
        "kind": K.STADT,
        "parent_id": parent.id,
        "population": 7,
        "latitude": 50.5,
        "longitude": 0.0,
    }


def test_an_association_is_known_by_its_name() -> None:
    verein = register(kind=K.KOMMUNALER_SPITZENVERBAND, ags=None, name=" Verband ")
    assert verein.id == organisation_id("Verband")


@pytest.mark.parametrize(
    ("kind", "ags"),
    [
        (K.LAND, "05"),
        (K.REGIERUNGSBEZIRK, "053"),
        (K.KREIS, "05358"),
        (K.STAEDTEREGION, "05334"),
        (K.KREISFREIE_STADT, "05315000"),
        (K.STADT, "05334004"),
        (K.GEMEINDE, "05334012"),
        (K.KOMMUNALER_SPITZENVERBAND, None),
    ],
)
def test_an_ags_has_as_many_digits_as_its_kind_and_no_others(kind: K, ags: str | None) -> None:
    assert register(kind=kind, ags=ags).ags == ags
    wrong = {None, "", "0", "05", "053", "0531", "05315", "053150", "0531500", "05315000", "053150000"}
    for other in wrong - ({ags} | {each for each in wrong if ags and each and len(each) == len(ags)}):
        with pytest.raises(errors.InvalidAgs):
            register(kind=kind, ags=other)


@pytest.mark.parametrize("ags", ["0531400a", " 5314001", "05314001\n", "٠٥٣١٤٠٠١", "05314-01", "0x314001"])
def test_an_ags_has_digits_only(ags: str) -> None:
    with pytest.raises(errors.InvalidAgs):
        register(ags=ags)


def test_an_ags_begins_with_its_parents() -> None:
    region, district = organisation(K.REGIERUNGSBEZIRK, "053"), organisation(K.KREIS, "05358")
    assert register(ags="05358004", parent=district).parent_id == district.id
    assert register(ags="05358004", parent=region).parent_id == region.id
    for ags in ("05359004", "05154004"):
        with pytest.raises(errors.InvalidAgs, match=f"{ags} ≠ 05358…"):
            register(ags=ags, parent=district)


def test_an_association_lies_in_no_district() -> None:
    with pytest.raises(errors.InvalidAgs):
        register(kind=K.KOMMUNALER_SPITZENVERBAND, ags=None, parent=organisation(K.KREIS, "05358"))


@pytest.mark.parametrize("name", BLANK)
def test_a_name_is_one_visible_line(name: str) -> None:
    with pytest.raises(errors.InvalidName):
        register(name=name)
    with pytest.raises(errors.InvalidName):
        organisation().rename(name, now=NOW)


@pytest.mark.parametrize("name", ["A", "ä" * 200, "Bad Münstereifel", "Åland – 1/2 (Süd), ‘Ost’", "🌳"])
def test_a_name_may_have_any_visible_character(name: str) -> None:
    assert register(name=name).name == name


@pytest.mark.parametrize("population", [-1, 100_000_001])
def test_a_population_is_that_of_a_town(population: int) -> None:
    with pytest.raises(errors.InvalidFigure):
        register(population=population)
    with pytest.raises(errors.InvalidFigure):
        organisation().update_population(population, now=NOW)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.001, 0), (-90.001, 0), (0, 180.001), (0, -180.001), (float("nan"), 0), (0, float("inf"))],
)
def test_coordinates_lie_on_the_globe(latitude: float, longitude: float) -> None:
    with pytest.raises(errors.InvalidFigure):
        register(latitude=latitude, longitude=longitude)


def test_the_poles_and_the_date_line_lie_on_the_globe() -> None:
    register(latitude=90, longitude=180, population=0)
    register(latitude=-90, longitude=-180, population=100_000_000)


# Changing


def test_a_town_is_renamed_and_keeps_its_id() -> None:
    town = organisation()
    before = town.id
    town.rename(" Altstadt ", now=NOW)
    assert happened(town) == {"topic": "organisation.renamed", "name": "Altstadt"}
    assert (town.name, town.id) == ("Altstadt", before)


def test_a_municipality_becomes_a_town() -> None:
    town = organisation(K.GEMEINDE)
    town.change_kind(K.STADT, now=NOW)
    assert happened(town) == {"topic": "organisation.kind-changed", "kind": K.STADT}
    assert town.kind is K.STADT


@pytest.mark.parametrize("kind", [K.LAND, K.KREIS, K.KOMMUNALER_SPITZENVERBAND])
def test_a_town_stays_a_municipality(kind: OrganisationKind) -> None:
    with pytest.raises(errors.InvalidAgs):
        organisation().change_kind(kind, now=NOW)


def test_a_population_is_updated() -> None:
    town = organisation(population=1)
    town.update_population(2, now=NOW)
    assert happened(town) == {"topic": "organisation.population-updated", "population": 2}


def test_a_town_comes_to_lie_in_another_district() -> None:
    town = organisation(parent=organisation(K.KREIS, "05314", "Kreis"))
    town.change_parent(UUID(int=7), now=NOW)
    assert happened(town) == {"topic": "organisation.parent-changed", "parent_id": UUID(int=7)}
    assert town.parent_id == UUID(int=7)


@pytest.mark.parametrize(
    "change",
    [
        lambda town: town.rename(" Neustadt", now=NOW),
        lambda town: town.change_kind(K.STADT, now=NOW),
        lambda town: town.change_parent(organisation(K.KREIS, "05314", "Kreis").id, now=NOW),
        lambda town: town.update_population(7, now=NOW),
    ],
    ids=["name", "kind", "parent", "population"],
)
def test_what_stands_already_is_no_change(change: Callable[[Organisation], None]) -> None:
    town = organisation(population=7, parent=organisation(K.KREIS, "05314", "Kreis"))
    with pytest.raises(errors.NothingChanges):
        change(town)
    assert town.collect_events() == []


# Signing


@pytest.mark.parametrize("kind_and_ags", [(K.LAND, "05"), (K.REGIERUNGSBEZIRK, "053"), (K.STADT, "05314001")])
def test_anyone_registered_signs(kind_and_ags: tuple[OrganisationKind, str]) -> None:
    signing = organisation(*kind_and_ags)
    sign(signing, 2)
    assert happened(signing) == {
        "topic": "organisation.signed-declaration",
        "revision": 2,
        "on": PAST,
        "office": Office.BUERGERMEISTER,
        "summit_id": None,
        "time": 1,
        "inherited_from": None,
    }


def test_nobody_signs_the_same_revision_twice() -> None:
    signing = signatory()
    with pytest.raises(errors.AlreadySigned, match="Neustadt, 1"):
        sign(signing, 1)
    sign(signing, 2)
    assert signing.signed == {1, 2}


def test_nobody_signs_in_the_future() -> None:
    for on in (TOMORROW, PartialDate(2026, 4), PartialDate(2027)):
        with pytest.raises(errors.DateInFuture):
            sign(organisation(), on=on)


@pytest.mark.parametrize("on", [None, TODAY, PartialDate(2026, 3), PartialDate(2026), PartialDate(1000)])
def test_what_may_have_happened_by_today_is_not_in_the_future(on: PartialDate | None) -> None:
    sign(organisation(), on=on)


def test_a_day_begins_at_midnight_in_berlin() -> None:
    before = datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)
    after = datetime(2026, 6, 30, 22, 0, 0, tzinfo=UTC)
    on = PartialDate(2026, 7, 1)
    with pytest.raises(errors.DateInFuture, match="2026-07-01 > 2026-06-30"):
        organisation().sign_declaration(1, on=on, office=None, summit_id=None, now=before)
    organisation().sign_declaration(1, on=on, office=None, summit_id=None, now=after)
