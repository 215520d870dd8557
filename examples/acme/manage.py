#!/usr/bin/env python
"""Runs Django's commands for the Acme asset service, by default on its hardened twin."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acme.settings_hardened")
    execute_from_command_line(sys.argv)
