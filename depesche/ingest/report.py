"""What an import did, said so that nothing gets lost in silence.

The counts and a few examples of each remark stay in memory, however long the
source is; every single remark goes to a file as it is made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Literal, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

Outcome: TypeAlias = Literal["imported", "changed", "unchanged"]
Remark: TypeAlias = Literal["draft", "held", "kept", "assumed", "skipped", "lost"]

EXAMPLES = 5

_KINDS = {
    "edition": ngettext_lazy("%(count)d edition", "%(count)d editions", "count"),
    "section": ngettext_lazy("%(count)d section", "%(count)d sections", "count"),
    "author": ngettext_lazy("%(count)d author", "%(count)d authors", "count"),
    "story": ngettext_lazy("%(count)d story", "%(count)d stories", "count"),
    "page": ngettext_lazy("%(count)d page", "%(count)d pages", "count"),
    "article": ngettext_lazy("%(count)d article", "%(count)d articles", "count"),
    "photo": ngettext_lazy("%(count)d photo", "%(count)d photos", "count"),
    "file": ngettext_lazy("%(count)d file", "%(count)d files", "count"),
    "redirect": ngettext_lazy("%(count)d old address", "%(count)d old addresses", "count"),
    "comment": ngettext_lazy("%(count)d comment", "%(count)d comments", "count"),
}
_OUTCOMES = {
    "imported": gettext_lazy("Imported"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
}
_REMARKS = {
    "draft": gettext_lazy("Left as drafts"),
    "held": gettext_lazy("Held back: cannot be published as they are"),
    "kept": gettext_lazy("Kept as they are here"),
    "assumed": gettext_lazy("Credit line assumed: look at these pictures"),
    "skipped": gettext_lazy("Skipped"),
    "lost": gettext_lazy("Lost on the way"),
}


@dataclass
class Report:
    """What became of everything in a source.

    ``details`` is an open text file for every single remark, one JSON object a
    line.  ``str(report)`` is for people.
    """

    source: str = ""
    dry_run: bool = False
    details: IO[str] | None = None
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    _heard: list[list[str]] | None = None

    def count(self, outcome: Outcome, kind: str, number: int = 1) -> None:
        """Count something that came along, or was there already."""
        self.counts[outcome, kind] += number

    def remark(self, about: Remark, why: str, what: str, excerpt: str = "") -> None:
        """Say that ``what`` did not come along as it was, and why."""
        self.remarks[about, why] += 1
        shown = self.examples.setdefault((about, why), [])
        if len(shown) < EXAMPLES:
            shown.append(f"{what}: {excerpt}" if excerpt else what)
        if self._heard is not None:
            self._heard.append([about, why, what, excerpt])
        if self.details:
            line = {"about": about, "why": why, "what": what} | ({"excerpt": excerpt} if excerpt else {})
            self.details.write(json.dumps(line, ensure_ascii=False) + "\n")

    @contextmanager
    def listening(self) -> Iterator[list[list[str]]]:
        """The remarks made meanwhile, each as the arguments of ``remark``, to be kept and made again."""
        heard = list[list[str]]()
        self._heard = heard
        try:
            yield heard
        finally:
            self._heard = None

    def total(self, outcome: Outcome) -> int:
        """How many things had this outcome."""
        return sum(number for (each, _kind), number in self.counts.items() if each == outcome)

    def as_json(self) -> dict[str, Any]:
        """The whole report as plain values."""
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            **{outcome: self._of(self.counts, outcome) for outcome in _OUTCOMES},
            **{about: self._of(self.remarks, about) for about in _REMARKS},
            "examples": [
                {"about": about, "why": why, "what": shown} for (about, why), shown in sorted(self.examples.items())
            ],
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _of(self, counter: Counter[tuple[str, str]], name: str) -> dict[str, int]:
        return {what: number for (each, what), number in sorted(counter.items()) if each == name}

    def _lines(self) -> Iterator[str]:
        if self.dry_run:
            yield _("Nothing was written; this is what an import would do.")
        comma = pgettext("between names", ", ")
        for outcome, title in _OUTCOMES.items():
            counts = self._of(self.counts, outcome)
            listed = comma.join(_KINDS[kind] % {"count": number} for kind, number in counts.items()) or _("nothing")
            yield f"{title}: {listed}"
        for about, title in _REMARKS.items():
            if reasons := self._of(self.remarks, about):
                yield f"{title}:"
                yield from self._reasons(about, reasons)
        yield from self.files

    def _reasons(self, about: str, reasons: dict[str, int]) -> Iterator[str]:
        for why, number in sorted(reasons.items(), key=lambda reason: -reason[1]):
            yield f"  {number} × {why}"
            shown = self.examples[about, why]
            yield from (f"      {example}" for example in shown)
            if more := number - len(shown):
                yield "      " + ngettext("… and %(count)s more", "… and %(count)s more", more) % {"count": more}
