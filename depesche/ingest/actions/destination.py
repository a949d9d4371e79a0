"""Which edition takes what comes from a site of another system."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from depesche.formats import wxr
from depesche.ingest.refusals import NotImportable
from depesche.ingest.run import Run
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Edition


class Destination:
    """The edition that was named, the only one, or for each piece the one of its language.

    A newsroom without an edition gets one with the name and language of the
    site.  Raises NotImportable where nobody could know which is meant.
    """

    def __init__(self, site: wxr.Site, named: str | None, run: Run) -> None:
        editions = list(Edition.objects.order_by("path"))
        codes = [edition.code for edition in editions]
        if named and named not in codes:
            raise NotImportable(
                _("There is no edition “%(code)s”. There are: %(codes)s.")
                % {"code": named, "codes": ", ".join(codes) or "–"}
            )
        if _primary(site.language) not in dict(settings.LANGUAGES):
            lost = _("language that this newsroom does not speak yet")
            run.report.remark("lost", lost, site.language or "–", site.title)
        self._by_language = {_primary(edition.language): edition.code for edition in reversed(editions)}
        self._otherwise = self._by_language.get(_primary(site.language), "")
        self._only = named or (codes[0] if len(codes) == 1 else "")
        if not codes:
            self._only = _open_first_edition(site, run)
        if not self._only and not self._otherwise:
            raise NotImportable(
                _("Several editions could take the articles; name one with --edition: %(codes)s.")
                % {"codes": ", ".join(codes)}
            )

    def of(self, language: str) -> str:
        """The code of the edition for a piece in the language."""
        return self._only or self._by_language.get(_primary(language), self._otherwise)


def _open_first_edition(site: wxr.Site, run: Run) -> str:
    language = _primary(site.language)
    language = language if language in dict(settings.LANGUAGES) else settings.DEFAULT_LANGUAGE
    run.report.count("imported", "edition")
    if not run.dry_run:
        newsroom.open_edition(
            code=language, name=site.title or language.upper(), language=language, time_zone="UTC", by=run.by, at=run.at
        )
    return language


def _primary(language: str) -> str:
    return language.split("-")[0].lower()
