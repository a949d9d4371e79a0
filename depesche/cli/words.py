"""The command's texts in the language of the terminal.

Django's translations need settings, and settings need a newsroom that may not
exist yet; so the same catalogues are read with Python's own gettext.
"""

from __future__ import annotations

import gettext
from pathlib import Path

_LOCALE = Path(__file__).resolve().parent.parent / "locale"

_catalogue = gettext.translation("django", _LOCALE, fallback=True)

_, ngettext = _catalogue.gettext, _catalogue.ngettext
LANGUAGE = _catalogue.info().get("language", "en")

# click asks the catalogue that Python is pointed at.  Its texts stand here so that they are collected.
gettext.bindtextdomain("django", _LOCALE)
gettext.textdomain("django")
OF_CLICK = (
    _("Usage:"),
    _("Options"),
    _("Commands"),
    _("default: {default}"),
    _("env var: {var}"),
    _("Show the version and exit."),
    _("Show this message and exit."),
    _("Aborted!"),
    _("Error: {message}"),
    _("Try '{command} {option}' for help."),
    _("Missing command."),
    _("Missing argument"),
    _("Missing option"),
    _("No such command {name!r}."),
    _("No such option {name!r}."),
    _("Invalid value: {message}"),
    _("Invalid value for {param_hint}: {message}"),
    _("{value!r} is not a valid {number_type}."),
    _("{value} is not in the range {range}."),
    _("{name} {filename!r} does not exist."),
    _("{name} {filename!r} is a directory."),
    _("{name} {filename!r} is a file."),
    _("{name} {filename!r} is not readable."),
    _("directory"),
    _("path"),
    ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
    ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1),
)
