"""``depesche demo``: the newsroom of an invented port town, made from data and served on this machine."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from depesche.cli import upkeep
from depesche.cli.demo_newsletters import bring_newsletters
from depesche.cli.demo_talk import bring_discussions
from depesche.cli.home import DEFAULT_HOME, Home
from depesche.cli.new import FirstPeople, make_newsroom
from depesche.cli.refusal import Refusal
from depesche.cli.serve import become_server, know_address, need_port, only_once
from depesche.cli.words import _
from depesche.server.parts import Plan

if TYPE_CHECKING:
    from depesche.newsroom.models import Edition

CONTENT = Path(__file__).resolve().parent.parent / "demo_newsroom"
HOST = "127.0.0.1"  # the password of the demo is no secret, so it is shown to this machine only
EDITOR = "editor@demo.localhost"
PASSWORD = "demo_password"  # noqa: S105 - the name of a file, which also tells that the newsroom is a demo


@click.command(help=_("Show a newsroom at work: the demo newsroom, made at the first run and served on this machine."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("The port."))
@click.option("--serve/--no-serve", "serving", default=True, help=_("Prepare it only."))
@click.pass_context
def demo(context: click.Context, port: int, serving: bool) -> None:
    """Make the demo newsroom if it is not there, bring its content up to date and serve it."""
    home = _home_of_demo(context)
    if serving:
        need_port(HOST, port)
    os.environ.setdefault("DEPESCHE_STAFF_SECOND_FACTOR", "off")  # a look at the desk should need no telephone
    if not home.is_newsroom():
        click.echo(_("Making the demo newsroom in %(folder)s …") % {"folder": home.folder})
        people = FirstPeople(EDITOR, _("Demo Editor"), "en", edition=None, password_file=PASSWORD)
        # A process can enter one newsroom, and the one being made is still in another place.
        with ProcessPoolExecutor(max_workers=1) as maker:
            maker.submit(make_newsroom, home.folder, people).result()
    know_address(home, HOST, port)
    home.enter()
    only_once(home)
    upkeep.update_database()
    _bring_content()
    click.echo(_welcome(home, port))
    if serving:
        opened = _("The demo newsroom is open (Ctrl+C closes it).")
        become_server(Plan(HOST, port, opened=opened), anew=True)


def _home_of_demo(context: click.Context) -> Home:
    """The home that was named, or a folder of the demo's own: never somebody's newsroom by default."""
    home: Home = context.obj
    if home.folder == DEFAULT_HOME.absolute():
        home = Home(DEFAULT_HOME.absolute().with_name("demo-newsroom"))
    if home.is_newsroom() and not (home.folder / "keys" / PASSWORD).exists():
        raise Refusal(
            _("%(folder)s is a newsroom of its own; the demo would mix its articles in. Name another: --home DIR.")
            % {"folder": home.folder}
        )
    return home


def _bring_content() -> None:
    """Import what is not there yet; items are known by their own ids, so nothing is doubled."""
    from django.utils import timezone

    from depesche.accounts.models import User
    from depesche.ingest import actions as ingest

    now = timezone.now()
    total = sum(1 for _item in (CONTENT / "items").glob("*.json"))
    with tqdm(total=total, unit="", disable=None, desc=_("Articles and photos")) as bar:
        ingest.import_ninjs(CONTENT, by=User.objects.get(email=EDITOR), at=now, progress=bar.update)
    bring_discussions(CONTENT, source=f"ninjs:{CONTENT.name}", at=now)
    bring_newsletters(CONTENT, source=f"ninjs:{CONTENT.name}")


def _welcome(home: Home, port: int) -> str:
    from depesche.newsroom.models import Edition

    address = f"http://{HOST}:{port}"
    password = (home.folder / "keys" / PASSWORD).read_text(encoding="ascii").strip()
    lines = []
    for edition in Edition.objects.live().order_by("path"):
        lines.append((edition.title, f"{address}{edition.public_path()}"))
        lines += [(_("… an article with every element"), f"{address}{path}") for path in _fullest_article(edition)]
    lines += [(_("Desk"), f"{address}/desk/"), (_("Sign in as"), EDITOR), (_("Password"), password)]
    width = max(len(label) for label, _value in lines)
    return "\n".join(f"  {label:<{width}}   {value}" for label, value in lines)


def _fullest_article(edition: Edition) -> list[str]:
    """The path of the article with the most kinds of blocks, if the edition has articles."""
    from depesche.newsroom.models import Article

    articles = Article.objects.live().descendant_of(edition)
    fullest = max(articles, key=lambda article: len({block.block_type for block in article.body}), default=None)
    return [fullest.public_path()] if fullest else []
