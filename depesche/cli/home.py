"""The folder that holds everything of one newsroom: database, media, keys and configuration."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from depesche.cli import configuration
from depesche.cli.refusal import Refusal
from depesche.cli.words import LANGUAGE, _

DEFAULT_HOME = Path("newsroom")

# Folder and who may look in: media is what readers may see, so a web server of the same group may read it.
_FOLDERS = {"media": 0o750, "private": 0o700, "keys": 0o700, "backups": 0o700}


@dataclass(frozen=True)
class Home:
    """One newsroom's folder; ``depesche.env`` in it is what makes it a newsroom."""

    folder: Path

    @property
    def configuration(self) -> Path:
        """The file of settings, as lines ``NAME=value``; the environment overrides it."""
        return self.folder / "depesche.env"

    def is_newsroom(self) -> bool:
        """Whether a newsroom was made here."""
        return self.configuration.is_file()

    def says(self, name: str) -> bool:
        """Whether the setting ``name`` is given by the environment or by the configuration."""
        lines = self.configuration.read_text(encoding="utf-8").splitlines() if self.is_newsroom() else []
        return name in os.environ or any(line.strip().startswith(f"{name}=") for line in lines)

    def lay_out(self, *, language: str) -> None:
        """Make the folders, the secret key and the configuration in an empty folder."""
        self.folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        for name, mode in _FOLDERS.items():
            (self.folder / name).mkdir()
            (self.folder / name).chmod(mode)  # what mkdir sets, the umask narrows
        write_secret(self.folder / "keys" / "secret_key", secrets.token_urlsafe(50))
        write_secret(self.configuration, configuration.text(os.environ | {"DEPESCHE_LANGUAGE": language}))

    def enter(self, *, quiet: bool = True, before: Callable[[], None] = lambda: None) -> None:
        """Make this the newsroom of the process: settings, apps and database are its own from here on.

        ``quiet`` keeps the log of the desk's steps away from a command that tells its own story.  ``before`` is
        done when the settings can be read and no app is loaded yet.
        """
        if not self.is_newsroom():
            no_newsroom(self.folder)
        os.environ["DEPESCHE_HOME"] = str(self.folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "depesche.settings"
        import django  # a command that needs no newsroom should not wait for Django

        before()
        django.setup()
        from django.utils import translation

        translation.activate(LANGUAGE)  # what the newsroom answers to a command is read at this terminal
        if quiet:
            logging.getLogger("wagtail").setLevel(logging.WARNING)


def write_secret(path: Path, text: str) -> None:
    """Write a new file that only the owner can read, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{text}\n")


def no_newsroom(folder: Path) -> NoReturn:
    """Say that there is no newsroom here, and how to make or name one."""
    raise Refusal(
        _(
            "There is no newsroom in %(folder)s.\n"
            "Make one:      depesche new %(folder)s\n"
            "Name another:  depesche --home FOLDER …   (or set DEPESCHE_HOME)"
        )
        % {"folder": folder}
    )
