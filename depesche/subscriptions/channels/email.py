"""By mail: one line to the newsroom's own mail server, over which letter after letter goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from depesche.net.handing import EncryptedLine, Line

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
PATIENCE = 60  # seconds that a server may be silent for


class Away(OSError):
    """The mail server cannot be reached, or does not let the newsroom in; nothing was sent."""


class Backend(EmailBackend):
    """Django's way to a mail server, over a line that is watched."""

    @property
    def connection_class(self) -> type[Line | EncryptedLine]:
        """The line to use."""
        return EncryptedLine if self.use_ssl else Line


class Office:
    """The mail server, open from the first letter until the last."""

    def __init__(self) -> None:
        ours = settings.EMAIL_BACKEND == _SMTP
        self._backend: Any = (
            get_connection(f"{__name__}.Backend", timeout=settings.EMAIL_TIMEOUT or PATIENCE)
            if ours
            else get_connection()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def open(self) -> None:
        """Call the server, if the line is not open; raises Away."""
        try:
            self._backend.open()
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
