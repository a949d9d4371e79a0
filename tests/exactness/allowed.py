"""What may be purged although no byte of it changes: key, address and step as patterns, each with its reason."""

from __future__ import annotations

ALLOWED: list[tuple[str, str, str, str]] = []
