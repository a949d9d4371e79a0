"""The only writers of counts and short links."""

from depesche.audience.actions.counts import MOST_ACTS, MOST_PER_NETWORK, WINDOW, View, count
from depesche.audience.actions.forgetting import forget_readers, salt_of
from depesche.audience.actions.links import link_for

__all__ = ["MOST_ACTS", "MOST_PER_NETWORK", "WINDOW", "View", "count", "forget_readers", "link_for", "salt_of"]
