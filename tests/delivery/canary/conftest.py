"""What the trial of releases works with."""

from tests.delivery.store.fixtures import store

__all__ = ["store"]
