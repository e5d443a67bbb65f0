"""An extraction as the bytes that ``rawabit extract`` writes, made where the article was read.

A process hands back a few lines and not the article with all that was found in it: the writer would else be the one
that all others wait for.
"""

from __future__ import annotations

import orjson
from pyoxigraph import RdfFormat, serialize

from kg.model import Extraction
from kg.rdf import statement_quads


def json_line(extraction: Extraction) -> bytes:
    """One line of JSON: ``{"id": …, "encounters": […]}``."""
    return orjson.dumps(extraction.to_dict()) + b"\n"


def statement_lines(extraction: Extraction) -> bytes:
    """The statement layer of one article as N-Quads. Raises InputError as ``kg.rdf.statement_quads``."""
    return serialize(statement_quads(extraction), format=RdfFormat.N_QUADS) or b""
