"""How an import says no."""

from __future__ import annotations

from depesche.ingest.report import Report


class NotImportable(Exception):
    """A source cannot be read (any further); what came before the fault is kept.  The text is one line."""

    def __init__(self, sentence: str, report: Report | None = None) -> None:
        super().__init__(sentence)
        self.report = report
