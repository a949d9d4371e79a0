"""Words, dates and names as readers' pages show them.

Dates are those of the edition: the view activates its language and its zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import npgettext, pgettext, pgettext_lazy

from depesche.formats import embeds
from depesche.formats.newsitem import Byline, Photo, Rendition

register = template.Library()

_KINDS = {
    "report": pgettext_lazy("site", "Report"),
    "analysis": pgettext_lazy("site", "Analysis"),
    "background": pgettext_lazy("site", "Background"),
    "opinion": pgettext_lazy("site", "Opinion"),
    "review": pgettext_lazy("site", "Review"),
    "advertisement": pgettext_lazy("site", "Advertisement"),
}
_ROLES = {
    "author": pgettext_lazy("site", "By"),
    "photos": pgettext_lazy("site", "Photos by"),
    "translation": pgettext_lazy("site", "Translated by"),
    "graphics": pgettext_lazy("site", "Graphics by"),
    "editing": pgettext_lazy("site", "Edited by"),
    "agency": pgettext_lazy("site", "Agency"),
}


@register.filter
def block_template(block: object) -> str:
    """The template that shows a block of the body: ``KeyFacts`` is shown by ``blocks/key_facts.html``."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(block).__name__).lower()
    return f"website/blocks/{name}.html"


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of article is called, such as “Analysis”."""
    return str(_KINDS.get(kind, kind))


@register.filter
def bound(headline: str) -> str:
    """The headline with its dashes bound to the words before them: no line begins with a dash."""
    return re.sub(r" (?=[–—] )", "\u00a0", headline)


@register.filter
def role_name(role: str) -> str:
    """How a role is said before the names: “By”, “Photos by”."""
    return str(_ROLES.get(role, role))


@register.filter
def by_role(bylines: Iterable[Byline]) -> list[tuple[str, list[Byline]]]:
    """The bylines in order, neighbours with the same role together."""
    return [(role, list(names)) for role, names in groupby(bylines, key=lambda byline: byline.role)]


@register.filter
def edition_day(day: date) -> str:
    """“22 November 2026” in the words of the edition."""
    return formats.date_format(_local(day), pgettext("format of a day", "j F Y"))


@register.filter
def edition_month(day: date) -> str:
    """“November 2026”."""
    return formats.date_format(day, pgettext("format of a month", "F Y"))


@register.filter
def edition_day_name(day: date) -> str:
    """“Sunday, 22”: a day among the others of its month."""
    return formats.date_format(day, pgettext("format of a day within its month", "l, j"))


@register.filter
def stamp(when: datetime) -> str:
    """A moment for machines, on the edition's clock."""
    return timezone.localtime(when).isoformat(timespec="minutes")


@register.filter
def times_read(views: int) -> str:
    """``Read 12 times``, in the language of the edition."""
    said = npgettext("site", "Read %(views)s time", "Read %(views)s times", views)
    return said % {"views": formats.localize(views)}


@register.filter
def unlocalized(number: float) -> str:
    """A number for machines, whatever the language."""
    return str(number) if isinstance(number, int) else f"{number:.4g}"


@register.simple_tag
def day(when: date) -> SafeString:
    """A day, readable for people and machines."""
    local = _local(when)
    return format_html('<time datetime="{}">{}</time>', local.strftime("%Y-%m-%d"), edition_day(when))


@register.simple_tag
def clock_time(when: datetime) -> SafeString:
    """The time of day alone; the day must stand beside it or above."""
    return format_html('<time datetime="{}">{}</time>', stamp(when), formats.date_format(_local(when), "H:i"))


@register.simple_tag
def moment(when: datetime, now: datetime | None = None) -> SafeString:
    """Day and time of day: “22 November 2026, 16:05”; in lists, which know the time, without the year that it is."""
    with_year = pgettext("format of a day with its time", "j F Y, H:i")
    without = pgettext("format of a day of this year with its time", "j F, H:i")
    words = formats.date_format(_local(when), without if now and _local(when).year == _local(now).year else with_year)
    return format_html('<time datetime="{}">{}</time>', stamp(when), words)


@register.simple_tag
def masthead_clock(now: datetime, edition: Any) -> SafeString:
    """The clock of the masthead; a script keeps it current from what stands in its attributes."""
    local = _local(now)
    return format_html(
        '<time id="clock" datetime="{}" data-zone="{}"><b>{}</b> <span>{}</span></time>',
        stamp(now),
        edition.time_zone,
        formats.date_format(local, "H:i"),
        formats.date_format(local, pgettext("format of the masthead's date", "l, j F Y")),
    )


@register.simple_tag
def focal_classes(photo: Photo) -> SafeString:
    """Classes that keep the focal point in view where the theme crops, in steps of a tenth.

    They are classes and not a style, since the content security policy
    refuses style attributes.
    """
    x, y = (round(part * 10) for part in (photo.focal or (0.5, 0.5)))
    names = [name for name in (x != 5 and f"x{x}", y != 5 and f"y{y}") if name]
    return format_html(' class="{}"', " ".join(names)) if names else SafeString("")


@register.filter
def in_days(teasers: Iterable[Any]) -> list[tuple[date, list[Any]]]:
    """Teasers under the days on which they were published, the order kept."""
    return [(key, list(group)) for key, group in groupby(teasers, key=lambda t: timezone.localdate(t.published_at))]


@register.filter
def seen(photo: Any, now: datetime) -> Photo:
    """A photo of the house as readers may see it now: without files when its licence has ended."""
    item: Photo = photo.as_item(now)
    return item


@register.filter
def srcset(photo: Photo, media_type: str) -> str:
    """The files of one type as the ``srcset`` attribute wants them."""
    return ", ".join(f"{file.href} {file.width}w" for file in photo.renditions if file.type == media_type)


@register.filter
def fallback(photo: Photo) -> Rendition | None:
    """The JPEG nearest to 800 pixels, for browsers that choose nothing."""
    return min(_jpegs(photo), key=lambda file: abs(file.width - 800), default=None)


@register.filter
def sharing_image(photo: Photo | None) -> Rendition | None:
    """The file that stands for an article where it is shared: the JPEG nearest to 1200 pixels."""
    return min(_jpegs(photo), key=lambda file: abs(file.width - 1200), default=None) if photo else None


@register.filter
def host(url: str) -> str:
    """The name of the site behind an address."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.filter
def playable(href: str) -> bool:
    """Whether browsers may play a recording in the page: from the house itself, or over https."""
    return href.startswith(("/", "https://", f"{settings.BASE_URL}/"))


@register.filter
def player(url: str) -> embeds.Player | None:
    """What can show the thing behind an address in the page, once the reader asks for it."""
    return embeds.recognise(url)


def _local(when: date) -> date:
    return timezone.localtime(when) if isinstance(when, datetime) else when


def _jpegs(photo: Photo) -> list[Rendition]:
    return [file for file in photo.renditions if file.type == "image/jpeg"] or list(photo.renditions)
