"""Folders of the program itself."""

from pathlib import Path

PACKAGE = Path(__file__).parent
TEMPLATES = PACKAGE / "templates"
TRANSLATIONS = PACKAGE / "translations"
SHIPPED = PACKAGE.parent / "forms"
