"""Where the log of the service goes: standard error, as text or as one JSON object a line."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import orjson

from api.settings import Settings


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, logger, event, and the fields given with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class TextLines(logging.Formatter):
    """A record as a line for people, its fields behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        text = super().format(record)
        fields = getattr(record, "fields", {})
        return " ".join(
            [text, *(f"{name}={value!r}" if name == "query" else f"{name}={value}" for name, value in fields.items())]
        )


def set_up(settings: Settings) -> None:
    """Send the logs of the service and of its server to standard error, as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    text = TextLines("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if settings.log_format == "json" else text)
    level = settings.log_level.upper()
    for name in ("rawabit", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(level)
    logging.getLogger("rawabit.access").setLevel(logging.INFO)  # requests are asked for by a setting of their own
