"""The verbs of the command, by what they are for; `schedules/cli.py` puts them in order."""
