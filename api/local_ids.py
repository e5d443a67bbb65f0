"""Local ids (``person/36bf9425c0faab44``, ``state/EG``) in paths: two segments, so that two ids can stand in a row."""

from __future__ import annotations

from fastapi import Path
from starlette.convertors import Convertor, register_url_convertor


class _LocalId(Convertor[str]):
    regex = "[^/]+/[^/]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("local", _LocalId())

ID = Path(
    description="Local id, such as `person/36bf9425c0faab44` or `state/EG`.", examples=["state/EG"], max_length=300
)
