"""The desk's screens about discussions."""
