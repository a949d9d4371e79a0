"""The page store of several machines, in a Valkey that all of them reach."""

from depesche.delivery.store.valkey.backend import ValkeyStore
from depesche.delivery.store.valkey.releases import Releases

__all__ = ["Releases", "ValkeyStore"]
