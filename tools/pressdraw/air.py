"""What falls and drifts between the reader and the scene, and the last grading of a picture."""

import math
from random import Random

import numpy as np

from tools.pressdraw.colour import fade, rgb
from tools.pressdraw.noise import sample, tile
from tools.pressdraw.pen import Pen
from tools.pressdraw.scene import Scene


def rain(
    scene: Scene,
    *,
    amount: int = 900,
    slant: float = 0.25,
    colour: str = "#dfe8ee",
    opacity: float = 0.22,
    length: float = 46,
    seed: int = 71,
) -> None:
    """Streaks of rain in three depths."""
    random = Random(seed)

    def fall(pen: Pen) -> None:
        for _ in range(amount):
            near = random.random() ** 2
            x, y = random.uniform(-200, scene.width + 200), random.uniform(-60, scene.height)
            run = length * (0.35 + near)
            pen.line(
                [(x, y), (x + run * slant, y + run)], fade(colour, opacity * (0.35 + 0.65 * near)), 0.7 + 1.2 * near
            )

    scene.draw(fall, rough=0, texture=0)


def snow(
    scene: Scene,
    *,
    amount: int = 900,
    colour: str = "#f4f7fa",
    opacity: float = 0.85,
    seed: int = 72,
    size: float = 3.2,
    slant: float = 0.4,
) -> None:
    """Flakes: many small ones far off, a few soft ones close."""
    random = Random(seed)

    def fall(pen: Pen, share: float, grow: float) -> None:
        for _ in range(int(amount * share)):
            radius = size * (0.25 + random.random() ** 2) * grow
            x, y = random.uniform(0, scene.width), random.uniform(0, scene.height)
            pen.line(
                [(x, y), (x + radius * slant, y + radius * 0.8)], fade(colour, opacity * random.uniform(0.4, 1)), radius
            )

    scene.draw(lambda pen: fall(pen, 1.0, 0.8), rough=0, texture=0)
    scene.draw(lambda pen: fall(pen, 0.12, 2.4), blur=2.2, rough=0, texture=0, opacity=0.8)


def birds(
    pen: Pen,
    x: float,
    y: float,
    count: int,
    *,
    spread: float = 200,
    size: float = 10,
    colour: str = "#2a2f36",
    seed: int = 73,
) -> None:
    """Gulls on the wing."""
    random = Random(seed)
    for _ in range(count):
        centre_x, centre_y = x + random.gauss(0, spread), y + random.gauss(0, spread * 0.32)
        span, lift = size * random.uniform(0.6, 1.3), random.uniform(0.2, 0.65)
        tilt = random.uniform(-0.3, 0.3)
        pen.line(
            [
                (centre_x - span, centre_y - span * lift * (1 + tilt)),
                (centre_x - span * 0.45, centre_y - span * lift),
                (centre_x, centre_y),
                (centre_x + span * 0.45, centre_y - span * lift * 0.95),
                (centre_x + span, centre_y - span * lift * (0.7 - tilt)),
            ],
            colour,
            max(1.0, span * 0.16),
            smooth=True,
        )


def beams(
    scene: Scene, x: float, y: float, angle: float, width: float, colour: str, strength: float, reach: float
) -> None:
    """A cone of light, as from a lighthouse or a floodlight; angles in degrees, 0 points right."""
    turn, open_ = math.radians(angle), math.radians(width)
    along_x, along_y = scene.x - x, scene.y - y
    distance = np.hypot(along_x, along_y)
    off = np.arctan2(
        along_y * math.cos(turn) - along_x * math.sin(turn), along_x * math.cos(turn) + along_y * math.sin(turn)
    )
    cone = np.exp(-((off / open_) ** 2)) * np.exp(-distance / reach) * strength
    scene.light += cone[..., None] * rgb(colour)


def finish(
    scene: Scene,
    *,
    grain: float = 0.020,
    vignette: float = 0.25,
    contrast: float = 0.12,
    warm: float = 0.0,
    lift: float = 0.015,
    saturation: float = 1.0,
    centre: tuple[float, float] = (0.5, 0.48),
) -> Scene:
    """Grade the picture like a press photo: a soft curve, darker corners, fine grain."""
    light = np.clip(scene.light, 0, 1.6)
    light = np.where(light > 0.8, 0.8 + 0.2 * np.tanh((light - 0.8) / 0.2), light)
    grey = (light @ np.array([0.3, 0.59, 0.11], np.float32))[..., None]
    light = grey + (light - grey) * saturation
    curve = light * light * (3 - 2 * light)
    light = light * (1 - contrast) + curve * contrast
    light = lift + light * (1 - lift)
    light = light * np.array([1 + warm * 0.06, 1.0, 1 - warm * 0.08], np.float32)
    corner = np.hypot((scene.x / scene.width - centre[0]) * 1.15, scene.y / scene.height - centre[1])
    light = light * (1 - vignette * np.clip(corner - 0.25, 0, 1) ** 1.5 * 1.6)[..., None]
    speckle = sample(tile(99, 0.12, 120), scene.x / 900, scene.y / 900) - 0.5
    scene.light = np.asarray(light + (speckle * grain * 3.2)[..., None], np.float32)
    return scene
