"""Networks as answers: the format that is asked for, by ``format=`` or Accept."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from fastapi import Query, Request
from fastapi.responses import Response

from api.caching import caching_headers
from api.negotiation import Format, choose
from api.pictures import Pictures
from api.problem import Problem
from api.publication import Published
from kg.drawing import network_svg
from kg.export_formats import FORMATS
from kg.network_table import NetworkTable

FormatName = Literal["json", "nodelink", "cytoscape", "jsonld", "graphml", "gexf", "csv", "svg", "png"]
ChosenFormat = Annotated[
    FormatName | None,
    Query(
        description="`nodelink` is for networkx and D3, `cytoscape` for Cytoscape.js, GraphML and GEXF (1.3) are for "
        "Gephi, `csv` is a table of the edges, `svg` and `png` are "
        "pictures. Without it the header Accept chooses."
    ),
]
Lang = Annotated[Literal["ar", "en"], Query(description="Language of `label`, where there is a choice.")]
_OFFERED = [*(Format(name, form.media_types) for name, form in FORMATS.items()), Format("png", ("image/png",))]
assert {form.name for form in _OFFERED} == set(get_args(FormatName))
OTHER_FORMATS: dict[int | str, dict[str, Any]] = {
    200: {"content": {form.media_types[0]: {} for form in _OFFERED[1:]}},
}
"""For OpenAPI: what a network can be answered as, besides JSON."""


def answer_network(
    published: Published, request: Request, table: NetworkTable, format: FormatName | None, name: str, cut: str
) -> Response:
    """The answer; ``name`` is that of a file, ``cut`` tells what a limit left out. Raises Problem (406)."""
    chosen = choose(_OFFERED, format, request.headers.get("accept"))
    headers = caching_headers(published, request)
    if cut:
        headers["X-Rawabit-Truncated"] = cut
    if chosen.name == "json":
        data = b'{"snapshot":"' + published.version.encode() + b'",' + FORMATS["json"].write(table)[1:]
    else:
        data, extension = _written(request, table, chosen.name)
        headers["Content-Disposition"] = f'inline; filename="{name}.{extension}"'
    return Response(data, headers=headers, media_type=chosen.media_types[0])


def is_json(request: Request) -> bool:
    """Whether a request that names no format is answered with JSON. Raises Problem (406)."""
    return choose(_OFFERED, None, request.headers.get("accept")).name == "json"


def _written(request: Request, table: NetworkTable, format: str) -> tuple[bytes, str]:
    """The network in another format than JSON, and the ending of its files. Raises Problem for pictures too large."""
    if format != "png":
        return FORMATS[format].write(table), FORMATS[format].extension
    most = request.app.state.settings.picture_max_nodes
    if len(table.nodes) > most:
        detail = (
            f"The network has {len(table.nodes)} nodes, a PNG at most {most}: ask for fewer (max_nodes), or for "
            "format=svg."
        )
        raise Problem(422, "picture-too-large", detail, maximum=most)
    pictures: Pictures = request.app.state.pictures
    return pictures.png(network_svg(table)), "png"
