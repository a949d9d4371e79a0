"""``depesche export``: takes out what belongs to the newsroom and its readers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

if TYPE_CHECKING:
    from depesche.formats.discussion import Record


@click.group(help=_("Take what is in this newsroom out, in formats that others read."))
def export() -> None:
    """One command beneath for each kind of thing."""


@export.command(help=_("Write the discussions into a file: JSON, or an export that WordPress reads (WXR)."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--edition", metavar=_("CODE"), default="", help=_("Only those of this edition."))
@click.option(
    "--format", "kind", type=click.Choice(["json", "wxr"]), default="json", show_default=True, help=_("The format.")
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help=_("What waits, what was refused and what is not public as well: for the owner’s own archive."),
)
@click.pass_obj
def comments(home: Home, file: Path, edition: str, kind: str, everything: bool) -> None:
    """Write the file beside its place first, so that there is never half of it."""
    home.enter()
    upkeep.update_database()
    from django.utils import timezone

    from depesche.comments import archive

    _need_edition(edition)
    counted = archive.number_of(edition=edition, everything=everything)
    records = archive.records(at=timezone.now(), edition=edition, everything=everything)
    new = file.with_name(f"{file.name}.new")
    try:
        with tqdm(total=counted, unit="", disable=None, desc=_("Comments")) as bar:
            _write(new, _written(_counted(records, bar), kind, edition), private=everything)
            number = bar.n
        new.replace(file)
    except OSError as fault:
        raise Refusal(_("The file cannot be written: %(why)s.") % {"why": fault.strerror or fault}) from None
    finally:
        new.unlink(missing_ok=True)
    click.echo(_("Comments written: %(count)d") % {"count": number})


def _need_edition(code: str) -> None:
    from depesche.newsroom.models import Edition

    codes = [edition.code for edition in Edition.objects.order_by("path")]
    if code and code not in codes:
        there = ", ".join(codes) or "–"
        raise Refusal(_("There is no edition “%(code)s”. There are: %(codes)s.") % {"code": code, "codes": there})


def _written(records: Iterable[Record], kind: str, edition: str) -> Iterator[str]:
    from django.conf import settings

    from depesche.formats import discussion, wxr
    from depesche.newsroom.models import Edition

    if kind == "json":
        return discussion.dump(records, source=settings.BASE_URL)
    editions = Edition.objects.order_by("path")
    site = (editions.filter(slug=edition) if edition else editions).first()
    title, language = (site.title, site.language) if site else ("Depesche", "en")
    return wxr.dump(records, title=title, address=settings.BASE_URL, language=language)


def _counted(records: Iterable[Record], bar: Any) -> Iterator[Record]:
    from depesche.formats.discussion import Comment

    for record in records:
        yield record
        if isinstance(record, Comment):
            bar.n += 1
            if bar.n % 1000 == 0:
                bar.refresh()


def _write(path: Path, pieces: Iterable[str], *, private: bool) -> None:
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666), "w", encoding="utf-8"
    ) as file:
        file.writelines(pieces)
