"""The line of a person, the record of a trainer, and the generations of the scheme."""

from collections import defaultdict

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from courses.deliveries.queries import marks_of
from courses.deliveries.queries import visible_to as visible_deliveries
from courses.lineage import charts, queries, records, recursion
from courses.lineage.forms import LISTS, ListForm, PeriodForm
from courses.lineage.queries import PAGE, READERS, Generation, Line
from courses.lineage.rules import FEWEST_FOR_A_RATE, Sums, percent, tenths
from lms.people.access import access, holds, signed_in
from lms.people.models import Person
from lms.people.queries import called


def name_of(person: Person) -> str:
    """As others read it; whose name was removed stays in the line without one (R59)."""
    return person.get_full_name() or _("name removed")


def sees_marks(person: Person) -> bool:
    """Whether what is being looked into is shown; not to those whom a trainer trained (R33)."""
    return not person.roles.isdisjoint(READERS)


def more(number: int) -> str:
    return _("and %s more") % number


@access(holds(*sorted(READERS)))
@require_safe
def scheme(request):
    """Generation by generation: how many trainers, what they gave, how it ended; and a search."""
    lines = queries.lines_of_scheme()
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "crumbs": [(_("My page"), reverse("portal:home"))],
        "generations": [(each, percent(each.sums.rate)) for each in lines.generations],
        "chart": bars_of_trainers(lines.generations),
        "fewest": FEWEST_FOR_A_RATE,
        "roots": Paginator(lines.people_at_the_top(), PAGE).get_page(request.GET.get("page")),
        "text": text,
        "found": called(text)[:PAGE] if text else [],
    }
    return render(request, "courses/lineage/scheme.html", context)


def bars_of_trainers(generations: list[Generation]) -> charts.Picture:
    return charts.bars_alone(
        [
            (_("Generation %s") % each.number, each.trainers, trainers_word(each.trainers))
            for each in generations
        ]
    )


def trainers_word(number: int) -> str:
    return ngettext("%s trainer", "%s trainers", number) % number


def completed_word(completers: int, trainers: int) -> str:
    if not trainers:
        return _("%s completed") % completers
    return _("%(completers)s completed, %(trainers)s") % {
        "completers": completers,
        "trainers": trainers_word(trainers),
    }


@access(signed_in)
@require_safe
def person(request, public_id):
    """Who trained a person, and who trained those; whom they trained, and whom those have."""
    found = get_object_or_404(queries.visible_to(request.user), public_id=public_id)
    listed, generation, number = ListForm(request.GET).asked()
    line = queries.line_of(found, listed, generation, number)
    ids = set(line.people) - {found.pk}
    named = queries.named_to(request.user, ids) | {found.pk}
    opens = set(queries.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    below = below_of(line)
    total = total_listed(line, listed, generation)
    context = {
        "person": found,
        "name": name_of(found),
        "is_own": found == request.user,
        "sees_marks": sees_marks(request.user),
        "line": line,
        "most": recursion.MOST_EDGES,
        "most_people": recursion.MOST_PEOPLE,
        "fewest": FEWEST_FOR_A_RATE,
        "roots": [name_of(each) for each in line.roots],
        "edges": [
            (
                each,
                name_of(each.trainer),
                [(name_of(trained), day) for trained, day in each.trained],
                each.trainer.pk in opens,
            )
            for each in line.edges
        ],
        "below": below,
        "picture": picture_of(line, below, opens),
        "listed": listed,
        "listed_word": LISTS[listed],
        "generation": generation,
        "trainers": [
            (
                each if each.pk in opens else None,
                name_of(each) if each.pk in named else "",
                sums,
                percent(sums.rate),
            )
            for each, sums in line.trainers
        ],
        "completed": [
            (each, name_of(each.person) if each.person.pk in named else "", each.person.pk in opens)
            for each in line.completed
        ],
        "page": Paginator(range(total), PAGE).get_page(number),
        "query": urlencode({"list": listed, "generation": generation}),
        "has_record": records.is_trainer(found),
    }
    return render(request, "courses/lineage/person.html", context)


def below_of(line: Line) -> list[tuple[Generation, Sums, str]]:
    """The people of each generation: how many trainers are among them, and how those before gave."""
    return [
        (here, before.sums, percent(before.sums.rate))
        for before, here in zip(line.generations, line.generations[1:], strict=False)
        if before.sums.trainings or here.trainers
    ]


def total_listed(line: Line, listed: str, generation: int) -> int:
    by_number = {here.number: (here.trainers, sums.completers) for here, sums, _p in below_of(line)}
    trainers, completers = by_number.get(generation, (0, 0))
    return trainers if listed == "trainers" else completers


def picture_of(line: Line, below, opens: set[int]) -> charts.Picture:
    return charts.picture(
        person=line.person,
        above=line.above,
        trained_by={
            (edge.trainer.pk, trained.pk) for edge in line.edges for trained, _day in edge.trained
        },
        below=[
            (
                _("Generation %s below") % here.number,
                sums.completers,
                completed_word(sums.completers, here.trainers),
            )
            for here, sums, _percent in below
        ],
        open_to_reader=opens,
        name_of=name_of,
        more=more,
    )


@access(signed_in)
@require_safe
def trainer(request, public_id):
    """What a trainer has done, in a period or ever; figures that overlap are marked as such (R35)."""
    found = get_object_or_404(queries.visible_to(request.user), public_id=public_id)
    if not records.is_trainer(found):
        raise Http404
    form = PeriodForm(request.GET)
    period = form.period()
    record = records.record_of(found, period, timezone.now())
    page = Paginator(records.credits_of(found, period), PAGE).get_page(request.GET.get("page"))
    taught = {each.delivery_id for each in page}
    used = queries.rights_used(taught, {found.pk})
    marks = marks_of(taught) if sees_marks(request.user) else defaultdict(list)
    opens = set(visible_deliveries(request.user).filter(pk__in=taught).values_list("pk", flat=True))
    context = {
        "person": found,
        "name": name_of(found),
        "form": form,
        "period": period,
        "record": record,
        "rate": percent(record.sums.rate),
        "fewest": FEWEST_FOR_A_RATE,
        "page": page,
        "rows": [
            (
                each,
                used[each.delivery_id, found.pk],
                each.delivery_id in opens,
                [mark for mark in marks[each.delivery_id] if mark.trainer_id == found.pk],
            )
            for each in page
        ],
        "shared": [tenths(record.shared_trainings), tenths(record.shared_completers)],
        "rights": records.rights_of(found),
        "query": urlencode({k: request.GET[k] for k in ("first", "last") if request.GET.get(k)}),
    }
    return render(request, "courses/lineage/trainer.html", context)
