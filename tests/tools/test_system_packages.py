"""Setting up a machine: installs when it may, says exactly what is missing when it may not, and asks nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
Machine = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Runs tools/system-packages on a machine that has next to nothing but these programs."""
    for program in ("bash", "sh", "env", "dirname", "mktemp", "rm", "cat", "chmod"):
        (tmp_path / program).symlink_to(str(shutil.which(program)))

    def run(*words: str, **programs: str) -> subprocess.CompletedProcess[str]:
        for name, script in programs.items():
            path = tmp_path / name.replace("_", "-")
            path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
            path.chmod(0o755)
        return subprocess.run(
            [TOOLS / "system-packages", *words],
            env={"PATH": str(tmp_path), "LOG": str(tmp_path / "log"), "POLICY_RC_D": str(tmp_path / "policy")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_without_the_right_to_install_it_prints_the_line_to_type(machine: Machine) -> None:
    done = machine("messages", id="echo 1000", sudo="exit 1", apt_get="echo no >$LOG")
    assert done.returncode == 2
    assert "\n    apt-get update && apt-get install --no-install-recommends gettext\n" in done.stderr


def test_with_the_right_to_install_it_installs_what_is_missing_and_no_more(machine: Machine, tmp_path: Path) -> None:
    done = machine(
        "test", id="echo 0",
        apt_get='echo "$DEBIAN_FRONTEND $*" >>$LOG; [ "$1" = update ] || cat "$POLICY_RC_D" >>$LOG',
        chromium="", java="", exiftool="", node="", fc_list="echo a font",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    update, install, *policy = (tmp_path / "log").read_text().splitlines()
    assert update == "noninteractive update -qq"
    assert install.startswith("noninteractive install -qq -y --no-install-recommends gettext ")
    assert {"npm", "chromium", "nodejs"} & set(install.split()) == {"npm"}
    assert policy == ["#!/bin/sh", "exit 101"]  # no service is started meanwhile
    assert not (tmp_path / "policy").exists()


def test_when_nothing_is_missing_nothing_is_downloaded(machine: Machine, tmp_path: Path) -> None:
    done = machine("messages", msgfmt="", apt_get="echo called >$LOG", id="echo 0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "log").exists()


def test_a_second_set_up_needs_no_network_and_changes_nothing() -> None:
    stamps = [TOOLS.parent / ".venv" / name for name in ("installed", "linked")]
    before = [stamp.stat().st_mtime_ns for stamp in stamps]
    offline = os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run([TOOLS / "venv", "dev"], env=offline, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [stamp.stat().st_mtime_ns for stamp in stamps] == before
