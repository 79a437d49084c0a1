"""The log never holds what lets somebody in."""

import io
import logging

import pytest
import structlog

from commerce.logs import set_up_logs, without_secrets


@pytest.mark.parametrize(
    "text",
    [
        "GET /_event/?EIO=4&token=SECRET&transport=websocket",
        "{'cookie': 'allhours_customer=SECRET; allhours_staff=SECRET'}",
        "Authorization: Bearer SECRET",
        "/orders/ABC?key=SECRET",
        "password=SECRET code=SECRET",
    ],
)
def test_secrets_are_struck_out(text: str) -> None:
    assert "SECRET" not in without_secrets(text)
    assert without_secrets(text) != text


def test_libraries_and_tracebacks_keep_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogRecordFactory()
    set_up_logs()
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    library = logging.getLogger("reflex_base.event.processor")
    library.addHandler(handler)
    try:
        library.warning("unknown event, headers %s", {"cookie": "allhours_staff=SECRET"})
        try:
            ticket = "SECRET"
            raise ValueError(len(ticket))
        except ValueError as error:
            structlog.get_logger().error("unexpected", exc_info=error)
    finally:
        library.removeHandler(handler)
        logging.setLogRecordFactory(before)
        structlog.reset_defaults()
    assert "SECRET" not in lines.getvalue()
    printed = capsys.readouterr().out
    assert "ValueError" in printed
    assert "│" not in printed  # no frame of local variables
