"""Builds the wheel; with ``RAWABIT_NATIVE=1`` one whose extractor is compiled.

The modules that reading an article takes are compiled by mypyc from the same source, in a copy: no file of the checkout
is touched, and the plain modules stay in the wheel beside the compiled ones, which Python prefers. Without the variable
this does nothing, and the wheel fits every machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FIRST = "pipeline"  # the module that brings all the others
_PLAIN = frozenset(
    {"model"}
)  # processes hand these to each other, and a frozen class that is compiled cannot be pickled
_IMPORT = re.compile(r"^from kg(?:\.(\w+) import|\s+import (.+))", re.MULTILINE)  # none within a function
_SETUP = """\
import sys
from mypyc.build import mypycify
from setuptools import setup

modules = mypycify(["--ignore-missing-imports", *sys.argv[3:]], opt_level="3", multi_file=True, group_name="rawabit")
script_args = ["build_ext", "--build-lib", sys.argv[1], "--build-temp", sys.argv[2]]
setup(name="rawabit", ext_modules=modules, script_args=script_args)
"""


def modules(package: Path, first: str = _FIRST) -> list[str]:
    """The modules of ``package`` to compile: ``first`` and those that it imports, directly or not; sorted names."""
    found: set[str] = set()
    waiting = [first]
    while waiting:
        name = waiting.pop()
        if name in found or not (package / f"{name}.py").is_file():
            continue
        found.add(name)
        for module, names in _IMPORT.findall((package / f"{name}.py").read_text(encoding="utf-8")):
            waiting += [part.split(" as ")[0].strip() for part in (module or names).split(",")]
    return sorted(found - _PLAIN)


class Native(BuildHookInterface[Any]):
    """Adds what is compiled to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, where asked to. Raises RuntimeError with the compiler's last lines where it fails."""
        if os.environ.get("RAWABIT_NATIVE") != "1" or self.target_name != "wheel" or version == "editable":
            return
        self._folder = TemporaryDirectory()
        folder, built = Path(self._folder.name), Path(self._folder.name, "lib")
        package = Path(self.root, "kg")
        shutil.copytree(package, folder / "kg", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "setup.py").write_text(_SETUP, encoding="utf-8")
        command = [sys.executable, "setup.py", str(built), "temp", *(f"kg/{name}.py" for name in modules(package))]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        libraries = [path for path in built.rglob("*") if path.suffix in {".so", ".pyd"}] if built.is_dir() else []
        if done.returncode or not libraries:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise RuntimeError(f"The extractor could not be compiled (it needs a C compiler and mypy):\n{last}")
        build_data["force_include"].update({str(path): str(path.relative_to(built)) for path in libraries})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the copy."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
