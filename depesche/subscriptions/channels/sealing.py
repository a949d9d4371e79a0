"""Messages that only one browser can open (RFC 8291), in a letter that says who sends it (RFC 8292).

The newsroom's pair of keys follows from its secret key, as those of second
factors do: every machine of it has the same, and there is nothing more to keep.
"""

from __future__ import annotations

import base64
import binascii
import os
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5, SP 800-186)
_RECORD = 4096  # the size that RFC 8291 (4) asks of push services to take
MOST = _RECORD - 86 - 17  # of a text: what the header, the delimiter and the tag leave
GOOD_FOR = timedelta(hours=12)  # a signed letter; RFC 8292 (2) allows a day


class NoKeys(ValueError):
    """What a browser gave is no key of its kind."""


def public_key() -> str:
    """By what browsers tell the newsroom from others, as pages give it to them."""
    return text_of(_point(_pair(settings.SECRET_KEY).public_key()))


def signed(*, audience: str, contact: str, at: datetime) -> str:
    """What a message bears in ``Authorization``: that it comes from the newsroom, for one push service alone."""
    import jwt  # two megabytes that a newsroom needs only while it tells browsers

    claims = {"aud": audience, "exp": int((at + GOOD_FOR).timestamp()), "sub": contact}
    return f"vapid t={jwt.encode(claims, _pair(settings.SECRET_KEY), algorithm='ES256')}, k={public_key()}"


def sealed(
    text: bytes,
    *,
    key: str,
    secret: str,
    size: int = 0,
    salt: bytes = b"",
    pair: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """A text that only the browser with this key and secret can open, filled up to ``size``; raises NoKeys.

    Each has a salt and a pair of keys of its own; they are given by tests alone.
    """
    salt, pair = salt or os.urandom(16), pair or ec.generate_private_key(_CURVE)
    theirs, ours = bytes_of(key, 65), _point(pair.public_key())
    shared = pair.exchange(ec.ECDH(), _public(theirs))
    common = _derived(shared, salt=bytes_of(secret, 16), info=b"WebPush: info\0" + theirs + ours, length=32)
    cipher = AESGCM(_derived(common, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16))
    nonce = _derived(common, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    filled = (text + b"\2").ljust(size, b"\0")  # the last record (RFC 8188, 2)
    head = salt + _RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + cipher.encrypt(nonce, filled, None)


def check(*, key: str, secret: str) -> None:
    """Refuse what is no point on the curve, or no secret of 16 bytes; raises NoKeys."""
    _public(bytes_of(key, 65))
    bytes_of(secret, 16)


def text_of(some: bytes) -> str:
    """Bytes as base64url without padding (RFC 4648, 5)."""
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def bytes_of(text: str, length: int) -> bytes:
    """So many bytes, written in the one way in which they can be; raises NoKeys."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise NoKeys(len(text)) from None
    if len(found) != length or text_of(found) != text:
        raise NoKeys(len(text))
    return found


def _public(point: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError:
        raise NoKeys(len(point)) from None


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@lru_cache(maxsize=2)
def _pair(secret: str) -> ec.EllipticCurvePrivateKey:
    long = _derived(secret.encode(), salt=b"", info=b"depesche web push", length=48)  # half as much again: no bias
    return ec.derive_private_key(int.from_bytes(long, "big") % (_ORDER - 1) + 1, _CURVE)
