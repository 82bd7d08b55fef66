"""Registers the screens for schemes with the Wagtail admin."""

from wagtail import hooks

from certification.drafts.viewsets import schemes_viewset


@hooks.register("register_admin_viewset")
def register_schemes():
    return schemes_viewset
