"""The default: one machine, SQLite, no services."""

import os
import sqlite3

from .base import *
from .base import DATA_DIR

DEMO = os.environ.get("DEMO", "1") == "1"
SECRET_FILE = DATA_DIR / "secret_key"
SECRET_KEY = os.environ.get("SECRET_KEY") or (
    SECRET_FILE.read_text() if SECRET_FILE.exists() else "only for commands before the first start"
)

# A WAL file under two writers can be corrupted by SQLite before 3.51.3; the rollback journal is safe.
JOURNAL_MODE = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "cascade.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={JOURNAL_MODE};PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON"
            ),
        },
    }
}

# Without a mail server, e-mails are files that the person running the site can open.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
