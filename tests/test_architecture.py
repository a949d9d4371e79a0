"""What docs/architecture.md says about the shape of the package, held by tests.

The layers are read from the contract in pyproject.toml, so they are said once.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest
from django.apps import apps
from django.db import models
from django.template import Engine, TemplateDoesNotExist
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from wagtail.models import Page, get_page_models

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "depesche"
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Every app has the same rooms and leaves out what is empty.  A room is a module or a folder.
ROOMS = {
    "models", "actions", "events", "keys", "tasks", "views", "urls", "templates", "wagtail_hooks", "blocks",
    "checks", "forms", "management", "apps", "migrations", "static", "templatetags",
}  # fmt: skip
# Other apps come in by these doors only.
DOORS = {"models", "actions", "events", "keys"}
# Rooms that one app needs beyond the common ones, each with its reason.
OWN_ROOMS = {
    "delivery": {
        "collecting",  # which surrogate keys the page being rendered bears
        "remembering",  # what pages have in common, until something is purged
        "calling",  # asks the newsroom as a web server does
        "rendering",  # ... as a stranger who sends nothing but an address
        "press",  # makes pages and keeps them
        "addresses",  # which requests the store may answer
        "crawling",  # finds every public address
        "mirror",  # ... and makes files of them
        "caches",  # caches of ours in front, told what to purge
        "outbox",  # ... until they have it
        "pausing",  # ... and left alone while they are away
        "calming",  # what changes many times a second is purged once
        "store",  # where pages are kept, apart from the database
        "release",  # what makes pages: code, theme and settings, under one name
        "canary",  # has a new release make pages on trial, in a process of its own
        "deploys",  # accepts a new release, or goes back from it
    },
    "accounts": {
        "roles",  # what each role may do, granted after every migration
        "desk",  # the screens of accounts, on which roles bear translated names
        "adapters",  # what django-allauth asks of us, answered in one place
        "middleware",  # who may come to the desk
        "limits",  # how often somebody may do something, counted for all processes
        "tries",  # ... and what that is at the door
        "codes",  # what waits for a code that travels by mail
        "letters",  # what we write to the owners of accounts
        "posting",  # ... put on the queue without a look at the address
        "names",  # which names readers may bear
        "ways",  # where somebody may be led after signing in
        "outside",  # accounts at other houses, and who stands at the door with one
        "providers",  # ... as the settings name them
        "provider",  # Mastodon as django-allauth looks for it
        "mastodon",  # ... and how its servers are spoken to
        "holdings",  # who keeps what of a person, to tell and to erase it
        "own_holdings",  # ... and what this app keeps
    },
    "audience": {
        "subjects",  # who knows what can be counted and where it stands
        "counting",  # what a web process has seen and not written yet, and the thread that writes it
        "readers",  # what a request says about its sender, looked at in one place
        "desk",  # the screen about readers; Wagtail wants views of its own kind
        "drawing",  # ... and its curves
    },
    "comments": {
        "hosts",  # who knows what can be discussed and where it stands
        "held",  # what is kept of a person, told to them and given up
        "moderation",  # what is looked at before a comment is public, each check with its reason
        "desk",  # the moderators' screens; Wagtail wants views of its own kind
        "text",  # what people type, as what readers see
        "threading",  # where comments of another system hang
        "archive",  # discussions on their way out
    },
    "ingest": {
        "places",  # which page the comments of another system belong to
        "shelves",  # comments that come in no useful order, put by page
        "streams",  # files that are read while somebody watches
        "imports",  # the folder with the report of an import and what is kept for later
        "run",  # what one run of an import knows: its source, its clock, its report
        "queue",  # puts what an import asks for again and again on the task queue once
        "report",  # what an import did, for people
        "fitting",  # foreign values made to fit the newsroom's fields
        "uploads",  # the old site's folder of files, found without trusting names
        "desk",  # the report of credits that an import assumed
        "limits",  # what one import may take of memory and time
        "refusals",  # what is wrong with a file, in one sentence
    },
    "subscriptions": {
        "lists",  # followers on their way in and out
        "subjects",  # who knows what can be followed and where it stands, and who publishes
        "links",  # signed addresses, by which somebody without an account is known
        "rounds",  # when a daily or weekly letter is due, on the clock of its reader
        "letters",  # what letters say
        "known",  # ... and what their reader has been told already
        "notices",  # ... and messages to browsers
        "mailings",  # what is written once for many, and who writes it
        "channels",  # the ways on which they go
        "mailbox",  # ... and the one on which they come back
        "caught",  # the desk's look at letters that went into a folder
        "held",  # what is kept of a person, told to them and given up
        "reach",  # whom something reaches: counted before it is sent, and written to by the same selection
        "figures",  # what became of it, and how many follow what
        "desk",  # ... on the screen about followers; Wagtail wants views of its own kind
    },
    "newsletters": {
        "kinds",  # what an issue can be made of, declared by whoever knows about it
        "parts",  # ... and what becomes of our own
        "adapters",  # listens to what Wagtail's screens save
        "composing",  # puts an issue together, and leaves out what is broken
        "following",  # what subscriptions are told of newsletters
        "archive",  # ... and sitemaps
        "desk",  # the editors' screens; Wagtail wants views of its own kind
    },
    "syndication": {
        "lists",  # the lists that can be followed, shared by feeds and sitemaps
        "further",  # pages of apps above, for the sitemap
    },
    "media": {
        "adapters",  # the one place that listens to what Wagtail's screens save
        "darkroom",  # decodes pictures in processes of their own, so that a bomb harms nobody
        "renditions",  # makes the files that browsers choose from
        "rights",  # reads and writes IPTC and XMP
        "filling",  # what a photo's file knows and nobody has typed
        "files",  # moves files between private and public storage
        "types",  # which kinds of file are taken in, and how browsers treat them
        "held",  # what is kept of a reader, told to them and given up
        "desk",  # the picture desk's screens; Wagtail wants views of its own kind
    },
    "newsroom": {
        "adapters",  # the one place that listens to Wagtail's own signals
        "desk",  # the editor arranged for a newsroom; Wagtail wants views of its own kind
        "panels",  # the editor's forms
        "search",  # the index beside the articles, and finding in it
    },
    "website": {
        "themes",  # looks
        "discussion",  # what articles tell their discussions about themselves
        "following",  # ... and those who follow their story, section, author or tag
        "middleware",  # what is settled before an address is looked up
    },
}
OWN_DOORS = {
    "delivery": {
        "collecting",  # pages say what they show
        "remembering",  # ... and do not ask twice for what they all show
        "calling",  # the server asks the newsroom for what is not stored
        "rendering",  # ... and for pages
        "press",  # ... and keeps them
        "addresses",  # ... under their names
        "crawling",  # the command renders all
        "mirror",  # ... and exports them
        "caches",  # the check knows their kinds
        "store",  # the server answers from it
        "canary",  # the command tries a new release
        "deploys",  # ... and accepts it
        "release",  # ... and starts processes of the very same one
    },
    "accounts": {
        "holdings",  # apps say what they keep of a person
        "ways",  # pages lead to the door
        "outside",  # ... and show the other houses
        "roles",  # the demo gives its moderators their role
        "limits",  # whoever lets readers write counts with the same counter
        "providers",  # the settings read them
    },
    "audience": {
        "drawing",  # other screens of the desk draw their curves in the same way
        "subjects",  # owners say what stands where
        "counting",  # the server starts and ends the writing
        "readers",  # where a request comes from is looked at in one place
    },
    "media": {
        "darkroom",  # who takes pictures in has them looked at first
        "desk",  # reports about photos are made in one way
        "wagtail_hooks",  # ... and stand in one menu
    },
    "newsroom": {"search"},  # the search page asks it
    "comments": {
        "archive",  # the command writes discussions into files
        "hosts",  # owners say what stands where
        "text",  # pages clean once more what was cleaned when it was written
    },
    "subscriptions": {
        "lists",  # the command reads and writes lists of followers
        "mailbox",  # ... and reports about letters that came back
        "subjects",  # owners say what stands where
        "links",  # pages know whom a link was sent to
        "mailings",  # whoever writes for many at once says what
        "channels",  # the command makes the keys that letters are signed with
        "reach",  # the forms of the desk say how many get something
        "figures",  # ... and what became of it
    },
    "syndication": {
        "further",  # apps above say which of their pages stand in the sitemap
    },
    "newsletters": {
        "kinds",  # apps declare what an issue can be made of
        "composing",  # the page on the web says what the letter says
    },
    "ingest": {
        "places",  # the demo finds the articles that its comments belong to
    },
}
MAY_MARK_SAFE = {"depesche/website/templatetags/markup.py"}


def layers() -> dict[str, int]:
    """Each app with the number of its row; the lowest row is 0."""
    contract = next(
        contract for contract in CONFIGURATION["tool"]["importlinter"]["contracts"] if contract["type"] == "layers"
    )
    rows = [re.findall(r"\w+", row) for row in reversed(contract["layers"])]
    return {app: height for height, row in enumerate(rows) for app in row}


def our_apps() -> list[str]:
    """The names of the apps below ``depesche`` that Django knows."""
    return [config.name.removeprefix("depesche.") for config in apps.get_app_configs() if is_ours(config.name)]


def is_ours(module: str) -> bool:
    return module.startswith("depesche.")


def app_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if is_ours(model.__module__)]


def sources(*folders: Path) -> Iterator[tuple[str, Path]]:
    """Each Python file of ours, with its path from the root."""
    for folder in folders or (PACKAGE,):
        for path in sorted(folder.rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def test_there_are_apps_and_models_to_look_at() -> None:
    assert {"accounts", "media", "newsroom", "website"} <= set(our_apps())
    assert len(our_models()) > 10


def test_no_relation_points_to_an_app_in_a_higher_row() -> None:
    height = layers()
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
        if is_ours(field.related_model.__module__) and height[app_of(field.related_model)] > height[app_of(model)]
    ]
    assert not upward, "put the relation on the higher side, or emit an event"


def test_no_page_type_rule_points_to_an_app_in_a_higher_row() -> None:
    height = layers()
    upward = [
        f"{page.__name__} → {other.__name__}"
        for page in get_page_models()
        if is_ours(page.__module__)
        for other in named_in_rules(page)
        if is_ours(other.__module__) and height[app_of(other)] > height[app_of(page)]
    ]
    assert not upward, "name the rule on the higher side: parent_page_types instead of subpage_types"


def named_in_rules(page: type[Page]) -> Iterator[type[Page]]:
    """The page types that a page type names itself; what it leaves open names nobody."""
    for rule in ("parent_page_types", "subpage_types"):
        for name in getattr(page, rule, None) or ():
            yield apps.get_model(name) if isinstance(name, str) and "." in name else resolve(page, name)


def resolve(page: type[Page], name: Any) -> type[Page]:
    return apps.get_model(page._meta.app_label, name) if isinstance(name, str) else name


@pytest.mark.parametrize("app", our_apps())
def test_an_app_has_only_the_rooms_that_all_apps_have(app: str) -> None:
    allowed = ROOMS | OWN_ROOMS.get(app, set())
    found = {path.stem for path in (PACKAGE / app).iterdir() if not path.name.startswith(("_", "."))}
    assert found <= allowed, f"say where it belongs, or give the reason in OWN_ROOMS: {sorted(found - allowed)}"


def test_apps_come_to_each_other_by_the_doors_only() -> None:
    graph = grimp.build_graph("depesche")
    ours = set(our_apps())
    trespasses = [
        f"{importer} → {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if trespasses_by(importer.split("."), imported.split("."), ours)
    ]
    assert not trespasses, "use the other app's models, actions, events or keys"


def trespasses_by(importer: list[str], imported: list[str], ours: set[str]) -> bool:
    """Whether an app imports something of another app that is not a door."""
    if len(importer) < 2 or len(imported) < 3 or importer[1] == imported[1] or imported[1] not in ours:
        return False
    if importer[1] == "wiring":  # the page that says which task follows which event
        return imported[2] not in DOORS | {"tasks"}
    if importer[1] == "urls":
        return imported[2] not in {"urls", "views"}
    return imported[2] not in DOORS | OWN_DOORS.get(imported[1], set())


def test_models_do_not_know_what_is_done_with_them() -> None:
    graph = grimp.build_graph("depesche")
    above_models = {"actions", "views", "tasks", "wagtail_hooks", "urls"}
    wrong = [
        f"{importer} → {imported}"
        for importer in graph.modules
        if importer.split(".")[2:3] == ["models"]
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported.split(".")[2:3] and imported.split(".")[2] in above_models
    ]
    assert not wrong, "models are facts: let the action fetch and write them"


def test_all_templates_load() -> None:
    loaded = [get_template(name) for name in template_names()]
    assert loaded


def template_names() -> Iterator[str]:
    """The names of our own templates in every folder that Django looks into."""
    for folder in (*map(Path, Engine.get_default().dirs), *get_app_template_dirs("templates")):
        if folder.is_relative_to(PACKAGE):
            for path in sorted(folder.rglob("*.*")):
                if path.suffix in {".html", ".txt", ".xml", ".svg"}:
                    yield path.relative_to(folder).as_posix()


def test_a_template_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(TemplateDoesNotExist):
        get_template("website/no_such_template.html")


def test_text_is_marked_safe_in_one_module_only() -> None:
    marks = re.compile(r'\bmark_safe\b|\bSafeString\((?!""\))')  # an empty string is safe by itself
    in_code = {name for name, path in sources() if marks.search(path.read_text(encoding="utf-8"))}
    in_templates = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*.html")
        if re.search(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off", path.read_text(encoding="utf-8"))
    }
    assert in_code | in_templates <= MAY_MARK_SAFE, "let that module make the markup, or use format_html"


def test_only_the_egress_client_speaks_to_other_machines() -> None:
    clients = {"requests", "httpx", "aiohttp", "urllib3", "http.client", "urllib.request", "smtplib", "ftplib"}
    speaking = {
        f"{name} imports {module}"
        for name, path in sources()
        if not name.startswith("depesche/net")
        for module in imported_by(path)
        if module in clients
    }
    assert not speaking, "go through depesche.net: it checks addresses, redirects, sizes and time"


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_test_is_skipped() -> None:
    """A test that may not run is a promise that nobody checks; a missing tool fails and says what to install."""
    skipping = {
        name
        for name, path in sources(ROOT / "tests")
        if re.search(r"\b(skip|skipif|importorskip|xfail)\(", path.read_text(encoding="utf-8"))
    }
    assert not skipping


def test_every_ignored_check_has_its_reason() -> None:
    bare = [
        f"{name}:{number}"
        for name, path in sources(PACKAGE, ROOT / "tests", ROOT / "benchmarks")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"# noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* +[-–—#(])", line) and "noqa(?" not in line
    ]
    assert not bare, "write it as “# noqa: S310 - the reason”"
