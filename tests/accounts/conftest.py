"""What the tests of roles share with those of the newsroom."""

from tests.desk.conftest import draft, edition, editor, live, person, reporter, section
from tests.media.conftest import noon

__all__ = ["draft", "edition", "editor", "live", "noon", "person", "reporter", "section"]
