"""A database as migrated, made once for each state of the migrations and copied from then on.

Migrating from nothing takes as long as hundreds of tests. Whatever is copied is migrated again,
which does nothing unless the copy is behind.
"""

import fcntl
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction


def copy_for_this_worker() -> None:
    """Lay a copy of the migrated database where this worker will look for its own."""
    with _alone():
        if connection.vendor == "sqlite":
            _copy_file(Path(connection.settings_dict["TEST"]["NAME"]))
        else:
            _name_template()


def kept_rows() -> Callable[[], None]:
    """Keep what is in the database now, and give what brings it back.

    Either way it comes back in one transaction, because a late request of the live server may
    still write. SQLite writes all its pages anew, which is faster than its rows.
    """
    if connection.vendor == "sqlite":
        kept = sqlite3.connect(":memory:")
        connection.ensure_connection()
        connection.connection.backup(kept)
        return lambda: _write_pages(kept)
    rows = connection.creation.serialize_db_to_string()
    return lambda: _write_rows(rows)


def _write_pages(kept: sqlite3.Connection) -> None:
    connection.ensure_connection()
    kept.backup(connection.connection)


@transaction.atomic
def _write_rows(rows: str) -> None:
    flush = {"interactive": False, "inhibit_post_migrate": True, "reset_sequences": False}
    call_command("flush", verbosity=0, **flush)
    connection.creation.deserialize_db_from_string(rows)


def _copy_file(own: Path) -> None:
    kept = own.with_name(f"migrated_{settings.MIGRATIONS}.sqlite3")
    if not kept.exists():
        unfinished = kept.with_suffix(".unfinished")
        _migrate(str(unfinished))
        unfinished.replace(kept)
    Path(f"{own}-journal").unlink(missing_ok=True)
    shutil.copyfile(kept, own)


def _name_template() -> None:
    """PostgreSQL copies by itself; a database that is being made has another name."""
    kept, unfinished = f"migrated_{settings.MIGRATIONS}", f"unfinished_{settings.MIGRATIONS}"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept])
        is_there = cursor.fetchone()
    if not is_there:
        _migrate(unfinished)
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {kept}")
    tests = connection.settings_dict["TEST"]
    with connection.creation._nodb_cursor() as cursor:  # a run that was ended may have left rows
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(tests['NAME'])}")
    tests["TEMPLATE"] = kept


def _migrate(name: str) -> None:
    """From nothing to the newest migration, in a database of that name."""
    before, tests = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    own, tests["NAME"] = tests["NAME"], name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"], tests["NAME"] = before, own
        settings.DATABASES["default"]["NAME"] = before


@contextmanager
def _alone():
    """One worker at a time: the first one makes what the others copy."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
