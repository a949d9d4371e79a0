"""What the tests of roles share with those of the newsroom."""

from tests.desk.conftest import draft, edition, editor, live, person, reporter, section
from tests.media.conftest import house, noon, wired

__all__ = ["draft", "edition", "editor", "house", "live", "noon", "person", "reporter", "section", "wired"]
