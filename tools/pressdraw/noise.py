"""Seeded noise that tiles: the grain of clouds, waves, brick and paper.

The tiles are made by shaping white noise in the frequency domain, so one look-up gives all octaves at once.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.floating]  # 32 bits wherever it is large
SIZE = 1024


@lru_cache(maxsize=64)
def tile(seed: int, roughness: float = 1.8, coarsest: float = 2.0) -> Field:
    """A tileable field from 0 to 1 with mean 0.5; a larger `roughness` is smoother."""
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(random.standard_normal((SIZE, SIZE)))
    rows, columns = np.fft.fftfreq(SIZE)[:, None] * SIZE, np.fft.rfftfreq(SIZE)[None, :] * SIZE
    radius = np.hypot(rows, columns)
    shape = np.where(radius < coarsest, 0.0, 1.0 / np.maximum(radius, 1.0) ** roughness)
    field = np.fft.irfft2(spectrum * shape, s=(SIZE, SIZE))
    return np.asarray(np.clip(0.5 + field / field.std() * 0.18, 0, 1), dtype=np.float32)


def sample(field: Field, across: Field, down: Field) -> Field:
    """Look the field up at coordinates where 1 is one whole tile, smoothly and without an edge."""
    x, y = (across % 1.0) * SIZE, (down % 1.0) * SIZE
    left, top = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    part_x, part_y = (x - left).astype(np.float32), (y - top).astype(np.float32)
    left, top = left % SIZE, top % SIZE
    right, bottom = (left + 1) % SIZE, (top + 1) % SIZE
    upper = field[top, left] * (1 - part_x) + field[top, right] * part_x
    lower = field[bottom, left] * (1 - part_x) + field[bottom, right] * part_x
    return np.asarray(upper * (1 - part_y) + lower * part_y, dtype=np.float32)


def smoothstep(low: float, high: float, value: Field) -> Field:
    """0 below `low`, 1 above `high`, a soft curve between."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), dtype=np.float32)
