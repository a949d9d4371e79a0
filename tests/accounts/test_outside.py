"""Signing in with an account at another house."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from depesche.accounts import mastodon, providers
from depesche.accounts.models import Instance, User
from tests.accounts.conftest import PASSWORD, Letters, again, code_in, is_signed_in, sign_in
from tests.accounts.houses import CLIENT, SECRET, Facebook, Google, House, Mastodon, Town, open_house
from tests.servers import free_port, running

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]

APP = providers.App(CLIENT, SECRET)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    """Who can be called."""
    return Town(monkeypatch)


@pytest.fixture
def google(town: Town, settings: Any) -> Iterator[House]:
    """Google."""
    settings.SOCIALACCOUNT_PROVIDERS = providers.for_allauth(google=APP, facebook=None, openid=[])
    with open_house(Google, "accounts.google.com", "oauth2.googleapis.com") as house:
        town.houses.append(house)
        yield house


@pytest.fixture
def facebook(town: Town, settings: Any) -> Iterator[House]:
    """Facebook."""
    settings.SOCIALACCOUNT_PROVIDERS = providers.for_allauth(google=None, facebook=APP, openid=[])
    with open_house(Facebook, "www.facebook.com", "graph.facebook.com") as house:
        town.houses.append(house)
        yield house


@pytest.fixture
def social(town: Town, settings: Any) -> Iterator[House]:
    """A Mastodon server."""
    settings.SIGN_IN_MASTODON = True
    with open_house(Mastodon, "social.example") as house:
        town.houses.append(house)
        yield house


def come(client: Client, house: House, name: str, who: dict[str, Any], **more: str) -> Any:
    """Press the button, say yes there, and come back."""
    query = f"?{urlencode(more)}" if more else ""
    given = {"instance": "@nele@social.example"} if name == "mastodon" else {}
    led = client.post(f"/account/with/{name}/{query}", given)
    assert led.status_code == 302, led.content
    return client.get(f"/account/with/{name}/back/", house.says_yes(led["Location"], who))


def test_a_verified_address_of_google_opens_an_account_without_a_letter(visitor: Client, google: House) -> None:
    who = {"sub": "1187", "email": "nele@reader.example", "email_verified": True, "name": "Nele A.", "picture": "x"}
    assert come(visitor, google, "google", who)["Location"] == "/account/sign-up/"
    assert not User.objects.exists()
    visitor.post("/account/sign-up/", {"email": "nele@reader.example", "display_name": "Nele"})
    assert is_signed_in(visitor)
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == ("google", "1187", {})
    assert not SocialToken.objects.exists()
    other = Client()
    assert come(other, google, "google", who | {"email": "changed@reader.example"})["Location"] == "/account/"
    assert is_signed_in(other)
    assert User.objects.get().email == "nele@reader.example"


def test_the_way_on_survives_the_other_house(visitor: Client, google: House, reader: User) -> None:
    SocialAccount.objects.create(user=reader, provider="google", uid="1187")
    assert come(visitor, google, "google", {"sub": "1187"}, next="/en/port/")["Location"] == "/en/port/"
    assert come(Client(), google, "google", {"sub": "1187"}, next="//evil.example/")["Location"] == "/account/"


def test_an_address_that_is_not_verified_opens_nothing_of_somebody_elses(
    visitor: Client, google: House, reader: User, letters: Letters
) -> None:
    come(visitor, google, "google", {"sub": "666", "email": reader.email, "email_verified": False})
    assert visitor.post("/account/sign-up/", {"email": reader.email})["Location"] == "/account/sign-up/code/"
    assert "already" in letters(reader.email)[-1].subject
    assert not is_signed_in(visitor)
    assert not SocialAccount.objects.exists()


def test_not_even_a_verified_address_links_without_its_owner_signing_in(
    visitor: Client, google: House, reader: User
) -> None:
    come(visitor, google, "google", {"sub": "1187", "email": reader.email, "email_verified": True})
    led = visitor.post("/account/sign-up/", {"email": reader.email})
    assert led["Location"].startswith("/account/sign-in/")
    assert not SocialAccount.objects.exists()
    sign_in(visitor, reader.email)
    again(visitor)
    visitor.post("/account/connections/add/")
    assert SocialAccount.objects.get().user == reader
    other = Client()
    come(other, google, "google", {"sub": "1187"})
    assert is_signed_in(other)


def test_whoever_is_signed_in_connects_and_disconnects(visitor: Client, google: House, reader: User) -> None:
    sign_in(visitor, reader.email)
    again(visitor)
    who = {"sub": "1187", "email": "quite@different.example", "email_verified": True}
    assert come(visitor, google, "google", who, process="connect")["Location"] == "/account/connections/"
    account = SocialAccount.objects.get(user=reader, uid="1187")
    assert "1187" in visitor.get("/account/connections/").content.decode()
    visitor.post("/account/connections/", {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_means_nothing(visitor: Client, google: House, reader: User) -> None:
    SocialAccount.objects.create(user=reader, provider="google", uid="1187")
    attacker = Client()
    led = attacker.post("/account/with/google/")
    answer = google.says_yes(led["Location"], {"sub": "1187"})
    visitor.get("/account/with/google/back/", answer)  # somebody else's browser is made to open it
    assert not is_signed_in(visitor)
    attacker.get("/account/with/google/back/", answer)
    assert is_signed_in(attacker)
    once_more = Client()
    once_more.get("/account/with/google/back/", answer)
    assert not is_signed_in(once_more)
    assert google.asked.count("POST /token") == 1


def test_the_button_needs_a_post_of_our_own_page(visitor: Client, google: House) -> None:
    assert visitor.get("/account/with/google/").status_code == 200  # asks, and leads nowhere
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/account/with/google/").status_code == 403


def test_facebook_never_vouches_for_an_address(visitor: Client, facebook: House, letters: Letters) -> None:
    who = {"id": "4711", "email": "nele@reader.example", "verified": True}
    come(visitor, facebook, "facebook", who)
    assert visitor.post("/account/sign-up/", {"email": who["email"]})["Location"] == "/account/sign-up/code/"
    visitor.post("/account/sign-up/code/", {"code": code_in(letters("nele@reader.example")[-1])})
    assert is_signed_in(visitor)
    assert SocialAccount.objects.get().uid == "4711"
    assert not any(SECRET in asked for asked in facebook.asked)


def test_facebook_away_disturbs_nothing_else(visitor: Client, facebook: House, reader: User) -> None:
    led = visitor.post("/account/with/facebook/")
    answer = facebook.says_yes(led["Location"], {"id": "4711"})
    facebook.away = True
    page = visitor.get("/account/with/facebook/back/", answer)
    assert "did not tell us who you are" in page.content.decode()
    facebook.grants.clear()
    assert visitor.get("/account/sign-in/").status_code == 200
    sign_in(visitor, reader.email)
    assert is_signed_in(visitor)


def test_what_is_switched_off_is_not_there(visitor: Client, settings: Any, town: Town) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for name in ("google", "facebook", "mastodon", "openid/library"):
        assert visitor.post(f"/account/with/{name}/").status_code == 404
        assert visitor.get(f"/account/with/{name}/back/").status_code == 404
    assert "/account/with/" not in visitor.get("/account/sign-in/").content.decode()
    assert not town.stray


def test_a_reader_comes_from_any_mastodon_server(visitor: Client, social: House, letters: Letters) -> None:
    who = {"id": "109", "username": "nele", "acct": "nele"}
    assert come(visitor, social, "mastodon", who)["Location"] == "/account/sign-up/"
    visitor.post("/account/sign-up/", {"email": "nele@reader.example", "display_name": "Nele"})
    visitor.post("/account/sign-up/code/", {"code": code_in(letters("nele@reader.example")[-1])})
    assert is_signed_in(visitor)
    assert SocialAccount.objects.get().uid == "109@social.example"
    other = Client()
    come(other, social, "mastodon", who | {"username": "renamed"})
    assert is_signed_in(other)
    assert len(social.registered) == 1  # the second time we are known there
    assert not social.tokens  # each was given back


def test_a_name_at_a_mastodon_server_that_somebody_else_got_opens_nothing(
    visitor: Client, social: House, reader: User
) -> None:
    SocialAccount.objects.create(user=reader, provider="mastodon", uid="109@social.example")
    come(visitor, social, "mastodon", {"id": "200", "username": "nele", "acct": "nele"})
    assert not is_signed_in(visitor)


def test_a_mastodon_answer_counts_once_and_for_its_browser(visitor: Client, social: House, reader: User) -> None:
    SocialAccount.objects.create(user=reader, provider="mastodon", uid="109@social.example")
    led = visitor.post("/account/with/mastodon/", {"instance": "social.example"})
    answer = social.says_yes(led["Location"], {"id": "109"})
    assert Client().get("/account/with/mastodon/back/", answer).status_code == 400
    assert visitor.get("/account/with/mastodon/back/", answer | {"state": "x" * 32}).status_code == 400
    assert visitor.get("/account/with/mastodon/back/", answer).status_code == 400  # the one try is over
    assert not is_signed_in(visitor)


def test_a_mastodon_server_that_is_away_is_said_so(visitor: Client, social: House) -> None:
    social.away = True
    assert visitor.post("/account/with/mastodon/", {"instance": "social.example"}).status_code == 503
    assert visitor.get("/account/sign-in/").status_code == 200
    assert not Instance.objects.exists()


NO_SERVERS = [
    "",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "social.example:8080",
    "a b.example",
    "x" * 300,
    "::",
    "a..b",
    "-.example",
    "2130706433",
    "0x7f.1",
]


@pytest.mark.parametrize("typed", NO_SERVERS)
def test_only_names_are_servers(typed: str) -> None:
    with pytest.raises(ValueError):
        mastodon.host_of(typed)


@pytest.mark.parametrize(
    "typed", ["Social.Example", "https://social.example/@me", "@me@social.example ", "me@social.example"]
)
def test_a_server_is_recognised_however_it_is_written(typed: str) -> None:
    assert mastodon.host_of(typed) == "social.example"


class Library:
    """A real OpenID Connect server, and a reader's browser at it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        redirect = "http://testserver/account/with/openid/library/back/"
        answer = requests.post(
            f"{self.url}/oauth2/clients",
            json={"redirect_uris": [redirect], "token_endpoint_auth_method": "client_secret_post"},
            timeout=5,
        ).json()
        self.issuer = f"Library|{self.url}|{answer['client_id']}|{answer['client_secret']}"

    def knows(self, sub: str, **claims: Any) -> None:
        """Let somebody have an account there."""
        requests.put(
            f"{self.url}/users/{sub}", data=json.dumps(claims), headers={"content-type": "application/json"}, timeout=5
        )

    def says_yes(self, address: str, sub: str) -> dict[str, str]:
        """Sign in there and agree."""
        assert address.startswith(self.url)
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        back = urlsplit(answer.headers["Location"])
        assert back.path == "/account/with/openid/library/back/"
        return {name: value for name, [value] in parse_qs(back.query).items()}


@pytest.fixture
def library(settings: Any) -> Iterator[Library]:
    """The city's library, which is an OpenID Connect provider."""
    port = free_port()
    with running([sys.executable, "-m", "oidc_provider_mock", "-r", "-p", str(port)], port):
        found = Library(port)
        settings.SIGN_IN_OPENID = [found.issuer]
        issuers = providers.issuers([found.issuer])
        settings.SOCIALACCOUNT_PROVIDERS = providers.for_allauth(google=None, facebook=None, openid=issuers)
        yield found


def at_library(client: Client, library: Library, sub: str) -> Any:
    led = client.post("/account/with/openid/library/")
    assert led.status_code == 302, led.content
    return client.get("/account/with/openid/library/back/", library.says_yes(led["Location"], sub))


def test_a_real_openid_connect_server_says_who_somebody_is(
    visitor: Client, library: Library, reader: User, letters: Letters
) -> None:
    library.knows("nele", email="nele@reader.example", email_verified=True)
    library.knows("thief", email=reader.email, email_verified=False, preferred_username="nele")
    assert at_library(visitor, library, "nele")["Location"] == "/account/sign-up/"
    assert "nele@reader.example" in visitor.get("/account/sign-up/").content.decode()
    visitor.post("/account/sign-up/", {"email": "nele@reader.example"})
    assert is_signed_in(visitor)
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid) == ("library", "nele")
    thief = Client()
    at_library(thief, library, "thief")
    thief.post("/account/sign-up/", {"email": reader.email})
    assert not is_signed_in(thief)
    assert SocialAccount.objects.count() == 1


def test_an_openid_connect_server_that_is_away_is_said_so(visitor: Client, settings: Any) -> None:
    issuer = f"Library|http://localhost:{free_port()}|a|b"
    settings.SIGN_IN_OPENID = [issuer]
    settings.SOCIALACCOUNT_PROVIDERS = providers.for_allauth(
        google=None, facebook=None, openid=providers.issuers([issuer])
    )
    assert visitor.post("/account/with/openid/library/").status_code == 503
    assert visitor.get("/account/sign-in/").status_code == 200


@pytest.mark.parametrize(
    "text",
    ["Library", "Library|https://x.example|a", "|https://x.example|a|b", "L|http://x.example|a|b", "L|https://|a|b"],
)
def test_an_issuer_is_written_in_four_parts(text: str) -> None:
    with pytest.raises(ValueError):
        providers.issuers([text])


def test_the_policy_of_the_door_lets_forms_lead_to_the_other_houses_only_there(
    visitor: Client, library: Library
) -> None:
    door = visitor.get("/account/sign-in/")["Content-Security-Policy"]
    assert re.search(rf"form-action 'self' https: {library.url}", door)
    assert "form-action 'self';" in visitor.get("/account/password/forgotten/")["Content-Security-Policy"]


def test_an_account_without_password_opens_by_the_other_house_only(visitor: Client, google: House) -> None:
    user = User.objects.create_user("nele@reader.example", None)
    SocialAccount.objects.create(user=user, provider="google", uid="1187")
    for guess in ("", PASSWORD, "!"):
        sign_in(visitor, user.email, guess)
    assert not is_signed_in(visitor)
