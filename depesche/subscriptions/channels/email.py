"""By mail: one line to the newsroom's own mail server, over which letter after letter goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email import charset
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from depesche.net.handing import EncryptedLine, Line
from depesche.subscriptions.channels import signing

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_OURS = f"{__name__}.Backend"
PATIENCE = 60  # seconds that a server may be silent for


class Away(OSError):
    """The mail server cannot be reached, or does not let the newsroom in; nothing was sent."""


class Unsigned(Away):
    """Letters are to be signed and cannot be; none leaves without."""


# A signature breaks when a server on the way writes eight bits as seven, so signed letters have seven (RFC 6376, 5.3).
_SEVEN_BITS = charset.Charset("utf-8")
_SEVEN_BITS.body_encoding = charset.QP


class Backend(EmailBackend):
    """Django's way to a mail server, over a line that is watched and signs."""

    def open(self) -> bool | None:
        """Call the server; raises Unsigned before that if a letter could not be signed."""
        try:
            signed = signing.signer()
        except signing.NotSigned as fault:
            raise Unsigned(str(fault)) from None
        opened = super().open()
        if isinstance(self.connection, Line | EncryptedLine):
            self.connection.signed = signed
        return opened

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand over letters, in seven bits if they are signed."""
        if settings.DKIM_SELECTORS:
            for message in email_messages:
                message.encoding = _SEVEN_BITS
        return super().send_messages(email_messages)

    @property
    def connection_class(self) -> type[Line | EncryptedLine]:
        """The line to use."""
        return EncryptedLine if self.use_ssl else Line


class Office:
    """The mail server, open from the first letter until the last."""

    def __init__(self) -> None:
        ours = settings.EMAIL_BACKEND in (_SMTP, _OURS)
        self._backend: Any = (
            get_connection(_OURS, timeout=settings.EMAIL_TIMEOUT or PATIENCE) if ours else get_connection()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def open(self) -> None:
        """Call the server, if the line is not open; raises Away."""
        try:
            self._backend.open()
        except Unsigned:
            raise
        except OSError as failure:
            self.close()
            raise Away(type(failure).__name__) from None  # what it said may hold the newsroom's password

    def send(self, letter: EmailMessage, *, begun: Callable[[], None]) -> None:
        """Hand over a letter; ``begun`` is called when the server asks for its text.

        Raises Unanswered if nobody knows whether the server has it, and
        another OSError if it has not.
        """
        line = getattr(self._backend, "connection", None)
        if isinstance(line, Line | EncryptedLine):
            line.begun = begun
        else:
            begun()
        letter.connection = self._backend
        letter.send()

    def close(self) -> None:
        """Say good-bye."""
        try:
            self._backend.close()
        except OSError:  # it had hung up already
            return
