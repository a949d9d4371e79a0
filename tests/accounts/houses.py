"""Stand-ins for other houses: each answers on the loopback as the real one does, and checks every request.

Nothing else can be called: a call to any other host fails, and is remembered.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from depesche.net import fetching, sessions

CLIENT, SECRET = "the-newsroom", "a secret of the newsroom"


@dataclass
class Grant:
    """What a reader has said yes to."""

    who: dict[str, Any]
    redirect_uri: str
    challenge: str


@dataclass
class House:
    """Another house: who has said yes there, what it was asked, and what was wrong with it."""

    hosts: tuple[str, ...]
    port: int = 0
    away: bool = False
    grants: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    registered: list[dict[str, str]] = field(default_factory=list)

    def says_yes(self, address: str, who: dict[str, Any]) -> dict[str, str]:
        """A reader comes to the house at this address and says yes: what the house sends back with them."""
        parts = urlsplit(address)
        query = {name: value for name, [value] in parse_qs(parts.query).items()}
        assert parts.scheme == "https"
        assert parts.netloc in self.hosts
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert len(query["state"]) >= 16
        assert query["redirect_uri"].startswith("http://testserver/account/with/")
        code = f"code-{len(self.grants)}-{time.monotonic_ns()}"
        self.grants[code] = Grant(who, query["redirect_uri"], query["code_challenge"])
        return {"code": code, "state": query["state"]}

    def token(self, given: Mapping[str, str]) -> str | None:
        """Give a token for a code, if everything is as it was when the code was given."""
        grant = self.grants.pop(given.get("code", ""), None)  # good for once
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        right = (
            grant is not None
            and given.get("client_id") == CLIENT
            and given.get("client_secret") == SECRET
            and given.get("grant_type") == "authorization_code"
            and given.get("redirect_uri") == grant.redirect_uri
            and base64.urlsafe_b64encode(digest).decode().rstrip("=") == grant.challenge
        )
        if grant is None or not right:
            return None
        token = f"token-{time.monotonic_ns()}"
        self.tokens[token] = grant.who
        return token


class _Handler(BaseHTTPRequestHandler):
    house: House

    def answer(self) -> None:
        """Answer one request, and note what is strange about it."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        given = {name: value for name, [value] in parse_qs(body).items()}
        query = {name: value for name, [value] in parse_qs(parts.query).items()}
        self.house.asked.append(f"{self.command} {parts.path}")
        if self.headers.get("Cookie") or SECRET in self.path or "code" in query:
            self.house.strange.append(self.path)
        said = self.said(parts.path, given, query)
        if said is None:
            self.house.strange.append(f"{self.command} {self.path}")
        text = json.dumps(said or {"error": "invalid_request"}).encode()
        self.send_response(200 if said is not None else 400)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer  # noqa: N815 - the names that the library looks for

    def said(self, path: str, given: dict[str, str], query: dict[str, str]) -> dict[str, Any] | None:
        """What this house answers; None if it would refuse."""
        raise NotImplementedError

    def bearer(self) -> dict[str, Any] | None:
        """Who has given the token of the request."""
        return self.house.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))

    def log_message(self, *_: object) -> None:
        """Tests ask what was asked."""


class Google(_Handler):
    """Google's two end points."""

    def said(self, path: str, given: dict[str, str], query: dict[str, str]) -> dict[str, Any] | None:
        """A token with who it is."""
        token = self.house.token(given) if (self.command, path) == ("POST", "/token") else None
        if token is None:
            return None
        now = int(time.time())
        claims = {"iss": "https://accounts.google.com", "aud": CLIENT, "iat": now, "exp": now + 60}
        id_token = jwt.encode(claims | self.house.tokens[token], "k" * 40, algorithm="HS256")
        return {"access_token": token, "expires_in": 60, "token_type": "Bearer", "id_token": id_token}


class Facebook(_Handler):
    """Facebook's two end points."""

    def said(self, path: str, given: dict[str, str], query: dict[str, str]) -> dict[str, Any] | None:
        """A token, or who it is: the proof shows that we hold the secret."""
        if path.endswith("/oauth/access_token") and self.command == "POST":
            token = self.house.token(given)
            return {"access_token": token, "expires_in": 60} if token else None
        if path.endswith("/me") and self.command == "GET":
            token = query.get("access_token", "")
            proof = hmac.new(SECRET.encode(), token.encode(), "sha256").hexdigest()
            right = query.get("appsecret_proof") == proof and query.get("fields") == "id,email"
            return self.house.tokens.get(token) if right else None
        return None


class Mastodon(_Handler):
    """The end points of a Mastodon server."""

    def said(self, path: str, given: dict[str, str], query: dict[str, str]) -> dict[str, Any] | None:
        """A registration, a token, or who it is."""
        match (self.command, path):
            case ("POST", "/api/v1/apps"):
                self.house.registered.append(given)
                right = given["scopes"] == "read:accounts" and given["redirect_uris"].startswith("http://testserver/")
                return {"client_id": CLIENT, "client_secret": SECRET} if right else None
            case ("POST", "/oauth/token"):
                token = self.house.token(given)
                return {"access_token": token, "token_type": "Bearer"} if token else None
            case ("GET", "/api/v1/accounts/verify_credentials"):
                return self.bearer()
            case ("POST", "/oauth/revoke"):
                return {} if self.house.tokens.pop(given["token"], None) else None
        return None


@contextmanager
def open_house(handler: type[_Handler], *hosts: str) -> Iterator[House]:
    """Let a stand-in answer for these hosts."""
    house = House(hosts)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), {"house": house}))
    house.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        with server:
            yield house
            server.shutdown()
    finally:
        assert not house.strange, f"the house was asked what it refuses: {house.strange}"


class Town:
    """All houses that can be called in a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.houses: list[House] = []
        self.stray: list[str] = []
        monkeypatch.setattr(sessions, "fetch", self._fetch)

    def _fetch(self, method: str, url: str, **said: Any) -> fetching.Answer:
        parts = urlsplit(url)
        if parts.netloc in said["near"]:  # named by the settings, on the loopback already
            return fetching.fetch(method, url, **said)
        house = next((one for one in self.houses if parts.netloc in one.hosts and parts.scheme == "https"), None)
        if house is None:
            self.stray.append(url)
        if house is None or house.away:
            raise OSError(f"{parts.netloc} cannot be reached")
        near = f"127.0.0.1:{house.port}"
        address = parts._replace(scheme="http", netloc=near).geturl()
        return fetching.fetch(method, address, **said | {"near": frozenset([near])})
