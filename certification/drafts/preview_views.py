"""The draft tried on people: asked for, watched, and read name by name."""

from contextlib import nullcontext

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy

from certification.drafts import queries
from certification.drafts.actions import ask_for_preview
from certification.drafts.actions.previewing import STEP
from certification.drafts.circumstances import people_concerned
from certification.drafts.judging import GAINED, LOST
from certification.drafts.views import DraftScreen
from lms.errors import Refused
from lms.journal.outbox import left_to_relay
from lms.people.models import Person

PAGE = 25


class PreviewView(DraftScreen):
    """Who would no longer qualify, or newly; few people are looked at at once, many by a job."""

    template_name = "certification/drafts/preview.html"
    page_title = gettext_lazy("Who would still qualify")

    def post(self, request, **kwargs):
        now = timezone.now()
        is_long = people_concerned(self.draft.scheme, now).count() > STEP
        try:
            with left_to_relay() if is_long else nullcontext():
                ask_for_preview(draft=self.draft, by=request.user, at=now)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("schemes:preview", self.draft.pk)

    def get_context_data(self, **kwargs):
        job = queries.last_preview(self.draft)
        change = self.request.GET.get("change")
        change = change if change == GAINED else LOST
        findings = job.result.get("findings", []) if job else []
        chosen = [each for each in findings if each["change"] == change]
        page = Paginator(chosen, PAGE).get_page(self.request.GET.get("p"))
        people = Person.objects.in_bulk({each["person"] for each in page})
        return super().get_context_data(
            job=job,
            is_of_this_edition=bool(job) and job.about["edition"] == self.draft.edition,
            is_over=bool(job) and job.has_succeeded,
            change=change,
            change_query=f"change={change}&",
            lost=job.result.get(LOST, 0) if job else 0,
            gained=job.result.get(GAINED, 0) if job else 0,
            left_out=job.result.get("left_out", 0) if job else 0,
            page=page,
            rows=[(people.get(each["person"]), each) for each in page],
            has_problems=bool(queries.problems(self.draft, timezone.now())),
            **kwargs,
        )
