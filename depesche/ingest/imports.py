"""The folder in which an import leaves its report, and what is kept for later."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from depesche.formats import jsonable
from depesche.formats.wxr import Comment
from depesche.ingest.report import Report

_NEVER_WANTED = {"spam", "trash", "post-trashed"}


class Papers:
    """``HOME/imports/NAME``: report, remarks and comments of one import, for the owner's eyes only.

    Comments carry addresses of people.  A run begins the files anew and puts
    them in place when it ends, so that they always tell of one whole run.
    """

    def __init__(self, name: str, report: Report, *, dry_run: bool) -> None:
        self.folder = Path(settings.HOME) / "imports" / (slugify(name)[:80] or "import")
        self._report, self._dry_run = report, dry_run
        self._comments: IO[str] | None = None
        self._commented: set[str] = set()

    def __enter__(self) -> Self:
        self._commented = _commented(self.folder / "comments.jsonl")
        if not self._dry_run:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._report.details = _private(self.folder / "remarks.jsonl.new")
            self._comments = _private(self.folder / "comments.jsonl.new")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._dry_run or self._report.details is None or self._comments is None:
            return
        for file in (self._report.details, self._comments):
            file.close()
        self._report.details = None
        for name in ("remarks", "comments"):
            (self.folder / f"{name}.jsonl.new").replace(self.folder / f"{name}.jsonl")
        self._report.files.append(_("The whole report is in %(folder)s") % {"folder": self.folder})
        self._write("report.json", json.dumps(self._report.as_json(), ensure_ascii=False, indent=2))
        self._write("report.txt", str(self._report))

    def came_before(self, key: str) -> bool:
        """Whether the last complete import from here brought comments on this file."""
        return key in self._commented

    def keep(self, comments: tuple[Comment, ...], *, beneath: str, called: str, known: bool) -> None:
        """Keep the comments on a piece; those that were refused over there stay there.

        ``known`` says that the piece came before and is as it was; its comments count as unchanged then.
        """
        for comment in comments:
            wanted = comment.approved not in _NEVER_WANTED
            if wanted:
                self._report.count("unchanged" if known else "imported", "comment")
                self._append(comment, beneath)
            else:
                self._report.remark("skipped", _("comment that was refused as spam or binned"), called)
            self.keep(comment.replies, beneath=beneath, called=called, known=known)

    def _append(self, comment: Comment, beneath: str) -> None:
        if self._comments:
            values: dict[str, Any] = jsonable.encode(comment)
            values.pop("replies", None)  # each stands on a line of its own and names what it answers
            self._comments.write(json.dumps({"on": beneath} | values, ensure_ascii=False) + "\n")

    def _write(self, name: str, text: str) -> None:
        with _private(self.folder / name) as file:
            file.write(text + "\n")


def _commented(path: Path) -> set[str]:
    """The files, not the articles, on which the comments in ``path`` stand."""
    if not path.exists():
        return set()
    with path.open(encoding="utf-8") as lines:
        return {json.loads(line)["on"] for line in lines if line.startswith('{"on": "attachment:')}


def _private(path: Path) -> IO[str]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8")
