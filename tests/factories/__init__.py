"""Small builders of newsroom things; each has sensible defaults and says what it makes.

They go through the newsroom's own actions, so that whatever a test sees is what
the newsroom would have made.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image

from depesche.accounts.models import User
from depesche.media.models import Photo
from depesche.newsroom import actions
from depesche.newsroom.models import Article, ArticleStory, Author, Byline, Edition, PlainPage, Section, Story

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_numbers = count(1)


def edition(code: str = "de", **fields: Any) -> Edition:
    """A live edition; English for ``en``, Arabic for ``ar``, else German."""
    names = {"de": "Brückhavener Bote", "en": "Bruckhaven Courier", "ar": "بريد بروكهافن"}
    fields = {
        "name": names.get(code, f"Bote {code}"),
        "language": code if code in names else "de",
        "time_zone": "Europe/Berlin",
        "by": None,
        "at": NOON - timedelta(days=400),
        **fields,
    }
    return actions.open_edition(code=code, **fields)


def section(under: Edition, title: str = "Hafen", *, live: bool = True, **fields: Any) -> Section:
    """A section; ``live=False`` leaves it a draft."""
    return _page(Section(title=title, **{"slug": _slug(title), **fields}), under, live)


def story(under: Edition, title: str = "Streit um den Nordkai", *, live: bool = True, **fields: Any) -> Story:
    """A running story."""
    return _page(Story(title=title, **{"slug": _slug(title), **fields}), under, live)


def author(under: Edition, title: str = "Ineke Dorn", *, live: bool = True, **fields: Any) -> Author:
    """Somebody who writes."""
    return _page(Author(title=title, **{"slug": _slug(title), **fields}), under, live)


def plain_page(under: Edition, title: str = "Über uns", *, live: bool = True, **fields: Any) -> PlainPage:
    """A page that is no news."""
    return _page(PlainPage(title=title, **{"slug": _slug(title), **fields}), under, live)


def article(
    under: Section,
    title: str = "",
    *,
    at: datetime | None = NOON,
    stories: tuple[Story, ...] = (),
    authors: tuple[Author, ...] = (),
    names: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    text: str = "",
    **fields: Any,
) -> Article:
    """An article published at ``at``, or a draft when that is None; the first story is its main one."""
    number = next(_numbers)
    title = title or f"Meldung {number}"
    body = [{"type": "paragraph", "value": text if text.startswith("<") else f"<p>{text}</p>"}] if text else []
    page = Article(
        title=title,
        **{"slug": f"{_slug(title)}-{number}", "body": body, "main_story": stories[0] if stories else None, **fields},
    )
    page.further_stories = [ArticleStory(story=one) for one in stories[1:]]
    page.bylines = [*(Byline(author=one) for one in authors), *(Byline(name=name) for name in names)]
    page.tags.add(*tags)
    made = actions.add_page(page=page, under=under, by=None, publish_at=at)
    return Article.objects.get(pk=made.pk)


def several(under: Section, count: int, *, story: Story, author: Author, **fields: Any) -> list[Article]:
    """Articles of one story, by one author and with one tag, one a minute until a minute ago, the oldest first."""
    return [
        article(
            under,
            f"Meldung vom Kai {number}",
            at=NOON - timedelta(minutes=count - number),
            stories=(story,),
            authors=(author,),
            tags=("Kai",),
            text="Der Kai bleibt zu.",
            **fields,
        )
        for number in range(count)
    ]


def again(page: Any, at: datetime = NOON, **fields: Any) -> Any:
    """The page, published anew with other fields."""
    changed = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(changed, name, value)
    return actions.publish(page=changed, by=None, at=at, revision=changed.save_revision())


def shown_photo(title: str = "Kran", **fields: Any) -> Photo:
    """A photo whose files for readers are there already."""
    return photo(title, rendition_set=[{"type": "image/jpeg", "width": 1200, "height": 800}], **fields)


def photo(title: str = "Kran", *, credit_line: str = "© Bote / Ineke Dorn", **fields: Any) -> Photo:
    """A photo of a few pixels, with credit."""
    number = next(_numbers)
    data = io.BytesIO()
    Image.new("RGB", (60, 40), (number % 256, 90, 140)).save(data, "JPEG")
    file = ImageFile(io.BytesIO(data.getvalue()), name=f"{_slug(title)}-{number}.jpg")
    return Photo.objects.create(title=title, file=file, credit_line=credit_line, **fields)


def table(*rows: list[str], caption: str = "") -> dict[str, Any]:
    """What the editor's form keeps of a table whose first row names the columns if there are more."""
    headed = len(rows) > 1
    return {
        "data": list(rows),
        "first_row_is_table_header": headed,
        "first_col_is_header": False,
        "table_header_choice": "row" if headed else "neither",
        "table_caption": caption,
    }


def editor(**fields: Any) -> User:
    """Somebody who may do everything at the desk; the password is ``laterne-am-kai``."""
    email = fields.pop("email", f"editor{next(_numbers)}@bote.example")
    return User.objects.create_superuser(email, "laterne-am-kai", first_name="Alma", last_name="Thiessen", **fields)


def _page(page: Any, under: Any, live: bool) -> Any:
    made = actions.add_page(page=page, under=under, by=None, publish_at=NOON - timedelta(days=390) if live else None)
    return type(page).objects.get(pk=made.pk)


def _slug(title: str) -> str:
    from django.utils.text import slugify

    return slugify(title, allow_unicode=True) or f"seite-{next(_numbers)}"


def developed(photo: Photo) -> None:
    """Say of a released photo that its renditions are there: one for new browsers, one for all."""
    renditions = [
        {"type": "image/avif", "width": 1200, "height": 800},
        {"type": "image/jpeg", "width": 800, "height": 533},
    ]
    photo.refresh_from_db()
    photo.rendition_set = renditions
    Photo.objects.filter(pk=photo.pk).update(rendition_set=renditions)
