"""The page store of several machines, in a Valkey that all of them reach."""

from depesche.delivery.store.valkey.backend import ValkeyStore

__all__ = ["ValkeyStore"]
