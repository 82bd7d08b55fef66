"""The admin's screens for assessments: editing, versions of the design, and the whole test as a preview."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from courses.assessments import design_words, queries
from courses.assessments.actions import set_up_assessment
from courses.assessments.design_forms import AssessmentForm
from courses.assessments.designs import read_sections
from courses.assessments.draws import draw_questions
from courses.assessments.models import Assessment
from courses.assessments.presentation import show_question
from courses.assessments.views import ActionSaves, ObjectScreen

MOST_SAMPLES = 99


class AssessmentSaves(ActionSaves):
    """Saving a test appends a design where anything differs."""

    def save_by_action(self, cleaned, now):
        return set_up_assessment(**self.form.settings(), by=self.request.user, at=now)

    def get_success_url(self):
        return reverse("assessments:edit", args=[self.object.pk])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["preview_url"] = self.preview_url
        context["report"] = self.report(context["form"])
        return context

    def report(self, form):
        """What the draws find: of what was just written where it can be read, else as stored."""
        if form.is_bound:
            written = form.draws_written()
            return queries.draw_report(*written) if written else None
        design = form.instance.design if form.instance.pk else None
        if design is None:
            return None
        sections = read_sections(design.sections)
        return queries.draw_report(form.instance.bank, sections, design.attempts_max)


class AssessmentCreateView(AssessmentSaves, generic.CreateView):
    template_name = "courses/assessments/assessment_form.html"

    @property
    def preview_url(self) -> str:
        return reverse("assessments:preview_new")


class AssessmentEditView(AssessmentSaves, generic.EditView):
    template_name = "courses/assessments/assessment_form.html"

    @property
    def preview_url(self) -> str:
        return reverse("assessments:preview", args=[self.object.pk])

    @cached_property
    def header_buttons(self):
        buttons = [
            HeaderButton(_("Preview"), url=self.preview_url, icon_name="view", priority=10),
            HeaderButton(
                _("Versions"), url=self.get_history_url(), icon_name="history", priority=20
            ),
        ]
        if self.object.design and self.object.design.start_code:
            url = reverse("assessments:code", args=[self.object.pk])
            buttons.append(HeaderButton(_("Start code"), url=url, icon_name="key", priority=30))
        return buttons


class AssessmentIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("bank", "design")


class AssessmentVersionsView(ObjectScreen):
    """Every design with who and when, what differs from the one before, and attempts under it."""

    page_title = gettext_lazy("Versions")
    list_title = gettext_lazy("Assessments")
    header_icon = "history"
    template_name = "courses/assessments/assessment_versions.html"

    def get_context_data(self, **kwargs):
        designs = list(
            self.object.designs.select_related("created_by")
            .annotate(sat=Count("attempts"))
            .order_by("-number")
        )
        older = [*designs[1:], None]
        rows = [
            (design, design_words.differences(before, design) if before else [])
            for design, before in zip(designs, older, strict=True)
        ]
        return super().get_context_data(assessment=self.object, rows=rows, **kwargs)


class StartCodeView(ObjectScreen):
    """The start code in large letters, to print or to show to whoever invigilates."""

    page_title = gettext_lazy("Start code")
    list_title = gettext_lazy("Assessments")
    header_icon = "key"
    template_name = "courses/assessments/assessment_code.html"

    def get_base_object_queryset(self):
        with_code = Assessment.objects.select_related("design").exclude(design=None)
        return with_code.exclude(design__start_code="")

    def get_context_data(self, **kwargs):
        design = self.object.design
        return super().get_context_data(
            assessment=self.object,
            design=design,
            dates=[
                (label, design_words.moment_in_words(moment, design.zone))
                for label, moment in (
                    (_("Opens"), design.opens_at),
                    (_("Closes"), design.closes_at),
                )
                if moment
            ],
            **kwargs,
        )


class AssessmentPreviewView(generic.permissions.PermissionCheckedMixin, View):
    """One sample of the test as a learner gets it, as stored or as written; nothing is stored."""

    any_permission_required = ["change", "view"]
    model = Assessment

    def get(self, request, pk):
        found = Assessment.objects.select_related("bank", "design")
        assessment = get_object_or_404(found, pk=pk, design__isnull=False)
        design = assessment.design
        sections = read_sections(design.sections)
        return self.show(
            assessment.bank,
            sections,
            {
                "title": assessment.title,
                "shuffles": design.shuffles_questions,
                "minutes": design.time_limit_minutes,
            },
        )

    def post(self, request, pk=None):
        instance = get_object_or_404(Assessment, pk=pk) if pk else None
        form = AssessmentForm(request.POST, instance=instance)
        if not form.is_valid():
            return self.render({"problems": form.errors.values()})
        settings = form.settings()
        try:
            sections = read_sections(settings["sections"])
        except ValueError as error:
            return self.render({"problems": [error]})
        return self.show(
            settings["bank"],
            sections,
            {
                "title": settings["title"],
                "shuffles": settings["shuffles_questions"],
                "minutes": settings["time_limit_minutes"],
                "is_unsaved": True,
            },
        )

    def show(self, bank, sections, test):
        number = self.sample_number()
        try:
            drawn = draw_questions(
                sections,
                queries.candidates(bank),
                seen=set(),
                seed=f"preview:{number}",
                shuffles=test["shuffles"],
            )
        except ValueError as error:
            return self.render({"problems": [error], "test": test})
        parts = self.parts(sections, drawn, number)
        return self.render({"test": test, "parts": parts, "number": number, "next": number + 1})

    def sample_number(self) -> int:
        asked = self.request.GET.get("sample", "1")
        return min(int(asked), MOST_SAMPLES) if asked.isdecimal() else 1

    def parts(self, sections, drawn, number):
        """The sections, each with its questions as they are shown."""
        versions = queries.usable_versions([each.pk for each in drawn])
        shown = [
            show_question(
                versions[each.pk],
                position=position,
                points=versions[each.pk].points,
                seed=f"preview:{number}:{position}",
            )
            for position, each in enumerate(drawn, start=1)
        ]
        return [
            (
                section,
                [row for row, each in zip(shown, drawn, strict=True) if each.section == place],
            )
            for place, section in enumerate(sections, start=1)
        ]

    def render(self, context):
        return render(self.request, "courses/assessments/assessment_preview.html", context)
