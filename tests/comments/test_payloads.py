"""What readers write is shown to moderators and to themselves as text, whatever it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Discussion, Rule, Word
from depesche.comments.moderation import examine
from depesche.newsroom.models import Edition
from tests.comments import moderating as make
from tests.desk.conftest import browser_of
from tests.factories.fixtures import courier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]
__all__ = ["courier"]

PAYLOADS = [
    "<script>window.__c=1</script>",
    "<img src=x onerror=window.__c=1>",
    '"><svg onload=window.__c=1>',
    "' autofocus onfocus='window.__c=1",
    "</textarea><script>window.__c=1</script>",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:window.__c=1",
    "<math><mtext></p><img src onerror=window.__c=1>",
    "\u202egpj.exe<b>",
]


@pytest.fixture(params=PAYLOADS)
def poisoned(
    request: pytest.FixtureRequest, discussion: Discussion, courier: Edition, moderator: User, colleague: User
) -> dict[str, Any]:
    """A discussion in which everything that anybody can type is a payload."""
    bad, now = request.param, timezone.now()
    Discussion.objects.update(title=bad)
    discussion.refresh_from_db()
    rule = make.house_rules()[0]
    Rule.objects.update(title=bad, text=bad)
    Word.objects.create(kind="suspect", pattern="doubtful <b>")
    writer, reader = make.somebody(), make.somebody()
    User.objects.filter(pk=writer.pk).update(display_name=bad[:60])
    User.objects.filter(pk=moderator.pk).update(first_name=bad[:60])
    moderator.refresh_from_db()
    writer.refresh_from_db()
    first = make.comment(discussion, writer, bad, signed=bad, quote=bad, posted_at=now)
    examine(first, discussion=discussion, checked=True, at=now)
    answer = make.comment(discussion, writer, bad, signed=bad, parent=first, root=first, depth=1, posted_at=now)
    shown = make.comment(discussion, writer, bad, signed=bad, state="public", posted_at=now)
    actions.report(comment=shown, reader=reader, rule=rule, text=bad, at=now)
    refused = make.refuse(answer, rule, moderator, at=now, note=bad)
    actions.appeal(against=refused, reader=writer, text=bad, at=now)
    until = now + timedelta(days=7)
    sanction = actions.sanction(reader=writer, kind="silence", rule=rule, by=moderator, at=now, until=until, note=bad)
    return {"bad": bad, "first": first, "shown": shown, "writer": writer, "refused": refused, "sanction": sanction}


def inert(page: str, bad: str) -> bool:
    """Whether a payload with markup stands nowhere as it was typed."""
    raw = bad if "<" in bad or "'" in bad or '"' in bad else None
    return raw is None or raw not in page


def test_moderators_see_text(poisoned: dict[str, Any], colleague: User) -> None:
    browser, bad = browser_of(colleague), poisoned["bad"]
    first, writer = poisoned["first"], poisoned["writer"]
    for address in (
        *(f"?queue={name}" for name in ("pending", "reported", "new", "all")),
        f"comment/{first.public_id}/",
        f"comment/{first.public_id}/around/",
        f"person/{writer.pk}/",
        f"person/{writer.pk}/sanction/",
        "appeals/",
        "words/",
        "log/",
    ):
        answer = browser.get(f"/desk/discussion/{address}")
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert inert(page, bad), address
        assert "doubtful <b>" not in page


def test_what_a_script_reads_is_text_as_well(poisoned: dict[str, Any], colleague: User) -> None:
    comment = Comment.objects.get(pk=poisoned["refused"].comment_id)
    data = {"comment": comment.public_id, "seen": "old", "verdict": "approved"}
    answer = browser_of(colleague).post("/desk/discussion/decide/", data, headers={"accept": "application/json"})
    assert answer["Content-Type"].startswith("application/json")  # the script puts it there with textContent
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_readers_see_text(poisoned: dict[str, Any]) -> None:
    browser, bad = browser_of(poisoned["writer"]), poisoned["bad"]
    reader = browser_of(make.somebody())
    pages = [
        browser.get("/-/discussion/comments/"),
        browser.get("/-/discussion/decisions/"),
        browser.get(f"/-/discussion/decisions/{poisoned['refused'].public_id}/"),
        browser.get(f"/-/discussion/decisions/sanctions/{poisoned['sanction'].public_id}/"),
        reader.get(f"/-/comment/{poisoned['shown'].public_id}/report/"),
        reader.post(f"/-/comment/{poisoned['shown'].public_id}/report/", {"words": bad}),
        reader.get("/en/moderation/"),
    ]
    for page in pages:
        assert page.status_code in {200, 422}
        assert inert(page.content.decode(), bad)
        assert "require-trusted-types-for 'script'" in page["Content-Security-Policy"]
