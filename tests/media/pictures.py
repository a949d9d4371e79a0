"""Pictures for tests, drawn on the spot, with whatever metadata a test needs."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, PngImagePlugin


def picture(width: int = 640, height: int = 400, *, form: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """A picture with some structure in it."""
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    output = io.BytesIO()
    image.save(output, form, **options)
    return output.getvalue()


def halves(width: int = 640, height: int = 400, **options: Any) -> bytes:
    """Red on the left, blue on the right: what was turned or cropped shows in its colours."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    output = io.BytesIO()
    image.save(output, "JPEG", quality=95, **options)
    return output.getvalue()


def with_iim(jpeg: bytes, block: bytes) -> bytes:
    """A JPEG with an IPTC-IIM block among Photoshop's resources."""
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(block)) + block + b"\x00" * (len(block) % 2)
    segment = b"Photoshop 3.0\x00" + resource
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def iim(*datasets: tuple[int, int, bytes]) -> bytes:
    """An IIM block of the given records, datasets and values."""
    return b"".join(
        b"\x1c" + bytes([record, number]) + struct.pack(">H", len(value)) + value for record, number, value in datasets
    )


def exif(*, gps: bool = False, orientation: int = 1, artist: str = "") -> bytes:
    """An EXIF block as cameras write it, with serial number and, if asked for, the place."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "Kamerawerk"
    if artist:
        block[0x013B] = artist
    block.get_ifd(0x8769)[0xA431] = "SN-4711-CANARY"
    block.get_ifd(0x8769)[0x9003] = "2025:03:04 05:06:07"
    if gps:
        block.get_ifd(0x8825).update({1: "N", 2: (53.0, 37.0, 12.0), 3: "E", 4: (7.0, 9.0, 30.0)})
    return block.tobytes()


def png_header(width: int, height: int) -> bytes:
    """The start of a 1-bit PNG of any size."""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))


def bomb(side: int = 13_000) -> bytes:
    """A PNG of about twenty kilobytes that unpacks to ``side`` × ``side`` pixels."""
    rows = zlib.compressobj(9)
    row = b"\x00" * (1 + (side + 7) // 8)
    data = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    return png_header(side, side) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def many_frames(frames: int = 100_000) -> bytes:
    """A GIF of one pixel in many frames."""
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    frame = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return head + frame * frames + b";"


def png_with_xmp(packet: str) -> bytes:
    """A PNG with an XMP packet in its text chunk."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet)
    return picture(form="PNG", pnginfo=info)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
