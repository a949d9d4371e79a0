"""Filling the pages of the newsroom from neutral items."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from depesche.accounts.models import User
from depesche.formats import html
from depesche.formats.newsitem import (
    Audio,
    Block,
    Gallery,
    NewsItem,
    Paragraph,
    Picture,
    Ref,
    RelatedBox,
)
from depesche.formats.newsitem import (
    Byline as Line,
)
from depesche.ingest.fitting import fit, slug_for
from depesche.ingest.run import PAGE, Run
from depesche.newsroom import actions as newsroom
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
from depesche.newsroom.models.item import stream_of

_AS_TOLD = ("accent", "accent_dark", "reactions")  # of an edition, taken over word for word
SECONDS = 3  # how many pieces of a front page stand beside the lead


def write(page: Any, item: NewsItem, run: Run) -> list[str]:
    """Fill a page with what the item says; answers with the keys of what it refers to and that is not there yet."""
    scribe = _Scribe(item, run)
    _WRITERS[type(page)](page, item, scribe)
    return list(dict.fromkeys(scribe.missing))


def parent_of(item: NewsItem, run: Run) -> Any:
    """Where in the tree an item belongs: articles stand in their section, everything else in the edition."""
    edition: Any = run.edition_of(item)
    if item.item_type != "article":
        return edition
    section = item.section or _no_section(item, edition, run)
    found = run.page(section.key, Section)
    if found and not found.is_descendant_of(edition):  # one list of sections for several editions
        section = replace(section, key=f"{edition.code}:{section.key}")
        found = run.page(section.key, Section)
    return found or _section_from_its_name(section, edition, run)


def follow_section(page: Any, item: NewsItem, run: Run) -> None:
    """Move an article whose section has changed in the source."""
    section = parent_of(item, run)
    if page.get_parent().pk != section.pk:
        page.move(section, pos="last-child", user=run.by)


def masthead(item: NewsItem, run: Run) -> dict[str, Any]:
    """The fields of an edition that an item tells."""
    told = {"tagline": item.standfirst, "place": item.dateline}
    fields = {name: fit(Edition, name, text, report=run.report, what=item.key) for name, text in told.items()}
    return fields | {name: item.extra[name] for name in _AS_TOLD if name in item.extra}


def _no_section(item: NewsItem, edition: Any, run: Run) -> Ref:
    """Where articles without a section go; readers see its name, so it speaks the language of the edition."""
    with translation.override(edition.language if edition else None):
        return Ref(key=f"{item.edition or run.edition}:no section", name=_("News"))


def _section_from_its_name(ref: Ref, edition: Any, run: Run) -> Section:
    """A section of which only the name is known so far."""
    title = fit(Section, "title", ref.name or ref.key, report=run.report, what=ref.key)
    section = Section(title=title, slug=slug_for(edition, "", title))
    newsroom.place_page(page=section, under=edition, by=run.by)
    run.note(PAGE, ref.key, page=section)
    return section


class _Scribe:
    """Finds what an item refers to, cuts what is too long, and notes what is missing."""

    def __init__(self, item: NewsItem, run: Run) -> None:
        self.item, self.run = item, run
        self.missing: list[str] = []
        self.called = f"{item.headline} ({item.key})"

    def fit(self, model: Any, name: str, text: str) -> str:
        return fit(model, name, text, report=self.run.report, what=self.called)

    def pages(self, refs: tuple[Ref, ...], model: type[Any]) -> list[Any]:
        """The pages that references lead to, each once."""
        found = [self.page(ref.key, model) for ref in refs]
        return list(dict.fromkeys(page for page in found if page))

    def page(self, key: str, model: type[Any]) -> Any:
        page = self.run.page(key, model)
        if page is None and key:
            self.missing.append(key)
        return page

    def photo(self, picture: Picture | None) -> Any:
        return self.run.photo(picture.photo) if picture else None

    def body(self) -> str:
        """The text as the editor keeps it; running text is cleaned whatever it came from."""
        blocks = (block for each in self.item.body if (block := self._admitted(each)))
        return json.dumps(
            stream_of(
                blocks,
                photo=self.run.photo,
                document=self.run.recording,
                article=lambda ref: self.page(ref.key, Article),
            )
        )

    def _admitted(self, block: Block) -> Block | None:
        match block:
            case Paragraph(text):
                return Paragraph(html.clean(text))
            case Gallery() if len(shown := [one for one in block.pictures if self.photo(one)]) == 1:
                return shown[0]
            case Audio() if not (self.run.recording(block) or block.href.startswith(("http://", "https://"))):
                return None  # told when its file was looked for
            case RelatedBox() if not block.items:
                return None
        return block


def _edition(page: Edition, item: NewsItem, scribe: _Scribe) -> None:
    page.title = scribe.fit(Edition, "title", item.headline)
    for name, value in masthead(item, scribe.run).items():
        setattr(page, name, value)
    placed = scribe.pages(item.related, Article)
    ranks = [FrontSlot.Rank.LEAD, *[FrontSlot.Rank.SECOND] * SECONDS]
    ranks += [FrontSlot.Rank.STANDARD] * len(placed)
    page.slots = [FrontSlot(article=article, rank=rank) for article, rank in zip(placed, ranks, strict=False)]


def _section(page: Section, item: NewsItem, scribe: _Scribe) -> None:
    page.title = scribe.fit(Section, "title", item.headline)
    page.description = scribe.fit(Section, "description", item.standfirst)


def _story(page: Story, item: NewsItem, scribe: _Scribe) -> None:
    page.title = scribe.fit(Story, "title", item.headline)
    page.summary, page.checked_on = item.standfirst, item.checked_on
    page.places = scribe.fit(Story, "places", "; ".join(item.places))
    page.people = scribe.fit(Story, "people", "; ".join(item.people))
    page.photo = scribe.photo(item.lead)
    page.running = item.extra.get("running", "yes") != "no"
    page.timeline = [
        TimelineEvent(on=event.on, text=scribe.fit(TimelineEvent, "text", event.text), sort_order=n)
        for n, event in enumerate(item.timeline)
    ]
    page.pinned = [PinnedArticle(article=article) for article in scribe.pages(item.related, Article)]


def _author(page: Author, item: NewsItem, scribe: _Scribe) -> None:
    page.title = scribe.fit(Author, "title", item.headline)
    page.role = scribe.fit(Author, "role", item.extra.get("role", ""))
    page.biography = html.clean("".join(block.html for block in item.body if isinstance(block, Paragraph)))
    page.photo = scribe.photo(item.lead)
    page.email = item.extra.get("email", "")
    page.user = User.objects.filter(email__iexact=item.extra.get("account", "-")).first() or page.user


def _plain_page(page: PlainPage, item: NewsItem, scribe: _Scribe) -> None:
    page.title = scribe.fit(PlainPage, "title", item.headline) or _("Untitled")
    page.standfirst = item.standfirst
    lead = (item.lead,) if item.lead else ()
    scribe.item = replace(item, body=(*lead, *item.body))
    page.body = scribe.body()
    page.in_footer = item.extra.get("in_footer", "yes") != "no"


def _article(page: Article, item: NewsItem, scribe: _Scribe) -> None:
    page.title = scribe.fit(Article, "title", item.headline) or _("Untitled")
    for name in ("short_headline", "kicker", "standfirst", "dateline"):
        setattr(page, name, scribe.fit(Article, name, getattr(item, name)))
    page.kind, page.updated_at = item.kind, item.updated_at
    page.go_live_at, page.expire_at = item.publish_at, item.expires_at
    page.body = scribe.body()
    page.lead_photo = scribe.photo(item.lead)
    page.lead_caption = item.lead.caption if item.lead else ""
    page.lead_alt = item.lead.alt if item.lead else ""
    page.bylines = [_byline(line, scribe) for line in item.bylines if line.name or line.key]
    stories = scribe.pages(item.stories, Story)
    page.main_story = stories[0] if stories and item.extra.get("main_story") != "none" else None
    page.further_stories = [ArticleStory(story=story) for story in stories if story != page.main_story]
    picks = [target for target in scribe.pages(item.related, Article) if target.pk != page.pk]
    page.related_picks = [RelatedPick(target=target) for target in picks]
    page.tags.set(_tag_names(item))


def _byline(line: Line, scribe: _Scribe) -> Byline:
    author = scribe.page(line.key, Author) if line.key else None
    name = "" if author else scribe.fit(Byline, "name", line.name or line.key)
    role = line.role if line.role in Byline.Role.values else Byline.Role.AUTHOR
    return Byline(author=author, name=name, role=role)


def _tag_names(item: NewsItem) -> list[str]:
    """Names of tags without repeats; taggit takes none longer than 100 characters."""
    names = {tag.name.strip()[:100].casefold(): tag.name.strip()[:100] for tag in item.tags if tag.name.strip()}
    return list(names.values())


_WRITERS: dict[type, Callable[[Any, NewsItem, _Scribe], None]] = {
    Edition: _edition,
    Section: _section,
    Story: _story,
    Author: _author,
    PlainPage: _plain_page,
    Article: _article,
}
