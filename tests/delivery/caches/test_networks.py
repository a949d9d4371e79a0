"""Each network is told in its own words, over TLS, and only believed when it says that it did it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from depesche.delivery.caches import KINDS, UnknownCache, caches
from depesche.delivery.caches.signing import signed
from depesche.delivery.store import _opened, store
from depesche.net.services import Refused, Service
from tests.delivery.store.fixtures import page
from tests.servers import Upstream, upstream

pytestmark = pytest.mark.loopback


@pytest.fixture
def network() -> Iterator[Upstream]:
    """Somebody at the loopback who does as a network does."""
    with upstream() as there:
        there.body = b'{"success": true}'
        yield there


def tell(kind: str, network: Upstream, *keys: str, hard: bool = False) -> list[tuple[str, dict[str, str], str]]:
    """What the network heard: line, headers and body of each call."""
    address = urlsplit(f"{kind}://our-key:our%2Fsecret@127.0.0.1:{network.port}/site-1")
    KINDS[kind](Service(address)).purge(keys, hard=hard)
    return [(line, headers, body.decode()) for line, (headers, body) in zip(network.asked, network.heard, strict=True)]


@pytest.mark.parametrize("hard", [False, True])
def test_fastly_is_told_keys_in_batches(network: Upstream, hard: bool) -> None:
    calls = tell("fastly", network, *(f"article:{number}" for number in range(300)), hard=hard)
    assert [line for line, _headers, _body in calls] == ["POST /service/site-1/purge"] * 2
    assert [len(json.loads(body)["surrogate_keys"]) for _line, _headers, body in calls] == [256, 44]
    assert calls[0][1]["fastly-key"] == "our/secret"
    assert calls[0][1].get("fastly-soft-purge") == (None if hard else "1")


def test_cloudflare_is_told_tags_or_everything(network: Upstream) -> None:
    [(line, headers, body)] = tell("cloudflare", network, "article:1", "story:2")
    assert (line, json.loads(body)) == ("POST /client/v4/zones/site-1/purge_cache", {"tags": ["article:1", "story:2"]})
    assert headers["authorization"] == "Bearer our/secret"
    assert json.loads(tell("cloudflare", network, "article:1", "everything")[-1][2]) == {"purge_everything": True}


def test_cloudflare_that_says_no_is_not_believed(network: Upstream) -> None:
    network.body = b'{"success": false, "errors": []}'
    with pytest.raises(Refused, match="did not purge"):
        tell("cloudflare", network, "article:1")


@pytest.fixture
def pages() -> Any:
    store().put("/de/hafen-ü/?before=1", page("one", "article:1", begun=store().number()))
    store().put("/de/", page("two", "article:1", begun=store().number()))
    yield
    store().close()
    _opened.cache_clear()


def test_cloudfront_is_told_the_addresses_that_bear_the_keys_with_a_true_signature(
    network: Upstream, pages: None
) -> None:
    [(line, headers, body)] = tell("cloudfront", network, "article:1")
    assert line == "POST /2020-05-31/distribution/site-1/invalidation"
    assert re.findall("<Path>(.*?)</Path>", body) == ["/de/*", "/de/hafen-%C3%BC/*"]
    assert "<Quantity>2</Quantity>" in body
    at = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    sent = {name: headers[name] for name in ("content-type", "host")}
    again = signed("POST", line.split()[1], sent, body.encode(), user="our-key", secret="our/secret", at=at)
    assert headers["authorization"] == again["authorization"]


def test_bunny_is_told_the_addresses_because_it_takes_too_few_tags(network: Upstream, pages: None) -> None:
    calls = tell("bunny", network, "article:1")
    base = "POST /purge?async=false&url=http%3A%2F%2F127.0.0.1%3A8000"
    assert [line for line, _headers, _body in calls] == [f"{base}%2Fde%2F%2A", f"{base}%2Fde%2Fhafen-%25C3%25BC%2F%2A"]
    assert calls[0][1]["accesskey"] == "our/secret"


@pytest.mark.parametrize(("keys", "hard"), [(["everything"], False), (["article:1"], True), (["unknown"], False)])
def test_bunny_forgets_all_where_addresses_are_not_known(
    network: Upstream, pages: None, keys: list[str], hard: bool
) -> None:
    assert [line for line, *_rest in tell("bunny", network, *keys, hard=hard)] == ["POST /pullzone/site-1/purgeCache"]


@pytest.mark.parametrize(("keys", "hard"), [(["everything"], False), (["article:1"], True), (["unknown"], False)])
def test_cloudfront_forgets_all_where_addresses_are_not_known(
    network: Upstream, pages: None, keys: list[str], hard: bool
) -> None:
    [(_line, _headers, body)] = tell("cloudfront", network, *keys, hard=hard)
    assert re.findall("<Path>(.*?)</Path>", body) == ["/*"]


def test_a_signature_is_the_one_that_the_standard_gives_as_example() -> None:
    """“get-vanilla” of Amazon's test suite for Signature Version 4."""
    headers = signed(
        "GET", "/", {"host": "example.amazonaws.com"}, b"",
        user="AKIDEXAMPLE", secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        at=datetime(2015, 8, 30, 12, 36, tzinfo=UTC), service="service",
    )  # fmt: skip
    assert headers["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_error_is_one_and_holds_no_secret(network: Upstream, kind: str) -> None:
    network.status, network.body = 403, b"no"
    with pytest.raises(Refused, match="answered 403") as refused:
        tell(kind, network, "article:1")
    assert "secret" not in str(refused.value)


def test_a_secret_goes_to_other_machines_over_tls_only() -> None:
    assert Service(urlsplit("fastly://:secret@api.fastly.com/x"))._plain is False
    assert Service(urlsplit("varnish://cache.internal:6081"))._plain is True


def test_settings_name_caches_without_their_secrets(settings: Any) -> None:
    settings.CACHES_IN_FRONT = ["fastly://:secret@api.fastly.com/x", "varnish://127.0.0.1:6081"]
    assert list(caches()) == ["fastly://api.fastly.com/x", "varnish://127.0.0.1:6081"]
    settings.CACHES_IN_FRONT = ["squid://127.0.0.1"]
    with pytest.raises(UnknownCache):
        caches()
