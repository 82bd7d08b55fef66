"""Decides what a token is, and what it opens; values in, answers out."""

import hashlib
from collections.abc import Collection

COUNTS_READ = "counts:read"
COUNTS_PUBLIC = "counts:public"
SCOPES = {
    COUNTS_READ: "read trained counts and the lists behind them",
    COUNTS_PUBLIC: "read what everybody may see: counts without small cells",
}
PREFIX = "cascade_"  # so that a token that got loose is known for one


def hashed(token: str) -> str:
    """A token has 256 random bits; its plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def opens(scopes: Collection[str], scope: str) -> bool:
    return scope in scopes
