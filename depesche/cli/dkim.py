"""``depesche dkim``: a key for signatures of letters, and what the DNS has to say about it."""

from __future__ import annotations

import click

from depesche.cli.home import Home, write_secret
from depesche.cli.refusal import Refusal
from depesche.cli.words import _


@click.command(help=_("Make a key to sign letters with (DKIM), and print the record to publish in the DNS."))
@click.argument("selector", metavar=_("SELECTOR"))
@click.option(
    "--type",
    "kind",
    type=click.Choice(["rsa", "ed25519"]),
    default="rsa",
    show_default=True,
    help=_("What kind of key is made; RSA is what every provider knows."),
)
@click.pass_obj
def dkim(home: Home, selector: str, kind: str) -> None:
    """Make the key if there is none under this name; a key that is there is never touched."""
    home.enter()
    from depesche.formats import dkim as formats
    from depesche.subscriptions.channels import signing

    if not signing.NAME.fullmatch(selector):
        raise Refusal(
            _("“%(name)s” is no name for a key; write letters and digits, such as news1.") % {"name": selector}
        )
    path = signing.path_of(selector)
    if not path.exists():
        write_secret(path, formats.make_key(kind).decode().strip())
    try:
        key = signing.key_of(selector)
    except signing.NotSigned:
        raise Refusal(_("%(path)s holds no key to sign letters with; nothing was changed.") % {"path": path}) from None
    click.echo(
        _(
            "The key is in %(path)s. Keep a copy with your backups, and give it to nobody.\n\n"
            "Publish this in the DNS of %(domain)s:\n\n"
            "%(record)s\n\n"
            "When “dig +short TXT %(selector)s._domainkey.%(domain)s” shows it, sign with it:\n\n"
            "DEPESCHE_DKIM_SELECTORS=%(selectors)s"
        )
        % {
            "path": path,
            "domain": signing.domain(),
            "record": formats.zone_line(key, selector=selector, domain=signing.domain()),
            "selector": selector,
            "selectors": _all_with(selector),
        }
    )


def _all_with(selector: str) -> str:
    from django.conf import settings

    return ",".join(dict.fromkeys([*settings.DKIM_SELECTORS, selector]))
