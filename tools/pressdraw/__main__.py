"""`python -m tools.pressdraw [KEY...]` draws pictures again, all or the named ones, and writes their rights in."""

import importlib
import io
import pkgutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image, ImageFilter

from tools.pressdraw import metadata, pictures
from tools.pressdraw.catalogue import PHOTOS, Entry, entries

LARGEST = 138_000  # bytes of one file; the folder travels with the package
# Quality, and how much the grain is softened first: soft grain costs fewer bytes than a coarse quality costs beauty.
STEPS = ((87, 0.0), (84, 0.0), (81, 0.0), (80, 0.4), (78, 0.5), (76, 0.6), (74, 0.7), (72, 0.8), (70, 0.9), (66, 1.0))


def main(keys: list[str]) -> None:
    """Draw the pictures, two at a time."""
    _load()
    unknown = [key for key in keys if key not in pictures.PICTURES]
    if unknown:
        raise SystemExit(f"No function draws {', '.join(unknown)}. Known: {', '.join(sorted(pictures.PICTURES))}")
    PHOTOS.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2, initializer=_load) as workers:
        for path, size in workers.map(develop, keys or sorted(entries())):
            print(f"{path.name} {size:,} bytes")


def develop(key: str) -> tuple[Path, int]:
    """Draw one picture and write it into the folder; answers where, and how large it became."""
    entry = entries()[key]
    path = PHOTOS / f"{key}.jpg"
    path.write_bytes(encode(Image.fromarray(pictures.PICTURES[key]().array()), entry))
    return path, path.stat().st_size


def encode(image: Image.Image, entry: Entry) -> bytes:
    """The JPEG in the best quality that stays small, with all of its metadata."""
    options = {"exif": made} if (made := metadata.exif(entry)) else {}
    for quality, softness in STEPS:
        file = io.BytesIO()
        soft = image.filter(ImageFilter.GaussianBlur(softness)) if softness else image
        soft.save(file, "JPEG", quality=quality, optimize=True, progressive=True, xmp=metadata.xmp(entry), **options)
        jpeg = metadata.with_iim(file.getvalue(), metadata.iim(entry))
        if len(jpeg) <= LARGEST:
            break
    return jpeg


def _load() -> None:
    for module in pkgutil.iter_modules(pictures.__path__):
        importlib.import_module(f"{pictures.__name__}.{module.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
