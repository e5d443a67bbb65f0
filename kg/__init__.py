"""Rawabit (روابط): encounters between officials, read from Arabic news and kept as a knowledge graph."""

__version__ = "0.1.0"
