"""A push service on the loopback that is as strict as RFC 8030 and 8292, and browsers that open what it holds.

Opening is written here from RFC 8188 and 8291 once more, with nothing of what the newsroom seals by.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


def b64(some: bytes) -> str:
    """Bytes as base64url."""
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """What base64url stands for."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(body: bytes, private: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What a browser reads."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    theirs, sealed = body[21 : 21 + length], body[21 + length :]
    assert len(sealed) <= size, "one record"
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    common = _expand(_mac(secret, shared), b"WebPush: info\0" + point + theirs, 32)
    start = _mac(salt, common)
    key = _expand(start, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expand(start, b"Content-Encoding: nonce\0", 12)
    text, delimiter, padding = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\2")
    assert delimiter
    assert not padding.strip(b"\0")
    return text


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()


def _expand(start: bytes, info: bytes, length: int) -> bytes:
    return _mac(start, info + b"\1")[:length]


@dataclass
class Reader:
    """A browser with a subscription."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"0123456789abcdef"

    @property
    def keys(self) -> dict[str, str]:
        """What it gives to the newsroom."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": b64(point), "auth": b64(self.secret)}


@dataclass
class Push:
    """What the service has taken, and what it answers to whom."""

    port: int = 0
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)
    hanging: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    asked: Counter[str] = field(default_factory=Counter)
    news: threading.Condition = field(default_factory=threading.Condition)
    faults: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def reader(self, name: str) -> Reader:
        """A browser that has subscribed here."""
        return Reader(f"{self.origin}/push/{name}")

    def wait_for(self, name: str) -> bool:
        """Wait until a message for this browser has come, whether it is answered or not."""
        with self.news:
            return self.news.wait_for(lambda: self.asked[name] > 0, timeout=120)

    def heard_by(self, reader: Reader) -> list[dict[str, Any]]:
        """The messages that a browser has got, opened."""
        return [
            json.loads(opened(body, reader.private, reader.secret))
            for path, _headers, body in self.got
            if reader.endpoint == self.origin + path
        ]

    def check(self, headers: dict[str, str], body: bytes) -> None:
        """Be as strict as the standards."""
        assert headers["content-encoding"] == "aes128gcm"
        assert headers["ttl"].isdecimal()
        assert _TOPIC.fullmatch(headers["topic"])
        assert headers["urgency"] in ("very-low", "low", "normal", "high")
        assert len(body) <= 4096
        said = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)", headers["authorization"])
        assert said
        head, claims, signature, key = said.groups()
        assert json.loads(unb64(head))["alg"] == "ES256"
        told = json.loads(unb64(claims))
        assert told["aud"] == self.origin
        assert time.time() < told["exp"] <= time.time() + 86_400
        assert told["sub"].startswith(("mailto:", "https://"))
        r, s = (int.from_bytes(unb64(signature)[half], "big") for half in (slice(32), slice(32, 64)))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
        public.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))


@contextmanager
def push_service() -> Iterator[Push]:
    """Take messages at a port of the loopback."""
    state = Push()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            name = self.path.rsplit("/", 1)[-1]
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                state.check(headers, body)
            except Exception as fault:  # noqa: BLE001 - the test is told
                state.faults.append(repr(fault))
            with state.news:
                state.asked[name] += 1
                state.news.notify_all()
            if name in state.hanging:
                state.over.wait(30)
                return
            status, more = state.answers[name].pop(0) if state.answers.get(name) else (201, {})
            if status == 201:
                state.got.append((self.path, headers, body))
            self.send_response(status)
            for key, value in more.items():
                self.send_header(key, value)
            self.end_headers()
            if "X-Long" in more:
                self.wfile.write(b"x" * 100_000)

        def log_message(self, *_: object) -> None:
            """Tests ask what was taken."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # of those who call at the same moment, none is turned away

    with Server(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield state
        state.over.set()
        server.shutdown()
