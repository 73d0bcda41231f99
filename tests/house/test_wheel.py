"""A wheel holds every file of the program that is not Python too."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.reference import ROOT

PACKAGES = ("surveyapp", "forms", "analysis", "templates")


def test_a_wheel_holds_every_file_of_the_program(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, symlinks=True)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = f"from setuptools import build_meta; print(build_meta.build_wheel({str(tmp_path)!r}))"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", build], cwd=source, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {
        str(path.relative_to(source)).replace("templates/", "surveyapp/templates/", 1)
        if path.is_relative_to(source / "templates")
        else str(path.relative_to(source))
        for name in PACKAGES
        for path in (source / name).rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".po", ".md"}
    }
    assert expected - held == set()
