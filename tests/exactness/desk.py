"""A small newsroom in which somebody does things at random, each at a time of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from wagtail.models import Page

from depesche.media import actions as media
from depesche.media.models import Photo
from depesche.newsroom import actions
from depesche.newsroom.models import (
    Article,
    ArticleStory,
    Author,
    Byline,
    Edition,
    FrontSlot,
    PinnedArticle,
    PlainPage,
    RelatedPick,
    Section,
    Story,
    TimelineEvent,
)
from tests import factories as make

WORDS = ("Kran", "Deich", "Fähre", "Schleuse", "Lotse", "Boje", "Anker", "Mole", "Reede", "Tonne", "Winde", "Pier")
OPENED = make.NOON - timedelta(days=3)
Step = Callable[["Desk", int, int], None]
STEPS: dict[str, Step] = {}


def step(act: Step) -> Step:
    """One thing that can happen at the desk; it gets two numbers that say to what, and how."""
    STEPS[act.__name__] = act
    return act


class Desk:
    """Two editions on different calendars; ``clock`` is the time of the desk."""

    def __init__(self) -> None:
        self.clock = OPENED
        self.editions = [
            make.edition("de"),
            make.edition("en", time_zone="Pacific/Auckland", tagline="Tides"),
        ]
        for edition in self.editions:
            make.section(edition, "Hafen")
            make.section(edition, "Stadt")
            make.author(edition, "Ineke Dorn", role="Hafen")
            make.plain_page(edition, "Impressum")
        make.author(self.editions[0], "Tom Okafor")
        for name in ("Nordkai", "Fähren", "Wohnen"):
            make.story(self.editions[0], name, live=name != "Wohnen")
        make.plain_page(self.editions[0], "Hausregeln", live=False)
        self.photos = [make.photo(name) for name in ("Kran", "Kai")]
        for number in range(9):
            self.clock += timedelta(hours=5)
            self._write(number, number * 5)

    def pick(self, kind: Any, number: int, **only: Any) -> Any:
        """One of the pages of a kind, or None."""
        found = list(kind.objects.filter(**only).order_by("pk"))
        return found[number % len(found)] if found else None

    def publish(self, page: Any) -> None:
        """Bring a page to readers as it stands."""
        page.expire_at = page.expire_at if page.expire_at and page.expire_at > self.clock else None
        with suppress(actions.NotPublishable):  # its section is none
            actions.publish(page=page, by=None, at=self.clock, revision=page.save_revision())

    def _write(self, first: int, second: int, **fields: Any) -> Article:
        stories = list(Story.objects.order_by("pk"))
        authors = list(Author.objects.order_by("pk"))
        return make.article(
            self.pick(Section, first, live=True),
            f"Meldung {WORDS[first % 12]} {second}",
            text="Der Kai bleibt zu.",
            standfirst="Was wir wissen.",
            stories=tuple(stories[: second % 4][::-1]),
            authors=(authors[second % len(authors)],),
            tags=(("Kai",), ("Kai", "Turm"), ("Wind",), ())[first % 4],
            **{"at": self.clock, "lead_photo": self.photos[second % 2] if second % 3 == 0 else None, **fields},
        )


@step
def write(desk: Desk, first: int, second: int) -> None:
    desk._write(first, second)


@step
def write_an_advertisement(desk: Desk, first: int, second: int) -> None:
    desk._write(first, second, kind="advertisement")


@step
def write_of_old_times(desk: Desk, first: int, second: int) -> None:
    article = desk._write(first, second, at=None)
    article.first_published_at = desk.clock - timedelta(days=second * 5, hours=first)
    actions.publish(page=article, by=None, at=desk.clock, revision=article.save_revision(), dated=True)


@step
def draft(desk: Desk, first: int, second: int) -> None:
    make.article(desk.pick(Section, first), f"Entwurf {second}", at=None)


def edit(**change: Callable[[int, int], Any]) -> Step:
    """A step that publishes an article anew with other words."""

    def act(desk: Desk, first: int, second: int) -> None:
        if article := desk.pick(Article, first, live=True):
            for name, value in change.items():
                setattr(article, name, value(first, second))
            desk.publish(article)

    return act


STEPS |= {
    "edit_headline": edit(title=lambda _, n: f"Neue Zeile {WORDS[n]}"),
    "edit_short_headline": edit(short_headline=lambda _, n: f"Kurz {WORDS[n]}" if n % 3 else ""),
    "edit_standfirst": edit(standfirst=lambda _, n: f"Kurz gesagt: {WORDS[n]}."),
    "edit_kicker": edit(kicker=lambda _, n: WORDS[n] if n % 3 else ""),
    "edit_body": edit(body=lambda _, n: [{"type": "paragraph", "value": f"<p>Neues vom {WORDS[n]}.</p>"}]),
    "edit_kind": edit(kind=lambda _, n: ("report", "opinion", "analysis", "advertisement")[n % 4]),
    "edit_slug": edit(slug=lambda first, n: f"adresse-{first}-{n}"),
    "edit_dateline": edit(dateline=lambda _, n: WORDS[n]),
    "edit_nothing": edit(),
}


@step
def change_picture(desk: Desk, first: int, second: int) -> None:
    if article := desk.pick(Article, first, live=True):
        article.lead_photo = [*desk.photos, None][second % 3]
        article.lead_caption = WORDS[second] if second % 2 else ""
        desk.publish(article)


@step
def change_tags(desk: Desk, first: int, second: int) -> None:
    if article := desk.pick(Article, first, live=True):
        article.tags.set((["Kai"], ["Turm", "Wind"], [], ["Neu"])[second % 4])
        desk.publish(article)


@step
def change_stories(desk: Desk, first: int, second: int) -> None:
    if article := desk.pick(Article, first, live=True):
        stories = list(Story.objects.order_by("pk"))
        article.main_story = [*stories, None][second % (len(stories) + 1)]
        others = stories[: second % 3]
        article.further_stories = [ArticleStory(story=one) for one in others if one != article.main_story]
        desk.publish(article)


@step
def change_byline(desk: Desk, first: int, second: int) -> None:
    if article := desk.pick(Article, first, live=True):
        article.bylines = [Byline(author=desk.pick(Author, second)), Byline(name=WORDS[second])]
        desk.publish(article)


@step
def recommend(desk: Desk, first: int, second: int) -> None:
    article, target = desk.pick(Article, first, live=True), desk.pick(Article, second)
    if article and target and article != target:
        article.related_picks = [RelatedPick(target=target)]
        desk.publish(article)


@step
def link(desk: Desk, first: int, second: int) -> None:
    target = desk.pick((Article, Story, PlainPage, Author)[second % 4], second)
    if target and (article := desk.pick(Article, first, live=True)):
        text = f'<p>Siehe <a linktype="page" id="{target.pk}">hier</a>.</p>'
        one = {"type": "item", "value": target.pk, "id": str(uuid.uuid4())}
        box = {"type": "related_box", "value": {"title": "Mehr", "articles": [one]}}
        article.body = [{"type": "paragraph", "value": text}, *([box] if isinstance(target, Article) else [])]
        desk.publish(article)


@step
def translate(desk: Desk, first: int, second: int) -> None:
    one, other = desk.pick(Article, first, live=True), desk.pick(Article, second, live=True)
    if one and other and one.edition_code() != other.edition_code():
        Page.objects.filter(translation_key=one.translation_key).exclude(pk=one.pk).update(translation_key=uuid.uuid4())
        other.translation_key = one.translation_key
        desk.publish(other)


@step
def move(desk: Desk, first: int, second: int) -> None:
    article, section = desk.pick(Article, first), desk.pick(Section, second, live=True)
    if article and section and article.get_parent().pk != section.pk:
        article.move(section, pos="last-child")


@step
def withdraw(desk: Desk, first: int, second: int) -> None:
    if article := desk.pick(Article, first, live=True):
        actions.withdraw(page=article, by=None, at=desk.clock)


@step
def publish_a_draft(desk: Desk, first: int, second: int) -> None:
    if (article := desk.pick(Article, first, live=False)) and article.get_parent().live:
        desk.publish(article)


@step
def delete(desk: Desk, first: int, second: int) -> None:
    if article := desk.pick(Article, first):
        article.delete()


@step
def expire(desk: Desk, first: int, second: int) -> None:
    if article := desk.pick(Article, first, live=True):
        actions.withdraw(page=article, by=None, at=desk.clock, set_expired=True)


def settle(kind: Any, **change: Callable[[int], Any]) -> Step:
    """A step that publishes a page around articles anew with other words."""

    def act(desk: Desk, first: int, second: int) -> None:
        if page := desk.pick(kind, first, live=True):
            for name, value in change.items():
                setattr(page, name, value(second))
            desk.publish(page)

    return act


def toggle(kind: Any) -> Step:
    """A step that takes a page back, or brings it back."""

    def act(desk: Desk, first: int, second: int) -> None:
        page = desk.pick(kind, first)
        if page and page.live:
            actions.withdraw(page=page, by=None, at=desk.clock)
        elif page:
            desk.publish(page)

    return act


def remove(kind: Any) -> Step:
    """A step that deletes a page for good."""

    def act(desk: Desk, first: int, second: int) -> None:
        if page := desk.pick(kind, first):
            page.delete()

    return act


STEPS |= {
    "story_name": settle(Story, title=lambda n: f"Vorgang {WORDS[n]}"),
    "story_slug": settle(Story, slug=lambda n: f"vorgang-{n}"),
    "story_summary": settle(
        Story, summary=lambda n: f"Bisher: {WORDS[n]}.", checked_on=lambda n: date(2026, 11, n + 1)
    ),
    "story_over": settle(Story, running=lambda n: n % 2 == 0),
    "story_timeline": settle(Story, timeline=lambda n: [TimelineEvent(on=date(2026, 11, n + 1), text=WORDS[n])]),
    "story_live": toggle(Story),
    "section_name": settle(Section, title=lambda n: f"Ressort {WORDS[n]}"),
    "section_slug": settle(Section, slug=lambda n: f"ressort-{n}"),
    "section_description": settle(Section, description=lambda n: WORDS[n]),
    "section_live": toggle(Section),
    "author_name": settle(Author, title=lambda n: f"Ineke {WORDS[n]}"),
    "author_slug": settle(Author, slug=lambda n: f"ineke-{n}"),
    "author_role": settle(Author, role=lambda n: WORDS[n]),
    "author_live": toggle(Author),
    "page_text": settle(PlainPage, body=lambda n: [{"type": "paragraph", "value": f"<p>{WORDS[n]}</p>"}]),
    "page_name": settle(PlainPage, title=lambda n: f"Seite {WORDS[n]}"),
    "page_footer": settle(PlainPage, in_footer=lambda n: n % 2 == 0),
    "page_live": toggle(PlainPage),
    "page_deleted": remove(PlainPage),
    "story_deleted": remove(Story),
    "edition_reactions": settle(Edition, reactions=lambda n: WORDS[n] if n % 4 else ""),
    "edition_tagline": settle(Edition, tagline=lambda n: WORDS[n] if n % 4 else ""),
    "edition_place": settle(Edition, place=lambda n: WORDS[n]),
    "edition_name": settle(Edition, title=lambda n: f"Bote {WORDS[n]}"),
    "edition_colour": settle(Edition, accent=lambda n: f"#a3{n:02}1a"),
    "edition_zone": settle(Edition, time_zone=lambda n: ("Europe/Berlin", "Pacific/Kiritimati")[n % 2]),
}


@step
def pin(desk: Desk, first: int, second: int) -> None:
    story, article = desk.pick(Story, first, live=True), desk.pick(Article, second)
    if story and article:
        story.pinned = [PinnedArticle(article=article)]
        desk.publish(story)


@step
def place_on_the_front(desk: Desk, first: int, second: int) -> None:
    article = desk.pick(Article, second)
    if article:
        edition = Edition.objects.get(slug=article.edition_code())
        rank = ("lead", "second", "standard")[first % 3]
        edition.slots = [FrontSlot(article=article, rank=rank, may_repeat=first % 2 == 0)]
        desk.publish(edition)


@step
def clear_the_front(desk: Desk, first: int, second: int) -> None:
    edition = desk.pick(Edition, first)
    edition.slots = []
    desk.publish(edition)


@step
def new_section(desk: Desk, first: int, second: int) -> None:
    _add(desk, Section(title=f"Neu {second}", slug=f"neu-{desk.clock:%j%H%M}"), first)


@step
def new_story(desk: Desk, first: int, second: int) -> None:
    _add(desk, Story(title=f"Neu {second}", slug=f"neu-{desk.clock:%j%H%M}"), first)


@step
def new_page(desk: Desk, first: int, second: int) -> None:
    _add(desk, PlainPage(title=f"Neu {second}", slug=f"neu-{desk.clock:%j%H%M}"), first)


def _add(desk: Desk, page: Any, number: int) -> None:
    actions.add_page(page=page, under=desk.pick(Edition, number), by=None, publish_at=desk.clock)


@step
def sort_sections(desk: Desk, first: int, second: int) -> None:
    if section := desk.pick(Section, first):
        section.move(section.get_parent(), pos="first-child")


@step
def author_picture(desk: Desk, first: int, second: int) -> None:
    if author := desk.pick(Author, first, live=True):
        author.photo = [*desk.photos, None][second % 3]
        desk.publish(author)


@step
def photo_credit(desk: Desk, first: int, second: int) -> None:
    _change_photo(desk, first, credit_line=f"© Bote / {WORDS[second]}")


@step
def photo_words(desk: Desk, first: int, second: int) -> None:
    _change_photo(desk, first, alt=f"Ein {WORDS[second]}", caption=WORDS[second] if second % 2 else "")


@step
def photo_crop(desk: Desk, first: int, second: int) -> None:
    size = {"focal_point_width": 4, "focal_point_height": 4}
    _change_photo(desk, first, focal_point_x=second * 4, focal_point_y=20, **size)


@step
def photo_licence(desk: Desk, first: int, second: int) -> None:
    ends = (None, date(2026, 10, 1), date(2027, 1, 1))[second % 3]
    _change_photo(desk, first, licence_ends_on=ends)


@step
def photo_unseen_words(desk: Desk, first: int, second: int) -> None:
    _change_photo(desk, first, keywords=WORDS[second])


def _change_photo(desk: Desk, first: int, **changes: Any) -> None:
    photo = Photo.objects.get(pk=desk.photos[first % 2].pk)
    media.change_rights(photo=photo, by=None, at=desk.clock, **changes)
    media.settle(photo=photo, at=desk.clock)  # what a task does right after


def later(clock: datetime) -> datetime:
    """When the next thing happens."""
    return clock + timedelta(minutes=7)
