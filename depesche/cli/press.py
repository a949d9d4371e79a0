"""``depesche press``: all pages rendered ahead, or copied into a folder that a plain web server serves."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.pressing import Staff, serve_as_hand
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

if TYPE_CHECKING:
    from depesche.delivery.mirror import Mirror


@click.command(help=_("Render all pages ahead. What is fresh is left alone, so a run that was broken off goes on."))
@click.option(
    "--export",
    "folder",
    metavar=_("FOLDER"),
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Copy the site into this folder as files that a plain web server serves."),
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default=True,
    help=_("Processes that render pages."),
)
@click.option("--hand", is_flag=True, hidden=True)
@click.pass_obj
def press(home: Home, folder: Path | None, processes: int, hand: bool) -> None:
    """Crawl the newsroom from inside, and tell how far it is; as a ``--hand``, do what such a run asks for."""
    home.enter()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a link that leads nowhere is no news here
    from django.conf import settings

    upkeep.need_store(has_address="DEPESCHE_BASE_URL" in settings.GIVEN)
    if hand:
        serve_as_hand(folder)
        return
    _need_accepted()
    mirror = _mirror(folder) if folder else None
    run = _Run(mirror)
    with Staff(processes, folder) as staff:
        try:
            run.visit_all(staff, at_once=processes * 4)
        except KeyboardInterrupt:
            raise Refusal(
                _("Broken off. Pages ready so far: %(count)d. Run it again and it goes on.") % {"count": run.made}
            ) from None
    click.echo(_("Pages ready: %(count)d") % {"count": run.made})
    if mirror and folder:
        place = mirror.add_configuration(_configuration(folder))
        click.echo(
            _("The copy in %(folder)s is complete. Old files taken away: %(gone)d")
            % {"folder": folder, "gone": mirror.finish()}
        )
        click.echo(_("How nginx serves it, with the headers of its pages: %(file)s") % {"file": place})
    if run.missing:
        click.echo(_("There can be no file of these: %(addresses)s") % {"addresses": " ".join(run.missing[:20])})


class _Run:
    """One run over the whole site; ``made`` counts its pages, ``missing`` names what can be no file."""

    def __init__(self, mirror: Mirror | None) -> None:
        self._mirror = mirror
        self.made = 0
        self.missing: list[str] = []

    def visit_all(self, staff: Staff, *, at_once: int) -> None:
        """Every page, and for a copy of the site every file that pages show."""
        from depesche.delivery.crawling import crawl
        from depesche.delivery.mirror import NOT_FOUND

        files: set[str] = set()
        with tqdm(unit="", disable=None, desc=_("Pages")) as bar:
            for visit, known in crawl(staff.send, at_once=at_once):
                bar.total = known
                bar.update()
                self.made += visit.status == 200
                files |= set(visit.files)
                self._note(visit.address, visit.written, missing=visit.missing)
        if self._mirror:
            not_found = staff.send(NOT_FOUND).result()
            self._note(NOT_FOUND, not_found.written, missing=not_found.missing)
            wanted = sorted(files | set(not_found.files))
            copies = crawl(staff.send, wanted, at_once=at_once)
            for copied, _known in tqdm(copies, total=len(wanted), unit="", disable=None, desc=_("Pictures and files")):
                self._note(copied.address, copied.written, missing=copied.missing)

    def _note(self, address: str, written: tuple[str, ...], *, missing: bool) -> None:
        if self._mirror:
            self._mirror.belong(written)
        if missing:
            self.missing.append(address)


def _configuration(folder: Path) -> str:
    """For an nginx in front of the copy: what pages say, asked of the newsroom itself."""
    from urllib.parse import urlsplit

    from django.conf import settings

    from depesche.cli.nginx import editions, of_copy
    from depesche.delivery.mirror import NOT_FOUND
    from depesche.delivery.rendering import renderer

    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    given = {"LISTEN": "80", "HOST": host, "ROOT": str(folder.resolve())}
    return of_copy(editions(), tuple(renderer().render(NOT_FOUND).headers), given)


def _need_accepted() -> None:
    """End with one line if what is rendered here would not be kept."""
    from depesche.delivery.store import store

    if not store().accepting:
        raise Refusal(
            _(
                "Readers get pages of another release, theme or address than this command makes, so they would not be "
                "kept. Start the newsroom with these first, or look at it: depesche release"
            )
        )


def _mirror(folder: Path) -> Mirror:
    from depesche.delivery.mirror import Mirror, NotOurs

    try:
        return Mirror(folder)
    except NotOurs:
        raise Refusal(
            _("%(folder)s holds something else than such a copy; nothing was changed. Name an empty folder.")
            % {"folder": folder}
        ) from None
