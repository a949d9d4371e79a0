"""The pen: shapes with colours and gradients on one transparent layer, drawn by Skia."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia

from tools.pressdraw.colour import to_skia
from tools.pressdraw.type import font

Point = tuple[float, float]


@dataclass(frozen=True)
class Fade:
    """A gradient along a line, or round a point when `radius` is given."""

    start: Point
    end: Point
    colours: Sequence[str]
    stops: Sequence[float] | None = None
    radius: float = 0.0

    def shader(self) -> skia.Shader:
        numbers = [to_skia(colour) for colour in self.colours]
        stops = list(self.stops) if self.stops else None
        if self.radius:
            return skia.GradientShader.MakeRadial(skia.Point(*self.start), self.radius, numbers, stops)
        return skia.GradientShader.MakeLinear([skia.Point(*self.start), skia.Point(*self.end)], numbers, stops)


Fill = str | Fade


def down(top: float, bottom: float, *colours: str) -> Fade:
    """A gradient from top to bottom."""
    return Fade((0, top), (0, bottom), colours)


def across(left: float, right: float, *colours: str) -> Fade:
    """A gradient from left to right."""
    return Fade((left, 0), (right, 0), colours)


def round_(x: float, y: float, radius: float, *colours: str) -> Fade:
    """A gradient outwards from a point."""
    return Fade((x, y), (x, y), colours, radius=radius)


class Pen:
    """Draws on one layer; all lengths are pixels of the finished picture."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels = np.zeros((height, width, 4), np.uint8)
        self.surface = skia.Surface(self.pixels, alphaType=skia.kPremul_AlphaType)
        self.canvas = self.surface.getCanvas()

    def shape(self, points: Sequence[Point], fill: Fill, *, smooth: bool = False) -> None:
        """A closed shape through the points, with corners or with soft curves."""
        self.path(curve(points, closed=True) if smooth else polygon(points), fill)

    def path(self, path: skia.Path, fill: Fill) -> None:
        self.canvas.drawPath(path, _paint(fill))

    def rect(self, x: float, y: float, width: float, height: float, fill: Fill, radius: float = 0) -> None:
        self.canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius, _paint(fill))

    def oval(self, x: float, y: float, across_: float, down_: float | None = None, fill: Fill = "#000000") -> None:
        high = across_ if down_ is None else down_
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - across_, y - high, x + across_, y + high), _paint(fill))

    def line(
        self,
        points: Sequence[Point],
        colour: Fill,
        width: float = 2,
        *,
        smooth: bool = False,
        butt: bool = False,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A stroke through the points."""
        paint = _paint(colour)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kButt_Cap if butt else skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        if dash:
            paint.setPathEffect(skia.DashPathEffect.Make(list(dash), 0))
        self.canvas.drawPath(curve(points) if smooth else polygon(points, closed=False), paint)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        colour: str = "#1a1a1a",
        *,
        weight: int = 400,
        align: str = "left",
        italic: bool = False,
    ) -> float:
        """Write words on a base line and answer their width."""
        face = font(size, weight, italic=italic)
        width = float(face.measureText(words))
        shift = {"left": 0.0, "middle": width / 2, "right": width}[align]
        self.canvas.drawString(words, x - shift, y, face, _paint(colour))
        return width

    def turned(self, degrees: float, x: float = 0, y: float = 0) -> skia.AutoCanvasRestore:
        """Until the `with` block ends, draw turned round a point."""
        restore = skia.AutoCanvasRestore(self.canvas)
        self.canvas.rotate(degrees, x, y)
        return restore

    def placed(self, x: float, y: float, scale: float = 1, stretch: float | None = None) -> skia.AutoCanvasRestore:
        """Until the `with` block ends, draw with the origin at a point and at a scale (negative mirrors)."""
        restore = skia.AutoCanvasRestore(self.canvas)
        self.canvas.translate(x, y)
        self.canvas.scale(scale, abs(scale) if stretch is None else stretch)
        return restore

    def on(self, width: float, height: float, corners: Sequence[Point]) -> skia.AutoCanvasRestore:
        """Until the `with` block ends, draw a flat surface of that size as it lies between four corners.

        Corners run clockwise from the top left; this is how a front is drawn flat and seen in perspective.
        """
        restore = skia.AutoCanvasRestore(self.canvas)
        flat = [skia.Point(0, 0), skia.Point(width, 0), skia.Point(width, height), skia.Point(0, height)]
        matrix = skia.Matrix()
        matrix.setPolyToPoly(flat, [skia.Point(*corner) for corner in corners])
        self.canvas.concat(matrix)
        return restore

    def clipped(self, points: Sequence[Point], *, smooth: bool = False) -> skia.AutoCanvasRestore:
        """Until the `with` block ends, draw only inside the shape."""
        restore = skia.AutoCanvasRestore(self.canvas)
        self.canvas.clipPath(curve(points, closed=True) if smooth else polygon(points), doAntiAlias=True)
        return restore


def polygon(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    return skia.Path().addPoly([skia.Point(*point) for point in points], closed)


def curve(points: Sequence[Point], *, closed: bool = False) -> skia.Path:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    path = skia.Path().moveTo(*points[0])
    for index in range(count if closed else count - 1):
        before, start, end, after = (_at(points, index + offset, closed=closed) for offset in (-1, 0, 1, 2))
        path.cubicTo(
            start[0] + (end[0] - before[0]) / 6,
            start[1] + (end[1] - before[1]) / 6,
            end[0] - (after[0] - start[0]) / 6,
            end[1] - (after[1] - start[1]) / 6,
            *end,
        )
    if closed:
        path.close()
    return path


def _at(points: Sequence[Point], index: int, *, closed: bool) -> Point:
    return points[index % len(points)] if closed else points[max(0, min(len(points) - 1, index))]


def _paint(fill: Fill) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    if isinstance(fill, str):
        paint.setColor(to_skia(fill))
    else:
        paint.setShader(fill.shader())
        paint.setDither(True)
    return paint
