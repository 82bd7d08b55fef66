"""Every route × role × method: what opens, what does not, and nothing without a line here."""

import uuid
from dataclasses import dataclass, field
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
from tests.factories.certification import install
from tests.factories.counts import rules as counting_rules
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory
from tests.factories.reports import frozen

STAFF = ["administrator", "author", "officer", "coordinator", "auditor", "project_auditor"]
# "learner" owns what the routes are asked about; "stranger" has an account and nothing else.
ROLES = ["nobody", "stranger", "learner", "instructor", *STAFF]
SIGN_IN, NO, NOT_FOUND, NOT_ALLOWED, SEE, GO = 302, 403, 404, 405, 200, "to another page"


@dataclass
class Line:
    """What a route answers: to nobody, to everybody signed in, and to the roles named."""

    nobody: object
    others: object
    roles: dict = field(default_factory=dict)

    def expected(self, role: str) -> object:
        return self.nobody if role == "nobody" else self.roles.get(role, self.others)


def everybody(answer) -> Line:
    return Line(answer, answer)


def signed_in(answer, **roles) -> Line:
    return Line(SIGN_IN, answer, roles)


def only(*roles, answer=SEE, others=NO) -> Line:
    return Line(SIGN_IN, others, dict.fromkeys(roles, answer))


def own(answer) -> Line:
    return only("learner", answer=answer, others=NOT_FOUND)


PLANNERS = ("administrator", "instructor")


def run(answer) -> Line:
    """What who leads the delivery, or administers, gets; to others it does not exist."""
    return only("administrator", "instructor", answer=answer, others=NOT_FOUND)


def seen(answer) -> Line:
    """What everybody with a part in the delivery gets."""
    return only("administrator", "instructor", "learner", answer=answer, others=NOT_FOUND)


REPORTERS = ("administrator", "auditor", "coordinator")
REPORTED = (only(*REPORTERS), only(*REPORTERS, answer=NOT_ALLOWED))
# Of a report that belongs to no project of the coordinator.
FROZEN = (
    signed_in(NO, administrator=SEE, auditor=SEE, coordinator=NOT_FOUND),
    REPORTED[1],
)
PROJECT_READERS = ("administrator", "officer", "auditor", "project_auditor", "coordinator")
READS_PROJECTS = only(*PROJECT_READERS)
ADMINISTERS_PROJECTS = (
    only("administrator", answer=NOT_FOUND),
    only("administrator", answer=NOT_FOUND),
)
REPORTS = only("administrator", "auditor", "project_auditor")
NO_POST = only("administrator", "auditor", "project_auditor", answer=NOT_ALLOWED)
# What is outside the scope of an auditor of projects is not there for them.
IN_SCOPE = Line(SIGN_IN, NO, {"administrator": SEE, "auditor": SEE, "project_auditor": NOT_FOUND})
AUDIT_READERS = ("administrator", "auditor", "project_auditor")
AUDITS = only("auditor", "project_auditor")
READS_LINES = only("administrator", "officer", "auditor")
READS_CERTIFICATES = (READS_LINES, only("administrator", "officer", "auditor", answer=NOT_ALLOWED))
DISPUTE_READERS = ("administrator", "auditor", "project_auditor", "coordinator")
DISPUTES = only(*DISPUTE_READERS)
ANALYSIS = (
    only("administrator", "author"),
    only("administrator", "author", answer=NOT_ALLOWED),
)
MARKERS = ("administrator", "instructor")
MARKING = (only(*MARKERS, others=NOT_FOUND), signed_in(NOT_ALLOWED))
READS = dict.fromkeys(("learner", "instructor", "administrator", "author", "auditor"), SEE)
PUBLISHED = (everybody(SEE), everybody(NOT_ALLOWED))
DECIDING = (READS_LINES, only("administrator", "officer", "auditor", answer=NOT_ALLOWED))
DECIDES = (
    only("administrator", "officer", answer=NOT_ALLOWED),
    only("administrator", "officer", answer=NOT_FOUND),
)
ADMINISTERS = (
    only("administrator", answer=NOT_ALLOWED),
    only("administrator", answer=NOT_FOUND),
)
TABLE: dict[str, tuple[Line, Line]] = {  # route name: (GET, POST)
    "live": (everybody(SEE), everybody(NOT_ALLOWED)),
    "ready": (everybody(SEE), everybody(NOT_ALLOWED)),
    "catalogue:sitemap": (everybody(SEE), everybody(NOT_ALLOWED)),
    "catalogue:robots": (everybody(SEE), everybody(NOT_ALLOWED)),
    "roots": (everybody(SEE), everybody(NOT_ALLOWED)),
    "root": (everybody(SEE), everybody(NOT_ALLOWED)),
    "portal:home": (signed_in(SEE, auditor=GO, project_auditor=GO), signed_in(NOT_ALLOWED)),
    "people:duplicates": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "people:merges": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "people:different": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "people:compare": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "people:unmerge": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "people:end_difference": ADMINISTERS,
    "portal:details": (signed_in(SEE), signed_in(SEE)),
    "portal:calendar": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "portal:new_calendar": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "portal:end_calendar": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "calendar_feed": (everybody(NOT_FOUND), everybody(NOT_ALLOWED)),
    "portal:teaching": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "portal:projects": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "portal:certificates": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "letters:mine": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "letters:choose": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "letters:stop": (everybody(NOT_FOUND), everybody(NOT_FOUND)),
    "letters:letters": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "letters:sent": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "letters:words": (only("administrator"), only("administrator", answer=422)),
    "progress:enrol": (signed_in(SEE, learner=GO), signed_in(SEE, learner=GO)),
    "progress:course": (own(SEE), signed_in(NOT_ALLOWED)),
    "progress:lesson": (Line(SIGN_IN, GO, READS), signed_in(NOT_ALLOWED)),
    "progress:complete": (signed_in(NOT_ALLOWED), own(GO)),
    "progress:newer": (signed_in(NOT_ALLOWED), own(GO)),
    "attempts:printed_tests": (run(SEE), signed_in(NOT_ALLOWED)),
    "attempts:printed_test": (run(SEE), signed_in(NOT_ALLOWED)),
    "attempts:printed_key": (run(SEE), signed_in(NOT_ALLOWED)),
    "attempts:start": (own(SEE), own(GO)),
    "attempts:practice": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "attempts:accommodations": (
        only("administrator"),
        only("administrator", answer=NOT_ALLOWED),
    ),
    "attempts:grant_accommodation": (only("administrator"), only("administrator", answer=422)),
    "attempts:end_accommodation": (
        only("administrator", answer=NOT_ALLOWED),
        only("administrator", answer=NOT_FOUND),
    ),
    "attempts:attempt": (own(GO), signed_in(NOT_ALLOWED)),
    "attempts:answer": (own(SEE), own(400)),
    "attempts:note": (signed_in(NOT_ALLOWED), own(400)),
    "attempts:submit": (signed_in(NOT_ALLOWED), own(GO)),
    "attempts:result": (own(SEE), signed_in(NOT_ALLOWED)),
    "attempts:files": (own(NOT_FOUND), own(NOT_FOUND)),
    "attempts:answer_file": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "marking:queue": MARKING,
    "marking:take": (signed_in(NOT_ALLOWED), only(*MARKERS, answer=GO, others=NOT_FOUND)),
    "marking:mark": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "marking:answer_file": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "marking:give_back": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "marking:allocation": (
        only("administrator"),
        only("administrator", answer=NOT_ALLOWED),
    ),
    "marking:assign": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "marking:releases": MARKING,
    "marking:release": (
        only(*MARKERS, others=NOT_FOUND),
        only(*MARKERS, others=NOT_FOUND),
    ),
    "marking:appeal": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "marking:appeals": MARKING,
    "marking:decide": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "marking:agreements": MARKING,
    "marking:agreement": MARKING,
    "marking:ties": (
        only(*MARKERS, others=NOT_FOUND),
        only(*MARKERS, answer=422, others=NOT_FOUND),
    ),
    "deliveries:deliveries": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "deliveries:templates": (only(*PLANNERS), signed_in(NOT_ALLOWED)),
    "deliveries:plan": (only(*PLANNERS), only(*PLANNERS)),
    "deliveries:delivery": (seen(SEE), signed_in(NOT_ALLOWED)),
    "deliveries:calendar": (seen(SEE), signed_in(NOT_ALLOWED)),
    "deliveries:change": (run(SEE), run(SEE)),
    "deliveries:open": (signed_in(NOT_ALLOWED), run(GO)),
    "deliveries:cancel": (run(SEE), run(SEE)),
    "deliveries:add_session": (run(SEE), run(SEE)),
    "deliveries:session": (seen(SEE), signed_in(NOT_ALLOWED)),
    "deliveries:change_session": (run(SEE), run(SEE)),
    "deliveries:cancel_session": (run(SEE), run(SEE)),
    "enrolment:people": (run(SEE), signed_in(NOT_ALLOWED)),
    "enrolment:add": (run(SEE), run(SEE)),
    "enrolment:files": (run(SEE), run(SEE)),
    "enrolment:file": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "enrolment:place": (seen(SEE), seen(SEE)),
    "enrolment:roles": (run(SEE), run(SEE)),
    "enrolment:end_role": (signed_in(NOT_ALLOWED), run(GO)),
    "enrolment:invitations": (run(SEE), run(SEE)),
    "enrolment:end_invitation": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "enrolment:invitation": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "attendance:lists": (
        only("administrator", "instructor", "learner", "auditor", others=NOT_FOUND),
        signed_in(NOT_ALLOWED),
    ),
    "attendance:list": (
        only("administrator", "instructor", "auditor", others=NOT_FOUND),
        run(GO),
    ),
    "attendance:marks": (signed_in(NOT_ALLOWED), run(400)),
    "attendance:unlock": (only("administrator"), only("administrator")),
    "attendance:screen": (run(SEE), signed_in(NOT_ALLOWED)),
    "attendance:code": (run(SEE), signed_in(NOT_ALLOWED)),
    "attendance:scan": (run(SEE), run(SEE)),
    "attendance:log": (run(SEE), run(SEE)),
    "attendance:sheet": (run(SEE), signed_in(NOT_ALLOWED)),
    "attendance:offline": (run(SEE), signed_in(NOT_ALLOWED)),
    "attendance:pack": (run(SEE), run(SEE)),
    "attendance:sheet_entry": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "attendance:platform": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "attendance:file": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "check_in": (signed_in(SEE), signed_in(422)),
    "type_code": (signed_in(SEE), signed_in(422)),
    "fieldwork:mine": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "fieldwork:teams": (seen(SEE), run(SEE)),
    "fieldwork:team": (seen(SEE), signed_in(NOT_ALLOWED)),
    "fieldwork:people": (run(SEE), signed_in(NOT_ALLOWED)),
    "fieldwork:tutor": (signed_in(NOT_ALLOWED), run(422)),
    "fieldwork:assessors": (signed_in(NOT_ALLOWED), run(422)),
    "fieldwork:join": (signed_in(NOT_ALLOWED), run(422)),
    "fieldwork:leave": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "fieldwork:end_assessor": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "fieldwork:say": (signed_in(NOT_ALLOWED), seen(422)),
    "fieldwork:declare": (signed_in(NOT_ALLOWED), own(422)),
    "fieldwork:milestone": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "fieldwork:hand_in": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "fieldwork:say_about": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "fieldwork:due": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "fieldwork:mark": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "fieldwork:file": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "evaluation:evaluation": (seen(SEE), signed_in(NOT_ALLOWED)),
    "evaluation:ask": (signed_in(NOT_ALLOWED), run(422)),
    "evaluation:pair": (signed_in(NOT_ALLOWED), run(422)),
    "evaluation:results": (run(SEE), signed_in(NOT_ALLOWED)),
    "survey": (everybody(NOT_FOUND), everybody(NOT_FOUND)),
    "observations:observations": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "observations:begin": (seen(SEE), seen(SEE)),
    "observations:observation": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "observations:save": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "observations:sign": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "deliveries:newer_material": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "closing:closing": (run(SEE), run(422)),
    "closing:sign": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "closing:not_completed": (run(SEE), run(422)),
    "lineage:scheme": (
        READS_LINES,
        only("administrator", "officer", "auditor", answer=NOT_ALLOWED),
    ),
    "lineage:person": (
        only("learner", "administrator", "officer", "auditor", others=NOT_FOUND),
        signed_in(NOT_ALLOWED),
    ),
    "lineage:trainer": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "deliveries:teaching_note": (
        only("administrator", "author", "instructor", others=NOT_FOUND),
        signed_in(NOT_ALLOWED),
    ),
    "analysis:assessments": ANALYSIS,
    "analysis:assessment": ANALYSIS,
    "analysis:export": ANALYSIS,
    "analysis:question": ANALYSIS,
    "analysis:attempts": ANALYSIS,
    "analysis:regrade": (only("administrator"), only("administrator")),
    "analysis:runs": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "analysis:run": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_ALLOWED),
    ),
    "analysis:replay": (
        only("learner", "administrator", "author", others=NOT_FOUND),
        signed_in(NOT_ALLOWED),
    ),
    "analysis:withdraw": (only("administrator"), only("administrator")),
    "certificates:verify": (everybody(SEE), everybody(NOT_ALLOWED)),
    "certificates:check": (everybody(SEE), everybody(NOT_ALLOWED)),
    "documents:dropped": (everybody(GO), everybody(400)),
    "documents:proof": (everybody(SEE), everybody(NOT_ALLOWED)),
    "documents:archives": (
        only("administrator", "officer", others=NOT_FOUND),
        only("administrator", "officer", answer=GO, others=NOT_FOUND),
    ),
    "documents:delivery_archives": (
        only("administrator", "officer", "instructor", others=NOT_FOUND),
        only("administrator", "officer", "instructor", answer=422, others=NOT_FOUND),
    ),
    "documents:archive": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "documents:take_archive": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "certificates:list": READS_CERTIFICATES,
    "certificates:certificate": READS_CERTIFICATES,
    "certificates:cases": READS_CERTIFICATES,
    "certificates:case": (
        only("administrator", "officer", "auditor", answer=NOT_FOUND),
        only("administrator", "officer", "auditor", answer=NOT_FOUND),
    ),
    "certificates:change": (only("officer"), only("officer", answer=422)),
    "certificates:undo": (only("officer", answer=NOT_FOUND), only("officer", answer=NOT_FOUND)),
    "certificates:simulator": (
        only("administrator", "officer"),
        only("administrator", "officer", answer=NOT_ALLOWED),
    ),
    "documents:document": (
        only("learner", "administrator", "officer", "auditor", others=NOT_FOUND),
        signed_in(NOT_ALLOWED),
    ),
    "decisions:list": (
        only("administrator", "officer", "auditor"),
        only("administrator", "officer", "auditor", answer=NOT_ALLOWED),
    ),
    "decisions:withdrawn": (
        only("administrator", "officer", "auditor"),
        only("administrator", "officer", "auditor", answer=NOT_ALLOWED),
    ),
    "decisions:detail": (
        only("learner", "administrator", "officer", "auditor", others=NOT_FOUND),
        signed_in(NOT_ALLOWED),
    ),
    "decisions:queue": DECIDING,
    "decisions:incomplete": DECIDING,
    "decisions:way": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "decisions:candidate": (
        only("administrator", "officer", "auditor"),
        only("administrator", "officer", "auditor", answer=NOT_ALLOWED),
    ),
    "decisions:sign": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "decisions:hand_in": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "decisions:papers": (
        only("administrator", "officer"),
        only("administrator", "officer", answer=NOT_ALLOWED),
    ),
    "decisions:paper": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "decisions:look": (only("officer", answer=NOT_ALLOWED), only("officer", answer=NOT_FOUND)),
    "decisions:apply": (signed_in(SEE), signed_in(SEE)),
    "decisions:mine": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "decisions:application": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "decisions:decide": DECIDES,
    "decisions:confirm": DECIDES,
    "decisions:give_back": DECIDES,
    "decisions:withdraw": (signed_in(NOT_ALLOWED), signed_in(NOT_FOUND)),
    "decisions:outside": ADMINISTERS,
    "appeals:list": DECIDING,
    "appeals:against_decision": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "appeals:against_change": (signed_in(NOT_FOUND), signed_in(NOT_FOUND)),
    "appeals:appeal": (signed_in(NOT_FOUND), signed_in(NOT_ALLOWED)),
    "appeals:decide": DECIDES,
    "appeals:confirm": DECIDES,
    "appeals:give_back": DECIDES,
    "appeals:outside": ADMINISTERS,
    "counts:trained": (REPORTS, NO_POST),
    "counts:people": (REPORTS, NO_POST),
    "counts:export": (REPORTS, NO_POST),
    "counts:person": (IN_SCOPE, NO_POST),
    "counts:record_file": (
        only("administrator", "auditor", "project_auditor", answer=NOT_FOUND),
        NO_POST,
    ),
    "counts:not_counted": (REPORTS, NO_POST),
    "counts:attempt": (IN_SCOPE, NO_POST),
    "counts:labels": (
        only("administrator", "auditor"),
        only("administrator", "auditor", answer=NOT_ALLOWED),
    ),
    "counts:regions": (REPORTS, NO_POST),
    "counts:regions_table": (REPORTS, NO_POST),
    "counts:rules": (REPORTS, NO_POST),
    "counts:rule": (REPORTS, NO_POST),
    "counts:new_rule": (only("administrator"), only("administrator")),
    "counts:next_version": (only("administrator"), only("administrator")),
    "reports:reports": REPORTED,
    "reports:freeze": (
        signed_in(NO, administrator=SEE, auditor=NOT_FOUND, coordinator=NOT_FOUND),
        signed_in(NO, administrator=422, auditor=NOT_FOUND, coordinator=NOT_FOUND),
    ),
    "reports:job": (only(*REPORTERS, answer=NOT_FOUND), REPORTED[1]),
    "reports:report": FROZEN,
    "reports:file": FROZEN,
    "reports:differences": FROZEN,
    "audits:home": (AUDITS, only("auditor", "project_auditor", answer=NOT_ALLOWED)),
    "audits:own_log": (AUDITS, only("auditor", "project_auditor", answer=NOT_ALLOWED)),
    "audits:packs": (REPORTS, NO_POST),
    "audits:new_pack": (REPORTS, Line(SIGN_IN, NO, dict.fromkeys(AUDIT_READERS, 422))),
    "audits:pack": (only(*AUDIT_READERS, answer=NOT_FOUND), NO_POST),
    "audits:progress": (only(*AUDIT_READERS, answer=NOT_FOUND), NO_POST),
    "audits:take": (only(*AUDIT_READERS, answer=NOT_FOUND), NO_POST),
    "audits:auditors": (only("administrator"), only("administrator", answer=422)),
    "audits:log": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "audits:access": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_ALLOWED),
    ),
    "audits:end": (
        only("administrator", answer=NOT_ALLOWED),
        only("administrator", answer=NOT_FOUND),
    ),
    "credentials:did": PUBLISHED,
    "credentials:did_below_path": PUBLISHED,
    "credentials:status_list": PUBLISHED,
    "credentials:achievement": PUBLISHED,
    "credentials:picture": PUBLISHED,
    "credentials:drawing": PUBLISHED,
    "credentials:badge_class": PUBLISHED,
    "credentials:issuer": PUBLISHED,
    "credentials:credential": PUBLISHED,
    "credentials:token": PUBLISHED,
    "credentials:baked_png": PUBLISHED,
    "credentials:baked_svg": PUBLISHED,
    "credentials:assertion": PUBLISHED,
    "credentials:older_png": PUBLISHED,
    "credentials:older_svg": PUBLISHED,
    "registers:registers": (everybody(SEE), everybody(NOT_ALLOWED)),
    "registers:register": (everybody(SEE), everybody(NOT_ALLOWED)),
    "registers:json": (everybody(SEE), everybody(NOT_ALLOWED)),
    "registers:map": (everybody(SEE), everybody(NOT_ALLOWED)),
    "registers:entry": (everybody(NOT_FOUND), everybody(NOT_ALLOWED)),
    "registers:end": (
        only("administrator", answer=NOT_ALLOWED),
        only("administrator", answer=NOT_FOUND),
    ),
    "personal_data:mine": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "personal_data:copy": (signed_in(NOT_ALLOWED), signed_in(SEE)),
    "personal_data:ask": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "personal_data:take_back": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "personal_data:requests": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "personal_data:person": (only("administrator"), only("administrator", answer=422)),
    "personal_data:retention": (only("administrator"), only("administrator", answer=NOT_ALLOWED)),
    "personal_data:remove": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "personal_data:project": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "personal_data:lift": (
        only("administrator", answer=NOT_ALLOWED),
        only("administrator", answer=NOT_FOUND),
    ),
    "registers:mine": (signed_in(SEE), signed_in(NOT_ALLOWED)),
    "registers:languages": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "registers:choose": (signed_in(NOT_ALLOWED), signed_in(GO)),
    "targets:projects": (READS_PROJECTS, only(*PROJECT_READERS, answer=NOT_ALLOWED)),
    "targets:new": (only("administrator"), only("administrator")),
    "targets:project": (
        only(*PROJECT_READERS, answer=NOT_FOUND),
        only(*PROJECT_READERS, answer=NOT_ALLOWED),
    ),
    "targets:change": ADMINISTERS_PROJECTS,
    "targets:partner": ADMINISTERS_PROJECTS,
    "targets:partner_gone": (
        only("administrator", answer=NOT_ALLOWED),
        only("administrator", answer=NOT_FOUND),
    ),
    "targets:add": ADMINISTERS_PROJECTS,
    "targets:target": (
        only(*PROJECT_READERS, answer=NOT_FOUND),
        only(*PROJECT_READERS, answer=NOT_ALLOWED),
    ),
    "targets:end": (
        only("administrator", answer=NOT_ALLOWED),
        only("administrator", answer=NOT_FOUND),
    ),
    "dashboards:scheme": (
        only("administrator", "officer"),
        only("administrator", "officer", answer=NOT_ALLOWED),
    ),
    "dashboards:slide": (everybody(SEE), everybody(NOT_ALLOWED)),
    "dashboards:slide_pdf": (everybody(SEE), everybody(NOT_ALLOWED)),
    "disputes:disputes": (DISPUTES, only(*DISPUTE_READERS, answer=NOT_ALLOWED)),
    "disputes:settled": (DISPUTES, only(*DISPUTE_READERS, answer=NOT_ALLOWED)),
    "disputes:dispute": (
        only(*DISPUTE_READERS, answer=NOT_FOUND),
        only(*DISPUTE_READERS, answer=NOT_FOUND),
    ),
    "disputes:undo": ADMINISTERS,
    "records:files": (only("administrator"), only("administrator")),
    "records:evidence": (
        only("administrator", answer=NOT_ALLOWED),
        only("administrator", answer=422),
    ),
    "records:file": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "labels:labels": (everybody(SEE), everybody(NOT_ALLOWED)),
    "labels:json": (everybody(SEE), everybody(NOT_ALLOWED)),
    "labels:csv": (everybody(SEE), everybody(NOT_ALLOWED)),
    "labels:organisation": (everybody(NOT_FOUND), everybody(NOT_ALLOWED)),
    "labels:organisation_json": (everybody(NOT_FOUND), everybody(NOT_ALLOWED)),
    "labels:award": (only("administrator"), only("administrator")),
    "labels:renew": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "labels:withdraw": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "labels:evidence": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    "labels:evidence_file": (
        only("administrator", "officer", "auditor", answer=NOT_FOUND),
        only("administrator", "officer", "auditor", answer=NOT_ALLOWED),
    ),
    "labels:files": (only("administrator"), only("administrator")),
    "labels:file": (
        only("administrator", answer=NOT_FOUND),
        only("administrator", answer=NOT_FOUND),
    ),
    # Without a legal identifier in the settings it leads to the page of the certificate.
    "credentials:european": (
        only("learner", "administrator", "officer", "auditor", answer=GO, others=NOT_FOUND),
        signed_in(NOT_ALLOWED),
    ),
    "api-1:public_counts": (everybody(401), everybody(NOT_ALLOWED)),
    "api-1:counts": (everybody(401), everybody(NOT_ALLOWED)),
    "api-1:counted_people": (everybody(401), everybody(NOT_ALLOWED)),
    "api-1:api-root": (everybody(NOT_FOUND), everybody(NOT_FOUND)),
    "api-1:openapi-json": (everybody(SEE), everybody(SEE)),
    "media": (everybody(NOT_FOUND), everybody(NOT_ALLOWED)),
    # Last, as who applies sees the delivery from then on.
    "enrolment:apply": (everybody(SEE), Line(SIGN_IN, GO, dict.fromkeys(["instructor"], 422))),
}
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
