"""What holds for every test: a clean environment, and in CI no test that looks away."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

for _name in list(os.environ):
    if _name.upper().startswith("TRACKER_") or _name.upper().endswith("_PROXY"):
        del os.environ[_name]  # what the machine at hand is set to must not reach a test

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, max_examples=20)
settings.load_profile("ci" if CI else "here")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: everything that tests need is installed there."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longreprtext}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself."""
    report = yield
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longreprtext}"
    return report
