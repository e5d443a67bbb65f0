"""Rawabit's service: SPARQL, the API of entities and encounters, and the first page."""
