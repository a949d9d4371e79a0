"""Fronts of a brick-built port town: gabled houses, warehouses, offices, windows with and without light."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tools.pressdraw.colour import darker, fade, lighter, mix
from tools.pressdraw.pen import Pen, across, down

BRICKS = ("#7b4635", "#8a5240", "#6b3f35", "#94604a", "#5d3a33")
PLASTERS = ("#c9bda6", "#b7b2a4", "#a8a89e", "#d4c6a8", "#9aa3a3", "#b89b86")


@dataclass(frozen=True)
class Glow:
    """How many windows are lit, and in which colour; the rest mirror `pane`."""

    share: float = 0.0
    colour: str = "#ffcf87"
    pane: str = "#27323c"


def windows(
    pen: Pen,
    left: float,
    top: float,
    width: float,
    height: float,
    columns: int,
    rows: int,
    *,
    glow: Glow,
    frame: str = "#d8d2c4",
    share: tuple[float, float] = (0.5, 0.62),
    arched: bool = False,
    seed: int = 1,
    bars: bool = True,
) -> None:
    """A grid of windows; `share` is the part of a cell that the window takes."""
    random = Random(seed)
    cell_x, cell_y = width / columns, height / rows
    wide, high = cell_x * share[0], cell_y * share[1]
    for row in range(rows):
        for column in range(columns):
            x = left + cell_x * (column + 0.5) - wide / 2
            y = top + cell_y * (row + 0.5) - high / 2
            window(pen, x, y, wide, high, glow, random, frame=frame, arched=arched, bars=bars)


def window(
    pen: Pen,
    x: float,
    y: float,
    wide: float,
    high: float,
    glow: Glow,
    random: Random,
    *,
    frame: str = "#d8d2c4",
    arched: bool = False,
    bars: bool = True,
) -> None:
    lit = random.random() < glow.share
    pane = (
        mix(glow.colour, "#b5541f", random.random() * 0.45)
        if lit
        else mix(glow.pane, "#5c6b76", random.random() * 0.35)
    )
    edge = max(0.8, wide * 0.09)
    round_ = wide / 2 if arched else 0
    pen.rect(x - edge, y - edge, wide + 2 * edge, high + 2 * edge, frame, round_ and round_ + edge)
    fill = (
        down(y, y + high, lighter(pane, 0.18), darker(pane, 0.12))
        if lit
        else down(y, y + high, lighter(pane, 0.12), darker(pane, 0.25))
    )
    pen.rect(x, y, wide, high, fill, round_)
    if arched:
        pen.rect(x - edge, y + high * 0.55, wide + 2 * edge, high * 0.45 + edge, frame)
        pen.rect(x, y + high * 0.5, wide, high * 0.5, pane)
    if bars and wide > 7:
        pen.line([(x + wide / 2, y), (x + wide / 2, y + high)], frame, edge * 0.8, butt=True)
        pen.line([(x, y + high * 0.36), (x + wide, y + high * 0.36)], frame, edge * 0.8, butt=True)
    pen.rect(x - edge * 1.6, y + high + edge, wide + 3.2 * edge, edge * 1.4, lighter(frame, 0.1))


def bricks(
    pen: Pen,
    x: float,
    y: float,
    width: float,
    height: float,
    colour: str,
    *,
    course: float = 7,
    seed: int = 1,
    strength: float = 0.22,
) -> None:
    """Brick courses, hinted at: single bricks a little lighter or darker."""
    random = Random(seed)
    row = 0
    while row * course < height:
        column = -course * (row % 2)
        while column < width:
            if random.random() < 0.34:
                tone = (
                    darker(colour, random.uniform(0.05, 0.35))
                    if random.random() < 0.6
                    else lighter(colour, random.uniform(0.03, 0.14))
                )
                start = max(0.0, column)
                pen.rect(
                    x + start,
                    y + row * course,
                    min(course * 2.1, width - start),
                    course * 0.82,
                    fade(tone, strength * 2.4),
                )
            column += course * 2.3
        row += 1


def gable(style: str, x: float, top: float, width: float, rise: float) -> list[tuple[float, float]]:
    """The outline of a gable above `top`: stepped, pointed, bell-shaped or flat."""
    right = x + width
    if style == "stepped":
        steps = 5
        left_side = [
            (x + width * 0.5 * i / steps * 0.86, top - rise * j / steps) for i in range(steps) for j in (i, i + 1)
        ]
        return left_side + [(2 * x + width - px, py) for px, py in reversed(left_side)]
    if style == "bell":
        return [
            (x, top),
            (x + width * 0.06, top - rise * 0.3),
            (x + width * 0.24, top - rise * 0.42),
            (x + width * 0.3, top - rise * 0.8),
            (x + width * 0.42, top - rise),
            (right - width * 0.42, top - rise),
            (right - width * 0.3, top - rise * 0.8),
            (right - width * 0.24, top - rise * 0.42),
            (right - width * 0.06, top - rise * 0.3),
            (right, top),
        ]
    if style == "flat":
        return [(x, top), (x, top - rise * 0.12), (right, top - rise * 0.12), (right, top)]
    return [(x, top), (x + width / 2, top - rise), (right, top)]


def house(
    pen: Pen,
    x: float,
    ground: float,
    width: float,
    height: float,
    *,
    wall: str,
    style: str = "stepped",
    glow: Glow | None = None,
    floors: int = 3,
    columns: int = 3,
    seed: int = 1,
    roof: str = "#4d3530",
    light: float = 0.0,
    shop: bool = False,
    brick: bool = True,
    frame: str = "#d8d2c4",
) -> None:
    """One town house, front on; `light` shades it from the left (positive) or the right."""
    glow = glow or Glow()
    rise = width * (0.72 if style != "flat" else 0.3)
    top = ground - height
    outline = gable(style, x, top, width, rise)
    if style in ("stepped", "pointed", "bell"):
        pen.shape([(x + width * 0.08, top - 2), (x + width / 2, top - rise * 0.8), (x + width * 0.92, top - 2)], roof)
    body = [(x, ground), *outline, (x + width, ground)]
    shade = (
        across(x, x + width, lighter(wall, 0.10 * max(0.0, light)), darker(wall, 0.25 * abs(light)))
        if light >= 0
        else across(x, x + width, darker(wall, 0.25 * abs(light)), lighter(wall, 0.10))
    )
    pen.shape(body, shade)
    if brick:
        with pen.clipped(body):
            bricks(pen, x, top - rise, width, height + rise, wall, course=max(4.0, width / 34), seed=seed)
    pen.line(outline, lighter(wall, 0.22), max(1.5, width * 0.014))
    base = height * 0.24 if shop else 0
    windows(
        pen,
        x + width * 0.05,
        top + height * 0.03,
        width * 0.9,
        height * 0.94 - base,
        columns,
        floors,
        glow=glow,
        seed=seed,
        frame=frame,
    )
    if style != "flat":
        windows(
            pen,
            x + width * 0.38,
            top - rise * 0.52,
            width * 0.24,
            rise * 0.4,
            1,
            1,
            glow=glow,
            seed=seed + 1,
            frame=frame,
        )
    if shop:
        _shop(pen, x, ground, width, base, glow, seed)
    else:
        _door(pen, x + width * (0.5 if columns % 2 else 0.28), ground, width * 0.16, height * 0.2, seed)


def warehouse(
    pen: Pen,
    x: float,
    ground: float,
    width: float,
    height: float,
    *,
    wall: str = "#70402f",
    glow: Glow | None = None,
    floors: int = 5,
    seed: int = 1,
    roof: str = "#35403f",
    columns: int = 5,
) -> None:
    """A brick store of the old port: loading doors one above the other under a hoist."""
    glow = glow or Glow()
    top, rise = ground - height, width * 0.36
    body = [(x, ground), (x, top), (x + width / 2, top - rise), (x + width, top), (x + width, ground)]
    pen.shape(body, across(x, x + width, lighter(wall, 0.07), darker(wall, 0.22)))
    with pen.clipped(body):
        bricks(pen, x, top - rise, width, height + rise, wall, course=max(3.5, width / 42), seed=seed)
    pen.line([(x - 4, top + 2), (x + width / 2, top - rise - 2), (x + width + 4, top + 2)], roof, width * 0.03)
    side = width * 0.36
    for left in (x + width * 0.05, x + width * 0.59):
        windows(
            pen,
            left,
            top + height * 0.03,
            side,
            height * 0.95,
            max(1, columns // 2),
            floors,
            glow=glow,
            arched=True,
            seed=seed + int(left),
            frame=lighter(wall, 0.2),
            share=(0.5, 0.55),
        )
    cell = height * 0.95 / floors
    for floor in range(floors):
        y = top + height * 0.03 + cell * floor
        pen.rect(x + width * 0.43, y + cell * 0.16, width * 0.14, cell * 0.72, mix("#2f4a44", wall, 0.2))
        pen.line([(x + width * 0.5, y + cell * 0.16), (x + width * 0.5, y + cell * 0.88)], "#1c2b28", 1.4)
        pen.rect(x + width * 0.41, y + cell * 0.88, width * 0.18, 3, "#2a2522")
    pen.shape(
        [
            (x + width * 0.44, top - rise * 0.28),
            (x + width * 0.44, top - rise * 0.62),
            (x + width * 0.5, top - rise * 0.86),
            (x + width * 0.56, top - rise * 0.62),
            (x + width * 0.56, top - rise * 0.28),
        ],
        darker(roof, 0.2),
    )
    pen.line([(x + width * 0.5, top - rise * 0.55), (x + width * 0.5, top + height * 0.1)], fade("#14100e", 0.7), 1.4)


def office(
    pen: Pen,
    x: float,
    ground: float,
    width: float,
    height: float,
    *,
    wall: str = "#7d868c",
    glow: Glow | None = None,
    floors: int = 8,
    columns: int = 8,
    seed: int = 1,
) -> None:
    """A plain modern block."""
    pen.rect(x, ground - height, width, height, across(x, x + width, lighter(wall, 0.1), darker(wall, 0.2)))
    windows(
        pen,
        x + width * 0.02,
        ground - height * 0.98,
        width * 0.96,
        height * 0.96,
        columns,
        floors,
        glow=glow or Glow(),
        seed=seed,
        frame=darker(wall, 0.15),
        share=(0.82, 0.55),
        bars=False,
    )


def row(
    pen: Pen,
    left: float,
    right: float,
    ground: float,
    *,
    height: tuple[float, float] = (150, 220),
    width: tuple[float, float] = (70, 110),
    glow: Glow | None = None,
    seed: int = 1,
    walls: Sequence[str] = BRICKS + PLASTERS,
    tone: tuple[str, float] | None = None,
    shop: bool = False,
    styles: Sequence[str] = ("stepped", "pointed", "bell", "pointed"),
) -> None:
    """A row of houses, no two alike; `tone` pulls all walls towards a colour of the hour."""
    random = Random(seed)
    x = left
    while x < right:
        wide = random.uniform(*width)
        wall = random.choice(walls)
        wall = mix(wall, tone[0], tone[1]) if tone else wall
        frame = mix("#d8d2c4", tone[0], tone[1]) if tone else "#d8d2c4"
        house(
            pen,
            x,
            ground,
            wide,
            random.uniform(*height),
            wall=wall,
            style=random.choice(styles),
            glow=glow,
            floors=random.choice((3, 3, 4)),
            columns=random.choice((2, 3)),
            seed=seed * 50 + int(x),
            roof=mix("#4d3530", tone[0], tone[1]) if tone else "#4d3530",
            shop=shop,
            brick=wall not in PLASTERS,
            frame=frame,
        )
        x += wide - 1


def skyline(
    pen: Pen,
    horizon: float,
    width: float,
    colour: str,
    *,
    seed: int = 1,
    height: float = 60,
    left: float = 0,
    spires: Sequence[tuple[float, float]] = (),
) -> None:
    """A far town as one shape: roofs, chimneys and church spires."""
    random = Random(seed)
    points = [(left, horizon + 4)]
    x = left
    while x < left + width:
        wide, high = random.uniform(14, 46), height * random.uniform(0.35, 1.0)
        kind = random.random()
        if kind < 0.5:
            points += [(x, horizon - high), (x + wide / 2, horizon - high - wide * 0.42), (x + wide, horizon - high)]
        elif kind < 0.85:
            points += [(x, horizon - high), (x + wide, horizon - high)]
        else:
            points += [
                (x, horizon - high * 0.6),
                (x + wide * 0.4, horizon - high * 0.6),
                (x + wide * 0.4, horizon - high * 1.6),
                (x + wide * 0.55, horizon - high * 1.6),
                (x + wide * 0.55, horizon - high * 0.6),
                (x + wide, horizon - high * 0.6),
            ]
        x += wide
    pen.shape([*points, (left + width, horizon + 4)], colour)
    for place, tall in spires:
        pen.shape(
            [
                (place - 13, horizon),
                (place - 13, horizon - tall * 0.55),
                (place - 15, horizon - tall * 0.57),
                (place, horizon - tall),
                (place + 15, horizon - tall * 0.57),
                (place + 13, horizon - tall * 0.55),
                (place + 13, horizon),
            ],
            colour,
        )


def lights(
    pen: Pen,
    left: float,
    right: float,
    top: float,
    bottom: float,
    count: int,
    *,
    seed: int = 1,
    colour: str = "#ffcf8a",
    size: tuple[float, float] = (1.2, 2.4),
) -> None:
    """Far windows and lamps as points."""
    random = Random(seed)
    for _ in range(count):
        tone = mix(colour, random.choice(("#fff2d8", "#ff9d52", "#cfe3ff")), random.random() * 0.5)
        pen.oval(
            random.uniform(left, right),
            random.uniform(top, bottom),
            random.uniform(*size),
            fill=fade(tone, random.uniform(0.5, 1)),
        )


def _door(pen: Pen, x: float, ground: float, width: float, height: float, seed: int) -> None:
    colour = Random(seed).choice(("#2f4740", "#4b2f28", "#2b3a52", "#5a4a33"))
    pen.rect(x - width * 0.62, ground - height * 1.1, width * 1.24, height * 1.1, "#b9b09d")
    pen.rect(
        x - width / 2,
        ground - height,
        width,
        height,
        down(ground - height, ground, lighter(colour, 0.12), darker(colour, 0.2)),
    )


def _shop(pen: Pen, x: float, ground: float, width: float, height: float, glow: Glow, seed: int) -> None:
    lit = glow.share > 0.15
    pane = "#ffd797" if lit else "#3b4852"
    sign = Random(seed).choice(("#2f4740", "#7a2f28", "#2b3a52", "#5a4a33", "#1f2428"))
    pen.rect(x + width * 0.04, ground - height, width * 0.92, height, darker(sign, 0.25))
    pen.rect(
        x + width * 0.08,
        ground - height * 0.72,
        width * 0.5,
        height * 0.62,
        down(ground - height, ground, pane, darker(pane, 0.25)),
    )
    pen.rect(
        x + width * 0.66,
        ground - height * 0.72,
        width * 0.22,
        height * 0.72,
        down(ground - height, ground, darker(pane, 0.1), darker(pane, 0.4)),
    )
    pen.rect(x + width * 0.02, ground - height * 1.02, width * 0.96, height * 0.22, sign)
