"""Gathers the Wagtail hooks of the platform; Wagtail itself looks only here."""

from lms.portal import wagtail_hooks

__all__ = ["wagtail_hooks"]
