"""How the log is written: one line an event; never a local variable, a cookie or a token."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(r"(?i)((?:token|ticket|key|password|code|secret)=)[^&\s\"'<>]+")
_COOKIE = re.compile(r"(?i)(allhours_\w+=|bearer\s+)[\w.~+/=-]+")


def set_up_logs(*, colours: bool = False) -> None:
    """Plain tracebacks, and secrets struck out, for our log and for the libraries'."""
    plain = structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _struck_out,
            plain,
        ],
        cache_logger_on_first_use=True,
    )
    logging.setLogRecordFactory(_record)


def without_secrets(text: str) -> str:
    """`text` with the values of tokens, cookies and keys struck out."""
    return _COOKIE.sub(r"\1***", _SECRET.sub(r"\1***", text))


def _struck_out(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_secrets(value)
    return event


_make_record = logging.getLogRecordFactory()


def _record(*arguments: Any, **named: Any) -> logging.LogRecord:
    """A library's record; Reflex logs whole headers with an event that it does not know."""
    record = _make_record(*arguments, **named)
    try:
        said = record.getMessage()
    except (TypeError, ValueError):  # its handler will complain of the format
        return record
    if (struck := without_secrets(said)) != said:
        record.msg, record.args = struck, ()
    return record
