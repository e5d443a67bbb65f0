"""The house: locks, wheel, licences, Makefile and README hold what they promise."""

from __future__ import annotations

import ast
import csv
import importlib.metadata
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import typer

from kg import __version__, cli

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "requirements.lock"
DEV = ROOT / "requirements-dev.lock"
NER = ROOT / "requirements-ner.lock"
CLIENTS = ROOT / "requirements-clients.lock"
API = ROOT / "requirements-api.lock"
BROWSER = ROOT / "requirements-browser.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOT_INSTALLED = set(PROJECT["tool"]["uv"]["exclude-dependencies"])


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(path: Path) -> dict[str, str]:
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return {plain(line.split("==")[0]): line.split("==")[1].split(";")[0].strip() for line in lines if line}


def needed(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\[<>=!~ ;]", requirement)[0]) for requirement in requirements}


# ---------------------------------------------------------------- locks


@pytest.mark.parametrize("path", [RUNTIME, DEV, NER, CLIENTS, API, BROWSER], ids=lambda path: path.name)
def test_locks_pin_every_version_and_hold_no_address(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        assert not re.search(r"://|\s@\s|--|\.whl|/home", line.split("(pyproject")[0]), line
        assert re.match(r"\s*#|[A-Za-z0-9._-]+==[0-9][\w.!+-]*( ; .+)?$", line), line
    assert path in (NER, CLIENTS, API, BROWSER) or not set(locked(path)) & NOT_INSTALLED


def test_locks_hold_what_the_project_names_and_agree() -> None:
    runtime, dev = locked(RUNTIME), locked(DEV)
    assert needed(PROJECT["project"]["dependencies"]) <= set(runtime)
    assert needed(PROJECT["dependency-groups"]["dev"]) <= set(runtime) | set(dev)
    assert {name: runtime[name] for name in runtime.keys() & dev.keys()} == {
        name: dev[name] for name in runtime.keys() & dev.keys()
    }


def test_the_code_imports_nothing_that_is_not_locked() -> None:
    """Packages of extras are imported inside functions only, or in the module that is about one of them."""
    homes = importlib.metadata.packages_distributions()
    runtime = set(locked(RUNTIME))
    extras = set().union(*map(needed, PROJECT["project"]["optional-dependencies"].values()))
    for path in [*ROOT.glob("kg/**/*.py"), *ROOT.glob("api/**/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            else:
                modules = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            for module in {name.split(".")[0] for name in modules} - {"kg", "api"} - set(sys.stdlib_module_names):
                if module in extras and (node not in tree.body or path.name == "ner_torch.py"):
                    continue
                assert {plain(home) for home in homes.get(module, [])} & runtime, f"{path.name} imports {module}"


def test_the_installation_is_small() -> None:
    size = 0
    for name in locked(RUNTIME).keys() | locked(DEV).keys():
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:  # of another system or Python
            continue
        paths = (Path(str(file.locate())) for file in files if file.suffix != ".pyc")
        size += sum(path.stat().st_size for path in paths if path.exists())
    assert 50e6 < size < 290e6  # with pip and byte code it must stay under 350 MB


def test_what_the_pages_use_is_pinned_by_sums_and_holds_no_address() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert packages.pop("")["dependencies"] == wanted
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert '"resolved"' not in text
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        told = package.get("license", "MIT")  # one tells it in its text alone; of icons it is CC-BY-4.0
        free = r"\b(MIT|Apache-2\.0|ISC|0BSD|BSD-[23]-Clause|CC0-1\.0)\b"
        assert re.search(r"^OFL-1\.1$" if "/@fontsource/" in name else free, told), name
    brought = ROOT / "api" / "static" / "vendor"
    if brought.exists():
        fonts = re.findall(r'url\("vendor/([^"]+)"', (ROOT / "api/static/fonts.css").read_text(encoding="utf-8"))
        editor = {"yasgui.min.js", "yasgui.min.css"}
        whole = {"IBMPlexSansArabic_400Regular.ttf", "IBMPlexSansArabic_700Bold.ttf"}  # for pictures
        assert {path.name for path in brought.iterdir()} == {*editor, "d3.min.js", *fonts, *whole, "LICENSES.txt"}
        licences = (brought / "LICENSES.txt").read_text(encoding="utf-8").lower()
        assert all(name in licences for name in ("codemirror", "d3-force", "ibm-plex", "noto-naskh"))
        assert not re.search(
            r"@import|url\((?!\s*[\"']?(data:|#))", (brought / "yasgui.min.css").read_text(encoding="utf-8")
        )


def test_what_the_tests_use_in_the_browser_is_pinned_by_its_sum() -> None:
    wanted = json.loads((ROOT / "tests" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    text = (ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert packages.pop("")["dependencies"] == wanted
    assert wanted == {name.removeprefix("node_modules/"): package["version"] for name, package in packages.items()}
    assert '"resolved"' not in text
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


# ---------------------------------------------------------------- wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*command, str(folder), str(ROOT)], check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def test_the_wheel_holds_code_data_and_licence_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert wheel.name == f"rawabit-{__version__}-py3-none-any.whl"
    for folder, packed in (("ontology", "kg/_ontology"), ("kg/samples", "kg/samples"), ("api/static", "api/static")):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"{packed}/{path.relative_to(ROOT / folder).as_posix()}" in names
    assert "kg/error_report.css" in names
    assert {f"rawabit-{__version__}.dist-info/licenses/{name}" for name in ("LICENSE", "NOTICE")} <= names
    assert {name.split("/")[0] for name in names} == {"kg", "api", f"rawabit-{__version__}.dist-info"}
    assert not [name for name in names if "__pycache__" in name]


def test_the_wheel_runs_its_demo_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "here").mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "RAWABIT_STORE"}
    environment["PYTHONPATH"] = str(tmp_path / "installed")
    command = [sys.executable, "-m", "kg", "demo"]
    run = subprocess.run(command, cwd=tmp_path / "here", env=environment, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert "rawabit serve" in run.stdout
    where = "import kg.resources; print(kg.resources.ontology_dir())"
    told = subprocess.run([sys.executable, "-c", where], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert told.stdout.strip() == str(tmp_path / "installed" / "kg" / "_ontology")


# ---------------------------------------------------------------- licences and papers


def test_licence_and_notice() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "END OF TERMS AND CONDITIONS" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["project"]["license"] == "Apache-2.0"


@pytest.mark.parametrize(
    "path",
    sorted(set(ROOT.glob("ontology/tables/*.csv")) - {ROOT / "ontology/tables/sources.csv"}),
    ids=lambda path: path.stem,
)
def test_every_row_of_a_table_names_its_source_and_licence(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            assert row.get("source"), f"{path.name}:{number}"
            assert row.get("licence"), f"{path.name}:{number}"


def test_no_dependency_has_a_licence_that_binds_the_user() -> None:
    for name in locked(RUNTIME):
        try:
            data = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        told = " ".join([data.get("License-Expression") or "", (data.get("License") or "")[:60]])
        told += " ".join(value for value in data.get_all("Classifier", []) if value.startswith("License"))
        assert not re.search(r"\b[AL]?GPL|General Public", told), name


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{__version__}]" in changelog or "## [Unreleased]" in changelog


def test_the_makefile_and_ci() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in (
        "demo",
        "editor",
        "test",
        "test-ner",
        "test-clients",
        "test-native",
        "pictures",
        "lint",
        "serve",
        "evaluate",
        "wheel",
        "lock",
        "clean",
    ):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^ *make (.+)$", script.read_text(encoding="utf-8"), re.MULTILINE) == [
        *("lint", "test", "test-ner", "test-clients", "test-api CASES=10", "test-native")
    ]


def readme_commands() -> list[str]:
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line.split("#")[0].strip() for line in lines if line.startswith(("rawabit ", "make "))]


def test_the_readme_names_only_commands_and_options_that_exist() -> None:
    commands = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert len(readme_commands()) >= 8
    for line in readme_commands():
        words = shlex.split(line.split(" | ")[0])
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE), line
        else:
            options = {option for parameter in commands[words[1]].params for option in parameter.opts}
            assert {word for word in words[2:] if word.startswith("-") and word != "-"} <= options, line
