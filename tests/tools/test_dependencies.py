"""What the project depends on is locked, explained and tied to no one's registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCKS = ["requirements/pip.txt", "requirements/runtime.txt", "requirements/dev.txt", "tools/audit/package-lock.json"]


def locked(lock: str) -> dict[str, str]:
    """The version of each package in a lock file."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = (re.match(r"([\w.-]+)==([^\s;]+)", line) for line in lines)
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


def wanted(*groups: str) -> list[Requirement]:
    data = tomllib.loads(PYPROJECT)
    chosen = [data["project"]["dependencies"], *(data["dependency-groups"][group] for group in groups)]
    return [Requirement(one) for group in chosen for one in group]


@pytest.mark.parametrize(("lock", "groups"), [("runtime", ["build"]), ("dev", ["build", "dev"])])
def test_the_lock_holds_what_the_project_asks_for(lock: str, groups: list[str]) -> None:
    versions = locked(f"requirements/{lock}.txt")
    stale = [
        str(one)
        for one in wanted(*groups)
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"), prereleases=True)
    ]
    assert not stale, "run: make lock"


def test_every_locked_file_has_its_hash() -> None:
    for lock in LOCKS[:3]:
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
        assert all("--hash=sha256:" in entry for entry in entries)


def test_tests_run_with_the_versions_that_newsrooms_get() -> None:
    runtime, dev = locked("requirements/runtime.txt"), locked("requirements/dev.txt")
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry_and_no_machine(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r'"resolved"|--(extra-)?index-url|--find-links|file:|/home/|/root/|/tmp/', text)


def test_each_dependency_says_why_it_is_there() -> None:
    inside = re.findall(r"^(?:dependencies|dev|build) = \[\n(.*?)^\]", PYPROJECT, flags=re.MULTILINE | re.DOTALL)
    assert len(inside) == 3
    silent = [
        line.strip()
        for line in "".join(inside).splitlines()
        # The packages with types stand beneath the one that says what they are.
        if line.strip().startswith('"') and "#" not in line and not line.strip().startswith('"types-')
    ]
    assert not silent
