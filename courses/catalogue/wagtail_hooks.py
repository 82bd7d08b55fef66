"""Keeps pages that records point to, and dresses the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import ngettext
from wagtail import hooks

from courses.catalogue.queries import records_pointing_to


def refusal_to_delete(page) -> str:
    """Why the page must stay; empty when it may go."""
    records = records_pointing_to(page)
    if not records:
        return ""
    return ngettext(
        "“%(page)s” cannot be deleted: one training record points to it or to a page under it. "
        "Unpublish it instead; the record stays.",
        "“%(page)s” cannot be deleted: %(records)s training records point to it or to pages under "
        "it. Unpublish it instead; the records stay.",
        records,
    ) % {"page": page, "records": records}


@hooks.register("before_delete_page")
def keep_page_with_records(request, page):
    if refusal := refusal_to_delete(page):
        messages.error(request, refusal)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def keep_pages_with_records(request, action_type, objects, action_class_instance):
    if action_type != "delete":
        return None
    refusals = [refusal for page in objects if (refusal := refusal_to_delete(page))]
    for refusal in refusals:
        messages.error(request, refusal)
    return redirect("wagtailadmin_home") if refusals else None


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def leave_out_what_is_new_in_wagtail(request, menu_items):
    menu_items[:] = [item for item in menu_items if not item.name.startswith("whats-new")]
