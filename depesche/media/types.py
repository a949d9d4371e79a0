"""The files that a newsroom keeps, and how a browser is told to treat them."""

from __future__ import annotations

# What browsers play or show in place.  Everything else is a download.
PLAYED = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
}
PICTURES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}
DOWNLOADED = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
}
TYPES = PLAYED | DOWNLOADED


def extension_of(name: str) -> str:
    """The ending of a file's name in lower case, or nothing when we know no such type."""
    ending = name.rpartition(".")[2].lower()
    return ending if ending in TYPES or ending in PICTURES else ""


def media_type(name: str) -> str:
    """The media type by the ending of a name that we gave ourselves."""
    return (TYPES | PICTURES).get(extension_of(name), "application/octet-stream")


def is_shown_in_place(name: str) -> bool:
    """Whether a browser may show or play it instead of saving it."""
    return extension_of(name) in PLAYED or extension_of(name) in PICTURES
