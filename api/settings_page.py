"""The settings of the service as a page: what ``rawabit serve --settings`` prints and ``docs/settings.md`` holds."""

from __future__ import annotations

import re
from typing import get_args

from pydantic.fields import FieldInfo

from api.settings import Settings

_HEAD = """# Settings of the service

`rawabit serve` reads them from the environment, such as `RAWABIT_SPARQL_DEADLINE=60`; `--store`, `--host` and `--port`
win over it. A value that is not allowed ends the start with a message. `rawabit serve --settings` prints this page.

| variable | default | allowed | what it is |
|---|---|---|---|
"""


def settings_page() -> str:
    """The page, in Markdown."""
    return _HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    default = field.get_default()
    shown = (
        ("1" if default else "0")
        if isinstance(default, bool)
        else f"{default:g}"
        if isinstance(default, float)
        else default
    )
    told = (field.description or "").replace("|", "\\|")
    return f"| `RAWABIT_{name.upper()}` | {f'`{shown}`' if shown != '' else 'empty'} | {_allowed(field)} | {told} |\n"


def _allowed(field: FieldInfo) -> str:
    if choices := get_args(field.annotation):
        return ", ".join(f"`{choice}`" for choice in choices)
    if field.annotation is bool:
        return "`0`, `1`"
    bounds = {
        sign: next((value for rule in field.metadata if (value := getattr(rule, sign, None)) is not None), None)
        for sign in ("ge", "gt", "le", "lt")
    }
    low = f"{bounds['ge']}" if bounds["ge"] is not None else f"above {bounds['gt']}" if bounds["gt"] is not None else ""
    if bounds["le"] is not None:
        return f"{low} to {bounds['le']}"
    if low:
        return low if low.startswith("above") else f"{low} and more"
    return re.sub(r"<class '(.*)'>", r"\1", str(field.annotation)).replace("str", "text")
