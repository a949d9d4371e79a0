"""Why somebody cannot do what they asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any


class Refused(Exception):
    """A discussion did not take what somebody brought; each reason is a class of its own."""


class Closed(Refused):
    """Nobody can write here, now."""


class NoText(Refused):
    """There is nothing in it."""


class TooLong(Refused):
    """It is longer than a comment may be."""


class NoName(Refused):
    """Readers would not see who says it."""


class RulesNotAccepted(Refused):
    """The writer has not agreed to the house rules as they are now."""


class NoPictures(Refused):
    """Comments bring no pictures here."""


class NoDescription(Refused):
    """Whoever cannot see the picture would not know what it shows."""


class BadPicture(Refused):
    """The file is no picture that we show; ``why`` says it to its owner."""

    def __init__(self, why: Any) -> None:
        super().__init__(why)
        self.why = why


class NothingToAnswer(Refused):
    """What is answered is not there, or not any more."""


class QuoteNotFound(Refused):
    """The paragraph does not stand in the text as it is now."""


class TooLate(Refused):
    """It may not be changed any more."""


class NotYours(Refused):
    """Somebody else wrote it, or it takes a permission."""


class OwnComment(Refused):
    """Nobody finds their own comment helpful."""


class Stopped(Refused):
    """A sanction keeps them from it; the person has been told of it, and may appeal."""


class NotReportable(Refused):
    """Readers do not see the comment, or it is the reader's own."""


class NotAppealable(Refused):
    """It is not a decision about the person, an appeal was made already, or too much time has passed."""


class TooOften(Refused):
    """More than one account or network may do in a while; ``until`` says when it may again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until
