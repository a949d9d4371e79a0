"""Why something cannot be followed."""

from __future__ import annotations


class Refused(ValueError):
    """What was asked for cannot be done; the class says why."""


class NoAddress(Refused):
    """What was typed is no address that a letter could be sent to."""


class NoTime(Refused):
    """There is no such hour, day, time zone or rhythm."""


class NoBrowser(Refused):
    """What a browser has sent is no address at a push service, or no key."""


class TooMany(Refused):
    """One browser or address follows too much, or too many follow one thing."""
