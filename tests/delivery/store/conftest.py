"""The page store that these tests work with."""

from __future__ import annotations

from tests.delivery.store.fixtures import opened, shared_valkey, store, unhurried, valkey
