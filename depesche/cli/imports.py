"""``depesche import``: brings the archive of another system along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _


@click.group("import", help=_("Bring articles and comments of another system into this newsroom."))
def import_() -> None:
    """One command beneath for each kind of source."""


@import_.command(help=_("Import a WordPress export (WXR). Running it again changes nothing; a broken-off run goes on."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--media",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("The folder “uploads” of the old site, for pictures and audio."),
)
@click.option(
    "--edition",
    metavar=_("CODE"),
    help=_("The edition that takes everything; without it each piece goes to the edition of its language."),
)
@click.option(
    "--credit",
    metavar=_("TEXT"),
    help=_("The credit line of pictures whose files name none; the site’s name if not given."),
)
@click.option("--dry-run", is_flag=True, help=_("Only report what would be done."))
@click.pass_obj
def wxr(home: Home, file: Path, media: Path | None, edition: str | None, credit: str | None, dry_run: bool) -> None:
    """Import, show progress and print the report."""
    with _importing(home, file) as (ingest, at, progress):
        report = ingest.import_wxr(
            file, at=at, media=media, edition=edition, credit=credit, dry_run=dry_run, progress=progress
        )
    click.echo(str(report))


@import_.command(help=_("Import the comments of a Disqus export (XML). Running it again changes nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only report what would be done."))
@click.pass_obj
def disqus(home: Home, file: Path, dry_run: bool) -> None:
    """Find the article of each thread, bring its comments and print the report."""
    with _importing(home, file) as (ingest, at, progress):
        report = ingest.import_disqus(file, at=at, dry_run=dry_run, progress=progress)
    click.echo(str(report))


@import_.command(help=_("Import discussions that “export comments” wrote as JSON. Running it again changes nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only report what would be done."))
@click.pass_obj
def discussions(home: Home, file: Path, dry_run: bool) -> None:
    """Find the article of each discussion, bring its comments and print the report."""
    with _importing(home, file) as (ingest, at, progress):
        report = ingest.import_discussions(file, at=at, dry_run=dry_run, progress=progress)
    click.echo(str(report))


@import_.command(
    help=_("Bring in the comments that an import has left in its folder: name the folder beneath “imports”.")
)
@click.argument("name")
@click.option("--dry-run", is_flag=True, help=_("Only report what would be done."))
@click.pass_obj
def comments(home: Home, name: str, dry_run: bool) -> None:
    """Try again whether their pages are here by now, and print the report."""
    with _importing(home) as (ingest, at, _bytes), tqdm(unit="", disable=None, desc=_("Comments")) as bar:
        report = ingest.import_left_comments(name, at=at, dry_run=dry_run, progress=bar.update)
    click.echo(str(report))


@contextmanager
def _importing(home: Home, file: Path | None = None) -> Iterator[tuple[Any, datetime, Callable[[int], object]]]:
    """Enter the newsroom, show progress, and say in one line why an import cannot go on."""
    home.enter()
    upkeep.update_database()
    from django.db import OperationalError
    from django.utils import timezone

    from depesche.ingest import actions as ingest

    try:
        with _progress(file) as progress:
            yield ingest, timezone.now(), progress
    except ingest.NotImportable as fault:
        if fault.report and (fault.report.counts or fault.report.remarks):
            click.echo(str(fault.report))  # what was good so far is kept
        raise Refusal(str(fault)) from None
    except (OSError, OperationalError) as fault:
        raise Refusal(
            _(
                "The import stopped: %(why)s.\n"
                "What was written so far is kept. Put it right and run the command again; it goes on where it stopped."
            )
            % {"why": getattr(fault, "strerror", None) or fault}
        ) from None


@contextmanager
def _progress(file: Path | None) -> Iterator[Callable[[int], object]]:
    """A bar over the bytes of the file; it stays away where nobody looks at a terminal."""
    if file is None:
        yield lambda step: None
        return
    with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=None, desc=file.name) as bar:
        yield bar.update
