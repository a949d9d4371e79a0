"""``depesche followers``: brings lists of readers who get letters along, and gives them out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

if TYPE_CHECKING:
    from depesche.subscriptions.lists import Report
    from depesche.subscriptions.subjects import Subject


@click.group(help=_("Bring lists of readers who get letters along, or take them out."))
def followers() -> None:
    """One command beneath for each direction."""


@followers.command(
    "import", help=_("Let the readers on a list (CSV, Ghost, Mailchimp) follow. Running it again changes nothing.")
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--follow",
    "places",
    metavar=_("KIND:NAME"),
    multiple=True,
    required=True,
    help=_("What they shall follow, such as edition:en or story:12; may be given several times."),
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["auto", "csv", "ghost", "mailchimp"]),
    default="auto",
    show_default=True,
    help=_("Where the list comes from."),
)
@click.option(
    "--rhythm", type=click.Choice(["now", "daily", "weekly"]), default="daily", show_default=True, help=_("How often.")
)
@click.option("--hour", type=click.IntRange(0, 23), default=7, show_default=True, help=_("The hour of the letters."))
@click.option(
    "--consent",
    metavar=_("TEXT"),
    default="",
    help=_("How these readers agreed, kept as evidence. Without it, those with no date of consent are asked by mail."),
)
@click.pass_obj
def import_(home: Home, file: Path, places: tuple[str, ...], kind: Any, rhythm: str, hour: int, consent: str) -> None:
    """Read the list line by line and print what became of it."""
    home.enter()
    upkeep.update_database()
    from django.utils import timezone

    from depesche.subscriptions import lists

    wish = lists.Wish(
        subjects=[_subject(place) for place in places], rhythm=rhythm, hour=hour, statement=consent.strip()
    )
    with file.open(encoding="utf-8-sig", newline="") as lines:
        report = lists.bring(lines, kind=kind, wish=wish, clock=timezone.now)
    _tell(report)


@followers.command("export", help=_("Write everybody who follows something into a file, with the evidence of consent."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format", "kind", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help=_("The format.")
)
@click.pass_obj
def export(home: Home, file: Path, kind: str) -> None:
    """Write the file beside its place first, for nobody else's eyes."""
    home.enter()
    upkeep.update_database()
    from depesche.subscriptions import lists

    new = file.with_name(f"{file.name}.new")
    try:
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as written:
            written.writelines(lists.as_csv() if kind == "csv" else lists.as_json())
        new.replace(file)
    except OSError as fault:
        raise Refusal(_("The file cannot be written: %(why)s.") % {"why": fault.strerror or fault}) from None
    finally:
        new.unlink(missing_ok=True)


def _subject(said: str) -> Subject:
    """What is meant by ``edition:en`` or ``story:12``."""
    from django.utils import timezone

    from depesche.newsroom.models import Edition
    from depesche.subscriptions.subjects import Place, subject

    kind, _colon, name = said.partition(":")
    if kind == "edition":
        name = str(Edition.objects.filter(slug=name).values_list("pk", flat=True).first() or name)
    found = subject(Place(kind, name), timezone.now())
    if found is None:
        raise Refusal(_("There is nothing public to follow under “%(place)s”.") % {"place": said})
    return found


def _tell(report: Report) -> None:
    reasons = {
        "address": _("no address that letters could be sent to"),
        "columns": _("not as many columns as the heading"),
        "date": _("a date of consent that cannot be read"),
        "nothing": _("no address"),
    }
    for line, reason in report.bad:
        click.echo(_("Line %(line)d: %(reason)s") % {"line": line, "reason": reasons[reason]})
    click.echo(_("Follow now: %(count)d") % {"count": report.counts["begun"]})
    click.echo(_("Are asked by mail: %(count)d") % {"count": report.counts["asked"]})
    click.echo(_("Known already, left as they are: %(count)d") % {"count": report.counts["known"]})
    click.echo(_("Not wanted any more, left out: %(count)d") % {"count": report.counts["unwanted"]})
    click.echo(_("Not readable: %(count)d") % {"count": len(report.bad)})
    if report.stopped:
        raise Refusal(
            _("The list could be read no further: %(why)s What stands before is kept.") % {"why": report.stopped}
        )
