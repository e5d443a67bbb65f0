"""What ``deploy/`` holds fits the program: its settings exist, systemd and nginx accept its files."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.settings import Settings

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
FILES = [*DEPLOY.iterdir(), DEPLOY.parent / "docs" / "deploy.md"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_named_there_exist(path: Path) -> None:
    named = set(re.findall(r"RAWABIT_([A-Z_]+[A-Z])", path.read_text(encoding="utf-8")))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_limits_told_are_the_defaults() -> None:
    text = (DEPLOY.parent / "docs" / "deploy.md").read_text(encoding="utf-8")
    chosen = Settings.model_fields
    told = {
        "sparql_deadline": r"time of one query \| (\d+) s",
        "sparql_max_nesting": r"(\d+) nested",
        "sparql_max_steps": r"([\d,]+) operators",
        "sparql_max_rows": r"([\d,]+) rows",
        "quota_seconds": r"(\d+) s a minute",
        "quota_burst_seconds": r"(\d+) s at once",
        "quota_errors": r"(\d+) a minute",
        "quota_concurrent": r"queries of a client at once \| (\d+)",
    }
    for name, pattern in told.items():
        match = re.search(pattern, text)
        assert match, name
        assert float(match[1].replace(",", "")) == chosen[name].default, name


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "rawabit.service"
    text = (DEPLOY / "rawabit.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/rawabit/bin/rawabit", "/bin/true"), encoding="utf-8")
    run = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert "rawabit.service:" not in run.stderr, run.stderr  # a line of the unit that is not understood


@pytest.mark.skipif(not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx or openssl is not here")
def test_nginx_accepts_the_proxy(tmp_path: Path) -> None:
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "fullchain.pem", "-subj", "/CN=x"]
    subprocess.run(["openssl", "req", "-x509", *key], cwd=tmp_path, check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/etc/ssl/rawabit", str(tmp_path))
    (tmp_path / "site.conf").write_text(re.sub(r"listen +(\[::\]:)?(80|443)", r"listen \g<1>8\2", site))
    http = f"http {{ access_log off; include {tmp_path}/site.conf; }}"
    head = f"pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}} {http}"
    (tmp_path / "nginx.conf").write_text(head)
    run = subprocess.run(["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
