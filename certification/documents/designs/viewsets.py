"""The admin's list of designs, and who may change them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import path
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from certification.documents.designs.forms import DesignForm
from certification.documents.designs.views import (
    DesignCreateView,
    DesignEditView,
    DesignPreviewView,
)
from certification.documents.models import DocumentDesign

MAY_DESIGN = frozenset({"administrator"})


class DesignPolicy(BasePermissionPolicy):
    """Administrators; nobody deletes, since documents point to the versions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return (
            action != "delete" and user.is_authenticated and not user.roles.isdisjoint(MAY_DESIGN)
        )

    def users_with_any_permission(self, actions: list[str]) -> Any:
        may = Q(access_grants__role__in=MAY_DESIGN, access_grants__ended_at__isnull=True)
        return get_user_model().objects.filter(may).distinct()


register_permission_policy(DocumentDesign, DesignPolicy(DocumentDesign))


class DesignIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("current")


class DesignViewSet(ModelViewSet):
    model = DocumentDesign
    name = "document-designs"
    icon = "doc-full"
    menu_label = gettext_lazy("Documents of certificates")
    menu_order = 320
    add_to_admin_menu = True
    index_view_class = DesignIndexView
    add_view_class = DesignCreateView
    edit_view_class = DesignEditView
    create_template_name = DesignCreateView.template_name
    edit_template_name = DesignEditView.template_name
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "title",
        Column("scheme", label=gettext_lazy("Scheme")),
        Column("type", label=gettext_lazy("Certificate")),
        Column("language", label=gettext_lazy("Language")),
        Column("number", label=gettext_lazy("Version"), accessor="current.number"),
        Column("is_retired", label=gettext_lazy("No longer used")),
    ]
    search_fields = ["title"]
    search_backend_name = None

    def get_form_class(self, for_update=False):
        return DesignForm

    def get_urlpatterns(self):
        preview = self.construct_view(DesignPreviewView)
        return [
            *super().get_urlpatterns(),
            path("preview/<int:pk>/", preview, name="preview"),
            path("preview/new/", preview, name="preview_new"),
        ]


design_viewset = DesignViewSet()
