"""Folders of the program itself."""

from pathlib import Path

PACKAGE = Path(__file__).parent
# beside the package in a checkout, inside it when installed
TEMPLATES = next(
    folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir()
)
TRANSLATIONS = PACKAGE / "translations"
SHIPPED = PACKAGE.parent / "forms"
