"""Keeps the public check from being used to try numbers: only misses are counted."""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache

MISSES = 30  # for one network within the window
WINDOW = 60  # seconds
IPV6_NETWORK = 64  # bits; one household has all addresses of such a network


def has_missed_too_often(request, at: datetime) -> bool:
    return len(_recent(_key(request), at)) >= MISSES


def count_miss(request, at: datetime) -> None:
    """Keep the moment of the miss: a counter in the database cache would forget when it ends."""
    key = _key(request)
    cache.set(key, [*_recent(key, at), at.timestamp()][-MISSES:], WINDOW)


def _recent(key: str, at: datetime) -> list[float]:
    return [moment for moment in cache.get(key, ()) if at.timestamp() - moment < WINDOW]


def _key(request) -> str:
    address = ip_address(get_adapter(request).get_client_ip(request))
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return f"verify-misses:{ip_network((address, IPV6_NETWORK), strict=False).network_address}"
    return f"verify-misses:{address}"
