"""An issue goes to those who follow, once, of what readers may see; what is broken in it is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail import blocks

from depesche.newsletters import actions, composing, kinds
from depesche.newsletters.following import audience_of
from depesche.newsletters.kinds import Around, Part
from depesche.newsletters.models import Issue, Newsletter
from depesche.newsletters.tasks import each_minute
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Section, Story
from depesche.subscriptions.models import Follower, Letter
from tests import factories as make
from tests.newsletters.conftest import MIRA, Letters, Write, follow, found, link_in, to_follow

pytestmark = pytest.mark.django_db
Send = Callable[[Issue], Issue]


@pytest.fixture
def broken() -> Iterator[None]:
    """A kind of part that always fails."""

    def fails(value: Any, around: Around) -> Part:
        raise ZeroDivisionError(value)

    kinds.register("broken", blocks.CharBlock(), fails)
    yield
    kinds.forget("broken")


def parts_of(letter: Any) -> tuple[str, str]:
    """The plain text and the HTML of a letter."""
    [html] = [content for content, kind in letter.alternatives if kind == "text/html"]
    return str(letter.body), str(html)


def test_who_follows_a_newsletter_gets_its_issue_once(
    kaipost: Newsletter, write: Write, send: Send, article: Article, letters: Letters
) -> None:
    follow(to_follow(kaipost))
    issue = send(
        write(("text", "<p>Es war <b>viel</b> los.</p>"), ("articles", {"title": "Neu", "articles": [article.pk]}))
    )
    [letter] = letters()[-1:]
    text, html = parts_of(letter)
    assert letter.subject == "Was die Woche brachte"
    for said in (text, html):
        assert "Guten Morgen!" in said
        assert "Die Fähre fährt" in said
        assert f"/de/newsletters/kaipost/{issue.public_id}/" in said
    assert "Es war viel los." in text
    with pytest.raises(actions.NotToBeSent):
        send(issue)
    assert len([one for one in letters() if one.subject == letter.subject]) == 1


def test_an_issue_bears_what_mail_programs_sort_and_end_it_by(
    kaipost: Newsletter, write: Write, send: Send, letters: Letters, visitor: Client
) -> None:
    follow(to_follow(kaipost))
    send(write(("text", "<p>Viel los.</p>")))
    letter = letters()[-1]
    headers = letter.extra_headers
    assert headers["List-Id"] == f"<newsletter.{kaipost.pk}.testserver>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"].endswith("@testserver>")
    end = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert visitor.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.get().followings.exists()


def test_one_that_asked_for_a_daily_letter_gets_the_issue_all_the_same(
    kaipost: Newsletter, write: Write, send: Send, letters: Letters
) -> None:
    follow(to_follow(kaipost), rhythm="daily")
    send(write(("text", "<p>Viel los.</p>")))
    assert letters()[-1].subject == "Was die Woche brachte"


def test_those_who_follow_a_section_or_story_at_once_get_it_too_each_once(
    kaipost: Newsletter, write: Write, send: Send, hafen: Section, nordkai: Story, letters: Letters
) -> None:
    follow(to_follow(kaipost), found(hafen, "section"), found(nordkai, "story"))
    follow(found(hafen, "section"), found(nordkai, "story"), address="nils@reader.example")
    follow(found(hafen, "section"), address="weekly@reader.example", rhythm="weekly")
    issue = write(("text", "<p>Viel los.</p>"), also=(hafen, nordkai))
    assert audience_of(issue).number() == 2
    send(issue)
    assert [one.subject for one in letters(MIRA)].count(issue.title) == 1
    [to_nils] = [one for one in letters("nils@reader.example") if one.subject == issue.title]
    assert "Hafen" in to_nils.body.rpartition("-- \n")[2]
    assert issue.title not in [one.subject for one in letters("weekly@reader.example")]


def test_nobody_gets_what_they_have_not_confirmed(
    kaipost: Newsletter, write: Write, send: Send, letters: Letters
) -> None:
    from depesche.subscriptions import actions as subscriptions

    subscriptions.take_in(
        address=MIRA, subject=to_follow(kaipost), rhythm="now", hour=7, zone="Europe/Berlin", at=make.NOON
    )
    send(write(("text", "<p>Viel los.</p>")))
    assert [one.subject for one in letters()] == ["Möchten Sie dem folgen? – Brückhavener Bote"] or len(letters()) == 1
    assert not Letter.objects.filter(kind="issue").exists()


def test_a_newsletter_is_followed_by_the_form_that_everything_is_followed_by(
    kaipost: Newsletter, visitor: Client, letters: Letters, noon: Any
) -> None:
    address = f"/-/follow/newsletter/{kaipost.pk}/"
    page = visitor.get(address).content.decode()
    assert "Kaipost" in page
    assert 'type="radio"' not in page  # its editors say when it comes
    visitor.post(address, {"address": MIRA, "rhythm": "now", "hour": "7", "zone": "Europe/Berlin"})
    [question] = letters()
    confirm = link_in(question, "/following/confirm/")
    visitor.post(confirm, {"place": f"newsletter.{kaipost.pk}"})
    assert audience_of(Issue(newsletter=kaipost)).number() == 1


def test_whoever_looks_for_something_to_follow_is_shown_the_newsletters(
    kaipost: Newsletter, hafen: Section, visitor: Client, noon: Any
) -> None:
    page = visitor.get(f"/-/follow/section/{hafen.pk}/").content.decode()
    assert f'href="{kaipost.public_path()}"' in page


def test_a_broken_part_is_left_out_and_the_desk_is_told(
    broken: None, kaipost: Newsletter, write: Write, send: Send, letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    follow(to_follow(kaipost))
    issue = send(write(("text", "<p>Vorher.</p>"), ("broken", "x"), ("text", "<p>Nachher.</p>")))
    text, html = parts_of(letters()[-1])
    assert "Vorher." in text
    assert "Nachher." in html
    issue.refresh_from_db()
    assert [(fault["number"], fault["kind"]) for fault in issue.faults] == [(2, "broken")]
    assert "Part 2 (broken)" in caplog.text
    assert "broken" in composing.in_words(issue.faults[0]) or "2" in composing.in_words(issue.faults[0])


def test_a_kind_that_is_gone_and_a_value_that_cannot_be_read_take_nothing_else_along(
    broken: None, write: Write, noon: Any
) -> None:
    issue = write(
        ("broken", "x"), ("most_read", "no struct"), ("story", {"story": 999999, "number": 3}), ("text", "<p>Da.</p>")
    )
    kinds.forget("broken")
    again = Issue.objects.get(pk=issue.pk)
    assert "Da." in composing.compose(again, at=make.NOON).text


def test_an_article_that_was_withdrawn_before_a_letter_is_sent_is_not_in_it(
    kaipost: Newsletter, write: Write, send: Send, article: Article, letters: Letters
) -> None:
    follow(to_follow(kaipost))
    send(write(("text", "<p>Viel los.</p>"), ("articles", {"title": "", "articles": [article.pk]})))
    newsroom.withdraw(page=article, by=None, at=make.NOON)
    text, _html = parts_of(letters()[-1])
    assert "Die Fähre fährt" not in text
    assert "Viel los." in text


def test_what_an_editor_types_is_shown_as_it_is(
    kaipost: Newsletter, write: Write, send: Send, letters: Letters
) -> None:
    follow(to_follow(kaipost))
    paid = {
        "title": "<b>Kauf</b>",
        "text": "<script>x</script>",
        "address": "https://shop.example/?a=1&b=2",
        "client": "A & B",
    }
    send(
        write(
            ("text", "<p>Gut</p><script>alert(1)</script>"),
            ("advertisement", paid),
            title="<i>Woche</i>\r\nBcc: x@y.example",
            greeting="<img src=x>",
        )
    )
    letter = letters()[-1]
    _text, html = parts_of(letter)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;b&gt;Kauf&lt;/b&gt;" in html
    assert "\n" not in letter.subject
    assert letter.recipients() == [MIRA]


def test_an_advertisement_says_so_in_the_language_of_the_edition(kaipost: Newsletter, write: Write, noon: Any) -> None:
    paid = {"title": "Taue", "text": "Aus Hanf.", "address": "https://taue.example/", "client": "Seilerei Bruns"}
    composed = composing.compose(write(("advertisement", paid)), at=make.NOON)
    for said in (composed.html, composed.text):
        assert "Anzeige" in said
        assert "Seilerei Bruns" in said


def test_a_letter_stays_below_what_mail_programs_cut_off_and_loads_nothing(
    kaipost: Newsletter, write: Write, send: Send, hafen: Section, letters: Letters
) -> None:
    follow(to_follow(kaipost))
    pieces = [
        make.article(hafen, f"Meldung {number} " + "lang " * 20, standfirst="Wort " * 300) for number in range(20)
    ]
    lists = [("articles", {"title": "Neu", "articles": [one.pk for one in pieces]}) for _number in range(2)]
    send(write(("text", "<p>" + "Wort " * 1000 + "</p>"), *lists))
    message = letters()[-1]
    _text, html = parts_of(message)
    assert len(html.encode()) < 100_000
    assert "<img" not in html
    assert "url(" not in html


def test_an_issue_is_sent_when_its_time_has_come(
    kaipost: Newsletter, write: Write, letters: Letters, noon: Any, run_tasks: Callable[[], None]
) -> None:
    follow(to_follow(kaipost))
    early, late = write(("text", "<p>Jetzt.</p>"), title="Jetzt"), write(("text", "<p>Später.</p>"), title="Später")
    actions.schedule(issue=early, send_at=make.NOON - timedelta(seconds=1))
    actions.schedule(issue=late, send_at=make.NOON + timedelta(hours=1))
    each_minute.enqueue()
    each_minute.enqueue()
    run_tasks()
    assert [one.subject for one in letters() if one.subject in ("Jetzt", "Später")] == ["Jetzt"]


def test_an_issue_of_a_newsletter_that_is_switched_off_stays_at_the_desk(
    kaipost: Newsletter, write: Write, noon: Any, run_tasks: Callable[[], None]
) -> None:
    issue = write(("text", "<p>Jetzt.</p>"))
    actions.schedule(issue=issue, send_at=make.NOON)
    Newsletter.objects.update(live=False)
    each_minute.enqueue()
    run_tasks()
    issue.refresh_from_db()
    assert (issue.sent_at, issue.send_at) == (None, None)


def test_what_was_read_most_is_settled_when_the_issue_is_sent(
    kaipost: Newsletter, write: Write, send: Send, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depesche.newsletters.parts._chosen_most_read", lambda value, around: [article.public_id])
    issue = write(("most_read", {"hours": "24", "number": 3}))
    monkeypatch.undo()
    issue.chosen = {"block-0": [article.public_id]}
    assert "Die Fähre fährt" in composing.compose(issue, at=make.NOON).text


def test_a_letter_on_trial_goes_to_the_editor_and_leaves_no_trace(write: Write, noon: Any, editor: Any) -> None:
    issue = write(("text", "<p>Viel los.</p>"))
    actions.send_trial(issue=issue, to=editor, at=make.NOON)
    [letter] = mail.outbox
    assert letter.to == [editor.email]
    assert "Viel los." in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers
    issue.refresh_from_db()
    assert issue.sent_at is None
    assert not Letter.objects.exists()
