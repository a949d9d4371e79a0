"""A new release on trial: whatever is wrong with it is found in a process of its own, and said of each page."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from depesche.delivery.canary import judging, running
from depesche.delivery.canary.choosing import Chosen, chosen
from depesche.delivery.canary.looks import Look, letters
from depesche.delivery.canary.running import Limits, Run
from depesche.delivery.store.register import Fault
from tests.delivery.store.fixtures import page
from tests.releases import ROOT, a_newsroom, a_release, of

FIRST = "    teaser = _live(frame, public_id)\n"
MAIN = "{% block main %}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_newsroom(tmp_path_factory.mktemp("canary"))


@pytest.fixture(scope="module")
def pages(home: Path) -> list[Chosen]:
    """What the trial makes of this newsroom, chosen by the command of the release that made it."""
    script = (
        "import django, json, dataclasses; django.setup()\n"
        "from depesche.delivery.canary.choosing import chosen; from depesche.delivery.store import store\n"
        "print(json.dumps([dataclasses.asdict(one) for one in chosen(store(), seed=1)]))"
    )
    said = subprocess.run([sys.executable, "-c", script], env=environment(home), capture_output=True, check=True)
    return [Chosen(**one | {"now": Look(**one["now"])}) for one in json.loads(said.stdout)]


def environment(home: Path, release: Path = ROOT) -> dict[str, str]:
    return of(release) | {"DEPESCHE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "depesche.settings"}


@pytest.fixture
def tried(home: Path, pages: list[Chosen], tmp_path: Path) -> Callable[..., list[Fault]]:
    """The faults that are found with a release in which this was changed."""

    def tried(limits: Limits = running.LIMITS, **changes: tuple[str, str]) -> list[Fault]:
        release = a_release(tmp_path / "release", **changes)
        some = [one for one in pages if one.kind.endswith((":article", ":front", ":feed"))]
        run = running.run([one.address for one in some], environment=environment(home, release), limits=limits)
        return [fault for fault in judging.faults(some, run) if fault.kind != "slow"]  # other things may run beside us

    return tried


def test_some_pages_of_every_kind_and_edition_are_tried(pages: list[Chosen]) -> None:
    kinds = Counter(one.kind for one in pages)
    views = "front stories story authors author tag archive archive_year archive_month archive_day article page"
    feeds = "feed story_feed author_feed tag_feed section_feed sitemap_pages sitemap_news sitemap_month"
    for code in ("de", "ar"):
        assert {f"{code} website:{view}" for view in views.split()} <= kinds.keys()
        assert {f"{code} syndication:{feed}" for feed in feeds.split()} <= kinds.keys()
    assert {"robots.txt syndication:robots", "sitemap.xml syndication:sitemap"} <= kinds.keys()
    assert max(kinds.values()) == 4
    assert not [one for one in pages if one.stale]
    assert all(one.now.took for one in pages)


def test_the_same_release_is_found_good(home: Path, pages: list[Chosen]) -> None:
    run = running.run([one.address for one in pages], environment=environment(home))
    assert list(judging.faults(pages, run)) == []
    assert len(run.looks) == len(pages)


def articles(found: list[Fault]) -> bool:
    return bool(found) and all(unquote(fault.address).split("/")[2] == "hafen" for fault in found)


def test_a_template_with_an_error_in_it(tried: Callable[..., list[Fault]]) -> None:
    found = tried(article=(MAIN, MAIN + "{{ 1/0 }}"))
    assert {fault.kind for fault in found} == {"error"}
    assert articles(found)
    assert "TemplateSyntaxError: Could not parse the remainder" in judging.sentence(found[0])


def test_a_template_that_shows_nothing(tried: Callable[..., list[Fault]]) -> None:
    found = tried(article=(MAIN, MAIN + "{% endblock %}{% block nowhere %}"))
    assert "empty" in {fault.kind for fault in found}
    assert articles(found)


def test_a_page_that_is_nothing_at_all(tried: Callable[..., list[Fault]]) -> None:
    found = tried(view=(FIRST, "    return HttpResponse()\n"))
    assert {fault.kind for fault in found} <= {"personal", "empty", "small"}
    assert articles(found)


def test_a_page_that_takes_ten_times_as_long(home: Path, pages: list[Chosen], tmp_path: Path) -> None:
    release = a_release(tmp_path / "release", view=(FIRST, f"    import time; time.sleep(0.4)\n{FIRST}"))
    some = [replace(one, now=replace(one.now, took=0.04)) for one in pages if one.kind.endswith(":article")]
    run = running.run([one.address for one in some], environment=environment(home, release))
    found = list(judging.faults(some, run))
    assert {fault.kind for fault in found} == {"slow"}
    assert len(found) == 2  # one of each edition stands for its kind


def test_a_page_of_a_hundred_megabytes(tried: Callable[..., list[Fault]]) -> None:
    huge = "    from depesche.delivery.collecting import mark; mark('x')\n    return HttpResponse(b'x' * 100_000_000)\n"
    found = tried(view=(FIRST, huge))
    assert {fault.kind for fault in found} == {"large"}
    assert "100000000" in judging.sentence(found[0])


def test_a_page_that_takes_all_memory(tried: Callable[..., list[Fault]]) -> None:
    found = tried(view=(FIRST, "    bytearray(20_000_000_000)\n"))
    assert {fault.kind for fault in found} == {"error"}
    assert "MemoryError" in found[0].details["error"]


def test_a_page_that_never_ends(tried: Callable[..., list[Fault]]) -> None:
    found = tried(Limits(seconds=5), view=(FIRST, "    while True: pass\n"))
    assert [fault.kind for fault in found] == ["late"]


def test_a_page_that_ends_the_process(tried: Callable[..., list[Fault]]) -> None:
    found = tried(view=(FIRST, "    import os; os.abort()\n"))
    assert [(fault.kind, fault.details["code"]) for fault in found] == [("crash", "-6")]


def test_a_release_that_does_not_even_start(tried: Callable[..., list[Fault]]) -> None:
    [fault] = tried(view=("from __future__", "raise SystemExit(3)\nfrom __future__"))
    assert fault.kind in ("error", "start")


def test_a_page_that_is_missing_broken_or_for_one_reader(tried: Callable[..., list[Fault]], tmp_path: Path) -> None:
    lines = (
        "    from depesche.delivery.collecting import mark; mark('x')\n"
        "    answer = HttpResponse(b'x' * 9000, status=500 if 'meldung' in slug else 200)\n"
        "    answer.set_cookie('a', 'b')\n    return answer\n"
    )
    found = tried(view=(FIRST, lines))
    assert {"status"} <= {fault.kind for fault in found} <= {"status", "personal", "kind"}
    assert articles(found)


def test_a_release_that_talks_without_end_and_one_that_prints_are_bounded(
    tried: Callable[..., list[Fault]], pages: list[Chosen], home: Path
) -> None:
    assert tried(view=(FIRST, f"    print('x' * 5_000_000)\n{FIRST}")) == []
    run = running.run([one.address for one in pages], environment=environment(home), limits=Limits(output=300))
    assert run.end == "loud"
    assert [fault.kind for fault in judging.faults([], run)] in (["loud"], ["start"])


def test_nothing_is_left_running_when_the_one_that_waits_is_gone(home: Path, tmp_path: Path) -> None:
    release = a_release(tmp_path / "release", view=(FIRST, "    while True: pass\n"))
    where = environment(home, release)
    wish = json.dumps({"addresses": ["/de/"], "memory": 2**31, "seconds": 60}).encode() + b"\n"
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "depesche.delivery.canary"],
        env=where,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        assert process.stdin
        process.stdin.write(wish)
        process.stdin.close()
        assert process.wait(60) == 1


def compared(new: dict[str, Any], **old: Any) -> list[str]:
    """What is said of a page that looked like this and now looks like that."""
    stale = old.pop("stale", False)
    look = Look(status=200, kind="text/html", size=20_000, letters=900, storable=True, took=0.01)
    one = Chosen("/a/", "a", replace(look, **old), stale)
    run = Run(looks={"/a/": replace(look, **new)})
    return [fault.kind for fault in judging.faults([one], run)]


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({}, []),
        ({"size": 60_000, "letters": 400}, []),
        ({"size": 200_000}, ["large"]),
        ({"size": 4_000}, ["small"]),
        ({"letters": 200}, ["empty"]),
        ({"kind": "text/plain"}, ["kind"]),
        ({"status": 404}, ["status"]),
        ({"storable": False}, ["personal"]),
        ({"took": 0.045}, []),
        ({"took": 0.1}, ["slow"]),
    ],
)
def test_what_is_too_much_and_too_little(new: dict[str, Any], said: list[str]) -> None:
    assert compared(new) == said


def test_a_page_that_was_purged_may_rightly_be_gone() -> None:
    assert compared({"status": 404}, stale=True) == []
    assert compared({"status": 500}, stale=True) == ["status"]


def test_a_page_of_which_nobody_wrote_down_how_long_it_took_may_take_two_seconds() -> None:
    assert compared({"took": 1.9}, took=None) == []
    assert compared({"took": 2.1}, took=None) == ["slow"]


def test_a_page_with_few_letters_may_lose_them() -> None:
    assert compared({"letters": 0}, letters=40) == []


def test_text_is_counted_where_it_is_for_readers() -> None:
    body = b"<head><title>x</title></head><nav>menu</nav><main class=a><script>no</script><p>One two</p></main>"
    assert letters(body) == 6
    assert letters(b"<rss><title>One</title></rss>") == 3
    assert letters(b"x" * 11_000_000) == 0


def test_each_kind_of_fault_has_its_sentence() -> None:
    details = dict.fromkeys(("old", "new", "code", "error"), "5")
    for kind in judging.SENTENCES:
        assert judging.sentence(Fault("/a/", kind, details)).startswith("/a/ ")
    assert judging.sentence(Fault("", "start", details)).startswith("No page could be tried")


def test_pages_in_which_nothing_was_purged_are_preferred(store: Any) -> None:
    for number in range(10):
        store.put(f"/de/authors/{number}/", page("x", f"key:{number}", "everything"))
    store.purge([f"key:{number}" for number in range(6)])
    assert {one.stale for one in chosen(store, seed=1)} == {False}
    store.purge(["everything"])
    assert {one.stale for one in chosen(store, seed=1)} == {True}
