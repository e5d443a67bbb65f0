"""Attacks on a service of its own: what strangers on the open web will try. ``make attack``; a short form is a test."""
