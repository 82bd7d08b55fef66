"""The pages of the catalogue: Programme → Module → Lesson."""

from collections.abc import Iterable

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from courses.assessments.models import Assessment
from courses.assessments.queries import questions_asked
from courses.catalogue.blocks import LessonBodyBlock
from courses.catalogue.forms import LessonPageForm, ModulePageForm


class HomePage(Page):
    """The public front page."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.ProgrammePage"]
    template = "catalogue/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["programmes"] = ProgrammePage.objects.live().child_of(self).order_by("path")
        return context


class ProgrammePage(Page):
    """A programme of modules, with what it asks of those who follow it."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    summary = models.TextField(_("summary"))
    audience = models.TextField(_("for whom"), blank=True)
    attendance_minimum_percent = models.DecimalField(
        _("attendance required, in per cent"),
        max_digits=5,
        decimal_places=2,
        default=80,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    outline = models.JSONField(
        _("field project, weeks and forms"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What the curriculum says beside its modules, kept as imported."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("attendance_minimum_percent"),
    ]
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.ModulePage"]
    template = "catalogue/programme_page.html"

    class Meta:
        verbose_name = _("programme")
        constraints = [
            models.CheckConstraint(
                name="programme_attendance_percent",
                condition=Q(attendance_minimum_percent__range=(0, 100)),
            )
        ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        lessons = LessonPage.objects.live().descendant_of(self).defer("body", "teaching_note")
        context["modules"] = modules_with_lessons(
            ModulePage.objects.live().child_of(self).select_related("assessment").order_by("path"),
            lessons.order_by("path"),
        )
        return context


class ModulePage(Page):
    """A module: purpose, outcomes, lessons, and the assessment that closes it."""

    code = models.SlugField(_("code"), max_length=40)
    purpose = models.TextField(_("purpose"))
    hours = models.PositiveSmallIntegerField(_("hours of work"))
    week = models.PositiveSmallIntegerField(_("in-class week"), null=True, blank=True)
    areas = models.CharField(_("areas"), max_length=255, blank=True)
    outcomes = models.JSONField(_("learning outcomes"), default=list, blank=True)
    is_trainer_only = models.BooleanField(
        _("for future trainers only"),
        default=False,
        help_text=_("Not required of cluster managers."),
    )
    assessment = models.OneToOneField(
        Assessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="module",
        verbose_name=_("assessment"),
    )
    practice = models.OneToOneField(
        Assessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practised_in",
        verbose_name=_("practice test"),
        help_text=_("For learning: it completes nothing."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("purpose"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("hours"),
                FieldPanel("week"),
                FieldPanel("areas"),
                FieldPanel("is_trainer_only"),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("assessment"),
        FieldPanel("practice"),
    ]
    base_form_class = ModulePageForm
    parent_page_types = ["courses.ProgrammePage"]
    subpage_types = ["courses.LessonPage"]
    template = "catalogue/module_page.html"

    class Meta:
        verbose_name = _("module")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["programme"] = self.get_parent().specific
        siblings = list(ModulePage.objects.live().sibling_of(self).order_by("path"))
        place = next((at for at, row in enumerate(siblings) if row.pk == self.pk), None)
        if place is not None:
            context["previous"] = siblings[place - 1] if place else None
            context["next"] = siblings[place + 1] if place + 1 < len(siblings) else None
        context["asked"] = questions_asked(self.assessment) if self.assessment else None
        context["lessons"] = (
            LessonPage.objects.live().child_of(self).defer("body", "teaching_note").order_by("path")
        )
        return context


class LessonPage(Page):
    """A lesson that is read, and the teaching note for those who may teach it."""

    class Kind(models.TextChoices):
        READING = "reading", _("reading")
        CASE = "case", _("case")
        ACTIVITY = "activity", _("activity")

    TEACHING_NOTE = "teaching_note"  # the preview mode

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.READING)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    outcomes = models.JSONField(_("learning outcomes"), default=list, blank=True)
    body = StreamField(LessonBodyBlock(), verbose_name=_("lesson"))
    teaching_note = StreamField(
        LessonBodyBlock(required=False),
        verbose_name=_("teaching note"),
        blank=True,
        help_text=_("Seen by those who may teach this module, by nobody else."),
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("minutes"), FieldPanel("outcomes")], heading=_("Facts")
        ),
        FieldPanel("body"),
        FieldPanel("teaching_note"),
    ]
    base_form_class = LessonPageForm
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "catalogue/lesson_page.html"
    preview_modes = [("", _("Lesson")), (TEACHING_NOTE, _("Teaching note"))]

    def get_preview_template(self, request, mode_name):
        if mode_name == self.TEACHING_NOTE:
            return "catalogue/teaching_note.html"
        return super().get_preview_template(request, mode_name)

    def serve(self, request, *args, **kwargs):
        """Lessons are read where completion is kept; this address leads there."""
        return redirect("progress:lesson", self.pk)

    class Meta:
        verbose_name = _("lesson")


def modules_with_lessons(
    modules: Iterable[ModulePage], lessons: Iterable[LessonPage]
) -> list[tuple[ModulePage, list[LessonPage]]]:
    """Each module with those of the lessons that lie under it."""
    below: dict[str, list[LessonPage]] = {}
    for lesson in lessons:
        below.setdefault(lesson.path[: -LessonPage.steplen], []).append(lesson)
    return [(module, below.get(module.path, [])) for module in modules]


class CurriculumItem(models.Model):
    """What the last curriculum import said about a page, question or test.

    Not a record of what happened but a memory that spares work: without it, the next import
    compares every page again.
    """

    curriculum = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    revision_id = models.BigIntegerField(
        null=True, help_text="The revision that the import published; another one is people's work."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "key"], name="curriculum_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.curriculum} {self.key}"
