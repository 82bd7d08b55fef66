"""Cascade's platform: who, what happened, and the way in."""

from .celery import app as celery_app

__all__ = ["celery_app"]
