"""Errors whose message a user can act on: each names the file, line or field and what to do.

The command line prints ``str(error)`` and nothing else; the service turns each class into one problem+json answer.
"""

from __future__ import annotations


class RawabitError(Exception):
    """Base of every error that is raised on purpose."""


class InputError(RawabitError):
    """An article or a file of articles cannot be read."""


class TableError(RawabitError):
    """A table or file of ``ontology/`` is malformed; the message names file and line."""


class ModelError(RawabitError):
    """A model that the user named cannot be run here; the message says what is missing."""


class StoreError(RawabitError):
    """The store cannot be opened, read or written."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class QueryError(RawabitError):
    """A SPARQL query is malformed or not allowed here."""


class NotFoundError(RawabitError):
    """The entity, encounter or article asked for is not in the graph."""
