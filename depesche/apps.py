"""The newsroom as one Django app: it wires the others together and checks the settings."""

from __future__ import annotations

from django.apps import AppConfig


class DepescheConfig(AppConfig):
    """Stands last among the apps, so that all others are there when it wires them."""

    name = "depesche"
    label = "depesche"

    def ready(self) -> None:
        """Say which task follows which event, and check the settings when Django does."""
        from depesche import checks, wiring

        checks.connect()
        wiring.connect()
