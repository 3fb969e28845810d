"""A plot of cost against size as SVG: both axes in powers of ten, nothing else."""

import math
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

Points = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 200, 40, 60
# Told apart also by those who do not see red or green (Okabe and Ito), and by marks.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}"
    ".grid{stroke:#ddd}.line{fill:none;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}}"
)


class _Axis:
    """Maps values to pixels, by their power of ten."""

    def __init__(self, values: Iterable[float], *, start: float, end: float) -> None:
        logs = [math.log10(value) for value in values]
        self.low = math.floor(min(logs) + 1e-9)
        self.high = max(math.ceil(max(logs) - 1e-9), self.low + 1)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self._start + share * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def draw(series: Mapping[str, Points], *, title: str, x: str, y: str) -> str:
    """Draw lines by name; every value is greater than nothing."""
    points = [point for each in series.values() for point in each]
    across = _Axis((p[0] for p in points), start=_LEFT, end=_WIDTH - _RIGHT)
    up = _Axis((p[1] for p in points), start=_HEIGHT - _BOTTOM, end=_TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        _text(_LEFT, 22, text=title),
        *_grid(across, up),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 16, text=x, anchor="middle"),
        f'<g transform="rotate(-90 18 {_HEIGHT / 2})">',
        _text(18, _HEIGHT / 2, text=y, anchor="middle"),
        "</g>",
    ]
    for number, (name, each) in enumerate(series.items()):
        parts += _line(name, each, axes=(across, up), number=number)
    return "\n".join([*parts, "</svg>", ""])


def _grid(across: _Axis, up: _Axis) -> Iterable[str]:
    for value in across.ticks():
        x = across.at(value)
        yield f'<path class="grid" d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}"/>'
        yield _text(x, _HEIGHT - _BOTTOM + 18, text=_short(value), anchor="middle")
    for value in up.ticks():
        y = up.at(value)
        yield f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
        yield _text(_LEFT - 8, y + 4, text=_short(value), anchor="end")


def _line(
    name: str, points: Points, *, axes: tuple[_Axis, _Axis], number: int
) -> Iterable[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    placed = [(axes[0].at(x), axes[1].at(y)) for x, y in points]
    path = "L".join(f"{x} {y}" for x, y in placed)
    yield f'<path class="line" stroke="{colour}" d="M{path}"/>'
    for x, y in placed:
        yield f'<circle cx="{x}" cy="{y}" r="{3 + number % 3}" fill="{colour}"/>'
    legend, left = _TOP + 10 + 22 * number, _WIDTH - _RIGHT + 14
    yield f'<circle cx="{left}" cy="{legend}" r="{3 + number % 3}" fill="{colour}"/>'
    yield _text(left + 12, legend + 4, text=name)


def _text(x: float, y: float, *, text: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
