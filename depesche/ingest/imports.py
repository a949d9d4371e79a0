"""The folder in which an import leaves its report, and what found no place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from depesche.formats import discussion, jsonable, wxr
from depesche.formats.malformed import Malformed
from depesche.ingest.refusals import NotImportable
from depesche.ingest.report import Report

COMMENTS = "comments.jsonl"
# What an earlier version kept of the comments of WordPress, besides what they say.
_PERSONAL = ("email", "url", "network_address", "user", "meta")


class Leftovers:
    """The comments that found no page, in ``HOME/imports/NAME/comments.jsonl``.

    What an earlier run left stays until it is met again.
    """

    def __init__(self, folder: Path, *, dry_run: bool = False) -> None:
        self.folder, self._dry_run = folder, dry_run
        self._file: IO[str] | None = None
        self._before: dict[str, None] = {}

    def __enter__(self) -> Self:
        if not self._dry_run:
            self._before = dict.fromkeys(_names(self.folder / COMMENTS))
            self._file = _private(self.folder / f"{COMMENTS}.new")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        for on, comment, thread in left(self.folder) if self._before else ():
            if _name(on, comment.id) in self._before:
                self.leave(on, comment, thread)
        self._file.close()
        new = self.folder / f"{COMMENTS}.new"
        if new.stat().st_size:
            new.replace(self.folder / COMMENTS)
        else:
            new.unlink()
            (self.folder / COMMENTS).unlink(missing_ok=True)

    def met(self, on: str, comment: discussion.Comment) -> None:
        """Say that a comment has come again; what an earlier run left of it is settled now."""
        self._before.pop(_name(on, comment.id), None)

    def leave(self, on: str, comment: discussion.Comment, thread: discussion.Thread | None = None) -> None:
        """Keep a comment whose page is not here."""
        if self._file:
            values: dict[str, Any] = {"on": on, **jsonable.encode(comment)}
            if thread:
                values["page"] = jsonable.encode(thread)
            self._file.write(json.dumps(values, ensure_ascii=False) + "\n")


class Papers:
    """``HOME/imports/NAME``: report, remarks and left comments of one import, for the owner's eyes only.

    A run begins the files anew and puts them in place when it ends, so that
    they always tell of one whole run.
    """

    def __init__(self, name: str, report: Report, *, dry_run: bool) -> None:
        self.folder = folder_of(name)
        self.leftovers = Leftovers(self.folder, dry_run=dry_run)
        self._report, self._dry_run = report, dry_run

    def __enter__(self) -> Self:
        if not self._dry_run:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._report.details = _private(self.folder / "remarks.jsonl.new")
        self.leftovers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leftovers.__exit__(kind, error, trace)
        if self._dry_run or self._report.details is None:
            return
        self._report.details.close()
        self._report.details = None
        (self.folder / "remarks.jsonl.new").replace(self.folder / "remarks.jsonl")
        self._report.files.append(_("The whole report is in %(folder)s") % {"folder": self.folder})
        self._write("report.json", json.dumps(self._report.as_json(), ensure_ascii=False, indent=2))
        self._write("report.txt", str(self._report))

    def _write(self, name: str, text: str) -> None:
        with _private(self.folder / name) as file:
            file.write(text + "\n")


def folder_of(name: str) -> Path:
    """Where the papers of an import lie."""
    return Path(settings.HOME) / "imports" / (slugify(name)[:80] or "import")


def source_of(folder: Path) -> str:
    """What the import whose papers lie in a folder calls its source.  Raises NotImportable where there are none."""
    try:
        source = json.loads((folder / "report.json").read_text(encoding="utf-8"))["source"]
    except (OSError, ValueError, KeyError, TypeError):
        there = sorted(each.name for each in folder.parent.glob("*/") if (each / "report.json").exists())
        raise NotImportable(
            _("There is no import “%(name)s”. There are: %(names)s.")
            % {"name": folder.name, "names": ", ".join(there) or "–"}
        ) from None
    return str(source)


def left(folder: Path) -> Iterator[tuple[str, discussion.Comment, discussion.Thread | None]]:
    """The comments that an import has left: the key of their page, what they say, and what is known of the page."""
    for values in _lines(folder / COMMENTS):
        on, page = str(values.pop("on", "")), values.pop("page", None)
        try:
            comment = _comment(values)
            thread = jsonable.decode_record(discussion.Thread, page) if page else None
        except Malformed as fault:
            raise NotImportable(f"{folder / COMMENTS}: {fault}") from fault
        if comment:
            yield on, comment, thread


def _comment(values: dict[str, Any]) -> discussion.Comment | None:
    """A line as it is written now, or as earlier versions wrote it: a comment in WordPress's terms."""
    if "text" not in values:
        return jsonable.decode_record(discussion.Comment, values)
    old = jsonable.decode_record(wxr.Comment, {name: each for name, each in values.items() if name not in _PERSONAL})
    return next(wxr.said([old]), None)


def _names(path: Path) -> Iterator[str]:
    return (_name(str(values.get("on", "")), str(values.get("id", ""))) for values in _lines(path))


def _name(on: str, number: str) -> str:
    return f"{on} {number}"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    values = json.loads(line)
                except ValueError:
                    continue  # the end of a line that a full disk has cut off
                if isinstance(values, dict):
                    yield values


def _private(path: Path) -> IO[str]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8")
