"""Trees, grass, clouds of spray and other things that grow or move by themselves."""

import math
from collections.abc import Sequence
from random import Random

import numpy as np

from tools.pressdraw.colour import fade, mix
from tools.pressdraw.noise import Field, sample, smoothstep, tile
from tools.pressdraw.pen import Pen, Point
from tools.pressdraw.scene import Scene


def bare_tree(
    pen: Pen,
    x: float,
    ground: float,
    height: float,
    colour: str,
    *,
    seed: int = 1,
    lean: float = 0.0,
    width: float | None = None,
) -> None:
    """A winter tree, branch by branch."""
    random = Random(seed)

    def grow(start: Point, angle: float, length: float, thick: float, depth: int) -> None:
        end = (start[0] + math.cos(angle) * length, start[1] - math.sin(angle) * length)
        bend = ((start[0] + end[0]) / 2 + random.uniform(-1, 1) * length * 0.07, (start[1] + end[1]) / 2)
        pen.line([start, bend, end], colour, max(0.8, thick), smooth=True)
        if depth == 0:
            return
        for _ in range(3 if depth > 3 else 2):
            grow(
                end,
                angle + random.uniform(-0.62, 0.62) + lean * 0.2,
                length * random.uniform(0.62, 0.82),
                thick * 0.62,
                depth - 1,
            )

    grow((x, ground), math.pi / 2 + lean, height * 0.30, width or height * 0.045, 6)


def grass(
    pen: Pen,
    left: float,
    right: float,
    ground: float,
    height: float,
    count: int,
    colours: tuple[str, ...],
    *,
    seed: int = 1,
    lean: float = 0.3,
    depth: float = 0.0,
    width: float = 1.8,
) -> None:
    """Blades of grass bent by the wind; `depth` spreads their feet upwards."""
    random = Random(seed)
    blades = sorted((random.random(), random.uniform(left, right)) for _ in range(count))
    for place, x in blades:
        foot, tall = ground - depth * (1 - place), height * random.uniform(0.45, 1.1)
        tip = x + tall * (lean + random.gauss(0, 0.22))
        pen.line(
            [(x, foot), (x + (tip - x) * 0.25, foot - tall * 0.6), (tip, foot - tall * random.uniform(0.8, 1.0))],
            random.choice(colours),
            width * random.uniform(0.5, 1.1),
            smooth=True,
        )


def spray(
    scene: Scene,
    x: float,
    y: float,
    width: float,
    height: float,
    colour: str,
    *,
    strength: float = 0.9,
    seed: int = 1,
    lean: float = 0.0,
    ragged: float = 1.0,
) -> None:
    """A plume of water thrown up from a point at its foot."""
    rise = (y - scene.y) / height
    off = (scene.x - x - lean * np.maximum(rise, 0) * height) / (width * (0.35 + 0.75 * np.clip(rise, 0, 1)))
    cloud = sample(
        tile(seed, 1.35, 4),
        np.asarray((scene.x - x) / 620 + rise * 0.2, np.float32),
        np.asarray(scene.y / 480, np.float32),
    )
    fine = sample(tile(seed + 1, 0.75, 30), scene.x / 500, scene.y / 300)
    body = 1 - off**2 - np.clip(rise, 0, 2) ** 1.4 + (cloud - 0.5) * 2.0 * ragged + (fine - 0.5) * 0.5
    mask = smoothstep(-0.15, 1.05, np.asarray(body, np.float32)) * (rise > -0.06) * np.clip((rise + 0.06) * 12, 0, 1)
    scene.tint(colour, np.asarray(np.clip(mask * strength, 0, 1), np.float32))


def droplets(
    pen: Pen,
    x: float,
    y: float,
    width: float,
    height: float,
    count: int,
    colour: str,
    *,
    seed: int = 1,
    size: float = 3.0,
) -> None:
    """Single drops flung out of the spray."""
    random = Random(seed)
    for _ in range(count):
        rise = random.random() ** 0.8
        away = x + random.gauss(0, width * (0.3 + 0.5 * rise))
        up = y - height * rise * random.uniform(0.6, 1.25)
        pen.oval(away, up, size * random.uniform(0.2, 1.0) ** 2 + 0.4, fill=fade(colour, random.uniform(0.3, 0.95)))


def slope(
    scene: Scene,
    top: Field,
    colour: str,
    *,
    foot: str,
    grain: float = 0.12,
    seed: int = 1,
    stretch: float = 4.0,
    depth: float = 400,
    edge: float = 1.5,
) -> Field:
    """Ground below a line of rows, one per column: grass, sand or mud with a fine grain; answers its mask."""
    mask = np.clip((scene.y - top) / edge, 0, 1)
    share = np.clip((scene.y - top) / depth, 0, 1)[..., None]
    near, far = (np.array([int(mixed[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32) for mixed in (foot, colour))
    field = sample(tile(seed, 1.0, 14), scene.x / (260 * stretch), (scene.y - top) / 260)
    fine = sample(tile(seed + 1, 0.5, 80), scene.x / (240 * stretch), (scene.y - top) / 240)
    body = far * (1 - share) + near * share
    body = body * (1 + ((field - 0.5) * 2.2 + (fine - 0.5) * 0.8)[..., None] * grain * 2)
    scene.light = scene.light * (1 - mask[..., None]) + body * mask[..., None]
    return np.asarray(mask, np.float32)


def line(scene: Scene, points: Sequence[Point]) -> Field:
    """The rows of a smooth line through some points, one for each column."""
    columns = np.arange(scene.width)
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    rows = np.interp(columns, xs, ys)
    reach = max(3, scene.width // 24)
    padded = np.pad(rows, reach, mode="edge")
    return np.asarray(
        np.convolve(padded, np.hanning(2 * reach + 1) / np.hanning(2 * reach + 1).sum(), mode="valid")[None, :],
        np.float32,
    )


def bush(pen: Pen, x: float, y: float, radius: float, colour: str, *, seed: int = 1, light: str = "#ffffff") -> None:
    """A crown of leaves, lit from the upper left."""
    random = Random(seed)
    for step in range(46):
        part = step / 46
        turn, far = random.uniform(0, math.tau), radius * random.random() ** 0.5
        px, py = x + math.cos(turn) * far, y + math.sin(turn) * far * 0.85
        glow = max(0.0, ((x - px) + (y - py)) / radius * 0.5) * 0.4
        pen.oval(
            px,
            py,
            radius * random.uniform(0.14, 0.3),
            fill=mix(mix(colour, "#10180f", 0.4 * (1 - part)), light, glow * 0.6),
        )
