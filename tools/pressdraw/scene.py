"""The picture in the making: light as floats, and layers of drawing laid over it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from tools.pressdraw.colour import rgb
from tools.pressdraw.noise import Field, sample, tile
from tools.pressdraw.pen import Pen

Draw = Callable[[Pen], object]
LANDSCAPE, WIDE, PORTRAIT, TALL = (1600, 1067), (1600, 900), (1280, 1600), (1067, 1600)


class Scene:
    """Red, green and blue from 0 to 1; everything is seeded, so a picture is the same each time."""

    def __init__(self, size: tuple[int, int] = LANDSCAPE, base: str = "#000000", seed: int = 1) -> None:
        self.width, self.height = size
        self.seed = seed
        self.light: Field = np.empty((self.height, self.width, 3), np.float32)
        self.light[:] = rgb(base)
        rows, columns = np.mgrid[0 : self.height, 0 : self.width].astype(np.float32)
        self.x: Field = columns
        self.y: Field = rows

    def draw(
        self,
        draw: Draw,
        *,
        opacity: float = 1,
        blur: float = 0,
        mode: str = "normal",
        rough: float = 0.6,
        texture: float = 0.10,
        haze: tuple[str, float] | None = None,
    ) -> Field:
        """Lay one layer of drawing over the picture and answer it (premultiplied, four channels).

        `rough` lets the edges tremble by some pixels like a print, `texture` mottles the surfaces, `haze` is a
        colour and a share by which the air between lightens the layer.
        """
        layer = self.render(draw, blur=blur, rough=rough, texture=texture)
        if haze:
            layer[..., :3] = layer[..., :3] * (1 - haze[1]) + layer[..., 3:] * rgb(haze[0]) * haze[1]
        self.lay(layer, opacity=opacity, mode=mode)
        return layer

    def render(self, draw: Draw, *, blur: float = 0, rough: float = 0, texture: float = 0) -> Field:
        """One layer as floats, not yet laid over the picture."""
        pen = Pen(self.width, self.height)
        draw(pen)
        pen.surface.flushAndSubmit()
        pixels = pen.pixels
        if blur:
            pixels = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(blur)))
        layer = pixels.astype(np.float32) / 255
        if rough:
            layer = self._tremble(layer, rough)
        if texture:
            layer[..., :3] *= (1 + texture * self._mottle())[..., None]
        return layer

    def lay(self, layer: Field, *, opacity: float = 1, mode: str = "normal") -> None:
        """Composite premultiplied pixels: normal, screen, add or multiply."""
        colour, cover = layer[..., :3] * opacity, layer[..., 3:] * opacity
        if mode == "normal":
            self.light = self.light * (1 - cover) + colour
        elif mode == "screen":
            self.light = 1 - (1 - self.light) * (1 - np.clip(colour, 0, 1))
        elif mode == "add":
            self.light = self.light + colour
        else:
            self.light = self.light * (1 - cover + colour)

    def tint(self, colour: str, mask: Field | float) -> None:
        """Move the picture towards a colour where the mask says so."""
        share = mask if isinstance(mask, float) else mask[..., None]
        self.light = self.light * (1 - share) + rgb(colour) * share

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 1, *, flat: float = 1) -> None:
        """Light that spreads in the air round a lamp or the sun; `flat` > 1 makes it wider than high."""
        distance = np.hypot((self.x - x) / flat, self.y - y) / radius
        self.light += (np.exp(-distance * 2.2) * strength)[..., None] * rgb(colour)

    def lamp(self, x: float, y: float, size: float = 5, colour: str = "#ffd9a0", strength: float = 0.8) -> None:
        """A small lamp with its halo."""
        reach = int(size * 16)
        left, top = max(0, int(x) - reach), max(0, int(y) - reach)
        part = np.s_[top : int(y) + reach, left : int(x) + reach]
        distance = np.hypot(self.x[part] - x, self.y[part] - y) / size
        halo = np.exp(-distance * 0.55) * 0.55 + np.exp(-((distance * 0.9) ** 2)) * 1.6
        edge = np.clip((16 - distance) / 6, 0, 1)
        self.light[part] += (halo * edge * strength)[..., None] * rgb(colour)

    def band(self, top: float, middle: float, bottom: float, colour: str, strength: float, patchy: float = 0.0) -> None:
        """A bank of haze or fog: clear at `top` and `bottom`, densest at `middle`."""
        rise = np.clip((self.y - top) / max(1.0, middle - top), 0, 1)
        fall = np.clip((bottom - self.y) / max(1.0, bottom - middle), 0, 1)
        share: Field = np.minimum(rise, fall)
        share = share * share * (3 - 2 * share) * strength
        if patchy:
            drift = sample(tile(self.seed + 77, 2.1), self.x / 2600, self.y / 900)
            share = share * np.clip(1 + patchy * (drift - 0.5) * 4, 0, 1.4)
        self.tint(colour, np.asarray(np.clip(share, 0, 1), np.float32))

    def array(self) -> npt.NDArray[np.uint8]:
        return np.asarray(np.clip(self.light, 0, 1) * 255 + 0.5, np.uint8)

    def _tremble(self, layer: Field, amount: float) -> Field:
        """Move each pixel by a smooth wobble, mixing neighbours so that no edge turns jagged."""
        x = self.x + (sample(tile(5, 2.0, 12), self.x / 420, self.y / 420) - 0.5) * amount * 7
        y = self.y + (sample(tile(6, 2.0, 12), self.x / 420, self.y / 420) - 0.5) * amount * 7
        left = np.clip(np.floor(x), 0, self.width - 2).astype(np.int32)
        top = np.clip(np.floor(y), 0, self.height - 2).astype(np.int32)
        part_x, part_y = np.clip(x - left, 0, 1)[..., None], np.clip(y - top, 0, 1)[..., None]
        upper = layer[top, left] * (1 - part_x) + layer[top, left + 1] * part_x
        lower = layer[top + 1, left] * (1 - part_x) + layer[top + 1, left + 1] * part_x
        return np.asarray(upper * (1 - part_y) + lower * part_y, np.float32)

    def _mottle(self) -> Field:
        coarse = sample(tile(8, 1.4, 6), self.x / 900, self.y / 900) - 0.5
        fine = sample(tile(9, 0.7, 60), self.x / 700, self.y / 700) - 0.5
        return np.asarray(coarse * 2.2 + fine * 1.6, np.float32)
