"""How much somebody may do in a while."""

from __future__ import annotations

from django.db import models


class Allowance(models.Model):
    """What an account or a network has done in one stretch of time: a keyed hash that says not who, and a number."""

    token = models.CharField(max_length=32, primary_key=True)
    until = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.token}: {self.number}"
