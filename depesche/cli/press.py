"""``depesche press``: all pages rendered ahead, or copied into a folder that a plain web server serves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from depesche.cli import upkeep
from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

if TYPE_CHECKING:
    from depesche.delivery.crawling import Links
    from depesche.delivery.mirror import Mirror
    from depesche.delivery.rendering import Renderer
    from depesche.delivery.store.entry import Entry

_TEXT = ("text/", "image/svg", "application/json")


@click.command(help=_("Render all pages ahead. What is fresh is left alone, so a run that was broken off goes on."))
@click.option(
    "--export",
    "folder",
    metavar=_("FOLDER"),
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Copy the site into this folder as files that a plain web server serves."),
)
@click.pass_obj
def press(home: Home, folder: Path | None) -> None:
    """Crawl the newsroom from inside, and tell how far it is."""
    home.enter()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a link that leads nowhere is no news here
    from django.conf import settings

    upkeep.need_store(has_address="DEPESCHE_BASE_URL" in settings.GIVEN)
    from depesche.delivery.crawling import Links, crawl

    renderer = _renderer()
    links = Links(settings.BASE_URL)
    mirror = _mirror(folder) if folder else None
    files: set[str] = set()
    missing: list[str] = []
    made = 0
    with tqdm(unit="", disable=None, desc=_("Pages")) as bar:
        try:
            for address, entry, known in crawl(_maker(renderer), links):
                bar.total = known
                bar.update()
                made += entry is not None and entry.status == 200
                if mirror and entry and not _keep(mirror, address, entry):
                    missing.append(address)
                files |= links.files(address, entry) if mirror and entry else set()
        except KeyboardInterrupt:
            bar.close()
            raise Refusal(
                _("Broken off. Pages ready so far: %(count)d. Run it again and it goes on.") % {"count": made}
            ) from None
    click.echo(_("Pages ready: %(count)d") % {"count": made})
    if mirror and folder:
        _finish(mirror, folder, renderer, links, files, missing)


def _renderer() -> Renderer:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from depesche.delivery.rendering import Renderer

    return Renderer(get_wsgi_application(), settings.BASE_URL, announce=bool(settings.CACHES_IN_FRONT))


def _maker(renderer: Renderer) -> Callable[[str], Entry | None]:
    """Makes a page unless it is there and nothing in it was purged, however long ago it was made."""
    from depesche.delivery.press import Press
    from depesche.delivery.store import store

    pages = store()
    press = Press(pages, renderer)

    def make(address: str) -> Entry | None:
        held = pages.get(address, now=0.0)
        if held is not None and not held.stale:
            return held.entry
        made = press.make(address)
        return made.entry if made else None

    return make


def _mirror(folder: Path) -> Mirror:
    from depesche.delivery.mirror import Mirror, NotOurs

    try:
        return Mirror(folder)
    except NotOurs:
        raise Refusal(
            _("%(folder)s holds something else than such a copy; nothing was changed. Name an empty folder.")
            % {"folder": folder}
        ) from None


def _keep(mirror: Mirror, address: str, entry: Entry) -> bool:
    """Copy a page; a link that leads nowhere is no part of the copy, and nothing is missing then."""
    return entry.status not in (200, 301, 302) or mirror.add(address, entry)


def _finish(
    mirror: Mirror, folder: Path, renderer: Renderer, links: Links, files: set[str], missing: list[str]
) -> None:
    from depesche.delivery.mirror import NOT_FOUND

    not_found = renderer.render(NOT_FOUND).entry(begun=0, made_at=0, stale_at=0)
    mirror.add(NOT_FOUND, not_found)
    files |= links.files(NOT_FOUND, not_found)
    for path in tqdm(sorted(files), unit="", disable=None, desc=_("Pictures and files")):
        if path.startswith("/media/") and mirror.has(path):
            continue  # what lies under a name there never changes
        found = renderer.render(path)
        kind = dict(found.headers).get("content-type", "")
        if found.status != 200 or not mirror.add_file(path, found.body, text=kind.startswith(_TEXT)):
            missing.append(path)
    gone = mirror.finish()
    click.echo(
        _("The copy in %(folder)s is complete. Old files taken away: %(gone)d") % {"folder": folder, "gone": gone}
    )
    if missing:
        click.echo(_("There can be no file of these: %(addresses)s") % {"addresses": " ".join(missing[:20])})
