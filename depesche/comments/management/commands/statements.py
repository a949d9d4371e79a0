"""Takes statements of reasons out, as the DSA Transparency Database wants them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from depesche.comments import actions
from depesche.comments.moderation import statements


class Command(BaseCommand):
    """``depesche manage statements``."""

    help = "Print the statements of reasons of some days as the DSA Transparency Database takes them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which days, and in what form."""
        today = timezone.now().date()
        parser.add_argument("--since", type=date.fromisoformat, default=today.replace(day=1), help="the first day")
        parser.add_argument("--until", type=date.fromisoformat, default=today, help="the last day")
        parser.add_argument("--format", choices=("csv", "json"), default="json", help="json: one call on each line")

    def handle(self, *args: Any, since: date, until: date, format: str, **options: Any) -> None:  # noqa: A002  # its name
        """Print them, and write down that somebody did."""
        lines = statements.as_csv if format == "csv" else statements.as_json
        for line in lines(since, until):
            self.stdout.write(line, ending="")
        actions.note_export(since=since, until=until, by=None, at=timezone.now())
