"""What is done once a day."""

from __future__ import annotations

from django.db import models


class Chore(models.Model):
    """A piece of housekeeping: done once a day, and by one process at a time.

    Any number of clocks and workers may run; who changes the row first does it.
    """

    name = models.CharField(max_length=40, primary_key=True)
    # The last day on which it was called for, and since when somebody is at it.
    called_on = models.DateField(null=True)
    busy_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
