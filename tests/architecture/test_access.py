"""Every route × role × method: what opens, what does not, and nothing without a line here."""

import uuid
from datetime import timedelta
from functools import cache

import pytest
from django.urls import get_resolver, reverse

from certification.certificates.models import Certificate
from courses.attempts.actions import submit_attempt
from courses.catalogue.models import LessonPage
from courses.deliveries.actions import give_teaching_authority
from courses.deliveries.models import Delivery
from courses.evaluation.actions import plan_surveys
from courses.fieldwork.actions import form_team
from lms.journal.actions import publish_root, seal_events
from tests.architecture.access import TABLE
from tests.architecture.access.lines import GO, ROLES, SEE, STAFF
from tests.factories.certification import install
from tests.factories.counts import rules as counting_rules
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory
from tests.factories.reports import frozen

GUARDED_BY_THEIR_LIBRARY = ("admin/", "accounts/", "documents/", "_util/")


def routes(resolver=None, prefix: str = "", spaces: tuple = ()):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from routes(pattern, route, spaces + space)
        else:
            yield route, ":".join((*spaces, pattern.name or "")), pattern.callback


def own_routes():
    for route, name, view in routes():
        if not route.startswith(GUARDED_BY_THEIR_LIBRARY) and name != "wagtail_serve":
            yield route, name or "media", view


@cache
def route_of() -> dict[str, str]:
    """The first route of each name; walking all of them for each question took most of the time."""
    return {name: route for route, name, _view in reversed(list(own_routes()))}


def test_every_route_has_a_rule_and_a_line_in_the_table():
    found = {name for _route, name, _view in own_routes()}
    without_rule = [
        route for route, _name, view in own_routes() if not hasattr(view, "access_rule")
    ]
    assert without_rule == [], "These routes carry no @access rule."
    assert found == set(TABLE), "Add a line to TABLE for each new route, and drop what is gone."


@pytest.fixture
def world(db, deliver_all):
    """A learner with a passed module test and its certificate, and somebody of each kind."""
    programme = programme_page(modules=2)
    install(programme, ["M1", "M2"])
    report = frozen(counting_rules()["programme"], has_files=True)
    people = {role: PersonFactory(roles=[role]) for role in STAFF}
    people |= {role: PersonFactory() for role in ("stranger", "learner", "instructor")}
    give_teaching_authority(
        person=people["instructor"],
        programme=programme,
        source="tests",
        valid_from=AT.date(),
        by=None,
        at=AT,
    )
    module = modules_of(programme)[0]
    place = enrolment(programme=programme, person=people["learner"])
    attempt = answered_attempt(enrolment=place, module=module)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()
    certificate = Certificate.objects.get()
    delivery = training(programme=programme, lead=people["instructor"])
    seat = participant(delivery, people["learner"])
    Delivery.objects.filter(pk=delivery.pk).update(has_field_project=True)
    plan_surveys(delivery=delivery, by=None, at=AT)
    team = form_team(
        delivery=delivery, title="A team", members=[seat], by=people["instructor"], at=AT
    )
    seal_events(at=AT)
    arguments = {
        "programme_pk": programme.pk,
        "enrolment_uid": place.uid,
        "lesson_pk": LessonPage.objects.child_of(module).get().pk,
        "module_pk": module.pk,
        "uid": attempt.uid,
        "public_id": place.person.public_id,
        "number": certificate.number,
        "revision": 1,
        "purpose": "suspension",
        "list_number": 1,
        "scheme": certificate.scheme_version.scheme.code,
        "version": certificate.scheme_version.number,
        "type_code": certificate.decision.type_code,
        "scope": certificate.scope,
        "level": "bronze",
        "code": module.assessment.code,
        "rule_code": "programme",
        "version_pk": attempt.questions.first().version_id,
        "pk": 10**9,
        "position": 1,
        "template_code": delivery.template.code,
        "delivery_uid": delivery.uid,
        "session_uid": delivery.sessions.first().uid,
        "place_uid": seat.uid,
        "team_uid": team.uid,
        "file_uid": uuid.uuid4(),
        "survey_pk": delivery.surveys.first().pk,
        "observation_uid": uuid.uuid4(),
        "token": "no-such-token",
        "evidence_uid": uuid.uuid4(),
        "kept": uuid.uuid4(),
        "absorbed": uuid.uuid4(),
        "signature": "none",
        "variant": "A",
        "job_uid": uuid.uuid4(),
        "record_uid": uuid.uuid4(),
        "file_kind": "none",
        "paying_pk": 0,
        "hold_pk": 0,
        "partner_pk": 0,
        "report_uid": report.uid,
        "letter_code": "certificate_granted",
        "what": "withdraw",
        "event_pk": 10**9,
        "language": "en-gb",
        "form": "csv",
        "day": publish_root(day=AT.date(), at=AT + timedelta(days=1)).day,
        "organisation_uid": uuid.uuid4(),
        "entry_uid": uuid.uuid4(),
        "register": "instructors",
        "consent_purpose": "register",
        "label_uid": uuid.uuid4(),
        "grant_pk": 10**9,
    }
    return people, arguments, certificate.decision.pk


def address(name: str, arguments: dict, decision: int) -> str:
    if name == "media":
        return "/media/no-such-file.svg"
    if name == "decisions:detail":
        return reverse(name, args=[decision])
    route = route_of()[name]
    return reverse(name, kwargs={k: v for k, v in arguments.items() if f":{k}>" in route})


@pytest.mark.parametrize("role", ROLES)
def test_what_opens_to_whom(client, client_of, world, role):
    people, arguments, decision = world
    if role != "nobody":
        client_of(people[role])
    wrong = []
    for name, lines in TABLE.items():
        for method, line in zip(("get", "post"), lines, strict=True):
            answer = getattr(client, method)(address(name, arguments, decision))
            if getattr(answer, "streaming", False):
                b"".join(answer.streaming_content)
            status = answer.status_code
            if status == 302 and "/accounts/login/" not in answer["Location"]:
                status = GO
            if status != line.expected(role):
                wrong.append(f"{role} {method} {name}: {status}, expected {line.expected(role)}")
    assert wrong == []


@pytest.mark.parametrize("role", ["nobody", "stranger", "officer", "coordinator", "auditor"])
def test_the_wagtail_admin_opens_to_authors_alone(client, client_of, world, role):
    people, _arguments, _decision = world
    if role != "nobody":
        client_of(people[role])
    public = {"admin/login/", "admin/logout/", "admin/jsi18n/", "admin/sprite/"}
    opened = [
        route
        for route, _name, _view in routes()
        if route.startswith("admin/")
        and not set(route) & set("<(?^$")
        and route not in public
        and not route.startswith("admin/password_reset")
        and client.get("/" + route).status_code == SEE
    ]
    assert opened == []
