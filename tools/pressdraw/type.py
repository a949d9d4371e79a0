"""The typeface of charts and maps: the theme's own sans serif, in any weight."""

from functools import lru_cache
from importlib.resources import files

import skia

UPRIGHT, SLANTED = "SourceSans3[wght].ttf", "SourceSans3-Italic[wght].ttf"


@lru_cache(maxsize=64)
def font(size: float, weight: int = 400, *, italic: bool = False) -> skia.Font:
    """The face at a size in pixels."""
    made = skia.Font(_typeface(weight, italic=italic), size)
    made.setSubpixel(True)
    made.setEdging(skia.Font.Edging.kAntiAlias)
    return made


@lru_cache(maxsize=16)
def _typeface(weight: int, *, italic: bool) -> skia.Typeface:
    name = SLANTED if italic else UPRIGHT
    data = skia.Data.MakeWithCopy(files("fontpkg_source_sans_3").joinpath("files", name).read_bytes())
    arguments = skia.FontArguments()
    coordinates = skia.FontArguments.VariationPosition.Coordinates(
        [skia.FontArguments.VariationPosition.Coordinate(int.from_bytes(b"wght", "big"), float(weight))])
    arguments.setVariationDesignPosition(skia.FontArguments.VariationPosition(coordinates))
    return skia.FontMgr().makeFromData(data).makeClone(arguments)
