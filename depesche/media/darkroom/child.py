"""The program that opens pictures from strangers, in a process that may die.

It runs alone, ``python -I child.py``.  Each line on its standard input is a
job in JSON that names a picture; each gets a process of its own, forked from
this one, and an answer of one line: what was found, or why it was refused.
The process caps its own memory and time before it reads the first byte, so
that a hostile file can hurt nobody else.  Only Pillow is imported: no Django,
no database, no settings, nothing that is worth stealing.
"""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import signal
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from PIL import (
    AvifImagePlugin,
    ExifTags,
    Image,
    ImageCms,
    ImageOps,
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401 - it makes itself known; Pillow would else load forty plugins to find it
)

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
TYPES = {"MPO": "image/jpeg"} | {name: f"image/{name.lower()}" for name in FORMATS}
# Measured on press photos of 1600 pixels: AVIF at speed 9 costs a tenth of speed 6 for an eighth more
# bytes; quality 45 instead of 55 saves a third of them and shows at no size at which readers look.  WebP
# by method 1 and JPEG without progression, which few browsers ever get, cost a third for a tenth more.
ENCODERS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 45, "speed": 9, "max_threads": 1},
    "webp": {"quality": 76, "method": 1},
    "jpeg": {"quality": 80, "optimize": True},
}
CARD = (1200, 630)  # what networks and messengers show beside a link
MAX_PACKET = 256 * 1024


class RefusedError(Exception):
    """The picture is not taken; the argument is the reason, a word known to ``refusals``."""


def serve(jobs: Iterable[str]) -> None:
    """Answer each job from a process that knows nothing of the other pictures; whoever dies has refused."""
    Image.preinit()  # once, so that each process starts with its decoders loaded
    for line in jobs:
        job = json.loads(line)
        child = os.fork()
        if not child:
            say(job, answer(job))
            os._exit(0)  # the decoders' own clean-up of a hostile file is not worth the risk
        if os.waitpid(child, 0)[1]:
            say(job, {"refused": "too_hard"})


def say(job: dict[str, Any], answered: dict[str, Any]) -> None:
    """One line for one job, under its number."""
    os.write(sys.stdout.fileno(), (json.dumps(answered | {"number": job["number"]}) + "\n").encode())


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Do ``job`` with its picture."""
    cap(memory=job["memory"], cpu_seconds=job["cpu_seconds"], seconds=job["seconds"])
    try:
        image = open_checked(io.BytesIO(Path(job["picture"]).read_bytes()), job["max_pixels"])
        if job["do"] == "inspect":
            return inspect(image)
        if job["do"] == "shrink":
            return shrink(image, tuple(job["size"]), Path(job["into"]))
        if job["do"] == "portray":
            return portray(image, job["side"], Path(job["into"]))
        if job["do"] == "enclose":
            return enclose(image, job["longest"], Path(job["into"]))
        return {"files": list(develop(image, job, Path(job["into"])))}
    except RefusedError as refusal:
        return {"refused": refusal.args[0], **(refusal.args[1] if len(refusal.args) > 1 else {})}
    except MemoryError:
        return {"refused": "too_hard"}
    except Exception as error:  # noqa: BLE001 - decoders raise anything; whatever it is, the file is at fault
        return {"refused": "damaged", "detail": repr(error)[:200]}


def cap(*, memory: int, cpu_seconds: int, seconds: float) -> None:
    """Let the system end this process before it takes more memory (in bytes) or time than it was given."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))


def open_checked(file: io.BytesIO, max_pixels: int) -> Image.Image:
    """Open the header, and refuse before a pixel is decoded if there are too many."""
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = max_pixels // 2  # Pillow itself raises above twice this, also inside decoders
    warnings.simplefilter("ignore")
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        raise RefusedError("format") from None
    except Image.DecompressionBombError:
        raise RefusedError("pixels") from None
    # The second picture in a camera's MPO file is a preview, not a movement.
    frames = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
    if image.width * image.height * frames > max_pixels:
        raise RefusedError("pixels", {"pixels": image.width * image.height * frames})
    if frames > 1:
        raise RefusedError("moving", {"frames": frames})
    return image


def inspect(image: Image.Image) -> dict[str, Any]:
    """Prove that the whole file decodes, and hand out what it says about itself."""
    width, height = image.size
    sideways = orientation(image) >= 5
    found = {
        "type": TYPES[str(image.format)],
        "width": height if sideways else width,
        "height": width if sideways else height,
        "exif": exif_texts(image),
        "iim": packed(iim_of(image)),
        "xmp": packed(xmp_of(image)),
    }
    image.draft(None, (1, 1))  # JPEG: reads every byte, keeps an eighth of the pixels
    image.load()
    return found


def orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8 as in EXIF."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - broken EXIF is common and no reason to refuse a picture
        return 1


def exif_texts(image: Image.Image) -> dict[str, str]:
    """The four EXIF fields that say something about rights."""
    try:
        exif = image.getexif()
        found = {
            "description": exif.get(ExifTags.Base.ImageDescription),
            "artist": exif.get(ExifTags.Base.Artist),
            "copyright": exif.get(ExifTags.Base.Copyright),
            "taken": exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal),
        }
    except Exception:  # noqa: BLE001 - as above
        return {}
    return {
        key: value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for key, value in found.items()
        if value
    }


def iim_of(image: Image.Image) -> bytes:
    """The IPTC-IIM block, which JPEG keeps among Photoshop's resources."""
    resources = image.info.get("photoshop")
    block = resources.get(0x0404, b"") if isinstance(resources, dict) else b""
    return block if isinstance(block, bytes) else b""


def xmp_of(image: Image.Image) -> bytes:
    """The XMP packet, wherever this format keeps it."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def packed(block: bytes) -> str:
    """Bytes as text; a block beyond all measure counts as none."""
    return base64.b64encode(block).decode() if len(block) <= MAX_PACKET else ""


def develop(image: Image.Image, job: dict[str, Any], into: Path) -> Iterator[dict[str, Any]]:
    """Write each width in each format and the card for links; tell their names and sizes."""
    image = prepared(image, max(job["widths"]))
    xmp = job["xmp"].encode()
    yield save(cropped(image, job["focal"]), "jpeg", into / "card.jpeg", xmp) | {"card": True}
    for width in sorted({min(width, image.width) for width in job["widths"]}, reverse=True):
        if width < image.width:  # each from the next larger: a fifth of the work of starting over
            image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
        for form in ENCODERS:
            yield save(image, form, into / f"{width}.{form}", xmp)


def shrink(image: Image.Image, size: tuple[int, int], into: Path) -> dict[str, Any]:
    """Write one small picture that fits into ``size``, for the desk's screens."""
    image.draft(None, size)
    image = prepared(image, max(size))
    image.thumbnail(size)
    return save(image, "png" if image.mode == "RGBA" else "jpeg", into / "shrunk", b"")


def portray(image: Image.Image, side: int, into: Path) -> dict[str, Any]:
    """Write the middle of the picture as a square of at most ``side``, for the name of whoever brought it."""
    image = prepared(image, max(side, side * max(image.size) // min(image.size)))
    return save(cropped(image, None, (side, side)), "jpeg", into / "portrait.jpeg", b"")


def enclose(image: Image.Image, longest: int, into: Path) -> dict[str, Any]:
    """Write the whole picture, no side above ``longest``, to stand with what a reader wrote."""
    image = prepared(image, longest)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return save(image, "webp", into / "enclosed.webp", b"")


def prepared(image: Image.Image, width: int) -> Image.Image:
    """Upright, in sRGB, no wider than ``width``, and stripped of everything but its pixels."""
    profile = image.info.get("icc_profile")
    image.draft(None, (width, width))
    image.load()
    turned = ImageOps.exif_transpose(image)
    if turned.width > width:
        if turned.mode == "P":  # palettes cannot be averaged
            turned = turned.convert("RGBA" if "transparency" in turned.info else "RGB")
        turned = turned.resize(
            (width, max(1, round(turned.height * width / turned.width))), Image.Resampling.LANCZOS, reducing_gap=3.0
        )
    plain = standard_mode(in_srgb(turned, profile))
    plain.info = {}
    return plain


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen understands them; a profile that cannot be read is left out."""
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        return turned or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def standard_mode(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shines through."""
    if image.mode.startswith(("I", "F")):  # 16 bits a channel: keep the upper eight
        image = image.point(lambda value: value / 257).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() != (255, 255):
            return image
    return image.convert("RGB")


def cropped(image: Image.Image, focal: list[float] | None, shape: tuple[int, int] = CARD) -> Image.Image:
    """The part around the focal point in the shape of a card, or another, never enlarged."""
    across, down = focal or (0.5, 0.5)
    width = min(image.width, image.height * shape[0] / shape[1])
    height = width * shape[1] / shape[0]
    left = min(max(across * image.width - width / 2, 0), image.width - width)
    top = min(max(down * image.height - height / 2, 0), image.height - height)
    size = (max(1, round(min(width, shape[0]))), max(1, round(min(height, shape[1]))))
    return image.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + width, top + height))


def save(image: Image.Image, form: str, path: Path, xmp: bytes) -> dict[str, Any]:
    """Write ``image`` with nothing beside its pixels but ``xmp``."""
    if form == "jpeg" and image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    options = ENCODERS.get(form, {}) | ({"xmp": xmp} if xmp else {})
    image.save(path, form.upper(), **options)
    return {"name": path.name, "type": f"image/{form}", "width": image.width, "height": image.height}


if __name__ == "__main__":
    serve(sys.stdin)
