"""Arabic moments as our readers' pages have them: Django gives none, and its fallback puts the month first."""

DATETIME_FORMAT = "j F Y، H:i"
TIME_FORMAT = "H:i"
SHORT_DATETIME_FORMAT = "j M Y، H:i"
