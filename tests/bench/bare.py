"""The least that a page and a commit can cost: compared with in the performance table."""

from __future__ import annotations

import os
import sqlite3
import threading

from flask import Flask

app = Flask(__name__)
PAGE = "x" * 50_000
LOCK = threading.Lock()
DATABASE = sqlite3.connect(
    os.environ["BARE_FOLDER"] + "/bare.sqlite", check_same_thread=False, isolation_level=None
)
DATABASE.executescript(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID"
)


@app.get("/page")
def page() -> str:
    return PAGE


@app.get("/commit")
def commit() -> str:
    with LOCK:
        DATABASE.execute("INSERT INTO row VALUES (?, ?)", (os.urandom(16).hex(), os.urandom(8192)))
    return ""
