"""``depesche nginx``: the configuration of an nginx that reads fresh pages by itself, or a copy of the site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click

from depesche.cli.home import Home
from depesche.cli.refusal import Refusal
from depesche.cli.words import _

_TEMPLATE, _OF_COPY = (Path(__file__).with_name(name) for name in ("nginx.conf", "mirror.conf"))
_OF_NGINX = "content-type"  # said by the kind of the file
Headers = tuple[tuple[str, str], ...]


@click.command(help=_("Print the configuration of an nginx that reads fresh pages by itself and asks for the rest."))
@click.option("--listen", default="80", show_default=True, help=_("Where nginx listens: a port, or address and port."))
@click.option("--upstream", default="127.0.0.1:8000", show_default=True, help=_("Where “depesche serve” listens."))
@click.option("--brotli", is_flag=True, help=_("This nginx has the module brotli_static."))
@click.pass_obj
def nginx(home: Home, listen: str, upstream: str, brotli: bool) -> None:
    """Ask the newsroom what its pages say, and write it down for nginx."""
    home.enter()
    from django.conf import settings

    if settings.VALKEY_URL:
        raise Refusal(_("With DEPESCHE_VALKEY_URL there are no files for nginx."))
    if not settings.FILES_FOR_NGINX or settings.CACHES_IN_FRONT:
        raise Refusal(_("Nginx finds files only with DEPESCHE_FILES_FOR_NGINX=on and without DEPESCHE_CACHES."))
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    given = {"LISTEN": listen, "UPSTREAM": upstream, "HOST": host, "BROTLI": "brotli_static on;" if brotli else ""}
    click.echo(configuration(editions(), given))


def editions() -> dict[str, Headers]:
    """What the pages of each edition say: asked of the newsroom itself, so that it cannot differ."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.utils import timezone

    from depesche.delivery.rendering import Renderer
    from depesche.newsroom.models import Edition

    renderer = Renderer(get_wsgi_application(), settings.BASE_URL)
    paths = [edition.public_path() for edition in Edition.objects.visible(timezone.now()).order_by("path")]
    pages = {path: renderer.render(path) for path in paths}
    return {path: tuple(page.headers) for path, page in pages.items() if page.storable}


def configuration(pages: Mapping[str, Headers], given: Mapping[str, str]) -> str:
    """The text for nginx; ``pages`` holds the headers by the path under which all pages say them."""
    from django.conf import settings

    from depesche.delivery.store.files import name_of

    folders = {path: name_of(headers) for path, headers in pages.items()}
    parts = dict(given) | {
        "SESSION": settings.SESSION_COOKIE_NAME,
        "BODY": f"{settings.PHOTO_MAX_BYTES // 1024**2 + 5}m",
        "ROOT": str(Path(settings.STORE_ROOT).resolve() / "pages" / "now"),
        "FOLDERS": "".join(f'    "~^(?:GET|HEAD)::{path}(?:.*/)?$" {folder};\n' for path, folder in folders.items()),
    }
    return _filled(_TEMPLATE, parts | _said(pages, indent=8))


def of_copy(pages: Mapping[str, Headers], others: Headers, given: Mapping[str, str]) -> str:
    """The text for nginx before a copy of the site; ``others`` is said where no edition is, as of a page not found."""
    from depesche.delivery.store.files import name_of

    parts = dict(given) | {
        "OTHERS": name_of(others),
        "FOLDERS": "".join(f'    "~^{path}" {name_of(headers)};\n' for path, headers in pages.items()),
    }
    return _filled(_OF_COPY, parts | _said({**pages, "": others}, indent=4))


def _filled(template: Path, parts: Mapping[str, str]) -> str:
    text = template.read_text(encoding="utf-8")
    for name, value in parts.items():
        text = text.replace(f"@{name}@", value)
    return text


def _said(pages: Mapping[str, Headers], *, indent: int) -> dict[str, str]:
    """The headers themselves: one that all pages say alike at once, another by the folder of the page."""
    from depesche.delivery.store.files import name_of

    said = {name_of(headers): dict(headers) for headers in pages.values()}
    names = sorted({name for headers in said.values() for name in headers} - {_OF_NGINX})
    alike = {name for name in names if len({headers.get(name) for headers in said.values()}) == 1}
    add = (f"{' ' * indent}add_header {name.title()} {_value(name, said, name in alike)}" for name in names)
    always = " always" if "" in pages else ""
    return {
        "HEADERS": "".join(_map(name, said) for name in names if name not in alike),
        "ADD": "".join(f"{line}{always};\n" for line in add),
    }


def _map(name: str, said: Mapping[str, Mapping[str, str]]) -> str:
    """One header as each folder's pages say it; where they do not say it, nginx sends none."""
    lines = [f'    {folder} "{_quoted(headers[name])}";\n' for folder, headers in said.items() if name in headers]
    return f'map $depesche_folder ${_variable(name)} {{\n    default "";\n{"".join(lines)}}}\n'


def _value(name: str, said: Mapping[str, Mapping[str, str]], alike: bool) -> str:
    return f'"{_quoted(next(iter(said.values()))[name])}"' if alike else f"${_variable(name)}"


def _variable(name: str) -> str:
    return f"depesche_{name.replace('-', '_')}"


def _quoted(value: str) -> str:
    if "$" in value:  # nginx has no way to write one
        raise Refusal(
            _("A header of the pages holds a dollar sign, which nginx cannot send: %(value)s") % {"value": value}
        )
    return value.replace("\\", "\\\\").replace('"', '\\"')
