"""Measures the speed claims: `python -m benchmarks`. Ends with 1 where a bound is missed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import (
    append,
    at_rest,
    bundle,
    fan_out,
    growth,
    mutations,
    past,
    proofs,
    queries,
    query_peers,
    rebuild,
    resume,
    search,
    start,
    workers,
)
from benchmarks.claims import Claim
from benchmarks.report import machine, markdown, table
from benchmarks.server import temporary_server
from infra.logs import configure_logs


class Name(StrEnum):
    APPEND = "append"
    MUTATIONS = "mutations"
    REBUILD = "rebuild"
    QUERIES = "queries"
    SEARCH = "search"
    AT_REST = "at-rest"
    START = "start"
    WORKERS = "workers"
    PROOFS = "proofs"
    PAST = "past"
    BUNDLE = "bundle"
    FAN_OUT = "fan-out"
    RESUME = "resume"
    GROWTH = "growth"


Measures = Mapping[Name, Callable[[], Iterator[Claim]]]


def main(
    names: Annotated[list[Name] | None, typer.Argument(help="Which; all where none is named.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Turns, of which the median counts.")] = 5,
    events: Annotated[
        int, typer.Option(min=10_000, help="How many are rebuilt from, or resumed.")
    ] = 1_000_000,
    entries: Annotated[int, typer.Option(min=10_000, help="How many are searched among.")] = 1_000_000,
    peers: Annotated[
        bool, typer.Option("--peers", help="Beside servers and stores of others, which need Node.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Where growth is drawn.")
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
) -> None:
    """Measure the speed claims, each beside its limit or its peers in the same run."""
    configure_logs()
    told = Console(stderr=True)
    claims: list[Claim] = []
    with temporary_server() as settings:
        assert settings.database_url is not None
        server = settings.database_url
        limits: Measures = {
            Name.APPEND: lambda: append.measure(server, rounds),
            Name.MUTATIONS: lambda: mutations.measure(settings, rounds),
            Name.REBUILD: lambda: rebuild.measure(server, rounds, events),
            Name.QUERIES: lambda: queries.measure(settings, rounds),
            Name.SEARCH: lambda: search.measure(settings, rounds, entries),
            Name.AT_REST: lambda: at_rest.measure(settings),
            Name.START: lambda: start.measure(settings, rounds),
            Name.WORKERS: lambda: workers.measure(settings, rounds),
            Name.PROOFS: lambda: proofs.measure(server, rounds),
            Name.PAST: lambda: past.measure(settings, rounds),
            Name.BUNDLE: lambda: bundle.measure(settings, rounds, events),
            Name.FAN_OUT: lambda: fan_out.measure(settings, rounds),
            Name.RESUME: lambda: resume.measure(settings, rounds, events),
            Name.GROWTH: lambda: growth.measure(settings, rounds, plot),
        }
        others: Measures = {
            Name.APPEND: lambda: append.measure_peers(server, rounds),
            Name.MUTATIONS: lambda: mutations.measure_peers(settings, rounds),
            Name.QUERIES: lambda: query_peers.measure_peers(settings, rounds),
            Name.FAN_OUT: lambda: fan_out.measure_peers(settings, rounds),
        }
        measures = others if peers else limits
        unknown = [name for name in names or () if name not in measures]
        if unknown:
            raise typer.BadParameter(f"no peer is measured for {', '.join(unknown)}")
        where = asyncio.run(machine(server))
        for name in names or measures:
            with told.status(f"Measuring {name} …"):
                claims.extend(measures[name]())
    heading = f"{where}; medians of {rounds} turns of the same run"
    if as_markdown:
        print(f"{heading}\n\n{markdown(claims)}")
    else:
        console = Console(width=max(Console().width, 140))
        console.print(table(claims), heading, sep="\n", highlight=False)
    sys.exit(any(claim.met is False for claim in claims))


if __name__ == "__main__":
    typer.run(main)
