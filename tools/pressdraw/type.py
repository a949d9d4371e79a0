"""The typeface of charts and maps: the theme's own sans serif, in any weight."""

import io
from functools import lru_cache
from importlib.resources import files

import skia
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# Latin with its accents and the signs of charts: fixing a weight takes long for every letter more.
LETTERS = [*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2192, 0x2212]
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
    """One weight as a font of its own: Skia mixes up the glyphs of several settings of one variable font."""
    name = SLANTED if italic else UPRIGHT
    face = TTFont(io.BytesIO(files("fontpkg_source_sans_3").joinpath("files", name).read_bytes()))
    chosen = subset.Subsetter()
    chosen.populate(unicodes=LETTERS)
    chosen.subset(face)
    fixed = io.BytesIO()
    instancer.instantiateVariableFont(face, {"wght": weight}).save(fixed)
    return skia.FontMgr().makeFromData(skia.Data.MakeWithCopy(fixed.getvalue()))
