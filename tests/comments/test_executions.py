"""Two thousand payloads in every place where discussions show text: nothing of them is ever executed.

Two defences stand behind each other: no text becomes markup, and what would
is not executed, because the policy of the page forbids it.  Either is switched
off here in turn; and both, to see that the payloads are what they claim to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client

from depesche.accounts.models import User
from depesche.comments import actions, text
from depesche.comments.desk import queues, second_looks
from depesche.comments.models import Appeal, Comment, Decision, Discussion, Finding, Report, Rule, Rules
from depesche.comments.models import threads as pages
from depesche.newsroom.models import Article, Edition
from depesche.website.views import second_look
from tests import factories as make
from tests.comments import moderating
from tests.comments.evil import PAYLOADS
from tests.desk.conftest import browser_of
from tests.factories.fixtures import bote, hafen, noon

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("noon")]
__all__ = ["bote", "hafen", "noon"]

ADDRESS = "http://127.0.0.1:9/"  # nothing is there: every answer is given by the test
AT_ONCE = 500

# Everything that a payload could wait for happens, as far as nothing leads away.
STIR = """() => {
  for (const node of document.querySelectorAll("*"))
    for (const name of ["mouseover", "focus", "toggle", "error", "load", "animationstart"])
      node.dispatchEvent(new Event(name));
  for (const node of document.querySelectorAll("a, area, form, button, iframe, object, embed, base"))
    for (const name of ["href", "xlink:href", "action", "formaction", "src", "data"])
      if (/^\\s*(java\\s*script|data|vbscript):/i.test(node.getAttribute(name) ?? "")) return node.outerHTML;
  return "";
}"""


@pytest.fixture(autouse=True)
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser has a loop of its own in this thread; Django may ask its database nevertheless."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr(settings, "BASE_URL", "http://testserver")  # accounts know one address only


@pytest.fixture
def kai(hafen: Any) -> Article:
    """An article beneath which all payloads stand, decided about, reported and appealed against."""
    actions.keep(place=("edition", "de"), by=None, mode="open")
    article = make.article(hafen, "Kai gesperrt")
    of = Discussion.objects.create(
        kind="article", name=article.public_id, edition="de", language="de", title=PAYLOADS[0],
        path=article.public_path(), begun_at=make.NOON, number=len(PAYLOADS),
    )  # fmt: skip
    writer, other = moderating.somebody("Mira"), moderating.somebody("Jon")
    by = moderating.moderator("Ada")
    User.objects.filter(pk__in=(writer.pk, other.pk)).update(display_name=PAYLOADS[5][:100])
    rules = Rules.objects.create(edition="de", version=1, introduction=PAYLOADS[0], published_at=make.NOON)
    Rule.objects.bulk_create(
        Rule(rules=rules, number=number, title=each[:120], text=each) for number, each in enumerate(PAYLOADS, 1)
    )
    few = Rules.objects.create(edition="de", version=2, introduction=PAYLOADS[1], published_at=make.NOON)
    Rule.objects.create(rules=few, number=1, title=PAYLOADS[2][:120], text=PAYLOADS[2])
    Comment.objects.bulk_create(
        Comment(
            discussion=of, writer=writer, signed=each[:100], known_for=each[:100], badge="expert", text=each,
            html=text.html_of(text.tidy(each)), quote=each, state="public", stands=True, posted_at=make.NOON,
            token=f"p{number}",
        )
        for number, each in enumerate(PAYLOADS)
    )  # fmt: skip
    comments = list(Comment.objects.order_by("pk"))
    cited = list(Rule.objects.filter(rules=rules).order_by("number"))
    Finding.objects.bulk_create(
        Finding(comment=one, check_name="words", reason="suspect", values={"word": each}, weight=1, at=make.NOON)
        for one, each in zip(comments, PAYLOADS, strict=True)
    )
    Report.objects.bulk_create(
        Report(comment=one, reader=other, reason="rule", rule=rule, text=each, at=make.NOON)
        for one, rule, each in zip(comments, cited, PAYLOADS, strict=True)
    )
    Decision.objects.bulk_create(
        Decision(comment=one, verdict="refused", rule=rule, note=each, before="public", by=by, at=make.NOON)
        for one, rule, each in zip(comments, cited, PAYLOADS, strict=True)
    )
    Appeal.objects.bulk_create(
        Appeal(
            decision=made, text=each, note=each, at=make.NOON,
            **({"outcome": "upheld", "decided_at": make.NOON} if number % 2 else {}),
        )
        for number, (made, each) in enumerate(zip(Decision.objects.order_by("pk"), PAYLOADS, strict=True))
    )  # fmt: skip
    Authenticator.objects.bulk_create(
        Authenticator(user=writer, type="webauthn", data={"name": each, "credential": {}}) for each in PAYLOADS
    )
    SocialAccount.objects.bulk_create(SocialAccount(user=writer, provider="google", uid=each) for each in PAYLOADS)
    return article


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that hold more than people would read, so that few of them show everything."""
    monkeypatch.setattr(pages, "THREADS", AT_ONCE)
    monkeypatch.setattr(queues, "PAGE", AT_ONCE)
    monkeypatch.setattr(second_looks, "MOST", len(PAYLOADS))
    monkeypatch.setattr(second_look, "MOST", len(PAYLOADS))


def test_there_are_two_thousand() -> None:
    assert len(set(PAYLOADS)) >= 2000


@pytest.mark.usefixtures("large")
def test_with_the_policy_switched_off_no_text_is_markup(kai: Article, page: Page) -> None:
    shown = 0
    for address, source in answers(kai):
        assert open_page(page, source, {}) == 0, address
        assert page.evaluate(STIR) == "", address
        assert page.evaluate("top.ran || 0") == 0, address
        shown += source.count("top.ran=(top.ran||0)+1")
    assert shown >= 10 * len(PAYLOADS), "they are all there, as text"


def test_with_markup_let_through_the_policy_executes_nothing(bote: Edition, context: BrowserContext) -> None:
    page = context.new_page()
    answer = Client().get("/de/rules/")
    policy = {"Content-Security-Policy": answer["Content-Security-Policy"]}
    for some in _hundreds():
        assert open_page(page, raw(some), policy) == 0, some


def test_with_neither_they_are_executed(context: BrowserContext) -> None:
    page = context.new_page()
    some = PAYLOADS[::20]
    assert open_page(page, raw(some), {}) > len(some) / 3, "the others wait for somebody who clicks"


def answers(kai: Article) -> Iterator[tuple[str, str]]:
    """Every page that shows what somebody has written in a discussion, or about one."""
    writer, moderator = User.objects.get(display_name__gt="", email__startswith="mira"), moderating.moderator("Ben")
    last = Comment.objects.order_by("-pk").first()
    decision = Decision.objects.order_by("-pk").first()
    assert last
    assert decision
    reader, desk = browser_of(writer), browser_of(moderator)
    whole = f"/de/discussion/article/{kai.public_id}/"
    yield from _walk(Client(), whole, 'rel="next" href="')
    yield from _walk(desk, "/desk/discussion/?queue=all", 'data-more><a class="button button-secondary" href="')
    for browser, addresses in (
        (Client(), (kai.public_path(), f"{whole}{last.public_id}/", "/de/rules/", "/de/rules/1/", "/de/moderation/")),
        (
            reader,
            (
                f"/-/comment/{last.public_id}/",
                "/-/discussion/comments/", "/-/discussion/decisions/",
                f"/-/discussion/decisions/{decision.public_id}/",
                f"/-/discussion/article/{kai.public_id}/write/?to={last.public_id}",
            ),
        ),
        (reader, [f"/account/{name}" for name in ("", "profile/", "passkeys/", "connections/", "picture/")]),
        (browser_of(moderating.somebody()), (f"/-/comment/{last.public_id}/report/",)),
        (
            desk,
            (
                "/desk/discussion/?queue=reported", f"/desk/discussion/comment/{last.public_id}/around/",
                f"/desk/discussion/person/{writer.pk}/", "/desk/discussion/appeals/", "/desk/discussion/log/",
            ),
        ),
    ):  # fmt: skip
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, address
            yield address, answer.content.decode()


def _walk(browser: Client, address: str, older: str) -> Iterator[tuple[str, str]]:
    """A list and all its further pages."""
    path = address.partition("?")[0]
    while address:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        source = answer.content.decode()
        yield address, source
        _before, found, rest = source.partition(older)
        query = rest.partition('"')[0].replace("&amp;", "&")
        address = f"{path}?{query.partition('?')[2] or query}" if found and query else ""


def _hundreds() -> Iterator[Sequence[str]]:
    return (PAYLOADS[begin : begin + 100] for begin in range(0, len(PAYLOADS), 100))


def raw(payloads: Sequence[str]) -> str:
    """A page in which nothing was escaped: each payload in a document of its own, for it may break the rest."""
    frames = "".join(f'<iframe srcdoc="{escape(f"<!doctype html><body>{each}")}"></iframe>' for each in payloads)
    return f"<!doctype html><title>x</title><body>{frames}"


def open_page(page: Page, source: str, headers: dict[str, str]) -> int:
    """Let the browser load a page from nowhere; says how many payloads were executed."""

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS and route.request.is_navigation_request():
            route.fulfill(body=source, headers={"Content-Type": "text/html; charset=utf-8", **headers})
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(ADDRESS, wait_until="load")
    return int(page.evaluate("top.ran || 0"))
