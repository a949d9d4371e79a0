"""Repair what readers' lists are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from tqdm import tqdm

from depesche.newsroom import actions
from depesche.newsroom.models import Article


class Command(BaseCommand):
    """Files every live article anew; a run that was broken off goes on where it was."""

    help = "Make lists, counts, feeds and the search index anew from the live pages, for example after a repair."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: not to go on where an earlier run was broken off."""
        parser.add_argument("--restart", action="store_true", help="begin with the first article in any case")

    def handle(self, *args: Any, restart: bool, **options: Any) -> None:
        """File everything, and remember after each article how far it has come."""
        place = Path(settings.HOME) / "rebuild_listings.place"
        after = 0 if restart else _read(place)
        if after:
            self.stdout.write(f"Going on behind article {after}, where the last run was broken off.")
        live = Article.objects.filter(live=True, pk__gt=after).count()
        with tqdm(total=live, unit=" articles", file=self.stderr, disable=None) as bar:

            def done(pk: int) -> None:
                place.write_text(str(pk))
                bar.update()

            filed = actions.refile_everything(at=timezone.now(), after=after, done=done)
        place.unlink(missing_ok=True)
        self.stdout.write(f"{filed} articles filed; lists, counts and search are as the live pages say.")


def _read(place: Path) -> int:
    try:
        return int(place.read_text())
    except (OSError, ValueError):
        return 0
