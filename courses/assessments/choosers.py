"""The window in which an author chooses a question of a bank."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock

from courses.assessments.models import Question, QuestionBank

LONGEST_STEM = 120


def in_a_line(question: Question) -> str:
    """Code and stem, short enough for a button."""
    stem = question.current.stem if question.current else ""
    if len(stem) > LONGEST_STEM:
        stem = f"{stem[:LONGEST_STEM]}…"
    return f"{question.code}: {stem}"


class QuestionFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Code or text"), required=False)
    bank = forms.ModelChoiceField(
        label=_("Bank"), queryset=QuestionBank.objects.all(), required=False
    )

    def filter(self, objects):
        objects = super().filter(objects)
        if text := self.cleaned_data.get("q"):
            self.is_searching, self.search_query = True, text
            objects = objects.filter(Q(code__icontains=text) | Q(current__stem__icontains=text))
        if bank := self.cleaned_data.get("bank"):
            objects = objects.filter(bank=bank)
        return objects


class ForAuthors(PermissionCheckedMixin):
    any_permission_required = ["change"]


class QuestionsToChoose(ForAuthors):
    filter_form_class = QuestionFilterForm

    @property
    def columns(self):
        return [
            self.title_column,
            Column("stem", label=_("Question"), accessor="current.stem"),
            Column("type", label=_("Type"), accessor="current.get_type_display"),
            Column("bank", label=_("Bank"), accessor="bank.code"),
        ]

    def get_object_list(self):
        usable = Question.objects.filter(is_retired=False, usable__isnull=False)
        return usable.select_related("bank", "current")


class ChooseView(QuestionsToChoose, chooser.ChooseView):
    pass


class ChooseResultsView(QuestionsToChoose, chooser.ChooseResultsView):
    pass


class ChosenView(ForAuthors, chooser.ChosenView):
    def get_object(self, pk):
        return Question.objects.select_related("current").get(pk=pk)

    def get_display_title(self, instance):
        return in_a_line(instance)


class QuestionChooser(BaseChooser):
    def get_display_title(self, instance):
        return in_a_line(instance)


class QuestionBlock(ChooserBlock):
    def bulk_to_python(self, values):
        """With their stems, in one query whatever their number."""
        found = Question.objects.select_related("current").in_bulk(values)
        return [found.get(pk) for pk in values]


class QuestionChooserViewSet(ChooserViewSet):
    model = Question
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Edit this question")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    base_widget_class = QuestionChooser
    base_block_class = QuestionBlock
    register_widget = False


question_chooser = QuestionChooserViewSet("question_chooser")
QuestionChooserBlock = question_chooser.get_block_class(
    name="QuestionChooserBlock", module_path="courses.assessments.choosers"
)
