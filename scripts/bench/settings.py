"""The production profile with one bare view beside the site."""

from lms.settings.production import *  # noqa: F403 - a settings module

ROOT_URLCONF = "scripts.bench.urls"
