"""A stored page: packed and unpacked whole, or not at all."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from depesche.delivery.store.entry import DamagedError, Entry

entries = st.builds(
    Entry.of,
    status=st.sampled_from([200, 301, 404, 410]),
    headers=st.lists(st.tuples(st.sampled_from(["Content-Type", "Location", "X-Ü"]), st.text(max_size=30)), max_size=4),
    body=st.binary(max_size=400),
    keys=st.frozensets(st.text(max_size=8), max_size=4),
    begun=st.integers(0, 2**60),
    made_at=st.floats(0, 2e9),
    stale_at=st.none() | st.floats(0, 2e9),
)


@given(entries)
def test_what_is_packed_comes_back_the_same(entry: Entry) -> None:
    assert Entry.unpack(entry.pack()) == entry


@given(entries, st.integers(0), st.integers(1, 255))
def test_one_wrong_byte_is_noticed(entry: Entry, place: int, difference: int) -> None:
    packed = bytearray(entry.pack())
    packed[place % len(packed)] ^= difference
    with pytest.raises(DamagedError):
        Entry.unpack(bytes(packed))
    with pytest.raises(DamagedError):
        Entry.unpack(bytes(packed[: place % 20]))


def test_what_another_release_stored_otherwise_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = of(b"a", "text/html")
    fields = json.dumps
    monkeypatch.setattr(json, "dumps", lambda about: fields({**about, "since": "later"}))
    packed = entry.pack()
    with pytest.raises(DamagedError, match="another release"):
        Entry.unpack(packed)


def of(body: bytes, kind: str) -> Entry:
    return Entry.of(
        status=200, headers=[("content-type", kind)], body=body, keys=frozenset(), begun=0, made_at=0, stale_at=None
    )


def test_text_is_compressed_once_for_everybody() -> None:
    body = b"<p>The harbour is open.</p>" * 40
    bodies = of(body, "text/html").bodies
    assert brotli.decompress(bodies["br"]) == body
    assert gzip.decompress(bodies["gzip"]) == body
    assert zstandard.decompress(bodies["zstd"]) == body


@pytest.mark.parametrize(("body", "kind"), [(b"x", "text/html"), (b"x" * 4000, "image/avif"), (b"", "text/plain")])
def test_what_would_not_get_smaller_stays_as_it_is(body: bytes, kind: str) -> None:
    assert list(of(body, kind).bodies) == ["identity"]


def test_the_tag_tells_the_bytes_and_nothing_of_when_they_were_made() -> None:
    one, two = of(b"a", "text/html"), of(b"b", "text/html")
    assert one.etag == of(b"a", "text/plain").etag != two.etag
    assert one.weight > 0
