"""The admin's screens for schemes: the list, a scheme with its versions, and editing its draft."""

from copy import deepcopy

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.views import generic

from certification.drafts import forms, queries
from certification.drafts.actions import begin_draft, discard_draft, publish_draft, save_draft
from certification.drafts.changes import changes
from certification.drafts.models import SchemeDraft
from certification.drafts.rows import Change
from certification.drafts.rules import NEXT, blank_type, day_in_words
from certification.schemes.data import differences
from certification.schemes.models import Scheme
from lms.errors import Refused

PAGE = 25
MOST_DIFFERENCES = 12


class Screen(
    generic.permissions.PermissionCheckedMixin, generic.base.WagtailAdminTemplateMixin, View
):
    """A page for administrators, under the list of schemes."""

    model = SchemeDraft
    any_permission_required = ["change"]
    page_title = gettext_lazy("Schemes")
    header_icon = "list-ul"

    def get(self, request, **kwargs):
        return self.shown()

    def shown(self, status: int = 200, **context):
        return self.render_to_response(self.get_context_data(**context), status=status)

    def trail(self) -> list[tuple[str, str]]:
        """Pages above this one, with their addresses."""
        return [(reverse("schemes:index"), _("Schemes"))]

    def get_breadcrumbs_items(self):
        items = [{"url": url, "label": label} for url, label in self.trail()]
        return [*self.breadcrumbs_items, *items, {"url": "", "label": self.get_page_title()}]


class SchemesView(Screen):
    template_name = "certification/drafts/schemes.html"

    def trail(self):
        return []

    def get_context_data(self, **kwargs):
        page = Paginator(queries.schemes(), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(page=page, **kwargs)


class SchemeView(Screen):
    """Its versions, none of which changes any more, and its draft; a POST begins one."""

    template_name = "certification/drafts/scheme.html"

    @cached_property
    def scheme(self) -> Scheme:
        return get_object_or_404(Scheme.objects.select_related("programme"), pk=self.kwargs["pk"])

    def get_page_title(self):
        return self.scheme.title

    def get_context_data(self, **kwargs):
        versions = self.scheme.versions.order_by("-number").prefetch_related("certificate_types")
        page = Paginator(versions, PAGE).get_page(self.request.GET.get("p"))
        draft = self.scheme.drafts.filter(state="open").select_related("saved_by").first()
        return super().get_context_data(scheme=self.scheme, page=page, draft=draft, **kwargs)

    def post(self, request, **kwargs):
        draft = begin_draft(scheme=self.scheme, by=request.user, at=timezone.now())
        return redirect("schemes:draft", draft.pk)


class DraftScreen(Screen):
    """A page about an open draft; what was saved is shown with what is wrong with it."""

    @cached_property
    def draft(self) -> SchemeDraft:
        rows = SchemeDraft.objects.select_related("scheme__programme", "saved_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"], state="open")

    def dispatch(self, request, *args, **kwargs):
        """Who comes late is led to the scheme, where it says what became of the draft."""
        closed = SchemeDraft.objects.filter(pk=kwargs["pk"]).exclude(state="open").first()
        if closed is not None and self.user_has_any_permission(["change"]):
            state = closed.get_state_display()
            messages.warning(
                request,
                _("The draft of version %(number)s is %(state)s.")
                % {"number": closed.next["number"], "state": state},
            )
            return redirect("schemes:scheme", closed.scheme_id)
        return super().dispatch(request, *args, **kwargs)

    @property
    def title_of_draft(self) -> str:
        words = {"scheme": self.draft.scheme, "number": self.draft.next["number"]}
        return _("%(scheme)s: draft of version %(number)s") % words

    def trail(self):
        scheme = self.draft.scheme
        return [
            *super().trail(),
            (reverse("schemes:scheme", args=[scheme.pk]), scheme.title),
            (reverse("schemes:draft", args=[self.draft.pk]), _("Draft")),
        ]

    def problems_in(self, data) -> list[tuple[str, str]]:
        return queries.problems(SchemeDraft(scheme=self.draft.scheme, data=data), timezone.now())

    def get_context_data(self, **kwargs):
        before, following = self.draft.before, self.draft.next
        return super().get_context_data(
            draft=self.draft,
            begins_on=day_in_words(following["valid_from"]),
            ends_on=day_in_words(before["valid_until"]),
            **kwargs,
        )


class EditScreen(DraftScreen):
    """Every button saves first; where somebody else saved meanwhile, nothing is saved and both are told."""

    def data_typed(self):
        """The whole draft with what was typed here."""
        raise NotImplementedError

    def shown_data(self, data, **context):
        raise NotImplementedError

    def after_saving(self, anchor: str):
        raise NotImplementedError

    def get(self, request, **kwargs):
        return self.shown_data(self.draft.data)

    def post(self, request, **kwargs):
        data, anchor = self.data_typed()
        text = request.POST.get("edition", "")
        edition = int(text) if text.isdecimal() and len(text) < 9 else 0
        try:
            save_draft(
                draft=self.draft, data=data, edition=edition, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            theirs = [each.removeprefix(f"{NEXT}.") for each in differences(self.draft.data, data)]
            return self.shown_data(data, 409, refusal=refusal, differs=theirs[:MOST_DIFFERENCES])
        return self.after_saving(anchor)


class DraftView(EditScreen):
    """The version's own fields, its certificates, and the ways on: people, publishing, discarding."""

    template_name = "certification/drafts/draft.html"

    def get_page_title(self):
        return self.title_of_draft

    def trail(self):
        return super().trail()[:-1]

    def data_typed(self):
        data = deepcopy(self.draft.data)
        before, following = data["versions"]
        typed = forms.version_from(self.request.POST)
        before["valid_until"] = self.request.POST.get("before_until", "").strip() or None
        following |= typed
        return data, self._change_types(following["certificate_types"])

    def _change_types(self, types) -> str:
        verb, _space, number = self.request.POST.get("do", "").partition(" ")
        if verb == "add":
            types.append(blank_type())
            return f"type {len(types) - 1}"
        index = int(number) if number.isdecimal() and len(number) < 4 else len(types)
        if index >= len(types):
            return ""
        if verb == "remove":
            del types[index]
            return "types"
        other = index + {"up": -1, "down": 1}.get(verb, 0)
        if 0 <= other < len(types):
            types[index], types[other] = types[other], types[index]
        return "types"

    def after_saving(self, anchor):
        if anchor.startswith("type "):
            return redirect("schemes:type", self.draft.pk, int(anchor.removeprefix("type ")))
        go = {"preview": "schemes:preview", "publish": "schemes:publish"}
        name = go.get(self.request.POST.get("do", ""), "schemes:draft")
        if name == "schemes:draft":
            messages.success(self.request, _("The draft is saved."))
        return redirect(reverse(name, args=[self.draft.pk]) + (f"#{anchor}" if anchor else ""))

    def shown_data(self, data, status=200, **context):
        problems = self.problems_in(data)
        following = data["versions"][1]
        types = [
            (
                row,
                sum(
                    place.startswith(f"{NEXT}.certificate_types[{index}]") for place, _t in problems
                ),
            )
            for index, row in enumerate(following["certificate_types"])
        ]
        general = [
            text
            for place, text in problems
            if place in ("versions", f"{NEXT}.certificate_types", f"{NEXT}.number")
        ]
        return self.shown(
            status,
            form=forms.VersionForm(data, problems),
            types=types,
            general=general,
            number_of_problems=len(problems),
            **context,
        )


class TypeView(EditScreen):
    """One certificate: what it is, how long it holds, and what it asks."""

    template_name = "certification/drafts/type.html"

    @property
    def types(self):
        return self.draft.next["certificate_types"]

    @cached_property
    def index(self) -> int:
        """Where it stands; who sends it says which it was, should it have been moved meanwhile."""
        asked, was = self.kwargs["index"], self.request.POST.get("was")
        codes = [row["code"] for row in self.types]
        if was is None or (asked < len(codes) and codes[asked] == was):
            return asked
        return codes.index(was) if was in codes else len(codes)

    def get_page_title(self):
        if self.index < len(self.types) and self.types[self.index]["title"]:
            return self.types[self.index]["title"]
        return _("New certificate")

    def get(self, request, **kwargs):
        if self.index >= len(self.types):
            raise Http404
        return super().get(request, **kwargs)

    def data_typed(self):
        data = deepcopy(self.draft.data)
        types = data["versions"][1]["certificate_types"]
        typed = forms.type_from(self.request.POST)
        change = Change.asked(self.request.POST.get("do", ""))
        anchor = change.made(typed["requirements"], self.request.POST.get(f"{change.path}-new", ""))
        types[self.index : self.index + 1] = [typed]
        return data, anchor

    def after_saving(self, anchor):
        if self.request.POST.get("do") == "back":
            return redirect("schemes:draft", self.draft.pk)
        if not anchor:
            messages.success(self.request, _("The draft is saved."))
        address = reverse("schemes:type", args=[self.draft.pk, self.index])
        return redirect(address + (f"#{anchor}" if anchor else ""))

    def shown_data(self, data, status=200, **context):
        start = f"{NEXT}.certificate_types[{self.index}]"
        own = [
            (place.removeprefix(start).removeprefix("."), text)
            for place, text in self.problems_in(data)
            if place.startswith(start)
        ]
        values = data["versions"][1]["certificate_types"][self.index]
        was = self.types[self.index]["code"] if self.index < len(self.types) else ""
        return self.shown(
            status,
            shown=forms.type_page(values, own),
            was=was,
            index=self.index,
            simulated=queries.simulator_address(self.draft.scheme, values, timezone.now()),
            number_of_problems=len(own),
            **context,
        )


class PublishView(DraftScreen):
    """What changes, what is not right yet, and the button that freezes it."""

    template_name = "certification/drafts/publish.html"
    page_title = gettext_lazy("Publish")

    def get_context_data(self, **kwargs):
        draft = self.draft
        return super().get_context_data(
            problems=queries.problems(draft, timezone.now()),
            changes=changes(draft.before, draft.next),
            last=queries.last_preview(draft),
            **kwargs,
        )

    def post(self, request, **kwargs):
        text = request.POST.get("edition", "")
        edition = int(text) if text.isdecimal() and len(text) < 9 else 0
        try:
            version = publish_draft(
                draft=self.draft, edition=edition, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            return self.shown(409, refusal=refusal)
        messages.success(request, _("%s is published; it does not change any more.") % version)
        return redirect("schemes:scheme", self.draft.scheme_id)


class DiscardView(DraftScreen):
    template_name = "certification/drafts/discard.html"
    page_title = gettext_lazy("Discard")

    def post(self, request, **kwargs):
        discard_draft(draft=self.draft, by=request.user, at=timezone.now())
        messages.success(request, _("The draft is discarded."))
        return redirect("schemes:scheme", self.draft.scheme_id)
