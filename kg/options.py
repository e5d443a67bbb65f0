"""The arguments and options that several commands share, and the choices they offer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.errors import StoreError

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files (.txt, .html, .jsonl, .jsonl.gz), folders, or - for standard input.",
        show_default=False,
    ),
]
StorePath = Annotated[
    str,
    typer.Option("--store", envvar="RAWABIT_STORE", metavar="DIR", help="The folder of the store."),
]
Workers = Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes that read articles.")]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        metavar="P",
        min=0.0,
        max=1.0,
        help="Leave out encounters that are less sure; by default the minimum learned with the weights.",
        show_default=False,
    ),
]
Ner = Annotated[
    Path | None,
    typer.Option("--ner", metavar="FOLDER", help="A model of names (Hugging Face layout) for a second opinion."),
]

Thorough = Annotated[
    bool,
    typer.Option("--thorough", help="Read every article in full, also those whose words are of other news; slower."),
]

DEFAULT_STORE = "rawabit.store"


class ExtractFormat(StrEnum):
    """What ``extract`` writes."""

    jsonl = "jsonl"
    trig = "trig"
    nquads = "nquads"


class QueryFormat(StrEnum):
    """What ``query`` prints."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    ttl = "ttl"
    nt = "nt"
    jsonld = "jsonld"


class EgoFormat(StrEnum):
    """What ``ego`` writes."""

    json = "json"
    nodelink = "nodelink"
    cytoscape = "cytoscape"
    graphml = "graphml"
    gexf = "gexf"
    csv = "csv"
    jsonld = "jsonld"
    svg = "svg"
    table = "table"


class Language(StrEnum):
    """Languages of labels."""

    ar = "ar"
    en = "en"


def store_folder(store: str) -> Path:
    """The folder that ``--store`` names. Raises StoreError for an address and for a file."""
    if "://" in store:
        raise StoreError(f"{store}: an address; this command needs the store's folder on this machine")
    if Path(store).is_file():
        raise StoreError(f"{store}: this is a file; a store is a folder")
    return Path(store)
