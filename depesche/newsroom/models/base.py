"""What all pages of the newsroom share."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from depesche.newsroom.forms import DraftCopyForm

# Lower-case letters and digits that nobody mistakes for each other.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """A random name that tells nothing and is never used twice: 12 characters, 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


# Beneath an edition these names lead to lists of their own.
TAKEN = frozenset(
    {"stories", "authors", "tags", "archive", "search", "counting", "discussion", "rules", "moderation", "newsletters"}
)


class Desk(Protocol):
    """What stands behind the editor's publish and unpublish buttons."""

    def publish(self, page: NewsroomPage, revision: Any, **how: Any) -> Any:
        """Publish ``revision`` of ``page``."""

    def unpublish(self, page: NewsroomPage, **how: Any) -> Any:
        """Take ``page`` back."""


class Preview(Protocol):
    """What shows a version of a page to its editor as readers would see it."""

    def __call__(self, request: HttpRequest, page: NewsroomPage, *, mode: str) -> HttpResponse:
        """Render ``page``."""


class Followers(Protocol):
    """What tells an editor how many a version of an article would reach, and what became of those before."""

    def __call__(self, article: Any) -> str:
        """HTML for the form of ``article``."""


class _Above:
    """What the layers above put in when they start, since models must not import them."""

    desk: Desk
    preview: Preview
    followers: Followers


above = _Above()


class NewsroomPageQuerySet(PageQuerySet):
    """Reading pages of the newsroom."""

    def visible(self, at: datetime) -> Self:
        """What readers may see at the moment ``at``."""
        return self.filter(Q(expire_at=None) | Q(expire_at__gt=at), live=True)

    def in_edition(self, edition: Page) -> Self:
        """Pages of a small kind (sections, stories, authors, plain pages) in one edition, unordered.

        Compared as a prefix, the path offers no index to begin with.
        """
        place = Substr("path", 1, len(edition.path))
        return self.of_few().order_by().alias(edition_path=place).filter(edition_path=edition.path)

    def of_few(self) -> Self:
        """The same pages, found by naming the rows of their kind, of which there are few.

        ``child_of`` and an order by ``path`` tempt databases to walk the index
        of the whole tree, a hundred thousand articles included (measured: 0.2 s
        instead of 0.2 ms).  This leaves nothing else to begin with.
        """
        return self.filter(pk__in=self.model._base_manager.values("pk"))


class NewsroomPage(Page):
    """A page that only the newsroom's own actions publish and withdraw."""

    objects: ClassVar[Any] = PageManager.from_queryset(NewsroomPageQuerySet)()

    # Nothing is for some readers only, so there is nothing to forget to protect.
    private_page_options: ClassVar[list[str]] = []
    copy_form_class = DraftCopyForm

    # Lists of which the database allows each pair only once.
    unique_lists: ClassVar[tuple[str, ...]] = ()

    # Ends of addresses at which the site has something else already.
    taken_slugs: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse an address that readers could never reach."""
        super().clean()
        if self.slug in self.taken_slugs:
            text = _("The site has a page of its own under the name “%(slug)s”. Choose another one for this page.")
            raise ValidationError({"slug": ValidationError(text, params={"slug": self.slug})})

    def save(self, *args: Any, **how: Any) -> None:
        """Keep the page with its lists, whatever their rows have exchanged."""
        with transaction.atomic():
            if self.pk and not how.get("update_fields"):
                self._make_room()
            super().save(*args, **how)

    def publish(self, revision: Any, **how: Any) -> Any:
        """Hand over to the newsroom's publish action, whoever asks: editor, bulk action or task."""
        return above.desk.publish(self, revision, **how)

    def unpublish(self, **how: Any) -> Any:
        """Hand over to the newsroom's withdraw action."""
        return above.desk.unpublish(self, **how)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the version in the editor's hands with the theme that readers get."""
        return above.preview(request, self, mode=mode_name)

    if TYPE_CHECKING:

        def public_path(self) -> str:
            """Where readers find it, beginning with a slash: each kind of page says so itself."""

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """The address for the editor's links; one site carries all editions."""
        return (1, settings.BASE_URL, self.public_path())

    def edition_code(self) -> str:
        """The code of the edition in whose tree it stands."""
        return check_in_edition(self)

    def edition_page(self) -> Any:
        """The edition in whose tree the page stands."""
        return self._meta.apps.get_model("newsroom", "Edition").objects.ancestor_of(self, inclusive=True).first()

    def _make_room(self) -> None:
        # Rows that swap what they point at would meet each other half-way; the lists are written anew right after.
        for relation in self.unique_lists:
            if relation in self.__dict__.get("_cluster_related_objects", {}):
                getattr(self, relation).get_live_queryset().delete()


def check_in_edition(page: NewsroomPage) -> str:
    """The code of the page's edition: the second part of its place in the tree."""
    return str(page.url_path.split("/")[1])
