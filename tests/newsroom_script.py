"""Fills the newsroom of the environment with two editions."""

import django

django.setup()

from tests import factories as make  # noqa: E402 - Django is set up first

TEXT = "<p>" + "Der Kai bleibt zu, bis das Gutachten vorliegt. " * 12 + "</p>"
for code in ("de", "ar"):
    edition = make.edition(code)
    section, story, author = make.section(edition), make.story(edition), make.author(edition)
    make.plain_page(edition)
    make.several(section, 12, story=story, author=author)
    make.article(section, "Sturm", text=TEXT, stories=(story,), authors=(author,), tags=("Kai",))
