"""The command's texts in the language of the terminal.

Django's translations need settings, and settings need a newsroom that may not
exist yet; so the same catalogues are read with Python's own gettext.
"""

from __future__ import annotations

import gettext
from pathlib import Path

_LOCALE = Path(__file__).resolve().parent.parent / "locale"

_catalogue = gettext.translation("django", _LOCALE, fallback=True)

_ = _catalogue.gettext
LANGUAGE = _catalogue.info().get("language", "en")
