"""Where the reference data with published answers lie; never committed, since some are GPL."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = Path(
    os.environ.get("SURVEYAPP_REFERENCE")
    or os.environ.get("REFERENCE")
    or ROOT / ".." / "shared" / "reference"
)
