"""Colours as the drawing code names them: hex strings in, floats out."""

import numpy as np
import numpy.typing as npt
import skia

Rgb = npt.NDArray[np.float32]


def rgb(colour: str) -> Rgb:
    """`#rrggbb` as three floats from 0 to 1."""
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from the first to the second."""
    blend = rgb(first) * (1 - share) + rgb(second) * share
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in np.clip(blend, 0, 1))


def fade(colour: str, opacity: float) -> str:
    """The same colour with an opacity, as `#rrggbbaa`."""
    return f"{colour[:7]}{round(max(0.0, min(1.0, opacity)) * 255):02x}"


def lighter(colour: str, share: float) -> str:
    """A colour moved towards white."""
    return mix(colour, "#ffffff", share)


def darker(colour: str, share: float) -> str:
    """A colour moved towards black."""
    return mix(colour, "#000000", share)


def to_skia(colour: str) -> int:
    """The number that Skia expects: alpha first."""
    opacity = int(colour[7:9], 16) if len(colour) == 9 else 255
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return int(skia.Color(red, green, blue, opacity))
