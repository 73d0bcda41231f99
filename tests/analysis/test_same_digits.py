"""One hash of all outputs under three instruction sets, one and two threads, rows shuffled."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from analysis.csv_files import csv_bytes
from tests.analysis.reference import ROOT
from tests.analysis.rounds import full_sizes, make_instrument, make_parameters, make_responses

DISPATCHED = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
WIDE = [name for name in DISPATCHED if name.startswith(("AVX512", "X86_V4"))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of 12 cells as files, and the same rows in another order."""
    folder = tmp_path_factory.mktemp("digits")
    instrument = make_instrument(dimensions=4, items=3)
    responses = make_responses(instrument, full_sizes(25), means={"west": -9.0})
    for name, model in (("i.yaml", instrument), ("p.yaml", make_parameters())):
        given = model.model_dump(mode="json", exclude={"translations", "drafts"})
        (folder / name).write_text(yaml.safe_dump(given), "utf-8")
    header = ["round", "cluster", "group", *responses.answers]
    columns = [responses.cluster, responses.group, *responses.answers.values()]
    rows = [["r", *row] for row in zip(*columns, strict=True)]
    (folder / "plain.csv").write_bytes(csv_bytes(header, rows))
    rows = [rows[i] for i in np.random.default_rng(5).permutation(len(rows)).tolist()]
    (folder / "shuffled.csv").write_bytes(csv_bytes(header, rows))
    return folder


def hash_of(folder: Path, responses: str, **environment: str) -> str:
    """Score in a process of its own and return one hash of all files."""
    name = "-".join([responses.partition(".")[0], *environment]) or "plain"
    out = folder / f"{name}-{len(environment.get('NPY_DISABLE_CPU_FEATURES', ''))}"
    subprocess.run(
        [
            sys.executable, "-W", "error", "-m", "analysis", "score", "--responses",
            str(folder / responses), "--instrument", str(folder / "i.yaml"),
            "--parameters", str(folder / "p.yaml"), "--out", str(out),
        ],
        check=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )  # fmt: skip
    digest = hashlib.sha256()
    for file in sorted(out.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    assert len(list(out.iterdir())) == 10
    return digest.hexdigest()


def test_all_outputs_have_one_hash_everywhere(folder: Path) -> None:
    plain = hash_of(folder, "plain.csv")
    assert hash_of(folder, "shuffled.csv") == plain
    for disabled in (WIDE, DISPATCHED):
        if disabled:
            features = " ".join(disabled)
            assert hash_of(folder, "plain.csv", NPY_DISABLE_CPU_FEATURES=features) == plain
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    assert hash_of(folder, "plain.csv", **threads) == plain


def test_nothing_on_the_way_to_a_score_calls_linear_algebra() -> None:
    """BLAS and LAPACK give other bits on other processors, and so do sums of vectors of floats."""
    forbidden = (
        "linalg", "einsum", "np.dot", "np.matmul", " @ ", "np.exp(", "np.log(", "np.power",
        "np.mean", ".mean()", "np.std", ".std()", "np.cumprod",
    )  # fmt: skip
    listing = "import sys, analysis.results, analysis.table; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", listing], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.split()
    own = [ROOT / f"{name.replace('.', '/')}.py" for name in loaded if name.startswith("analysis.")]
    assert len(own) > 30
    for file in own:
        code = file.read_text("utf-8")
        assert [word for word in forbidden if word in code] == [], file.name
