"""Handing a letter to a mail server in such a way that one knows what became of it.

A server owns a letter from the moment at which it has answered the end of its
text (RFC 5321, 6.1).  If the line breaks before the text is asked for, it has
nothing; if it breaks between the text and the answer, nobody knows, and
sending it again may double it.  Python's own client tells the two apart for
nobody, so these lines watch the talk.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

_GO_ON = 354  # the server asks for the text
LEAVES = 421  # the server hangs up after this
FOR_GOOD = 500  # from here on, the server will not take it later either (RFC 5321, 4.2.1)


class Unanswered(OSError):
    """The server was given the text of a letter and has never said whether it takes it."""


class _Watched(smtplib.SMTP if TYPE_CHECKING else object):  # type: ignore[misc]  # it stands before either line
    """Calls ``begun`` before the first byte of a letter's text leaves."""

    begun: Callable[[], None] | None = None
    signed: Callable[[bytes], bytes] | None = None  # what is put above a letter just before it leaves
    _handing = False

    def getreply(self) -> tuple[int, bytes]:
        """The next answer of the server."""
        code, text = super().getreply()
        self._handing = False
        if code == _GO_ON:
            if self.begun:
                self.begun()
            self._handing = True
        return code, text

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the text; raises Unanswered if the line breaks before the server has said what becomes of it."""
        self._handing = False
        if self.signed:
            msg = self.signed(msg)
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise
        except OSError as failure:
            if self._handing:
                self.close()
                raise Unanswered(type(failure).__name__) from failure
            raise


class Line(_Watched, smtplib.SMTP):
    """A line to a mail server."""


class EncryptedLine(_Watched, smtplib.SMTP_SSL):
    """A line that is encrypted from its first byte."""


def code_of(failure: OSError) -> int:
    """What the server answered, as a number; 0 if it said nothing."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return min((code for code, _reason in failure.recipients.values()), default=0)
    return failure.smtp_code if isinstance(failure, smtplib.SMTPResponseException) else 0


def reader_refused(failure: OSError) -> str:
    """What the server said of the only reader of a letter; nothing if the failure was not about them."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return " ".join(text.decode(errors="replace") for _code, text in failure.recipients.values())
    return ""
