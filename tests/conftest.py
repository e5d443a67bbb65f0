"""What all tests share."""

from hypothesis import settings

# How long an example takes says something of the machine, and nothing of the program.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
