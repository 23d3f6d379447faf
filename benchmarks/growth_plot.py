"""The plot of growth: what an operation costs over the size of the log, as a picture of lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from math import log10

import orjson

_WIDTH, _HEIGHT = 940, 490
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 560, 60, 400

# Readable on white and on black.
_COLOURS = ("#4c8ed9", "#d9822b", "#3aa675", "#c2577a", "#9a7fd1", "#8a8f98", "#c9a227")
_STYLE = """text { font: 13px system-ui, sans-serif; fill: #57606a }
.title { font-size: 16px; font-weight: 600 }
.grid { stroke: #8b949e; stroke-opacity: 0.35 }
.bound { stroke: #d1242f; stroke-dasharray: 6 4 }
.cost { fill: none; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } }"""

_BOUND = 1.5
_LEAST, _MOST = 0.0, 2.0


@dataclass(frozen=True)
class Measured:
    """Microseconds that each operation takes, by the number of events in the log."""

    machine: str
    operations: Mapping[str, Mapping[int, float]]

    def json(self) -> bytes:
        told = {
            "machine": self.machine,
            "microseconds": {
                name: {str(size): round(cost, 1) for size, cost in costs.items()}
                for name, costs in self.operations.items()
            },
        }
        return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    @classmethod
    def of(cls, json: bytes) -> Measured:
        told = orjson.loads(json)
        return cls(
            told["machine"],
            {
                name: {int(size): cost for size, cost in costs.items()}
                for name, costs in told["microseconds"].items()
            },
        )


def draw(measured: Measured) -> str:
    """An SVG: for each operation a line of its cost, as a multiple of its cost in the smallest log."""
    sizes = sorted({size for costs in measured.operations.values() for size in costs})
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        "<title>What an operation costs, by the length of the log</title>",
        f"<style>{_STYLE}</style>",
        _text(_LEFT, 28, "What an operation costs, of what it costs in the shortest log", "title"),
        *_axes(sizes),
        *_lines(sizes, measured),
        _text(_LEFT, _HEIGHT - 12, escape(measured.machine)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(sizes: list[int]) -> Iterator[str]:
    for step in range(5):
        cost = _LEAST + (_MOST - _LEAST) * step / 4
        y = _y(cost)
        kind = "bound" if cost == _BOUND else "grid"
        yield f'<line class="{kind}" x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield _text(_LEFT - 10, y + 4, f"{cost:g} ×", anchor="end")
    for size in sizes:
        x = _x(size, sizes)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_BOTTOM}"/>'
        yield _text(x, _BOTTOM + 20, f"{size:,}", anchor="middle")
    yield _text((_LEFT + _RIGHT) / 2, _BOTTOM + 40, "events in the log", anchor="middle")


def _lines(sizes: list[int], measured: Measured) -> Iterator[str]:
    for number, (name, costs) in enumerate(measured.operations.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        of_least = costs[min(costs)]
        points = [(_x(size, sizes), _y(costs[size] / of_least)) for size in sorted(costs)]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline class="cost" stroke="{colour}" points="{drawn}"/>'
        yield from (f'<circle r="4" cx="{x:.1f}" cy="{y:.1f}" fill="{colour}"/>' for x, y in points)
        x, y = _RIGHT + 20, _TOP + 12 + 44 * number
        yield f'<line class="cost" stroke="{colour}" x1="{x}" x2="{x + 24}" y1="{y}" y2="{y}"/>'
        yield _text(x + 32, y + 4, escape(name))
        yield _text(x + 32, y + 20, f"{of_least:,.0f} to {costs[max(costs)]:,.0f} µs")


def _x(size: int, sizes: list[int]) -> float:
    least, most = log10(sizes[0]), log10(sizes[-1])
    return _LEFT + (_RIGHT - _LEFT) * (log10(size) - least) / ((most - least) or 1)


def _y(cost: float) -> float:
    """What costs more than the picture shows lies at its upper edge."""
    return _BOTTOM - (_BOTTOM - _TOP) * (min(cost, _MOST) - _LEAST) / (_MOST - _LEAST)


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
