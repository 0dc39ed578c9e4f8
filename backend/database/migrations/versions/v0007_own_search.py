"""One index of words for all searches.

An account's own videos are found by it, too, and there by the names of their files. What is not
public is marked as such. And an index of languages, for those in which there is little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXTS = ("scope", "title", "tags", "channel", "description", "captions", "filename")
ONCE = 1000
UNDIVIDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(f"[{IDEOGRAPHS}]|[^\\W_{IDEOGRAPHS}]+")


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    drop_words(is_sqlite)
    name = sa.Column("filename", sa.Text(), nullable=False, server_default=sa.text("''"))
    op.add_column("video_texts", name)
    write_names(op.get_bind())
    op.execute(
        "UPDATE video_texts SET scope = trim(scope || ' @hidden') WHERE scope NOT LIKE '%@listed%'"
    )
    if is_sqlite:
        add_fts5()
    else:
        add_tsvector()
    op.drop_column("videos", "search")
    listed = sa.text("listed")
    op.create_index(
        "languages_listed",
        "videos",
        ["language", "duration_seconds", "id"],
        sqlite_where=listed,
        postgresql_where=listed,
    )


def drop_words(is_sqlite: bool) -> None:
    if not is_sqlite:
        op.execute("ALTER TABLE video_texts DROP COLUMN document")  # its index goes with it
        return
    for change in ("added", "removed", "changed"):
        op.execute(f"DROP TRIGGER video_text_{change}")
    op.execute("DROP TABLE video_words")


def write_names(connection: sa.Connection) -> None:
    """A thousand at a time: there may be a million."""
    query = "SELECT number, videos.filename FROM video_texts JOIN videos ON videos.id = video_id"
    left: Iterator[dict[str, Any]] = (
        {"number": number, "filename": words(filename)}
        for number, filename in connection.execute(sa.text(query)).all()
    )
    change = sa.text("UPDATE video_texts SET filename = :filename WHERE number = :number")
    while several := list(islice(left, ONCE)):
        connection.execute(change, several)


def add_fts5() -> None:
    """Its rows are numbered downwards, so that it reads the newest first: forwards, which takes it
    half as long as backwards."""
    columns = ", ".join(TEXTS)
    old, new = (", ".join(f"{row}.{name}" for name in TEXTS) for row in ("old", "new"))
    into = "INSERT INTO video_words"
    forget = f"{into} (video_words, rowid, {columns}) VALUES ('delete', -old.number, {old});"
    keep = f"{into} (rowid, {columns}) VALUES (-new.number, {new});"
    op.execute(f"CREATE VIEW newest_texts AS SELECT -number AS place, {columns} FROM video_texts")  # noqa: S608 - only names of ours
    op.execute(
        f"CREATE VIRTUAL TABLE video_words USING fts5({columns}, content='newest_texts', "
        "content_rowid='place', tokenize='ascii', prefix='1 2 3 4 5', detail=column)"
    )
    op.execute(f"{into} (video_words) VALUES ('rebuild')")
    for change, moment, body in (
        ("added", "INSERT", keep),
        ("removed", "DELETE", forget),
        ("changed", "UPDATE", forget + keep),
    ):
        op.execute(
            f"CREATE TRIGGER video_text_{change} AFTER {moment} ON video_texts BEGIN {body} END"
        )


def add_tsvector() -> None:
    """A lexeme begins with the place of its word: `t:` a title's."""
    parts = ["string_to_array(scope, ' ')"]
    for mark, column in (
        ("t", "title"),
        ("g", "tags || ' ' || channel"),
        ("d", "description"),
        ("c", "captions"),
        ("f", "filename"),
    ):
        parts.append(f"string_to_array('{mark}:' || replace({column}, ' ', ' {mark}:'), ' ')")
    op.execute(
        "ALTER TABLE video_texts ADD COLUMN document tsvector GENERATED ALWAYS AS "
        f"(array_to_tsvector({' || '.join(parts)})) STORED"
    )
    op.execute("CREATE INDEX video_words ON video_texts USING gin (document)")


def folded(text: str) -> str:
    joined = unicodedata.normalize("NFKD", text).casefold().translate(UNDIVIDED)
    return "".join(letter for letter in joined if not unicodedata.combining(letter))


def words(text: str) -> str:
    return " ".join(found[:64] for found in WORD.findall(folded(text)))
