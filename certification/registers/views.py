"""Public registers of instructors and tutors: lists, entries, map, and JSON. Nothing is cached."""

from functools import wraps

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.registers import queries
from certification.registers.forms import SearchForm
from certification.registers.published import in_page, list_ld, person_ld, said
from certification.schemes.models import CertificateType
from lms.country_map import country_map
from lms.people.access import access, anyone

PAGE, PAGE_OF_JSON = 30, 100


def uncached(view):
    """No cache may outlive a consent, and no search engine or archive keeps a copy (R56)."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
        return response

    return guarded


def title_of(register: str) -> str:
    if register not in queries.REGISTERS:
        raise Http404
    titles = {
        CertificateType.Register.INSTRUCTORS: _("Instructors"),
        CertificateType.Register.TUTORS: _("Tutors"),
    }
    return titles[CertificateType.Register(register)]


def url_of(request, register: str, entry: queries.Entry) -> str:
    return request.build_absolute_uri(reverse("registers:entry", args=[register, entry.uid]))


def narrowed(request, register: str):
    """The form, the entries that fit, and the address's part that says what was asked."""
    every = queries.entries(register, timezone.now())
    form = SearchForm(request.GET, choices=queries.choices(every))
    filters = form.filters()
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    return form, [entry for entry in every if filters.fit(entry)], urlencode(asked)


@access(anyone)
@require_safe
@uncached
def registers(request):
    """The registers there are."""
    now = timezone.now()
    rows = [
        (register, title_of(register), len(queries.entries(register, now)))
        for register in queries.REGISTERS
    ]
    return render(request, "certification/registers/registers.html", {"registers": rows})


@access(anyone)
@require_safe
@uncached
def register(request, register):
    """Who is in a register now, narrowed to what is looked for."""
    title = title_of(register)
    form, found, query = narrowed(request, register)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(entry, url_of(request, register, entry)) for entry in page]
    context = {
        "register": register,
        "title": title,
        "form": form,
        "page": page,
        "query": query,
        "rows": [entry for entry, _url in rows],
        "data": in_page(list_ld(title, [person_ld(entry, url) for entry, url in rows])),
    }
    return render(request, "certification/registers/register.html", context)


@access(anyone)
@require_safe
@uncached
def register_json(request, register):
    """The same list for machines, in pages that name the next one."""
    title_of(register)
    _form, found, query = narrowed(request, register)
    pages = Paginator(found, PAGE_OF_JSON)
    page = pages.get_page(request.GET.get("page"))
    following = None
    if page.has_next():
        rest = f"{query}&" if query else ""
        address = reverse("registers:json", args=[register])
        following = request.build_absolute_uri(f"{address}?{rest}page={page.next_page_number()}")
    answer = {
        "register": register,
        "as_of": timezone.now().isoformat(),
        "total": pages.count,
        "page": page.number,
        "pages": pages.num_pages,
        "next": following,
        "entries": [said(entry, url_of(request, register, entry)) for entry in page],
    }
    return JsonResponse(answer)


@access(anyone)
@require_safe
@uncached
def map_of(request, register):
    """How many of those who agreed to be counted there are in each country."""
    title = title_of(register)
    found = queries.on_map(queries.entries(register, timezone.now()))
    address = reverse("registers:register", args=[register])
    numbers = [
        (code, number, f"{address}?{urlencode({'country': code})}") for code, number in found
    ]
    drawn = country_map(register, _("%s by country") % title, numbers)
    context = {"register": register, "title": title, "map": drawn}
    return render(request, "certification/registers/map.html", context)


@access(anyone)
@require_safe
@uncached
def entry(request, register, entry_uid):
    """One entry, at the address that its consent opened."""
    title = title_of(register)
    found = queries.entry_of(register, entry_uid, timezone.now())
    if found is None:
        answer = render(request, "certification/registers/gone.html", {"register": register})
        answer.status_code = 404
        return answer
    context = {
        "register": register,
        "title": title,
        "entry": found,
        "data": in_page(person_ld(found, url_of(request, register, found))),
    }
    return render(request, "certification/registers/entry.html", context)
