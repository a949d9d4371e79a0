"""The page store of several machines when something fails: nobody waits, and nothing old is taken for new."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from depesche.delivery.store.interface import UNKNOWN, PageStore, Unreachable
from depesche.delivery.store.valkey import ValkeyStore, backend, scripts
from depesche.delivery.store.valkey.address import Address, NoAddress
from tests.faults import Road, Valkey, awaited, road

from .fixtures import NOW, body_of, made, page, sure

pytestmark = pytest.mark.loopback
LATER = NOW + 10  # what was rendered at NOW is of no use any more if nothing can be heard


@pytest.fixture
def way(valkey: Valkey) -> Iterator[Road]:
    """A road to it that may fail."""
    with road(valkey.port) as opened:
        yield opened


@pytest.fixture
def there(valkey: Valkey) -> Iterator[ValkeyStore]:
    """The store as a machine has it open whose network is sound."""
    yield from opened(valkey.url)


@pytest.fixture
def here(way: Road) -> Iterator[ValkeyStore]:
    """The store as a machine has it open behind that road."""
    yield from opened(way.url)


def opened(url: str, **options: Any) -> Iterator[ValkeyStore]:
    store = ValkeyStore(url, "depesche:paper.example", **options)
    store.get("/", now=NOW)
    assert awaited(lambda: sure(store))
    yield store
    store.close()


def at_hand(store: ValkeyStore, body: str, *keys: str, address: str = "/a/") -> None:
    """Put a page into the store and into the memory of this process."""
    assert store.put(address, made(store, body, *keys))
    assert body_of(store, address) == (body, False)
    assert store.at_hand(address, now=LATER)


def in_doubt(store: ValkeyStore, address: str = "/a/") -> bool:
    """Whether the page would be shown only if no other can be had."""
    held = store.get(address, now=LATER)
    return held is not None and held.stale and held.doubtful


def _unsure(store: ValkeyStore) -> bool:
    return not sure(store)


def _sound(store: ValkeyStore) -> bool:
    """Whether it still is when it is asked."""
    return sure(store) and store.get("/x/", now=NOW) is None and sure(store)


# Gone, slow, stopped.


@pytest.mark.parametrize("how", ["cut", "slow", "frozen", "killed"])
def test_while_it_does_not_answer_nothing_at_hand_is_trusted_and_nobody_waits_for_it(
    valkey: Valkey, way: Road, here: ValkeyStore, how: str
) -> None:
    at_hand(here, "one", "k")
    way.delay = 3600.0 if how == "slow" else 0.0
    {"cut": way.cut, "slow": lambda: None, "frozen": valkey.freeze, "killed": valkey.stop}[how]()
    assert awaited(lambda: in_doubt(here))
    with pytest.raises(Unreachable):
        here.number()
    with pytest.raises(Unreachable):
        here.purge(["l"])
    assert not here.put("/b/", page("two", "k", begun=UNKNOWN))
    with here.locks.trying("/a/") as mine, here.locks.trying("/a/") as again:
        assert (mine, again) == (True, False)
    here.remove("/b/")
    assert here.get("/b/", now=LATER) is None
    valkey.thaw()


def test_with_two_seconds_on_the_way_it_counts_as_gone(way: Road, here: ValkeyStore) -> None:
    at_hand(here, "one", "k")
    way.delay = 2.0
    assert awaited(lambda: in_doubt(here))
    with pytest.raises(Unreachable):
        here.number()
    way.delay = 0.0
    assert awaited(lambda: sure(here))
    assert body_of(here) == ("one", False)


def test_meanwhile_a_page_that_was_rendered_in_this_second_is_served(way: Road, here: ValkeyStore) -> None:
    way.cut()
    assert awaited(lambda: not sure(here))
    here.put("/a/", page("one", "k", begun=UNKNOWN, made_at=NOW))
    for seconds, served in ((0.0, True), (0.9, True), (1.0, False), (-1.0, False)):  # clocks may be set back
        assert bool(here.at_hand("/a/", now=NOW + seconds)) is served
    with pytest.raises(Unreachable):
        here.purge(["k"], hard=True)
    assert here.at_hand("/a/", now=NOW) is None
    assert here.get("/a/", now=NOW) is None


def test_what_was_made_meanwhile_is_not_trusted_afterwards(way: Road, here: ValkeyStore, there: ValkeyStore) -> None:
    way.cut()
    assert awaited(lambda: not sure(here))
    here.put("/a/", page("old", "k", begun=UNKNOWN))
    there.purge(["k"])
    way.mend()
    assert awaited(lambda: sure(here))
    assert here.at_hand("/a/", now=NOW) is None


def test_who_was_cut_off_hears_of_everything_before_it_trusts_what_it_has(
    way: Road, here: ValkeyStore, there: ValkeyStore
) -> None:
    at_hand(here, "changed", "k", address="/a/")
    at_hand(here, "withdrawn", "l", address="/b/")
    at_hand(here, "as before", "m", address="/c/")
    way.cut()
    assert awaited(lambda: not sure(here))
    there.purge(["k"])
    there.purge(["l"], hard=True)
    way.mend()
    assert awaited(lambda: sure(here))
    assert body_of(here, "/a/") == ("changed", True)
    assert body_of(here, "/b/") is None
    assert here.at_hand("/c/", now=LATER)


def test_who_missed_too_much_doubts_everything(
    way: Road, here: ValkeyStore, there: ValkeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(here, "one", "k")
    way.cut()
    assert awaited(lambda: not sure(here))
    there.purge([f"k{number}" for number in range(scripts.MANY + 1)])
    way.mend()
    assert awaited(lambda: sure(here))
    assert here.at_hand("/a/", now=LATER) is None
    assert body_of(here) == ("one", False)  # Valkey knows


def test_who_is_no_longer_told_asks_again(valkey: Valkey, here: ValkeyStore, there: ValkeyStore) -> None:
    at_hand(here, "one", "k")
    valkey.client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    number = there.purge(["k"]) if sure(there) else 0
    assert awaited(lambda: sure(here) and sure(there) and here.noticed() >= number)
    number = there.purge(["k"])
    assert awaited(lambda: here.noticed() == number)
    assert body_of(here) == ("one", True)


def test_a_message_that_nobody_understands_is_a_reason_to_doubt(valkey: Valkey, here: ValkeyStore) -> None:
    at_hand(here, "one", "k")
    assert valkey.client.publish("depesche:paper.example:purges:0", b"nonsense") == 1
    assert awaited(lambda: not sure(here))
    assert awaited(lambda: sure(here))
    assert body_of(here) == ("one", False)


# Data that was lost.


def test_after_a_flush_nothing_old_is_taken_for_new(valkey: Valkey, here: ValkeyStore, there: ValkeyStore) -> None:
    at_hand(here, "one", "k")
    begun = here.number()
    there.purge(["k"])
    valkey.client.flushall()
    assert not there.put("/a/", page("rendered before the purge", "k", begun=begun))
    for store in (here, there):
        assert awaited(partial(_sound, store))
        assert not store.put("/a/", page("rendered before the purge", "k", begun=begun))
        assert store.get("/a/", now=LATER) is None or in_doubt(store)
    assert here.number() > begun


@pytest.mark.parametrize("hard", [False, True])
def test_a_server_that_starts_with_what_it_had_saved_an_hour_ago_is_not_believed(
    valkey: Valkey, here: ValkeyStore, there: ValkeyStore, hard: bool
) -> None:
    at_hand(here, "old", "k")
    valkey.client.save()
    number = there.purge(["k"], hard=hard)
    assert awaited(lambda: here.noticed() == number)
    valkey.stop()
    valkey.start()
    assert valkey.client.exists("depesche:paper.example:page:/a/")
    for store in (here, there):
        assert awaited(partial(sure, store))
        held = store.get("/a/", now=LATER)
        assert held is None if hard or store is there else in_doubt(store)
        assert store.number() > number


def test_numbers_never_go_back_even_if_the_clock_of_a_new_server_does(valkey: Valkey, here: ValkeyStore) -> None:
    valkey.client.zadd("depesche:paper.example:purges", {"": 4_000_000_000_000_000})  # by a clock of the year 2096
    number = here.number()
    begun = here.purge(["k"])
    assert begun > number == 4_000_000_000_000_000
    valkey.client.flushall()
    assert here.get("/x/", now=NOW) is None
    assert awaited(lambda: sure(here))
    assert here.number() > begun
    assert not here.put("/a/", page("from before", "l", begun=begun))


def test_a_page_that_was_damaged_counts_as_none(valkey: Valkey, here: ValkeyStore) -> None:
    here.put("/a/", made(here, "one", "k"))
    packed = bytearray(valkey.client.hget("depesche:paper.example:page:/a/", "packed"))
    packed[-1] ^= 1
    valkey.client.hset("depesche:paper.example:page:/a/", "packed", bytes(packed))
    assert body_of(here) is None
    assert not valkey.client.exists("depesche:paper.example:page:/a/")


# Room.


def test_pages_that_nobody_reads_and_purges_that_can_meet_none_are_forgotten(
    valkey: Valkey, here: ValkeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = here.number()
    here.put("/a/", made(here, "one", "k"))
    assert 0 < valkey.client.ttl("depesche:paper.example:page:/a/") <= backend.KEPT_FOR < backend.FORGOTTEN_AFTER
    here.purge(["x", "y"])
    assert valkey.client.zcard("depesche:paper.example:purges") == 3
    monkeypatch.setattr(backend, "FORGOTTEN_AFTER", 0)
    here.purge(["z"])
    assert valkey.client.zcard("depesche:paper.example:purges") == 2
    assert not here.put("/b/", page("from before", "n", begun=begun))
    assert body_of(here) is None


def test_a_full_server_still_learns_what_changed(valkey: Valkey, here: ValkeyStore, there: ValkeyStore) -> None:
    at_hand(here, "one", "k")
    valkey.client.config_set("maxmemory", 1)
    assert here.put("/b/", made(here, "two", "k"))
    assert here.at_hand("/b/", now=LATER)
    with here.locks.trying("/c/") as mine:
        assert mine
    number = there.purge(["k"])
    assert awaited(lambda: here.noticed() == number)
    assert here.at_hand("/b/", now=LATER) is None
    assert sure(here)
    assert body_of(here) == ("one", True)
    there.purge(["k"], hard=True)
    assert not valkey.client.exists("depesche:paper.example:page:/a/")


def test_ten_thousand_keys_can_change_at_once(here: ValkeyStore) -> None:
    at_hand(here, "one", "k9999")
    here.purge([f"k{number}" for number in range(10_000)], hard=True)
    assert body_of(here) is None


# Whose turn it is.


def test_a_lock_dies_with_its_holder(valkey: Valkey, here: ValkeyStore, there: ValkeyStore) -> None:
    with here.locks.trying("/a/") as mine:
        with there.locks.trying("/a/") as theirs:
            assert (mine, theirs) == (True, False)
        [name] = valkey.client.keys("*render:*")
        assert 0 < valkey.client.pttl(name) <= 5_000
        valkey.client.delete(name)  # as if so much time had passed
        with there.locks.trying("/a/") as theirs:
            assert theirs
            del mine
        assert valkey.client.keys("*render:*") == []
    with there.locks.trying("/a/") as theirs:
        assert theirs


def test_nobody_gives_back_the_lock_of_another(valkey: Valkey, here: ValkeyStore, there: ValkeyStore) -> None:
    with here.locks.trying("/a/"):
        valkey.client.delete(*valkey.client.keys("*render:*"))
        later = there.locks.trying("/a/")
        assert later.__enter__()
    assert valkey.client.keys("*render:*")
    later.__exit__(None, None, None)


# What could not be told.


def test_what_could_not_be_told_is_told_before_anything_is_trusted(valkey: Valkey) -> None:
    with road(valkey.port) as way:
        untold: list[str] = []
        told = threading.Event()
        stores: list[PageStore] = []

        def settle() -> bool:
            try:
                while untold:
                    stores[0].purge(untold[:1])
                    del untold[0]
            except Unreachable:
                return False
            told.set()
            return True

        for store in opened(way.url, settle=settle):
            stores.append(store)
            at_hand(store, "one", "k")
            way.cut()
            assert awaited(partial(_unsure, store))
            untold.append("k")
            told.clear()
            way.mend()
            assert awaited(partial(sure, store))
            assert told.is_set()
            assert untold == []
            assert body_of(store) == ("one", True)


def test_as_long_as_something_is_untold_pages_are_in_doubt(valkey: Valkey) -> None:
    store = ValkeyStore(valkey.url, "depesche:paper.example", settle=lambda: False)
    store.put("/a/", made(store, "one", "k"))
    assert in_doubt(store)
    assert not sure(store)
    store.close()


# Addresses.


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("valkey://cache", Address("cache")),
        ("valkey://cache:7000/3", Address("cache", 7000, number=3)),
        ("valkeys://paper:p%40ss%2F@[::1]/", Address("::1", user="paper", password="p@ss/", secure=True)),
        ("valkey://:secret@cache", Address("cache", password="secret")),
    ],
)
def test_an_address_says_everything(written: str, meant: Address) -> None:
    assert Address.read(written) == meant
    assert "secret" not in f"{meant} {meant!r}"


@pytest.mark.parametrize(
    "written",
    ["cache:6379", "redis://cache", "valkey://", "valkey://cache:port", "valkey://cache:0", "valkey://cache/db0",
     "valkeys://cache/0?ssl_cert_reqs=none", "valkey://[cache", "valkey://cache/٣"],
)  # fmt: skip
def test_an_address_that_means_nothing_is_refused(written: str) -> None:
    with pytest.raises(NoAddress):
        Address.read(written)


def test_who_may_do_what_the_documentation_says_may_do_enough(valkey: Valkey) -> None:
    text = (Path(__file__).parents[3] / "docs" / "operating" / "several-machines.md").read_text()
    [rule] = [line for line in text.splitlines() if line.startswith("user depesche")]
    valkey.client.execute_command("ACL", "SETUSER", *rule.split()[1:])
    url = f"valkey://depesche:CHOOSE-ONE@127.0.0.1:{valkey.port}"
    for store in opened(url):
        at_hand(store, "one", "k")
        with store.locks.trying("/a/") as mine:
            assert mine
        assert store.addresses(["k"]) == ["/a/"]
        store.purge(["k"], hard=True)
        store.remove("/a/")
        assert body_of(store) is None
        assert sure(store)


def test_a_wrong_password_is_said_and_nothing_stands_still(valkey: Valkey, caplog: Any) -> None:
    valkey.client.config_set("requirepass", "right")
    store = ValkeyStore(f"valkey://:wrong@127.0.0.1:{valkey.port}", "depesche:paper.example")
    with pytest.raises(Unreachable):
        store.number()
    assert awaited(lambda: "cannot be asked" in caplog.text)
    assert "wrong" not in caplog.text.replace("WRONGPASS", "")
    store.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_over_tls_only_the_server_of_that_name_is_believed(
    valkey: Valkey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=valkey", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with road(valkey.port, context) as way:
        store = ValkeyStore(f"valkeys://{host}:{way.port}", "depesche:paper.example")
        if host == "127.0.0.1":
            assert store.number() > 0
        else:
            with pytest.raises(Unreachable):
                store.number()
        store.close()
