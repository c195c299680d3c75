"""The ground that the tests stand on: nothing of the machine's settings, and no skipped test in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.rules import ROOT

SKIPPING = "import pytest\n\n\n@pytest.mark.skip(reason='no browser')\ndef test_skipped() -> None:\n    raise AssertionError\n"
SKIPPING_WHOLE = "import pytest\n\npytest.skip('no browser', allow_module_level=True)\n"
EXPECTED_TO_FAIL = "import pytest\n\n\n@pytest.mark.xfail\ndef test_known() -> None:\n    raise AssertionError\n"
SCRUBBED = "import os\n\n\ndef test_clean() -> None:\n    assert not [n for n in os.environ if n.startswith('TRACKER_') or n.lower().endswith('_proxy')]\n"


def run(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_sample.py").write_text(test, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith(("COV_", "COVERAGE_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, cwd=folder, env=clean | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("test", [SKIPPING, SKIPPING_WHOLE])
def test_a_skip_fails_in_ci_with_its_reason(tmp_path: Path, test: str) -> None:
    done = run(tmp_path, test, CI="true")
    assert done.returncode != 0
    assert "no browser" in done.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    done = run(tmp_path, SKIPPING)
    assert (done.returncode, "1 skipped" in done.stdout) == (0, True)


def test_a_test_that_is_expected_to_fail_is_no_skip(tmp_path: Path) -> None:
    done = run(tmp_path, EXPECTED_TO_FAIL, CI="true")
    assert (done.returncode, "1 xfailed" in done.stdout) == (0, True)


def test_no_setting_or_proxy_of_the_machine_reaches_a_test(tmp_path: Path) -> None:
    done = run(tmp_path, SCRUBBED, TRACKER_SOURCES="/elsewhere.yaml", HTTPS_PROXY="http://127.0.0.1:1", no_proxy="*")
    assert done.returncode == 0, done.stdout
