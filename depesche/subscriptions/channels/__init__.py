"""The ways on which something reaches a follower."""
