"""docs/reference names every setting, command, event and surrogate key, and nothing that does not exist."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from depesche.cli import configuration, main

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "depesche"
DOCS = ROOT / "docs"


def entries(page: str) -> dict[str, str]:
    """The entries of a page of the reference: what stands in ``### `…` `` with the text beneath."""
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    parts = re.split(r"^### `([^`]+)`.*$", text, flags=re.MULTILINE)
    names = parts[1::2]
    assert len(names) == len(set(names)), f"docs/reference/{page} says something twice"
    return dict(zip(names, parts[2::2], strict=True))


def settings() -> dict[str, object]:
    """Each environment variable that settings.py reads, with its default (``...`` when it is computed)."""
    tree = ast.parse((PACKAGE / "settings.py").read_text(encoding="utf-8"))
    return {
        node.args[0].value: default_of(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def default_of(call: ast.Call) -> object:
    value = next(keyword.value for keyword in call.keywords if keyword.arg == "default")
    try:
        return ast.literal_eval(value)
    except ValueError:
        return ...


def commands(group: click.Group, path: str = "depesche") -> Iterator[tuple[str, click.Command]]:
    """Each command that can be typed, with its full name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def management_commands() -> set[str]:
    return {
        f"depesche manage {path.stem}"
        for path in PACKAGE.glob("*/management/commands/*.py")
        if not path.name.startswith("_")
    }


def modules(name: str) -> Iterator[tuple[str, ModuleType]]:
    """The module of this name in each app that has one."""
    for path in sorted([*PACKAGE.glob(f"*/{name}.py"), *PACKAGE.glob(f"*/{name}/__init__.py")]):
        app = path.relative_to(PACKAGE).parts[0]
        yield app, importlib.import_module(f"depesche.{app}.{name}")


def events() -> dict[str, type]:
    return {
        f"{app}.{name}": thing
        for app, module in modules("events")
        for name, thing in vars(module).items()
        if isinstance(thing, type) and dataclasses.is_dataclass(thing) and thing.__module__ == module.__name__
    }


def keys() -> dict[str, object]:
    return {
        f"{app}.keys.{name}": thing
        for app, module in modules("keys")
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and not name.startswith("_")
    }


def test_there_is_something_to_document() -> None:
    assert "DEPESCHE_HOME" in settings()
    assert "newsroom.Published" in events()
    assert "newsroom.keys.article" in keys()
    assert "depesche manage clock" in management_commands()


def test_each_setting_is_documented_and_no_other() -> None:
    assert entries("settings.md").keys() == settings().keys()


def test_each_setting_says_its_default() -> None:
    texts = entries("settings.md")
    wrong = [
        name
        for name, default in settings().items()
        if default is not ... and f"Default: {written(default)}" not in texts[name]
    ]
    assert not wrong, "write “Default: `…`.” (empty: “Default: empty.”)"


def written(default: object) -> str:
    match default:
        case "" | []:
            return "empty"
        case bool():
            return f"`{str(default).lower()}`"
        case list():
            return f"`{','.join(default)}`"
        case _:
            return f"`{default}`"


def test_the_configuration_of_a_new_newsroom_offers_only_settings_that_exist_with_their_defaults() -> None:
    known = settings()
    for name, example, _why in configuration.SETTINGS:
        assert name in known
        default = known[name]
        assert default is ... or written(default).strip("`") == (example or "empty")


def test_each_command_is_documented_and_no_other() -> None:
    typed = {name for name, _command in commands(main)}
    assert entries("commands.md").keys() == typed | management_commands()


def test_each_option_of_a_command_is_documented() -> None:
    texts = entries("commands.md")
    missing = [
        f"{name} {option}"
        for name, command in commands(main)
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden  # said by our own processes to each other
        for option in [*parameter.opts, *parameter.secondary_opts]
        if f"`{option}" not in texts[name]
    ]
    assert not missing


def test_no_option_is_documented_that_does_not_exist() -> None:
    known = {option for _name, command in commands(main) for one in command.params for option in one.opts}
    known |= {option for _name, command in commands(main) for one in command.params for option in one.secondary_opts}
    texts = entries("commands.md")
    said = {option for name, _command in commands(main) for option in re.findall(r"`(--[a-z-]+)", texts[name])}
    assert said <= known | {option for one in main.params for option in one.opts}


def test_each_event_is_documented_with_its_fields_and_no_other() -> None:
    texts = entries("events.md")
    assert texts.keys() == events().keys()
    missing = [
        f"{name}.{field.name}"
        for name, event in events().items()
        for field in dataclasses.fields(event)
        if f"`{field.name}`" not in texts[name]
    ]
    assert not missing


def test_each_surrogate_key_is_documented_and_no_other() -> None:
    assert entries("surrogate-keys.md").keys() == keys().keys()


def test_each_page_of_the_docs_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"README.md"}
    assert pages == {link for link in re.findall(r"\]\(([^)#]+\.md)", index) if not link.startswith("..")}


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_in_the_docs_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert not broken
