"""Measurements: commands, run by make, never part of the tests or of the program."""
