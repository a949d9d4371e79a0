"""Signatures by which mail servers see whose domain a letter comes from (DKIM: RFC 6376, with RFC 8301 and 8463).

What is signed is what the letter says: its headers and its whole text, both
with their spaces made even (“relaxed”), since servers on the way fold lines.
Each header is named once more than it stands there, so that nobody can add
another ``From`` or ``Subject`` above it and have it shown.
"""

from __future__ import annotations

import base64
import re
import textwrap
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SIGNED = (
    "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip
LEAST_BITS = 1024  # of an RSA key; RFC 8301 (3.2) lets nobody verify less, and asks for 2048
BITS = 2048
_LINE = 72  # characters of a line of the header
_RECORD = 250  # characters of one string in the DNS, which holds 255 (RFC 1035, 3.3)
_SPACE = re.compile(rb"[ \t]+")
_FOLD = re.compile(rb"\r\n(?=[ \t])")

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


class NoKey(ValueError):
    """The file holds no private key that letters could be signed with."""


def make_key(kind: str) -> bytes:
    """A new private key, ``rsa`` or ``ed25519``, as it stands in its file."""
    made: Key = (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "ed25519"
        else rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    )
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_key(pem: bytes) -> Key:
    """The private key in a file; raises NoKey."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise NoKey(type(fault).__name__) from None  # what it says may quote the key
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= LEAST_BITS:
        return key
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    raise NoKey(type(key).__name__)


def record(key: Key) -> str:
    """What the DNS has to say at ``selector._domainkey.domain`` (RFC 6376, 3.6.1)."""
    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        kind, some = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, some = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"v=DKIM1; k={kind}; p={_text(some)}"


def zone_line(key: Key, *, selector: str, domain: str) -> str:
    """The record as it stands in the file of a zone; one string of it may not be longer than 255 characters."""
    said = record(key)
    strings = [said[start : start + _RECORD] for start in range(0, len(said), _RECORD)]
    quoted = "\n    ".join(f'"{string}"' for string in strings)
    return f"{selector}._domainkey.{domain}. IN TXT ( {quoted} )"


def signature(letter: bytes, *, domain: str, selector: str, key: Key, at: datetime) -> bytes:
    """The header to put above a letter, whose lines end with CR and LF."""
    head, _empty, body = letter.partition(b"\r\n\r\n")
    fields = _fields(head)
    names, values = _chosen(fields)
    kind = "rsa-sha256" if isinstance(key, rsa.RSAPrivateKey) else "ed25519-sha256"
    tags = (
        f"v=1; a={kind}; c=relaxed/relaxed;", f"d={domain}; s={selector};", f"t={int(at.timestamp())};",
        f"bh={_text(sha256(relaxed_body(body)).digest())};", *_folded(f"h={':'.join(names)};"),
    )  # fmt: skip
    header = "DKIM-Signature: " + "\r\n ".join(tags) + "\r\n b="
    unsigned = header.encode()
    said = b"".join([*values, _relaxed(*_parted(unsigned)).removesuffix(b"\r\n")])
    return unsigned + "\r\n ".join(textwrap.wrap(_text(_signed(key, said)), _LINE)).encode() + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """A text with its spaces made even and without empty lines at its end (RFC 6376, 3.4.4)."""
    lines = [_SPACE.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    even = b"\r\n".join(lines).rstrip(b"\r\n")
    return even + b"\r\n" if even else b""


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    return [_parted(field) for field in _FOLD.sub(b"", head).split(b"\r\n") if b":" in field]


def _parted(field: bytes) -> tuple[bytes, bytes]:
    name, _colon, value = _FOLD.sub(b"", field).partition(b":")
    return name.strip(), value


def _chosen(fields: list[tuple[bytes, bytes]]) -> tuple[list[str], list[bytes]]:
    """The names to sign and what stands under them, from the last to the first (RFC 6376, 5.4.2)."""
    names, values = [], []
    for name in SIGNED:
        same = [value for other, value in fields if other.lower() == name.lower().encode()]
        names += [name] * (len(same) + 1)
        values += [_relaxed(name.encode(), value) for value in reversed(same)]
    return names, values


def _relaxed(name: bytes, value: bytes) -> bytes:
    """A header with its spaces made even (RFC 6376, 3.4.2)."""
    return name.lower() + b":" + _SPACE.sub(b" ", value).strip(b" ") + b"\r\n"


def _folded(names: str) -> list[str]:
    """A long list of names in lines; spaces may stand after its colons (RFC 6376, 3.5)."""
    return [line.replace(": ", ":") for line in textwrap.wrap(names.replace(":", ": "), _LINE, break_on_hyphens=False)]


def _signed(key: Key, said: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(said, padding.PKCS1v15(), SHA256())
    return key.sign(sha256(said).digest())  # of the hash, not of what was said (RFC 8463, 3)


def _text(some: bytes) -> str:
    return base64.b64encode(some).decode()
