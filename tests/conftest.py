"""What every test may ask for: clients by role, the outbox run dry, and a database as migrated."""

import os
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from hypothesis import settings

from certification.credentials.signing.keys import make_key
from courses.catalogue.actions import open_home_page
from lms.journal import outbox
from tests.factories.people import PersonFactory
from tests.migrated import copy_for_this_worker, kept_rows

# How long an example takes says more of the machine than of the code. `HYPOTHESIS_PROFILE=long`
# looks at as many examples as Hypothesis itself would.
settings.register_profile("suite", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

MIGRATED = pytest.StashKey[Callable[[], None]]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings, django_db_blocker, django_db_createdb, django_test_environment
):
    """Begin with a copy of a migrated database; `--create-db` migrates from nothing."""
    if not django_db_createdb:
        with django_db_blocker.unblock():
            copy_for_this_worker()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """Keep what the migrations made, and the front page, which nearly every test begins with.

    Connections differ between the contexts of a browser test.
    """
    with django_db_blocker.unblock():
        open_home_page()
        request.session.stash[MIGRATED] = kept_rows()
    # Django would bring back what it kept before the front page was there.
    connection._test_serialized_contents = "[]"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """A test that commits must ask for the migrated rows (Wagtail's root page, groups) back.

    What touches no database is not run a second time on PostgreSQL.
    """
    if os.environ.get("TEST_SERVICES") == "1":
        config.hook.pytest_deselected(items=[item for item in items if not _asks(item)])
        items[:] = [item for item in items if _asks(item)]
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))
        marker = item.get_closest_marker("django_db")
        if _commits(item) and not marker.kwargs.get("serialized_rollback"):
            raise pytest.UsageError(f"{item.nodeid} commits: add serialized_rollback=True.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """After a test that committed, everything is flushed: bring back what the migrations made."""
    try:
        return (yield)
    finally:
        if _commits(item):
            _bring_back(item)


def _bring_back(item) -> None:
    blocker = item.funcargs.get("django_db_blocker")
    if blocker is None:
        from pytest_django.plugin import blocking_manager_key

        blocker = item.config.stash[blocking_manager_key]
    with blocker.unblock():
        item.session.stash[MIGRATED]()


def _asks(item) -> bool:
    """Whether the test asks a database."""
    fixtures = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


def _commits(item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session", autouse=True)
def issuer_keys(tmp_path_factory):
    """A folder of keys for this run and the workers it starts, with one key in it.

    Every certificate gets its credential.
    """
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEYS_DIR", str(folder))
        patch.setattr(django_settings, "KEYS_DIR", folder)
        make_key(at=timezone.now())
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees what another one cached."""
    cache.clear()


@pytest.fixture
def deliver_all():
    """Run the outbox until nothing is due."""

    def deliver() -> None:
        while outbox.deliver_due():
            pass

    return deliver


@pytest.fixture
def client_of(client):
    """A signed-in client for a person, or for a new person who holds the roles."""

    def sign_in(person=None, *, roles=()):
        person = person or PersonFactory(roles=roles)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
