"""A wrong setting is named, with the right way in the text."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import CheckMessage
from pytest_django import Settings

from depesche import checks


def said(*messages: CheckMessage) -> dict[str | None, str]:
    return {message.id: message.hint or "" for message in messages}


def test_the_defaults_are_right(settings: Settings) -> None:
    settings.SECRET_KEY = "k" * 50
    for check in (
        checks.unreadable,
        checks.unknown,
        checks.addresses,
        checks.secret,
        checks.language,
        checks.theme,
        checks.database,
        checks.caches,
        checks.page_store,
    ):
        assert list(check()) == []


def test_a_value_that_cannot_be_read_is_named_with_an_example(settings: Settings) -> None:
    settings.UNREADABLE = [("DEPESCHE_TRUSTED_PROXIES", "one", "int")]
    assert "whole number" in said(*checks.unreadable())["depesche.E001"]


def test_a_misspelt_name_is_told_with_the_one_that_was_meant(settings: Settings) -> None:
    settings.GIVEN = {"DEPESCHE_BASE_ULR", "DEPESCHE_WEATHER_TOMORROW_AT_NOON", "DEPESCHE_HOME"}
    hints = {str(message.msg): str(message.hint) for message in checks.unknown()}
    assert len(hints) == 2
    assert "DEPESCHE_BASE_URL" in hints["There is no setting DEPESCHE_BASE_ULR; it changes nothing."]


@pytest.mark.parametrize("address", ["news.example.org", "ftp://news.example.org", "https://news.example.org/path"])
def test_an_address_that_is_no_site_is_refused(settings: Settings, address: str) -> None:
    settings.BASE_URL = address
    assert "https://news.example.org" in said(*checks.addresses())["depesche.E002"]


def test_the_host_of_the_address_must_be_answered_to(settings: Settings) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://news.example.org", ["localhost"]
    assert "localhost,news.example.org" in said(*checks.addresses())["depesche.E003"]


@pytest.mark.parametrize("hosts", [["news.example.org"], [".example.org"]])
def test_a_host_is_answered_to_by_name_or_by_domain(settings: Settings, hosts: list[str]) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://news.example.org", hosts
    assert list(checks.addresses()) == []


def test_answering_to_every_host_is_warned_of(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert list(said(*checks.addresses())) == ["depesche.W001"]


def test_a_short_secret_is_refused(settings: Settings) -> None:
    settings.SECRET_KEY = "short"
    assert "depesche new" in said(*checks.secret())["depesche.E004"]


def test_without_a_secret_somebody_is_told_so_and_no_part_breaks_before(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "django", "check"]
    other = {name: value for name, value in os.environ.items() if name != "DEPESCHE_SECRET_KEY"}
    ours = other | {"DEPESCHE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "depesche.settings"}
    checked = subprocess.run(command, env=ours, capture_output=True, text=True, check=False, timeout=120)
    assert checked.returncode == 1
    assert "depesche.E004" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_a_language_that_the_desk_does_not_speak_is_refused(settings: Settings) -> None:
    settings.DEFAULT_LANGUAGE = "tlh"
    assert "en, de, ar" in said(*checks.language())["depesche.E005"]


def test_a_theme_that_is_not_there_is_refused(settings: Settings) -> None:
    settings.THEME_DIR = settings.THEME_DIR.parent / "tabloid"
    assert "broadsheet" in said(*checks.theme())["depesche.E006"]


def test_a_sqlite_that_can_lose_data_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert "pysqlite3" in said(*checks.database())["depesche.E007"]


def test_postgresql_is_welcome(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert list(checks.database()) == []


@pytest.mark.parametrize("address", ["squid://:secret@127.0.0.1", "varnish://", "varnish://127.0.0.1:port", "http://["])
def test_a_cache_that_cannot_be_told_is_refused_without_its_secret(settings: Settings, address: str) -> None:
    settings.CACHES_IN_FRONT = ["varnish://127.0.0.1:6081", address]
    [message] = checks.caches()
    assert "varnish://127.0.0.1:6081" in said(message)["depesche.E009"]
    assert "secret" not in message.msg


@pytest.mark.parametrize("address", ["redis://:secret@127.0.0.1", "valkey://:secret@", "valkey://:secret@host/db"])
def test_an_address_that_is_no_valkey_is_refused_without_its_password(settings: Settings, address: str) -> None:
    settings.VALKEY_URL, settings.GIVEN = address, {"DEPESCHE_BASE_URL"}
    [message] = checks.page_store()
    assert "valkey://user:password@host:6379/0" in said(message)["depesche.E010"]
    assert "secret" not in message.msg


def test_files_for_nginx_and_several_machines_exclude_each_other(settings: Settings) -> None:
    settings.VALKEY_URL, settings.FILES_FOR_NGINX = "valkey://127.0.0.1", True
    assert "Varnish" in said(*checks.page_store())["depesche.E011"]


def test_several_machines_need_the_address_by_which_they_know_each_other(settings: Settings) -> None:
    settings.VALKEY_URL, settings.GIVEN = "valkey://127.0.0.1", {"DEPESCHE_BASE_URL"}
    assert list(checks.page_store()) == []
    settings.GIVEN = set()
    assert "https://news.example.org" in said(*checks.page_store())["depesche.E012"]
