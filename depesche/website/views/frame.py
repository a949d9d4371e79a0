"""The frame that every page of an edition stands in: masthead, navigation, footer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from operator import attrgetter
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from depesche.delivery.collecting import mark, unkept
from depesche.delivery.remembering import until_purged
from depesche.newsletters import keys as newsletters
from depesche.newsletters.models import Newsletter
from depesche.newsroom import keys as keys_of
from depesche.newsroom.models import Edition, NewsroomPage, PlainPage, Section
from depesche.newsroom.models.public import whole
from depesche.website.templatetags.markup import style_hash, style_hashes

P = TypeVar("P", bound=NewsroomPage)


@dataclass(frozen=True)
class Frame:
    """An edition at a moment: four queries after each purge, however much it holds."""

    edition: Edition
    editions: tuple[Edition, ...]
    at: datetime
    asked: str = ""  # the path and query that the reader asked for

    @classmethod
    def open(cls, code: str, at: datetime, *, asked: str = "") -> Frame:
        """The frame of the edition ``code``; raises Http404."""
        editions = cls.editions_at(at)
        for edition in editions:
            if edition.code == code:
                return cls(edition, editions, at, asked)
        raise Http404

    @staticmethod
    def editions_at(at: datetime) -> tuple[Edition, ...]:
        """The editions that readers see."""
        return until_purged("editions", lambda: _in_order(Edition.objects.visible(at).select_related("locale")))

    @property
    def tagline(self) -> str:
        """What the edition says of itself; not all pages do."""
        mark(keys_of.text(self.edition.pk))
        return str(self.edition.tagline)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections in the order of the tree."""
        return until_purged(
            ("sections", self.edition.pk),
            lambda: _in_order(Section.objects.visible(self.at).in_edition(self.edition)),
        )

    @cached_property
    def plain_pages(self) -> tuple[PlainPage, ...]:
        """What the footer links to."""
        return until_purged(
            ("plain pages", self.edition.pk),
            lambda: _in_order(
                PlainPage.objects.visible(self.at).in_edition(self.edition).filter(in_footer=True).defer("body")
            ),
        )

    @property
    def has_newsletters(self) -> bool:
        """Whether the footer leads to newsletters."""
        mark(newsletters.any_newsletter(self.edition.code))
        here = Newsletter.objects.filter(live=True, edition=self.edition)
        return until_purged(("newsletters", self.edition.pk), here.exists)

    def section(self, pk: int) -> Section | None:
        """The section with the given number, if it is live."""
        return next((section for section in self.sections if section.pk == pk), None)

    def render(
        self, template: str, context: dict[str, Any], *, keys: Iterable[str] = (), status: int = 200
    ) -> HttpResponse:
        """A page of the edition; ``canonical`` in the context is its path, ``keys`` what purges it."""
        mark(keys_of.edition(self.edition.code), *keys)
        canonical = context.get("canonical", "")
        query = context["listing"].query if "listing" in context else ""
        if self.asked != f"{canonical}?{query}":  # an address of many that lead to the same page
            unkept()
        html = render_to_string(
            f"website/{template}.html",
            {**self.context(), **context, "canonical": whole(canonical) if canonical else ""},
        )
        response = HttpResponse(html, status=status)
        response["Content-Security-Policy"] = policy(self.edition, preview="preview" in context)
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    def context(self) -> dict[str, Any]:
        """What masthead and footer need."""
        return {
            "frame": self,
            "edition": self.edition,
            "editions": self.editions,
            "sections": self.sections,
            "plain_pages": self.plain_pages,
            "has_newsletters": self.has_newsletters,
            "now": timezone.localtime(self.at),
            "base_url": settings.BASE_URL,
        }


def _in_order(pages: Iterable[P]) -> tuple[P, ...]:
    return tuple(sorted(pages, key=attrgetter("path")))


def policy(edition: Edition, *, preview: bool = False) -> str:
    """What a page may load: our own files, its one style, players in frames when the reader asks for one."""
    directives = {
        "default-src": "'none'",
        "script-src": "'self' 'inline-speculation-rules'",
        "style-src": f"'self' {style_hashes(edition)}",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "media-src": "'self' https:",
        "frame-src": "https:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'" if preview else "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def policy_of_accounts(edition: Edition | None, *, leads_to: str) -> str:
    """What the door and the account may load: our own files, and pictures that stand in the page itself.

    Browsers ask this policy also where a form leads on to: on a page with buttons of other houses, to these.
    """
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' {style_hash(edition, 'account')}" if edition else "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": f"'self' {leads_to}".strip(),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def in_edition(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call the view with the frame of the edition in the address, in its language and time zone.

    The view sees the request for its path and listed query keys only: no
    header or cookie may change what it renders.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, code: str, **parts: Any) -> HttpResponse:
        frame = Frame.open(code, timezone.now(), asked=f"{request.path}?{request.META.get('QUERY_STRING', '')}")
        with translation.override(frame.edition.language), timezone.override(frame.edition.zone):
            return view(request, frame, **parts)

    return answer
