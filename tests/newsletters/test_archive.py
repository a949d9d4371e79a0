"""What was sent stands on the web, of what readers may see today; what was not does not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client

from depesche.delivery.collecting import collecting
from depesche.delivery.models import PendingPurge
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Edition
from tests.newsletters.conftest import SERVED, Write

pytestmark = pytest.mark.django_db
Send = Callable[[Issue], Issue]
FEED, PAGE = "/de/newsletters/kaipost/feed.rss", "/de/newsletters/kaipost/"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_an_issue_that_was_sent_stands_on_the_web(write: Write, send: Send, article: Article, client: Client) -> None:
    issue = send(write(("text", "<p>Viel los.</p>"), ("articles", {"title": "Neu", "articles": [article.pk]})))
    page = shown(client, issue.public_path())
    assert "Guten Morgen!" in page
    assert "Viel los." in page
    assert f'href="{SERVED}/de/hafen/' in page
    assert issue.public_path() in shown(client, PAGE)
    assert "Kaipost" in shown(client, "/de/newsletters/")


def test_an_issue_that_was_not_sent_answers_like_one_that_does_not_exist(
    write: Write, client: Client, noon: Any
) -> None:
    draft = write(("text", "<p>Geheim.</p>"))
    answers = [client.get(path) for path in (draft.public_path(), "/de/newsletters/kaipost/222222222222/")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert draft.public_path() not in shown(client, PAGE)
    assert draft.title not in shown(client, FEED)
    told = [answer.content.replace(draft.public_id.encode(), b"222222222222") for answer in answers]
    assert told[0] == told[1]


def test_a_newsletter_that_is_switched_off_has_no_pages(
    kaipost: Newsletter, write: Write, send: Send, client: Client
) -> None:
    issue = send(write(("text", "<p>Viel los.</p>")))
    kaipost.live = False
    kaipost.save()
    for path in (issue.public_path(), PAGE, FEED, "/de/newsletters/", f"/-/follow/newsletter/{kaipost.pk}/"):
        assert client.get(path).status_code == 404, path


def test_the_feed_tells_of_each_issue(write: Write, send: Send, client: Client) -> None:
    issue = send(write(("text", "<p>Viel los.</p>"), title="Fähren & Kräne"))
    answer = client.get(FEED)
    assert answer["Content-Type"].startswith("application/rss+xml")
    assert client.get(FEED, headers={"if-none-match": answer["ETag"]}).status_code == 304
    [item] = ElementTree.fromstring(answer.content).iter("item")  # noqa: S314 - our own feed
    assert item.findtext("title") == "Fähren & Kräne"
    assert item.findtext("link") == SERVED + issue.public_path()


def test_the_archive_of_an_arabic_edition_runs_from_right_to_left(
    barid: Edition, write: Write, send: Send, client: Client
) -> None:
    letter = Newsletter.objects.create(edition=barid, title="بريد الميناء", slug="mina")
    paid = {"title": "حبال", "text": "", "address": "https://taue.example/", "client": "Bruns"}
    issue = send(write(("advertisement", paid), newsletter=letter, title="أخبار الأسبوع", greeting="صباح الخير"))
    page = shown(client, issue.public_path())
    assert 'dir="rtl"' in page
    assert "صباح الخير" in page
    assert "إعلان" in page


@pytest.fixture
def keys_of(client: Client) -> Callable[[str], set[str]]:
    """The surrogate keys with which a page is stored."""

    def collected(path: str) -> set[str]:
        with collecting() as marks:
            shown(client, path)
        return set(marks)

    return collected


def purged_by(act: Callable[[], Any]) -> set[str]:
    """What an act purges; nothing is carried out before a transaction ends, and those of tests do not."""
    connection.run_on_commit.clear()
    PendingPurge.objects.all().delete()
    act()
    return {key for pending in PendingPurge.objects.all() for key in pending.keys}


def test_the_withdrawal_of_an_article_purges_the_issue_that_tells_of_it(
    write: Write,
    send: Send,
    article: Article,
    keys_of: Callable[[str], set[str]],
    client: Client,
) -> None:
    issue = send(write(("articles", {"title": "Neu", "articles": [article.pk]}), ("text", "<p>Rest.</p>")))
    carried = keys_of(issue.public_path())

    assert issue.sent_at
    at = issue.sent_at
    assert carried & purged_by(lambda: newsroom.withdraw(page=article, by=None, at=at))
    assert "Die Fähre fährt" not in shown(client, issue.public_path())
    carried = keys_of(issue.public_path())
    assert f"headline:{article.public_id}" in carried  # it may come back


def test_sending_an_issue_purges_the_list_and_the_feed(
    write: Write,
    send: Send,
    kaipost: Newsletter,
    keys_of: Callable[[str], set[str]],
) -> None:
    issue = write(("text", "<p>Viel los.</p>"))
    before = [keys_of(path) for path in (PAGE, FEED)]

    told = purged_by(lambda: send(issue))
    assert all(carried & told for carried in before)


def test_a_deleted_issue_is_taken_away(write: Write, send: Send, client: Client) -> None:
    issue = send(write(("text", "<p>Viel los.</p>")))
    path, public_id = issue.public_path(), issue.public_id

    assert f"issue:{public_id}" in purged_by(lambda: Issue.objects.get(pk=issue.pk).delete())
    assert client.get(path).status_code == 404


def test_the_footer_leads_to_newsletters_while_there_are_any(kaipost: Newsletter, client: Client) -> None:
    link = 'href="/de/newsletters/"'
    assert link in shown(client, "/de/")
    kaipost.live = False
    assert "any-newsletter:de" in purged_by(kaipost.save)
    assert link not in shown(client, "/de/")


def test_only_the_first_and_the_last_newsletter_purge_all_footers(kaipost: Newsletter) -> None:
    def purged(**change: Any) -> set[str]:
        for name, value in change.items():
            setattr(second, name, value)
        return purged_by(second.save)

    second = Newsletter(edition=kaipost.edition, title="Stadtpost", slug="stadt", live=False)
    assert purged() == set(), "nobody sees it"
    assert purged(live=True) == {f"newsletter:{second.pk}", "newsletters:de"}
    assert purged() == set(), "nothing has changed"
    assert purged(title="Neue Stadtpost") == {f"newsletter:{second.pk}", "newsletters:de"}
    Newsletter.objects.filter(pk=kaipost.pk).update(live=False)
    assert "any-newsletter:de" in purged(live=False)
    assert "any-newsletter:de" in purged(live=True)


def test_the_sitemap_holds_newsletters_and_the_issues_that_were_sent(
    kaipost: Newsletter, write: Write, send: Send, keys_of: Callable[[str], set[str]], client: Client
) -> None:
    issue, draft = write(("text", "<p>Viel los.</p>")), write(("text", "<p>Geheim.</p>"))
    carried = keys_of("/de/sitemap-pages.xml")
    assert carried & purged_by(lambda: send(issue))
    page = shown(client, "/de/sitemap-pages.xml")
    for path in ("/de/newsletters/", PAGE, issue.public_path()):
        assert f"<loc>{SERVED}{path}</loc>" in page
    assert draft.public_path() not in page
    kaipost.live = False
    assert carried & purged_by(kaipost.save)
    assert "newsletters" not in shown(client, "/de/sitemap-pages.xml")


def test_a_newsletter_that_moves_to_another_edition_leaves_the_lists_of_the_first(
    kaipost: Newsletter, courier: Edition
) -> None:
    kaipost.edition = courier
    assert {"newsletters:de", "newsletters:en", "any-newsletter:de", "any-newsletter:en"} <= purged_by(kaipost.save)
