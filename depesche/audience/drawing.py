"""Curves of counts, as the desk draws them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

HEIGHT = 120  # of a curve, in units of its drawing


class Bar(NamedTuple):
    """One period of a curve, with its place in the drawing."""

    at: datetime
    number: int
    x: int
    y: int
    height: int


class Curve(NamedTuple):
    """How a count ran; ``width`` and ``top`` measure the drawing and its highest bar."""

    title: str
    bars: list[Bar]
    width: int
    top: int
    height: int = HEIGHT


def drawn(title: str, times: list[datetime], numbers: list[int]) -> Curve:
    """The drawing of how a count ran, with a number for each time."""
    top = max(numbers, default=0)
    heights = [round(HEIGHT * number / top) if top else 0 for number in numbers]
    bars = [
        Bar(at, number, index * 12, HEIGHT - height, height)
        for index, (at, number, height) in enumerate(zip(times, numbers, heights, strict=True))
    ]
    return Curve(title, bars, len(times) * 12, top)
