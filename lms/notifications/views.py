"""Letters: their words and log for an administrator, one's own, and the link that stops a kind."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Refused
from lms.notifications import actions, queries, rules
from lms.notifications import letters as registry
from lms.notifications.forms import WordsForm
from lms.notifications.mail import read_token
from lms.people.access import access, anyone, holds, signed_in

PAGE = 25


@access(holds("administrator"))
@require_safe
def letters(request):
    """Every kind of letter, and whose words it uses in each language."""
    own = queries.own_words()
    rows = [
        (
            each,
            [(code, word, own.get((each.code, code))) for code, word in settings.LANGUAGES],
        )
        for each in registry.letters()
    ]
    return render(request, "lms/notifications/letters.html", {"rows": rows})


@access(holds("administrator"))
@never_cache
@require_http_methods(["GET", "POST"])
def words(request, letter_code, language):
    """Change subject and text in a language, look at them with examples, go back to what ships."""
    letter = registry.letter_of(letter_code)
    if letter is None or language not in dict(settings.LANGUAGES):
        raise Http404
    if request.POST.get("do") == "restore":
        actions.restore_words(letter=letter, language=language, by=request.user, at=timezone.now())
        messages.success(request, _("The letter has the words that ship again."))
        return redirect("letters:words", letter.code, language)
    own = queries.own_words(letter.code).get((letter.code, language))
    in_use = queries.words_in_use(letter, language)
    shown = own or in_use
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        letter=letter,
        initial={"subject": shown.subject, "body": shown.body},
    )
    if form.is_valid() and request.POST.get("do") == "keep":
        actions.keep_words(
            letter=letter,
            language=language,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, _("The words are kept. Letters written from now on use them."))
        return redirect("letters:words", letter.code, language)
    looked_at = form.words() if form.is_bound and form.is_valid() else in_use
    context = {
        "letter": letter,
        "language_word": dict(settings.LANGUAGES)[language],
        "form": form,
        "own": own,
        "is_unfit": own is not None and (own.subject, own.body) != (in_use.subject, in_use.body),
        "is_look": form.is_bound and form.is_valid(),
        "placeholders": placeholders_of(letter, language),
        "preview": registry.filled(letter, looked_at, letter.examples, language),
        "shipped": registry.shipped(letter, language),
    }
    status = 422 if form.errors else 200
    return render(request, "lms/notifications/words.html", context, status=status)


def placeholders_of(letter: registry.Letter, language: str) -> list[tuple]:
    """Each as it is typed, what it stands for, and an example."""
    with override(language):
        return [
            (rules.shown(code), each, registry.written(each.example))
            for code, each in letter.known.items()
        ]


@access(holds("administrator"))
@never_cache
@require_safe
def sent(request):
    """What was written to whom, without the texts: they may hold secret links."""
    words = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "")
    page = Paginator(queries.found(words, kind), PAGE).get_page(request.GET.get("page"))
    failures = queries.failures(page.object_list)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page": page,
        "rows": [(each, registry.title_of(each.kind), failures.get(each.pk, "")) for each in page],
        "words": words,
        "kind": kind,
        "kinds": list(registry.letters()),
        "query": kept.urlencode(),
    }
    return render(request, "lms/notifications/sent.html", context)


@access(signed_in)
@never_cache
@require_safe
def mine(request):
    """What I was told, and which kinds of letters I want."""
    stops = queries.stops_of(request.user)
    known = queries.kinds_written_to(request.user) | stops
    page = Paginator(queries.written_to(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "kinds": [
            (each, each.code in stops)
            for each in registry.letters()
            if each.may_be_stopped and each.code in known
        ],
        "page": page,
        "rows": [(each, registry.title_of(each.kind)) for each in page],
    }
    return render(request, "lms/notifications/mine.html", context)


@access(signed_in)
@require_POST
def choose(request):
    """Stop a kind, or want it again."""
    kind, now = request.POST.get("kind", ""), timezone.now()
    try:
        if request.POST.get("do") == "stop":
            actions.stop_letters(person=request.user, kind=kind, at=now)
            messages.success(request, _("You are sent no more letters of this kind."))
        else:
            actions.want_letters(person=request.user, kind=kind, at=now)
            messages.success(request, _("You are sent letters of this kind again."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("letters:mine")


@access(anyone)
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Stop kinds of letters by the link in one of them, without signing in (RFC 8058).

    The link is the proof, so mail programs may post to it without a form of ours. Opening it
    changes nothing, since programs that look for malware open every link.
    """
    found = read_token(token)
    if found is None:
        return render(request, "lms/notifications/stop_unknown.html", status=404)
    person, kinds = found
    asked = [each for each in map(registry.letter_of, kinds) if each and each.may_be_stopped]
    if request.method == "POST":
        for letter in asked:
            actions.stop_letters(person=person, kind=letter.code, at=timezone.now())
    context = {"letters": asked, "is_done": request.method == "POST"}
    return render(request, "lms/notifications/stop.html", context)
