"""The offices that sign for an organisation or represent it. Offices, never persons."""

from enum import StrEnum


class Office(StrEnum):
    OBERBUERGERMEISTER = "OBERBUERGERMEISTER"
    BUERGERMEISTER = "BUERGERMEISTER"
    LANDRAT = "LANDRAT"
    BEIGEORDNETE = "BEIGEORDNETE"
    STAEDTEREGIONSRAT = "STAEDTEREGIONSRAT"
    OTHER = "OTHER"
