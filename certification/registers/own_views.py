"""What is public about the person who asks: each purpose switched on and off by itself (R56, R57)."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certification.registers import queries
from certification.registers.actions import choose_languages
from certification.registers.forms import LanguagesForm
from certification.registers.kept import kept_about
from certification.registers.views import title_of
from lms.errors import Refused
from lms.people.access import access, holds, signed_in
from lms.people.actions import give_consent, withdraw_consent
from lms.people.consent_texts import newest_text, texts
from lms.people.models import Consent
from lms.people.queries import standing_consents

SHOWN = (Consent.Purpose.REGISTER, Consent.Purpose.MAP, Consent.Purpose.CONTACT)


@access(signed_in)
@require_safe
@never_cache
def mine(request):
    """What is shown, since when, in which words agreed; and what is kept anyway."""
    person, now = request.user, timezone.now()
    standing = standing_consents(person)
    current = person.teaching_languages.current().values_list("language", flat=True)
    entries = [
        (register, title_of(register), entry)
        for register in queries.REGISTERS
        for entry in queries.entries(register, now, person=person)
    ]
    context = {
        "purposes": [_purpose(purpose, standing) for purpose in SHOWN],
        "withheld": _purpose(Consent.Purpose.WITHHELD_CHECK, standing),
        "entries": entries,
        "languages": LanguagesForm(initial={"languages": list(current)}),
        "kept": kept_about(person),
        "history": person.consents.order_by("-given_at", "-pk")[:50],
    }
    return render(request, "certification/registers/mine.html", context)


def _purpose(purpose: str, standing: dict[str, Consent]) -> dict:
    consent, newest = standing.get(purpose), newest_text(purpose)
    agreed = texts()[purpose, consent.text_version] if consent else newest
    return {
        "purpose": purpose,
        "consent": consent,
        "text": agreed,
        "newest": newest if newest.version != agreed.version else None,
    }


class ChoiceForm(forms.Form):
    """Agree to a version of the text, or end it."""

    choice = forms.ChoiceField(choices=[("give", ""), ("withdraw", "")])
    version = forms.IntegerField(min_value=1, max_value=9999, required=False)


@access(signed_in)
@require_POST
def choose(request, consent_purpose):
    """Switch one purpose on or off."""
    if consent_purpose not in Consent.Purpose.values:
        raise Http404
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you agree or end it."))
        return redirect("registers:mine")
    said = {
        "person": request.user,
        "purpose": consent_purpose,
        "by": request.user,
        "at": timezone.now(),
    }
    try:
        if form.cleaned_data["choice"] == "give":
            give_consent(text_version=form.cleaned_data["version"] or 0, **said)
            messages.success(request, _("Your choice holds from now on."))
        else:
            withdraw_consent(**said)
            messages.success(request, _("It has ended. What it showed is gone from now on."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('registers:mine')}#{consent_purpose}")


@access(holds("administrator"))
@require_POST
def end_for_them(request, register, entry_uid):
    """Take an entry out because its person asked an administrator to."""
    consent = get_object_or_404(
        Consent.objects.standing().select_related("person"),
        uid=entry_uid,
        purpose=Consent.Purpose.REGISTER,
    )
    withdraw_consent(
        person=consent.person, purpose=consent.purpose, by=request.user, at=timezone.now()
    )
    messages.success(request, _("The entry is gone. Only the person can be listed again."))
    return redirect("registers:register", register)


@access(signed_in)
@require_POST
def languages(request):
    """The languages that stand in the entry."""
    form = LanguagesForm(request.POST)
    if form.is_valid():
        choose_languages(
            person=request.user,
            languages=form.cleaned_data["languages"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Your languages are saved."))
    else:
        messages.error(request, _("Choose from the languages that are offered."))
    return redirect("registers:mine")
