"""The only writers of counts and short links."""

from depesche.audience.actions.links import link_for

__all__ = ["link_for"]
