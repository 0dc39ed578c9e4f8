"""What the backend's log holds."""

from __future__ import annotations

import logging
import threading

import pytest

from backend.config import logs


def test_a_bug_on_a_thread_is_logged_with_its_trace(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard error's own words would be no line of the log."""
    monkeypatch.setattr(threading, "excepthook", logs.bug)

    def fails() -> None:
        raise ValueError("our fault")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()

    (record,) = caplog.records
    assert record.levelno == logging.CRITICAL
    assert "our fault" in logs.JsonLines().format(record)
