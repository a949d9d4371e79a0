"""Writes one letter of each kind of the newsroom of the environment into a folder, as HTML and as plain text.

The newsroom is left as it was: everything is written in a transaction that is taken back.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402 - Django is set up first

from depesche.newsroom.models import Article, Edition  # noqa: E402 - Django is set up first
from tools.letters.kinds import written  # noqa: E402 - Django is set up first


def main(folder: Path) -> None:
    """One of each kind, for each edition, a few minutes after its newest article."""
    for edition in Edition.objects.live().order_by("pk"):
        published = Article.objects.live().descendant_of(edition).values_list("first_published_at", flat=True)
        with transaction.atomic():
            for name, message in written(edition, max(filter(None, published)) + timedelta(minutes=5)):
                stem = folder / f"{name}-{edition.slug}"
                stem.with_suffix(".html").write_text(str(message.alternatives[0][0]), encoding="utf-8")
                stem.with_suffix(".txt").write_text(f"{message.subject}\n\n{message.body}", encoding="utf-8")
            transaction.set_rollback(True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
