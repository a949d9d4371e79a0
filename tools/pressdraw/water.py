"""Water: what stands above it comes back broken by waves, and the sky glints on it."""

import numpy as np

from tools.pressdraw.colour import rgb
from tools.pressdraw.noise import Field, sample, smoothstep, tile
from tools.pressdraw.scene import Draw, Scene


def surface(
    scene: Scene,
    horizon: float,
    deep: str,
    *,
    far: str | None = None,
    calm: float = 0.5,
    clear: float = 0.8,
    seed: int = 11,
    taps: int = 14,
    bottom: float | None = None,
) -> None:
    """Turn everything below the horizon into water that mirrors what is above.

    `calm` (0 to 1) is how smooth the water lies, `clear` how much it mirrors near the horizon.
    """
    end = int(bottom or scene.height)
    part = np.s_[int(horizon) : end]
    x, y = scene.x[part], scene.y[part] - horizon + 1
    reach = y / scene.height
    total = np.zeros_like(scene.light[part])
    for tap in range(taps):
        slope_x, slope_y = _waves(x, y, scene, seed + tap % 3, tap / taps)
        columns = np.clip(x + slope_x * (6 + 60 * reach) * (1.2 - calm), 0, scene.width - 1).astype(np.int32)
        spread = (0.25 + 0.9 * tap / taps) * (1 - calm) + 0.12
        rows = horizon - y * (1 - 0.12 * (1 - calm)) + slope_y * (10 + 520 * reach) * spread
        rows = np.clip(np.where(rows > horizon - 1, 2 * horizon - 2 - rows, rows), 0, horizon - 1).astype(np.int32)
        total += scene.light[rows, columns]
    mirrored = total / taps
    share = np.clip(clear * (1 - 0.75 * np.sqrt(reach * scene.height / max(1.0, end - horizon))), 0, 1)[..., None]
    share = np.clip(share * (1 + 0.5 * _ripple(x, y, scene, seed)[..., None]), 0, 1)
    depth = rgb(deep) if far is None else rgb(far) * (1 - reach[..., None]) + rgb(deep) * reach[..., None]
    scene.light[part] = mirrored * share + depth * (1 - share)


def glitter(
    scene: Scene,
    horizon: float,
    x: float,
    colour: str,
    *,
    width: float = 150,
    strength: float = 0.8,
    density: float = 0.42,
    seed: int = 31,
    bottom: float | None = None,
) -> None:
    """The road of light that sun or moon lay on the water."""
    down = np.maximum(scene.y - horizon, 1)
    field = sample(tile(seed, 1.0, 10), *_plane(scene.x, down, scene, 0.8))
    spread = width * (0.35 + 2.0 * down / scene.height)
    where = np.exp(-(((scene.x - x) / spread) ** 2))
    sparks = smoothstep(0.62 - density * 0.3 * where, 0.70 - density * 0.2 * where, field) * where
    sparks = sparks * (scene.y > horizon) * (scene.y < (bottom or scene.height))
    scene.light += (sparks * strength)[..., None] * rgb(colour)


def crests(
    scene: Scene,
    horizon: float,
    colour: str,
    *,
    amount: float = 0.4,
    strength: float = 0.5,
    seed: int = 41,
    bottom: float | None = None,
    scale: float = 1.0,
) -> None:
    """Light lines of waves, and foam when there is much of it."""
    down = np.maximum(scene.y - horizon, 1)
    across, depth = _plane(scene.x, down, scene, scale)
    field = sample(tile(seed, 1.35, 6), across, depth)
    edge = sample(tile(seed + 1, 1.0, 20), across * 2.0, depth * 2.0)
    foam = smoothstep(0.74 - amount * 0.2, 0.82 - amount * 0.16, np.asarray(field + (edge - 0.5) * 0.3, np.float32))
    share = foam * strength * smoothstep(0, 60, down) * (scene.y < (bottom or scene.height))
    scene.tint(colour, np.asarray(np.clip(share * (scene.y > horizon), 0, 1), np.float32))


def afloat(
    scene: Scene,
    draw: Draw,
    waterline: float,
    *,
    mirror: float = 0.55,
    calm: float = 0.5,
    tint: str = "#1b2a33",
    haze: tuple[str, float] | None = None,
    seed: int = 51,
    fade: float = 260,
    squash: float = 1.0,
    texture: float = 0.1,
) -> None:
    """Draw something that stands in the water at `waterline`, with its own mirror image below."""
    layer = scene.render(draw, rough=0.25, texture=texture)
    if haze:
        layer[..., :3] = layer[..., :3] * (1 - haze[1]) + layer[..., 3:] * rgb(haze[0]) * haze[1]
    down = np.maximum(scene.y - waterline, 0)
    reach = down / scene.height
    image = np.zeros_like(layer)
    for tap in range(6):
        slope_x, slope_y = _waves(scene.x, down + 60, scene, seed + tap % 2, tap / 6)
        columns = np.clip(scene.x + slope_x * (8 + 130 * reach) * (1.25 - calm), 0, scene.width - 1).astype(np.int32)
        rows = waterline - down / squash + slope_y * (4 + 260 * reach) * (1.2 - calm)
        rows = np.clip(np.minimum(rows, waterline - 1), 0, scene.height - 1).astype(np.int32)
        image += layer[rows, columns] / 6
    image[..., :3] = image[..., :3] * 0.78 + image[..., 3:] * rgb(tint) * 0.22
    share = mirror * np.exp(-down / fade) * (scene.y > waterline)
    scene.lay(image * share[..., None])
    scene.lay(layer)


def wet(
    scene: Scene,
    top: float,
    strength: float = 0.4,
    *,
    bottom: float | None = None,
    mask: Field | None = None,
    smear: float = 1.0,
    seed: int = 61,
    taps: int = 10,
) -> None:
    """Wet ground below `top`: long, soft, upright reflections of lamps and windows."""
    end = int(bottom or scene.height)
    part = np.s_[int(top) : end]
    x, y = scene.x[part], scene.y[part] - top
    total = np.zeros_like(scene.light[part])
    rough = sample(tile(seed, 1.0, 20), x / 900, y / 300) - 0.5
    for tap in range(taps):
        columns = np.clip(x + rough * (10 + tap * 3) * smear, 0, scene.width - 1).astype(np.int32)
        rows = np.clip(top - y * (0.55 + 0.09 * tap) - rough * 40 * smear, 0, top - 1).astype(np.int32)
        total += scene.light[rows, columns] / taps
    puddles = smoothstep(0.35, 0.6, sample(tile(seed + 2, 1.6), x / 1500, y / 420)) * 0.6 + 0.4
    share = puddles * strength
    if mask is not None:
        share = share * mask[part]
    scene.light[part] = scene.light[part] * (1 - share[..., None] * 0.8) + total * share[..., None]


def _plane(x: Field, down: Field, scene: Scene, scale: float) -> tuple[Field, Field]:
    """Coordinates on the water's plane: squeezed together towards the horizon."""
    depth = np.float32(scene.height) / (down + scene.height * 0.035)
    across = (x - scene.width / 2) / scene.width * depth * 0.30 / scale
    return np.asarray(across, np.float32), np.asarray(depth * 0.55 / scale, np.float32)


def _waves(x: Field, down: Field, scene: Scene, seed: int, shift: float) -> tuple[Field, Field]:
    across, depth = _plane(x, down, scene, 1.0)
    first = sample(tile(seed, 1.1, 10), np.asarray(across + shift * 0.21, np.float32), depth) - 0.5
    second = sample(tile(seed + 5, 1.1, 10), across, np.asarray(depth + shift * 0.37, np.float32)) - 0.5
    return first * 2, second * 2


def _ripple(x: Field, down: Field, scene: Scene, seed: int) -> Field:
    return np.asarray((sample(tile(seed + 9, 1.2, 8), *_plane(x, down, scene, 0.7)) - 0.5) * 2, np.float32)
