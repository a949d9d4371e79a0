"""Opens the discussions of the newsroom of the environment and signs readers in: ``people.py COUNT``.

Prints the name of an article, its number, that of its section and the readers' sessions.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from benchmarks.talking import signed_in  # noqa: E402 - Django is set up first
from depesche.comments import actions  # noqa: E402 - Django is set up first
from depesche.newsroom.models import Article  # noqa: E402 - Django is set up first

actions.keep(place=("edition", "de"), by=None, mode="open")
article = Article.objects.get(title="Der Kran")
place = {"name": article.public_id, "number": article.pk, "section": article.get_parent().pk}
print(json.dumps(place | {"sessions": signed_in(int(sys.argv[1]))}))
