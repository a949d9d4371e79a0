"""The moderators' screens, as forms: they work without any script."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from depesche.accounts import roles
from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.desk import addresses, queues
from depesche.comments.models import (
    Appeal,
    Claim,
    Comment,
    Decision,
    Discussion,
    LogEntry,
    Report,
    Rule,
    Sanction,
    Word,
)
from tests.comments import moderating as make
from tests.desk.conftest import browser_of, person
from tests.factories.fixtures import count_queries

pytestmark = pytest.mark.django_db
QUEUE = "/desk/discussion/"
__all__ = ["count_queries", "person"]


@pytest.fixture
def desk(moderator: User) -> Client:
    """A moderator's browser."""
    return browser_of(moderator)


def decide(desk: Client, comment: Comment, **said: Any) -> Any:
    comment.refresh_from_db()
    data = {"comment": comment.public_id, "seen": actions.version(comment), **said}
    return desk.post(f"{QUEUE}decide/", data, headers={"accept": "application/json"} if said.pop("json", 0) else None)


def test_the_queue_shows_what_waits_the_oldest_first(desk: Client, discussion: Discussion, reader: User) -> None:
    now = timezone.now()
    for number in (2, 1, 3):
        make.comment(discussion, reader, f"Number {number}", posted_at=now - timedelta(minutes=10 - number))
    make.comment(discussion, reader, "Seen by all", state="public", posted_at=now)
    page = desk.get(QUEUE).content.decode()
    assert page.index("Number 1") < page.index("Number 2") < page.index("Number 3")
    assert "Seen by all" not in page
    assert "Discussion (3)" in desk.get("/desk/").content.decode()


def test_a_moderator_approves_and_refuses_by_forms(
    desk: Client, waiting: Comment, discussion: Discussion, reader: User, rules: list[Rule]
) -> None:
    other = make.comment(discussion, reader, "Buy this!")
    page = desk.get(QUEUE).content.decode()
    assert page.count('value="approved"') == 2
    assert "No advertising" in page
    assert decide(desk, waiting, verdict="approved").status_code == 302
    decide(desk, other, rule=rules[1].pk, note="No adverts, please.")
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.state, other.state) == ("public", "refused")
    assert Decision.objects.get(comment=other).note == "No adverts, please."


def test_whoever_comes_second_reads_who_decided_what(
    desk: Client, colleague: User, waiting: Comment, rules: list[Rule]
) -> None:
    seen = actions.version(waiting)
    make.refuse(waiting, rules[0], colleague)
    data = {"comment": waiting.public_id, "seen": seen, "verdict": "approved"}
    answer = desk.post(f"{QUEUE}decide/", data, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json() == {"said": "Ben Berg: refused (1. No insults)", "version": "", "gone": True}
    page = desk.post(f"{QUEUE}decide/", data, follow=True).content.decode()
    assert "Ben Berg: refused (1. No insults)" in page


def test_a_decision_is_taken_back(desk: Client, waiting: Comment, moderator: User) -> None:
    make.approve(waiting, moderator)
    answer = desk.post(
        f"{QUEUE}decide/",
        {"comment": waiting.public_id, "seen": actions.version(Comment.objects.get()), "verdict": "undo"},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 200
    assert answer.json()["version"] == actions.version(Comment.objects.get())
    waiting.refresh_from_db()
    assert waiting.state == "pending"


def test_a_rule_of_another_edition_is_none_here(desk: Client, waiting: Comment) -> None:
    [foreign, *_others] = make.house_rules("de")
    for rule in (foreign.pk, "", "x", "9" * 40):
        assert decide(desk, waiting, rule=rule).status_code == 404


def test_what_is_claimed_says_by_whom_and_what_was_decided_vanishes(
    desk: Client, colleague: User, discussion: Discussion, reader: User
) -> None:
    one, two, three = (make.comment(discussion, reader, f"Number {n}") for n in range(3))
    shown = [f"{comment.public_id}@{actions.version(comment)}" for comment in (one, two, three)]
    make.approve(two, colleague)
    actions.claim(comments=[three], by=colleague, at=timezone.now())
    wanted = [comment.public_id for comment in (one, two, three)]
    answer = desk.post(f"{QUEUE}claim/", {"on": shown, "comment": wanted}).json()
    assert answer == {
        "gone": {two.public_id: "Ben Berg: approved"},
        "taken": {three.public_id: "Ben Berg is reading this."},
    }
    assert Claim.objects.get(comment=one).by.first_name == "Ada"
    assert "Ben Berg is reading this." in desk.get(QUEUE).content.decode()


def test_the_thread_and_the_history_stand_around_a_comment(
    desk: Client, discussion: Discussion, reader: User, moderator: User, rules: list[Rule]
) -> None:
    first = make.comment(discussion, make.somebody("Ole"), "Where is the ferry?", state="public")
    answer = make.comment(discussion, reader, "In the harbour.", parent=first, root=first, depth=1)
    make.comment(discussion, make.somebody("Ute"), "It sank!", parent=first, root=first, depth=1, state="public")
    elsewhere = make.comment(discussion, reader, "A rude word.", state="public")
    make.refuse(elsewhere, rules[0], moderator)
    for address in ("", "around/"):
        page = desk.get(f"{QUEUE}comment/{answer.public_id}/{address}").content.decode()
        for said in ("Where is the ferry?", "In the harbour.", "It sank!", "A rude word.", "1. No insults", "Mira"):
            assert said in page, (address, said)


def test_reported_comments_wait_until_somebody_has_decided(
    desk: Client, discussion: Discussion, reader: User, rules: list[Rule]
) -> None:
    reported = make.comment(discussion, reader, "Doubtful.", state="public")
    actions.report(comment=reported, reader=make.somebody(), rule=rules[2], text="Look at <b>this</b>", at=make.NOW)
    page = desk.get(f"{QUEUE}?queue=reported").content.decode()
    assert "Doubtful." in page
    assert "3. Keep to the subject" in page
    assert "Look at &lt;b&gt;this&lt;/b&gt;" in page
    decide(desk, reported, verdict="approved")
    assert Report.objects.get().outcome == "unfounded"
    assert "Doubtful." not in desk.get(f"{QUEUE}?queue=reported").content.decode()


def test_new_comments_are_those_that_nobody_has_read(
    desk: Client, discussion: Discussion, reader: User, moderator: User
) -> None:
    now = timezone.now()
    make.comment(discussion, reader, "Unread.", state="public", posted_at=now)
    read = make.comment(discussion, reader, "Read already.", posted_at=now)
    make.approve(read, moderator)
    page = desk.get(f"{QUEUE}?queue=new").content.decode()
    assert "Unread." in page
    assert "Read already." not in page
    everything = desk.get(f"{QUEUE}?queue=all").content.decode()
    assert "Unread." in everything
    assert "Read already." in everything


@pytest.mark.parametrize("queue", ["pending", "all"])
def test_a_queue_goes_on_where_its_page_ended(desk: Client, discussion: Discussion, reader: User, queue: str) -> None:
    now = timezone.now()
    for number in range(45):  # in threes of the same moment, as an import may have them
        make.comment(discussion, reader, f"Number {number:02}.", posted_at=now - timedelta(seconds=number // 3))
    seen: list[str] = []
    address = f"?queue={queue}"
    while address:
        page = desk.get(f"{QUEUE}{address}")
        items = page.context["items"]
        seen += [item.comment.public_id for item in items]
        older = page.context["older"]
        address = f"?{older}" if older else ""
    assert len(seen) == len(set(seen)) == 45


def test_an_edition_has_its_own_moderators_view(desk: Client, discussion: Discussion, reader: User) -> None:
    german = Discussion.objects.create(
        kind="article", name="x", edition="de", language="de", title="Fähre", path="/de/x/", begun_at=make.NOW
    )
    make.comment(discussion, reader, "English one.")
    make.comment(german, reader, "Deutscher Kommentar.")
    page = desk.get(f"{QUEUE}?edition=de").content.decode()
    assert "Deutscher Kommentar." in page
    assert "English one." not in page


@pytest.mark.parametrize("queue", ["pending", "reported", "new", "all"])
def test_a_page_costs_the_same_however_much_waits(
    desk: Client,
    discussion: Discussion,
    reader: User,
    rules: list[Rule],
    queue: str,
    count_queries: Callable[[Callable[[], Any]], int],
) -> None:
    now = timezone.now()
    state = "pending" if queue == "pending" else "public"

    def fill(number: int) -> None:
        for _ in range(number):
            one = make.comment(discussion, make.somebody(), "Again.", state=state, posted_at=now)
            Report.objects.create(comment=one, reader=reader, reason="rule", rule=rules[0], at=now)

    def ask() -> Any:
        return desk.get(f"{QUEUE}?queue={queue}")

    fill(2)
    few = count_queries(ask)
    fill(30)
    assert count_queries(ask) == few
    assert few <= 30


def test_a_person_is_silenced_and_freed_again(desk: Client, waiting: Comment, reader: User, rules: list[Rule]) -> None:
    address = f"{QUEUE}person/{reader.pk}/"
    assert "Somebody" not in desk.get(address).content.decode()
    answer = desk.post(address, {"kind": "silence", "days": "", "rule": rules[0].pk})
    assert "Say for how many days." in answer.content.decode()
    desk.post(address, {"kind": "silence", "days": "3", "rule": rules[0].pk, "note": "Calm down."})
    sanction = Sanction.objects.get()
    assert sanction.until is not None
    assert timedelta(days=2, hours=23) < sanction.until - timezone.now() <= timedelta(days=3)
    assert "Calm down." in desk.get(address).content.decode()
    desk.post(f"{QUEUE}sanction/{sanction.public_id}/lift/")
    sanction.refresh_from_db()
    assert sanction.lifted_at
    assert [entry.what for entry in LogEntry.objects.order_by("pk")] == ["sanctioned", "lifted"]


def test_nobody_sanctions_a_moderator(desk: Client, colleague: User, discussion: Discussion, rules: list[Rule]) -> None:
    make.comment(discussion, colleague)
    answer = desk.post(f"{QUEUE}person/{colleague.pk}/", {"kind": "ban", "days": "", "rule": rules[0].pk})
    assert "This person moderates." in answer.content.decode()
    assert not Sanction.objects.exists()


def test_an_appeal_is_decided_by_somebody_else(
    desk: Client, moderator: User, colleague: User, waiting: Comment, reader: User, rules: list[Rule]
) -> None:
    decision = make.refuse(waiting, rules[0], moderator)
    appeal = actions.appeal(against=decision, reader=reader, text="I was <i>polite</i>.", at=timezone.now())
    page = desk.get(f"{QUEUE}appeals/").content.decode()
    assert "I was &lt;i&gt;polite&lt;/i&gt;." in page
    assert "You have decided this yourself." in page
    desk.post(f"{QUEUE}appeals/{appeal.pk}/", {"outcome": "upheld"})
    assert Appeal.objects.get().outcome == ""
    browser_of(colleague).post(f"{QUEUE}appeals/{appeal.pk}/", {"outcome": "reversed", "note": "Sorry."})
    appeal.refresh_from_db()
    waiting.refresh_from_db()
    assert (appeal.outcome, appeal.decided_by, waiting.state) == ("reversed", colleague, "public")
    answer = browser_of(moderator).post(f"{QUEUE}appeals/{appeal.pk}/", {"outcome": "upheld"}, follow=True)
    assert "Ben Berg has decided about this appeal already" in answer.content.decode()


def test_words_are_put_on_the_lists_and_taken_off(desk: Client) -> None:
    address = f"{QUEUE}words/"
    desk.post(address, {"pattern": "  idiot* ", "kind": "banned", "language": "de", "number": "1"})
    word = Word.objects.get()
    assert (word.pattern, word.kind, word.language, word.number) == ("idiot*", "banned", "de", 1)
    assert "at least two letters" in desk.post(address, {"pattern": "**", "kind": "banned"}).content.decode()
    assert "idiot*" in desk.get(address).content.decode()
    desk.post(f"{address}{word.pk}/remove/")
    assert not Word.objects.exists()
    assert "idiot*" in desk.get(f"{QUEUE}log/").content.decode()


def test_statements_of_reasons_are_downloaded_and_that_is_written_down(
    desk: Client, waiting: Comment, moderator: User, rules: list[Rule]
) -> None:
    make.refuse(waiting, rules[0], moderator)
    asked = {"since": "2026-11-01", "until": "2026-11-30", "kind": "jsonl"}
    answer = desk.post(f"{QUEUE}statements/", asked)
    [batch] = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert [one["puid"] for one in batch["statements"]] == [Decision.objects.get().public_id]
    assert LogEntry.objects.filter(what="exported").exists()


ROUTES = {
    "moderation": {},
    "moderation_decide": {},
    "moderation_claim": {},
    "moderation_comment": {"public_id": "comment"},
    "moderation_around": {"public_id": "comment"},
    "moderation_shown": {"public_id": "comment"},
    "moderation_person": {"pk": "reader"},
    "moderation_sanction": {"pk": "reader"},
    "moderation_picture": {"pk": "reader"},
    "moderation_lift": {"public_id": "sanction"},
    "moderation_appeals": {},
    "moderation_appeal": {"pk": "appeal"},
    "moderation_words": {},
    "moderation_remove_word": {"pk": "word"},
    "moderation_log": {},
    "moderation_statements": {},
}


@pytest.fixture
def things(waiting: Comment, reader: User, moderator: User, rules: list[Rule]) -> dict[str, Any]:
    """One of everything that a route may name."""
    decision = make.refuse(waiting, rules[0], moderator)
    until = make.NOW + timedelta(days=900)
    kind: dict[str, Any] = {"kind": "silence", "rule": rules[0], "by": moderator, "at": make.NOW, "until": until}
    return {
        "comment": waiting.public_id,
        "reader": reader.pk,
        "appeal": actions.appeal(against=decision, reader=reader, text="No", at=make.NOW).pk,
        "sanction": actions.sanction(reader=reader, **kind).public_id,
        "word": Word.objects.create(pattern="bad", kind="banned").pk,
    }


def test_every_route_of_the_moderators_stands_in_the_table() -> None:
    ours = {pattern.name for pattern in addresses.urlpatterns if str(pattern.pattern).startswith("discussion/")}
    assert ours == ROUTES.keys()


@pytest.mark.parametrize("route", ROUTES)
def test_only_moderators_editors_and_administrators_come_in(
    route: str, things: dict[str, Any], reader: User, person: Callable[..., User]
) -> None:
    address = reverse(route, kwargs={name: things[what] for name, what in ROUTES[route].items()})
    allowed = {roles.MODERATOR, roles.EDITOR}
    for role in [role.name for role in roles.ROLES]:
        for method in ("get", "post"):
            browser = browser_of(person(role, f"{role} {method}"))
            status = getattr(browser, method)(address, headers={"x-requested-with": "XMLHttpRequest"}).status_code
            assert (status != 403) == (role in allowed), (role, method, status)
    for stranger in (Client(), browser_of(reader)):
        for method in ("get", "post"):
            answer = getattr(stranger, method)(address)
            assert answer.status_code in {302, 403}
            assert "discussion" not in answer.get("Location", "").partition("next=")[0]


@pytest.mark.parametrize("route", ROUTES)
def test_looking_changes_nothing_and_writing_needs_a_token(route: str, things: dict[str, Any], moderator: User) -> None:
    address = reverse(route, kwargs={name: things[what] for name, what in ROUTES[route].items()})
    before = (LogEntry.objects.count(), Decision.objects.count(), Claim.objects.count(), Word.objects.count())
    browser_of(moderator).get(address)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    if strict.get(address).status_code == 405 or route in {"moderation_person", "moderation_words"}:
        assert strict.post(address, {"outcome": "upheld"}).status_code == 403
    after = (LogEntry.objects.count(), Decision.objects.count(), Claim.objects.count(), Word.objects.count())
    assert after == before


@pytest.mark.parametrize("name", [name for name in queues.QUEUES if name != "reported"])
def test_a_queue_is_read_in_its_order_and_no_further_than_its_page(name: str) -> None:
    """What is reported is few, whatever was said."""
    with CaptureQueriesContext(connection) as asked:
        queues.queue(name, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[-1]['sql']}")
        plan = "\n".join(row[-1] for row in cursor.fetchall())
    assert "comments_comment USING INDEX" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
