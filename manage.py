#!/usr/bin/env python3
"""Django's command line, on the embedded settings unless the environment says otherwise."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.embedded")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
