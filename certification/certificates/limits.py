"""Keeps the public check from being used to try numbers: only misses are counted."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

MISSES = 30  # for one network address within the window
WINDOW = 60  # seconds


def has_missed_too_often(request) -> bool:
    return cache.get(_key(request), 0) >= MISSES


def count_miss(request) -> None:
    key = _key(request)
    if not cache.add(key, 1, WINDOW):
        try:
            cache.incr(key)
        except ValueError:  # it expired between the two calls
            cache.add(key, 1, WINDOW)


def _key(request) -> str:
    return f"verify-misses:{get_adapter(request).get_client_ip(request)}"
