"""Skies: a gradient, a deck of clouds in perspective, and the sun behind them."""

from collections.abc import Sequence

import numpy as np

from tools.pressdraw.colour import rgb
from tools.pressdraw.noise import Field, sample, smoothstep, tile
from tools.pressdraw.scene import Scene


def gradient(scene: Scene, stops: Sequence[tuple[float, str]], top: float = 0, bottom: float | None = None) -> None:
    """Fill the picture between two rows with a vertical gradient; stops go from 0 (top) to 1."""
    end = scene.height if bottom is None else bottom
    share = np.clip((np.arange(scene.height) - top) / max(1.0, end - top), 0, 1)
    places = [place for place, _ in stops]
    colours = np.stack([rgb(colour) for _, colour in stops])
    rows = np.stack([np.interp(share, places, colours[:, channel]) for channel in range(3)], axis=1)
    scene.light[:] = rows[:, None, :]


def clouds(
    scene: Scene,
    horizon: float,
    *,
    light: str,
    shade: str,
    cover: float = 0.5,
    height: float = 1.0,
    sun: tuple[float, float] = (800, 300),
    seed: int = 1,
    soft: float = 0.16,
    opacity: float = 0.9,
    stretch: float = 1.0,
    fade_at: float = 0.10,
) -> None:
    """A cloud deck seen from below; nearer the horizon it is denser, smaller and fades into the air."""
    rise = np.maximum(horizon - scene.y, 1.0) / scene.height
    depth = height / (rise + 0.11)
    across = (scene.x - scene.width / 2) / scene.width * depth * 0.34 / stretch
    down = depth * 0.42
    deck = _deck(seed, across, down)
    toward_x = (sun[0] - scene.x) / scene.width * 0.035
    toward_y = np.float32(0.018)
    lit = _deck(seed, np.asarray(across + toward_x, np.float32), np.asarray(down + toward_y, np.float32))
    body = smoothstep(1 - cover - soft, 1 - cover + soft, deck)
    bright = np.clip(0.5 + (deck - lit) * 5.5 - (deck - (1 - cover)) * 1.1, 0, 1)[..., None]
    colour = rgb(shade) * (1 - bright) + rgb(light) * bright
    share = (body * opacity * smoothstep(0.0, fade_at, rise) * (scene.y < horizon))[..., None]
    scene.light = scene.light * (1 - share) + colour * share


def streaks(
    scene: Scene,
    horizon: float,
    colour: str,
    *,
    top: float = 0,
    seed: int = 3,
    cover: float = 0.45,
    opacity: float = 0.7,
    slant: float = 0.0,
    length: float = 1.0,
) -> None:
    """Long thin bands of cloud, as on calm evenings."""
    row = scene.y + (scene.x - scene.width / 2) * slant
    field = sample(tile(seed, 1.7), scene.x / (5200 * length), row / 620)
    share = smoothstep(1 - cover - 0.1, 1 - cover + 0.16, field) * opacity
    within = smoothstep(top, top + 120, scene.y) * (scene.y < horizon)
    scene.tint(colour, np.asarray(share * within, np.float32))


def sun(
    scene: Scene, x: float, y: float, radius: float, colour: str, glow: str, strength: float = 0.7, reach: float = 420
) -> None:
    """The disc and the light round it."""
    scene.glow(x, y, reach, glow, strength, flat=1.5)
    distance = np.hypot(scene.x - x, scene.y - y)
    scene.tint(colour, np.asarray(np.clip((radius - distance) / 1.5 + 0.5, 0, 1) * 0.95, np.float32))


def stars(scene: Scene, horizon: float, count: int = 260, seed: int = 4) -> None:
    """Faint stars in the upper sky."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        column = int(random.integers(scene.width))
        row = int(random.random() ** 1.4 * horizon * 0.85)
        scene.light[row, column] += random.random() ** 3 * 0.6 * (1 - row / horizon)


def _deck(seed: int, across: Field, down: Field) -> Field:
    """Two octave towers, one bending the other, so that clouds curl."""
    bend = sample(tile(seed + 20, 2.0), across * 0.6, down * 0.6) - 0.5
    big = sample(
        tile(seed, 1.75), np.asarray(across + bend * 0.06, np.float32), np.asarray(down + bend * 0.08, np.float32)
    )
    return big
