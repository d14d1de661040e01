"""Runs the command as `python -m schedules`."""

from schedules.cli import main

main()
