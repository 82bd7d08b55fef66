"""Registers the screens for designs with the Wagtail admin."""

from wagtail import hooks

from certification.documents.designs.viewsets import design_viewset


@hooks.register("register_admin_viewset")
def register_designs():
    return design_viewset
