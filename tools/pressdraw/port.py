"""The things of a port: cranes, containers, ships, lighthouses, turbines."""

import math
from collections.abc import Sequence
from random import Random

from tools.pressdraw.colour import darker, fade, lighter, mix
from tools.pressdraw.pen import Fill, Pen, Point, across, down

BOXES = ("#8c3b2c", "#2f5570", "#b58a3c", "#4b6b57", "#6d6f73", "#a85a2f", "#274257", "#9aa2a6", "#5c2e33", "#c7b48a")


def truss(
    pen: Pen, start: Point, end: Point, first: float, last: float, bays: int, colour: Fill, width: float = 3
) -> None:
    """A lattice girder between two points, from one depth to another."""
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    normal = (-(end[1] - start[1]) / length, (end[0] - start[0]) / length)

    def at(share: float, side: float) -> Point:
        half = (first + (last - first) * share) / 2 * side
        return (
            start[0] + (end[0] - start[0]) * share + normal[0] * half,
            start[1] + (end[1] - start[1]) * share + normal[1] * half,
        )

    for side in (-1, 1):
        pen.line([at(0, side), at(1, side)], colour, width)
    for bay in range(bays):
        here, there, side = bay / bays, (bay + 1) / bays, 1 if bay % 2 else -1
        pen.line([at(here, side), at(there, -side)], colour, width * 0.6)
        pen.line([at(here, side), at(here, -side)], colour, width * 0.5)


def jib_crane(
    pen: Pen,
    x: float,
    ground: float,
    height: float,
    colour: str,
    *,
    facing: int = 1,
    lift: float = 0.62,
    hook: float = 0.35,
) -> None:
    """An old luffing crane on a portal; `lift` raises the jib, `hook` lowers the hook."""
    with pen.placed(x, ground, height / 100 * facing, height / 100):
        for leg in (-11, 11):
            pen.line([(leg, 0), (leg * 0.62, -30)], colour, 2.6, butt=True)
            pen.rect(leg - 4, -2.4, 8, 2.4, colour)
        pen.line([(-11 * 0.72, -22), (11 * 0.72, -22)], colour, 1.6)
        pen.line([(-9.6, -8), (6.5, -28)], colour, 0.8)
        pen.line([(9.6, -8), (-6.5, -28)], colour, 0.8)
        pen.rect(-8.5, -34, 17, 4.5, colour)
        pen.rect(-4, -39, 8, 5.5, darker(colour, 0.15))
        pen.shape([(-15, -39), (7, -39), (9, -44), (9, -51), (1, -54), (-15, -51)], colour)
        pen.shape([(7, -44), (13, -44), (12, -51), (7, -51)], lighter(colour, 0.12))
        truss(pen, (-2, -50), (-5, -78), 7, 3, 6, colour, 1.2)
        tip = (6 + 58 * math.cos(lift), -44 - 70 * math.sin(lift))
        truss(pen, (6, -46), tip, 5, 1.6, 12, colour, 1.1)
        pen.line([(-5, -78), tip], colour, 0.7)
        pen.line([(-5, -77), (6 + 30 * math.cos(lift), -45 - 37 * math.sin(lift))], colour, 0.5)
        pen.line([(-5, -78), (-14, -50)], colour, 0.8)
        pen.shape([(-17, -52), (-10, -52), (-10, -44), (-17, -44)], darker(colour, 0.1))
        end = tip[1] + (0 - tip[1]) * hook
        pen.line([tip, (tip[0], end)], colour, 0.45)
        pen.rect(tip[0] - 1.3, end, 2.6, 3.4, colour)


def gantry(
    pen: Pen,
    x: float,
    ground: float,
    height: float,
    colour: str,
    *,
    facing: int = 1,
    boom: float = 0.0,
    shade: str | None = None,
) -> list[Point]:
    """A container gantry from the side; answers where its lamps hang (in pixels)."""
    dark = shade or darker(colour, 0.3)
    scale = height / 100
    with pen.placed(x, ground, scale * facing, scale):
        for leg, tone in ((-19, dark), (19, colour)):
            pen.line([(leg, 0), (leg, -62)], tone, 3.4, butt=True)
            pen.rect(leg - 7, -4, 14, 4, tone)
        pen.line([(-19, -34), (19, -34)], colour, 3, butt=True)
        pen.line([(-19, -36), (17, -60)], dark, 1.6)
        pen.line([(-19, -62), (-19, -66)], dark, 3, butt=True)
        truss(pen, (-52, -64), (19, -64), 5, 5, 13, colour, 1.4)
        with pen.turned(-boom, 19, -64):
            truss(pen, (19, -64), (96, -64), 5, 4, 14, colour, 1.4)
        pen.line([(-14, -66), (6, -98), (19, -66)], colour, 2.4)
        pen.line([(6, -98), (-50, -66)], colour, 0.9)
        turn = math.radians(boom)
        for reach in (44, 76):
            pen.line([(6, -98), (19 + reach * math.cos(turn), -66 - reach * math.sin(turn))], colour, 0.9)
        pen.rect(-44, -76, 20, 10, dark)
        pen.rect(24, -61, 7, 6, lighter(colour, 0.1))
        if not boom:
            for rope in (33, 39):
                pen.line([(rope, -60), (rope, -34)], dark, 0.5)
            pen.rect(29, -34, 14, 2.2, dark)
    return [(x + place * scale * facing, ground - 60 * scale) for place in (-48, -30, -12, 6, 22, 40, 58, 76, 92)]


def container(
    pen: Pen, x: float, y: float, width: float, height: float, colour: str, *, door: bool = False, light: float = 0.0
) -> None:
    """One box, from its long side or its doors, with corrugation."""
    pen.rect(x, y, width, height, down(y, y + height, lighter(colour, 0.10 + light), darker(colour, 0.14)))
    ribs = max(4, int(width / max(5.0, height * 0.13)))
    for rib in range(1, ribs):
        place = x + width * rib / ribs
        pen.line(
            [(place, y + height * 0.08), (place, y + height * 0.92)],
            fade(darker(colour, 0.45), 0.55),
            width / ribs * 0.26,
            butt=True,
        )
    edge = max(1.0, height * 0.05)
    for line in (
        [(x, y + edge / 2), (x + width, y + edge / 2)],
        [(x, y + height - edge / 2), (x + width, y + height - edge / 2)],
    ):
        pen.line(line, darker(colour, 0.28), edge, butt=True)
    if door:
        pen.line([(x + width / 2, y), (x + width / 2, y + height)], darker(colour, 0.5), edge, butt=True)
        for bar in (0.2, 0.36, 0.64, 0.8):
            pen.line(
                [(x + width * bar, y + edge), (x + width * bar, y + height - edge)], lighter(colour, 0.3), edge * 0.5
            )
    for corner in (x, x + width - edge * 1.6):
        for level in (y, y + height - edge * 1.6):
            pen.rect(corner, level, edge * 1.6, edge * 1.6, darker(colour, 0.5))


def stacks(
    pen: Pen,
    left: float,
    right: float,
    ground: float,
    height: float,
    *,
    seed: int = 1,
    levels: Sequence[int] = (2, 3, 4),
    tone: tuple[str, float] | None = None,
    length: float = 2.35,
) -> None:
    """Rows of boxes, seen from the side."""
    random = Random(seed)
    x = left
    while x < right:
        wide = height * random.choice((length, length * 2))
        for level in range(random.choice(levels)):
            colour = random.choice(BOXES)
            container(
                pen,
                x,
                ground - height * (level + 1),
                wide - 2,
                height - 1,
                mix(colour, tone[0], tone[1]) if tone else colour,
            )
        x += wide


def container_ship(
    pen: Pen,
    x: float,
    water: float,
    length: float,
    *,
    hull: str = "#1f2a36",
    seed: int = 1,
    facing: int = 1,
    loaded: float = 0.8,
    house: str = "#d9d3c4",
    tone: tuple[str, float] | None = None,
    glow: str | None = None,
) -> None:
    """A feeder ship from the side; the bow points right (or left with facing -1)."""
    random = Random(seed)

    def hue(colour: str) -> str:
        return mix(colour, tone[0], tone[1]) if tone else colour

    with pen.placed(x, water, length / 200 * facing, length / 200):
        pen.shape(
            [(-100, -15), (-99, 3), (88, 3), (93, -2), (102, -21), (84, -15.5)],
            down(-21, 3, hue(hull), hue(darker(hull, 0.35))),
        )
        pen.shape([(-99, 0), (90.5, 0), (88, 3), (-99, 3)], hue("#6b2a22"))
        pen.line([(-100, -15), (84, -15.5), (102, -21)], hue(lighter(hull, 0.3)), 0.6)
        for bay in range(10):
            for level in range(round(loaded * random.uniform(2.2, 5.2))):
                colour = hue(random.choice(BOXES))
                left = -62 + bay * 13.6
                pen.rect(
                    left,
                    -15.5 - (level + 1) * 5,
                    13,
                    4.8,
                    down(-20 - level * 5, -15 - level * 5, lighter(colour, 0.08), darker(colour, 0.2)),
                )
                pen.line([(left, -15.6 - level * 5), (left + 13, -15.6 - level * 5)], darker(colour, 0.5), 0.4)
        pen.rect(-92, -49, 20, 34, across(-92, -72, hue(house), hue(darker(house, 0.25))))
        pen.rect(-95, -52, 27, 4, hue(lighter(house, 0.1)))
        pen.rect(-92, -47.5, 20, 2.6, glow or hue("#27323c"))
        for deck in range(5):
            for port in range(5):
                lit = glow if glow and random.random() < 0.55 else hue("#4a535a")
                pen.rect(-90 + port * 3.7, -42 + deck * 5.2, 1.7, 1.7, lit)
        pen.rect(-90, -60, 8, 9, hue("#8d3a2c"))
        pen.line([(-78, -52), (-78, -66)], hue(house), 0.9)
        pen.line([(-82, -61), (-74, -61)], hue(house), 0.5)
        pen.line([(90, -17), (90, -33)], hue(house), 0.9)


def lighthouse(
    pen: Pen,
    x: float,
    ground: float,
    height: float,
    *,
    shade: tuple[str, float] = ("#101820", 0.0),
    lamp: str = "#ffe9a8",
    red: str = "#a8322a",
    white: str = "#e6e1d6",
    light: float = 1.0,
) -> Point:
    """A red and white tower; answers where the lamp sits."""
    half, top = height * 0.088, height * 0.058

    def hue(colour: str) -> str:
        return mix(colour, shade[0], shade[1])

    def edge(share: float) -> float:
        return half + (top - half) * share**0.8

    bands = 6
    body = height * 0.80
    for band in range(bands):
        low, high = band / bands, (band + 1) / bands
        tone = hue(red if band % 2 == 0 else white)
        fill = across(
            x - half, x + half, darker(tone, 0.10 + 0.28 * (1 - light)), lighter(tone, 0.12 * light), darker(tone, 0.42)
        )
        pen.shape(
            [
                (x - edge(low), ground - body * low),
                (x - edge(high), ground - body * high),
                (x + edge(high), ground - body * high),
                (x + edge(low), ground - body * low),
            ],
            fill,
        )
    for level in (0.3, 0.52, 0.72):
        pen.rect(x - height * 0.010, ground - body * level, height * 0.02, height * 0.03, hue("#20242a"))
    pen.rect(x - top * 1.7, ground - body - height * 0.018, top * 3.4, height * 0.022, hue("#30363d"))
    for rail in range(9):
        place = x - top * 1.65 + rail * top * 3.3 / 8
        pen.line(
            [(place, ground - body - height * 0.018), (place, ground - body - height * 0.055)],
            hue("#30363d"),
            max(0.8, height * 0.003),
        )
    pen.line(
        [(x - top * 1.65, ground - body - height * 0.055), (x + top * 1.65, ground - body - height * 0.055)],
        hue("#30363d"),
        max(1.0, height * 0.004),
    )
    pen.rect(x - top * 0.85, ground - body - height * 0.10, top * 1.7, height * 0.085, lamp)
    for bar in (-0.85, -0.3, 0.3, 0.85):
        pen.line(
            [(x + top * bar, ground - body - height * 0.015), (x + top * bar, ground - body - height * 0.1)],
            hue("#30363d"),
            max(1.0, height * 0.005),
        )
    pen.shape(
        [
            (x - top * 1.15, ground - body - height * 0.098),
            (x - top * 0.7, ground - body - height * 0.135),
            (x, ground - body - height * 0.155),
            (x + top * 0.7, ground - body - height * 0.135),
            (x + top * 1.15, ground - body - height * 0.098),
        ],
        hue(darker(red, 0.2)),
        smooth=False,
    )
    pen.line(
        [(x, ground - body - height * 0.15), (x, ground - body - height * 0.2)],
        hue("#30363d"),
        max(1.0, height * 0.005),
    )
    return (x, ground - body - height * 0.058)


def turbine(
    pen: Pen,
    x: float,
    water: float,
    height: float,
    colour: str,
    *,
    turn: float = 20,
    base: str = "#c9a63a",
    hub_share: float = 0.62,
) -> None:
    """A wind turbine at sea; `turn` is the angle of its first blade."""
    hub = water - height * hub_share
    wide = height * 0.012
    pen.shape(
        [(x - wide * 1.5, water), (x - wide * 0.8, hub), (x + wide * 0.8, hub), (x + wide * 1.5, water)],
        across(x - wide * 1.5, x + wide * 1.5, lighter(colour, 0.2), darker(colour, 0.25)),
    )
    pen.rect(x - wide * 1.9, water - height * 0.055, wide * 3.8, height * 0.055, base)
    pen.rect(x - wide * 3, water - height * 0.06, wide * 6, height * 0.008, darker(base, 0.3))
    blade = height * 0.38
    for number in range(3):
        with pen.turned(turn + number * 120, x, hub):
            pen.shape(
                [
                    (x - wide * 0.35, hub),
                    (x - wide * 1.15, hub - blade * 0.2),
                    (x - wide * 0.2, hub - blade),
                    (x + wide * 0.15, hub - blade),
                    (x + wide * 0.5, hub - blade * 0.15),
                    (x + wide * 0.4, hub),
                ],
                lighter(colour, 0.1),
            )
    pen.oval(x, hub, wide * 1.1, fill=colour)


def lorry(
    pen: Pen, x: float, ground: float, length: float, *, box: str = "#8c3b2c", cab: str = "#d8d6cf", facing: int = 1
) -> None:
    """An articulated lorry with a container, from the side."""
    with pen.placed(x, ground, length / 100 * facing, length / 100):
        container(pen, -50, -27, 74, 20, box)
        pen.rect(-50, -7.4, 92, 2.4, "#22262b")
        pen.shape(
            [(27, -26), (41, -26), (47, -17), (48, -5), (27, -5)], down(-26, -5, lighter(cab, 0.2), darker(cab, 0.2))
        )
        pen.shape([(36, -23.5), (41, -23.5), (45.4, -16), (36, -16)], "#2b3740")
        for wheel in (-42, -34, -26, 20, 40):
            pen.oval(wheel, -4, 4.2, fill="#15181b")
            pen.oval(wheel, -4, 1.8, fill="#7c8083")
