"""The plot of growth that is kept is the one of the figures that are kept."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from benchmarks.growth_plot import Measured, draw

DOCS = Path(__file__).parent.parent / "docs"
SOME = Measured("2 cores", {"append & more": {10_000: 40.0, 1_000_000: 50.0}, "read": {10_000: 9.0}})


def test_the_plot_that_is_kept_is_drawn_from_the_figures_that_are_kept() -> None:
    measured = Measured.of((DOCS / "growth.json").read_bytes())
    assert (DOCS / "growth.svg").read_text() == draw(measured)


def test_figures_are_read_as_they_were_written() -> None:
    assert Measured.of(SOME.json()) == SOME


def test_a_plot_has_a_line_for_each_operation_and_names_it() -> None:
    root = ElementTree.fromstring(draw(SOME))
    assert len(root.findall("{*}polyline")) == len(SOME.operations)
    assert SOME.operations.keys() <= {each.text for each in root.findall("{*}text")}
