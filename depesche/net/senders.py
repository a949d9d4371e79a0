"""Who sends a request: the address that counts, and what one subscriber has of addresses."""

from __future__ import annotations

import ipaddress


def address(peer: str, forwarded_for: str, *, proxies: int) -> str:
    """The sender's address; behind ``proxies`` web servers of our own it is the one that the first of them saw.

    What stands before it in ``X-Forwarded-For`` was written by the sender and says nothing.
    """
    if not proxies:
        return peer
    seen = [one.strip() for one in forwarded_for.split(",")]
    return seen[-proxies] if len(seen) >= proxies and seen[0] else peer


def network(address: str) -> str:
    """What one subscriber has: an IPv4 address, or the first 64 bits of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""  # whoever cannot be told apart counts as one
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or ipaddress.ip_address(int(found) >> 64 << 64)
    return str(found)
