"""The admin's room for schemes, and who may change them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from certification.drafts import views
from certification.drafts.models import SchemeDraft
from certification.drafts.preview_views import PreviewView

MAY_EDIT = frozenset({"administrator"})


class DraftPolicy(BasePermissionPolicy):
    """Administrators; nobody deletes."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and user.is_authenticated and not user.roles.isdisjoint(MAY_EDIT)

    def users_with_any_permission(self, actions: list[str]) -> Any:
        may = Q(access_grants__role__in=MAY_EDIT, access_grants__ended_at__isnull=True)
        return get_user_model().objects.filter(may).distinct()


register_permission_policy(SchemeDraft, DraftPolicy(SchemeDraft))


class SchemesMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return DraftPolicy(SchemeDraft).user_has_permission(request.user, "change")


class SchemesViewSet(ViewSet):
    name = "schemes"
    icon = "list-ul"
    menu_label = gettext_lazy("Schemes")
    menu_order = 310
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self):
        return SchemesMenuItem

    def get_urlpatterns(self):
        made = self.construct_view
        return [
            path("", made(views.SchemesView), name="index"),
            path("<int:pk>/", made(views.SchemeView), name="scheme"),
            path("drafts/<int:pk>/", made(views.DraftView), name="draft"),
            path("drafts/<int:pk>/types/<int:index>/", made(views.TypeView), name="type"),
            path("drafts/<int:pk>/people/", made(PreviewView), name="preview"),
            path("drafts/<int:pk>/publish/", made(views.PublishView), name="publish"),
            path("drafts/<int:pk>/discard/", made(views.DiscardView), name="discard"),
        ]


schemes_viewset = SchemesViewSet()
