"""Channels with handles and followers, playlists, history, views, share links, and full text.

What is there already gets a default channel for each account, which takes the videos that had
none, and is made findable.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BYTEWISE = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
WEEK = 7 * 86400.0
TEXTS = ("scope", "title", "tags", "channel", "description", "captions")
ONCE = 1000
UNDIVIDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(f"[{IDEOGRAPHS}]|[^\\W_{IDEOGRAPHS}]+")


def upgrade() -> None:
    extend_tables()
    add_tables()
    add_search()
    connection = op.get_bind()
    give_handles(connection)
    add_default_channels(connection)
    publish(connection)
    write_texts(connection)
    add_indexes()


def extend_tables() -> None:
    no, nothing, zero = sa.false(), sa.text("''"), sa.text("0")
    columns: dict[str, list[sa.Column[Any]]] = {
        "accounts": [sa.Column("history_paused", sa.Boolean(), nullable=False, server_default=no)],
        "channels": [
            sa.Column("is_default", sa.Boolean(), nullable=False, server_default=no),
            sa.Column("handle", BYTEWISE, nullable=False, server_default=nothing),
            sa.Column("handle_key", sa.String(128), nullable=False, server_default=nothing),
            sa.Column("search", BYTEWISE, nullable=False, server_default=nothing),
            sa.Column("picture_key", sa.String(200)),
            sa.Column("banner_key", sa.String(200)),
            sa.Column("followers", sa.BigInteger(), nullable=False, server_default=zero),
        ],
        "videos": [
            sa.Column("tags", sa.Text(), nullable=False, server_default=sa.text("'[]'")),
            sa.Column("language", sa.String(35)),
            sa.Column("listed", sa.Boolean(), nullable=False, server_default=no),
            sa.Column("published_at", sa.Double()),
            sa.Column("views", sa.BigInteger(), nullable=False, server_default=zero),
            sa.Column("popularity", sa.Double(), nullable=False, server_default=zero),
        ],
        "subtitles": [sa.Column("words", sa.Text(), nullable=False, server_default=nothing)],
        "positions": [
            sa.Column("watched_seconds", sa.Double(), nullable=False, server_default=zero)
        ],
    }
    for table, added in columns.items():
        for column in added:
            op.add_column(table, column)


def id_column(name: str, *constraints: Any, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), *constraints, nullable=nullable)


def add_tables() -> None:
    account, channel = sa.ForeignKey("accounts.id"), sa.ForeignKey("channels.id")
    op.create_table(
        "subscriptions",
        id_column("account_id", account),
        id_column("channel_id", channel),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "channel_id"),
    )
    op.create_table(
        "views",
        id_column("video_id", sa.ForeignKey("videos.id")),
        id_column("viewer"),
        sa.Column("counts_again_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("video_id", "viewer"),
    )
    op.create_table(
        "playlists",
        id_column("id"),
        id_column("account_id", sa.ForeignKey("accounts.id")),
        id_column("channel_id", sa.ForeignKey("channels.id"), nullable=True),
        sa.Column("is_later", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "playlist_entries",
        id_column("playlist_id", sa.ForeignKey("playlists.id")),
        id_column("video_id"),
        sa.Column("place", BYTEWISE, nullable=False),
        sa.Column("added_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("playlist_id", "video_id"),
    )
    op.create_table(
        "share_links",
        id_column("id"),
        id_column("video_id", sa.ForeignKey("videos.id")),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double()),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("start_seconds", sa.Double()),
        sa.Column("end_seconds", sa.Double()),
        sa.Column("revoked_at", sa.Double()),
        sa.PrimaryKeyConstraint("id"),
    )
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "video_texts",
        sa.Column("number", number, sa.Identity(), nullable=False),
        id_column("video_id", sa.ForeignKey("videos.id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("video_id"),
    )


def add_indexes() -> None:
    """After the rows are filled: faster, and handles are unique only then."""
    filters = ("language", "duration_seconds")
    for name, table, *keys in (
        ("channels_by_account", "channels", "account_id", "created_at", "id"),
        ("channels_by_search", "channels", "search"),
        ("subscriptions_by_account", "subscriptions", "account_id", "created_at", "channel_id"),
        ("subscriptions_by_channel", "subscriptions", "channel_id"),
        ("videos_by_change", "videos", "account_id", "updated_at"),
        ("videos_by_channel", "videos", "channel_id"),
        ("positions_by_account", "positions", "account_id", "updated_at", "video_id"),
        ("positions_by_video", "positions", "video_id"),
        ("views_by_end", "views", "counts_again_at"),
        ("playlists_by_account", "playlists", "account_id", "updated_at", "id"),
        ("entries_by_place", "playlist_entries", "playlist_id", "place", "video_id"),
        ("entries_by_video", "playlist_entries", "video_id"),
        ("links_by_video", "share_links", "video_id", "created_at", "id"),
    ):
        op.create_index(name, table, keys)
    op.create_index("handles", "channels", ["handle"], unique=True)
    op.create_index("handle_keys", "channels", ["handle_key"], unique=True)
    partial: Sequence[tuple[str, Sequence[str], str]] = (
        ("newest_listed", ("published_at", "id", *filters), "listed"),
        ("popular_listed", ("popularity", "id", *filters), "listed"),
        ("longest_listed", ("duration_seconds", "id", "language"), "listed"),
        ("newest_of_channel", ("channel_id", "published_at", "id"), "listed"),
        ("popular_of_channel", ("channel_id", "popularity", "id"), "listed"),
        ("changes_of_published", ("updated_at",), "published_at IS NOT NULL"),
    )
    for name, columns, condition in partial:
        op.create_index(name, "videos", columns, **only(condition))
    op.create_index(
        "default_channels", "channels", ["account_id"], unique=True, **only("is_default")
    )
    op.create_index(
        "public_playlists",
        "playlists",
        ["channel_id", "updated_at", "id"],
        **only("visibility = 'public'"),
    )
    op.create_index("later_playlists", "playlists", ["account_id"], unique=True, **only("is_later"))


def only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def add_search() -> None:
    """Either index is kept by the database itself, so by whatever transaction changes the texts."""
    if op.get_bind().dialect.name == "sqlite":
        add_fts5()
    else:
        add_tsvector()


def add_fts5() -> None:
    columns = ", ".join(TEXTS)
    old, new = (", ".join(f"{row}.{name}" for name in TEXTS) for row in ("old", "new"))
    into = "INSERT INTO video_words"
    forget = f"{into} (video_words, rowid, {columns}) VALUES ('delete', old.number, {old});"
    keep = f"{into} (rowid, {columns}) VALUES (new.number, {new});"
    op.execute(
        f"CREATE VIRTUAL TABLE video_words USING fts5({columns}, content='video_texts', "
        "content_rowid='number', tokenize='ascii', prefix='1 2 3 4 5', detail=column)"
    )
    for name, moment, body in (
        ("video_text_added", "INSERT", keep),
        ("video_text_removed", "DELETE", forget),
        ("video_text_changed", "UPDATE", forget + keep),
    ):
        op.execute(f"CREATE TRIGGER {name} AFTER {moment} ON video_texts BEGIN {body} END")


def add_tsvector() -> None:
    """A lexeme begins with the place of its word: `t:` a title's. Weights would need positions,
    and PostgreSQL's own parser, which has opinions about hyphens and addresses."""
    parts = ["string_to_array(scope, ' ')"]
    for mark, column in (
        ("t", "title"),
        ("g", "tags || ' ' || channel"),
        ("d", "description"),
        ("c", "captions"),
    ):
        parts.append(f"string_to_array('{mark}:' || replace({column}, ' ', ' {mark}:'), ' ')")
    op.execute(
        "ALTER TABLE video_texts ADD COLUMN document tsvector GENERATED ALWAYS AS "
        f"(array_to_tsvector({' || '.join(parts)})) STORED"
    )
    op.execute("CREATE INDEX video_words ON video_texts USING gin (document)")


def give_handles(connection: sa.Connection) -> None:
    """Their owners can choose others."""
    rows = connection.execute(sa.text("SELECT id, name FROM channels")).all()
    changes = [{"id": row.id, **named(row.name)} for row in rows]
    change = "UPDATE channels SET handle = :handle, handle_key = :handle_key, search = :search"
    run(connection, f"{change} WHERE id = :id", changes)


def add_default_channels(connection: sa.Connection) -> None:
    rows = connection.execute(sa.text("SELECT id, name, created_at FROM accounts")).all()
    run(
        connection,
        "INSERT INTO channels (id, account_id, is_default, handle, handle_key, search, name, "
        "description, created_at) VALUES (:id, :account_id, :is_default, :handle, :handle_key, "
        ":search, :name, '', :created_at)",
        [
            {
                "id": secrets.token_hex(10),
                "account_id": row.id,
                "is_default": True,
                "name": row.name,
                "created_at": row.created_at,
                **named(row.name),
            }
            for row in rows
        ],
    )
    connection.execute(
        sa.text(
            "UPDATE videos SET channel_id = (SELECT id FROM channels WHERE is_default "
            "AND channels.account_id = videos.account_id) WHERE channel_id IS NULL"
        )
    )


def publish(connection: sa.Connection) -> None:
    """When a film became public was not kept until now: it counts as public since it is there."""
    connection.execute(
        sa.text(
            "UPDATE videos SET listed = :yes, published_at = COALESCE(publish_at, created_at), "
            "popularity = COALESCE(publish_at, created_at) / :week "
            "WHERE visibility = 'public' AND state <> 'deleted' AND playable = 'adaptive'"
        ),
        {"yes": True, "week": WEEK},
    )


def write_texts(connection: sa.Connection) -> None:
    """Captions are in the store; they are found from their next change on."""
    rows = connection.execute(
        sa.text(
            "SELECT videos.id, videos.account_id, videos.title, videos.description, videos.listed, "
            "channels.name FROM videos JOIN channels ON channels.id = videos.channel_id "
            "WHERE videos.state <> 'deleted' ORDER BY videos.created_at, videos.id"
        )
    )
    names = ", ".join(("video_id", *TEXTS))
    values = ", ".join(f":{name}" for name in ("video_id", *TEXTS))
    run(connection, f"INSERT INTO video_texts ({names}) VALUES ({values})", map(text_of, rows))  # noqa: S608 - only names of ours


def text_of(row: Any) -> dict[str, str]:
    return {
        "video_id": row.id,
        "scope": f"@{row.account_id}" + " @listed" * bool(row.listed),
        "title": words(row.title),
        "tags": "",
        "channel": words(row.name),
        "description": words(row.description),
        "captions": "",
    }


def run(connection: sa.Connection, statement: str, rows: Iterable[dict[str, Any]]) -> None:
    """A thousand at a time: there may be a million."""
    left = iter(rows)
    while several := list(islice(left, ONCE)):
        connection.execute(sa.text(statement), several)


def named(name: str) -> dict[str, str]:
    """A handle out of the name's plain letters and something that makes it the only one."""
    plain = "".join(re.findall("[a-z0-9]", folded(name)))[:20]
    handle = f"{plain or 'channel'}-{secrets.token_hex(4)}"
    key = handle.replace("-", "").replace("0", "o").replace("1", "l").replace("i", "l")
    return {
        "handle": handle,
        "handle_key": key.replace("rn", "m").replace("vv", "w"),
        "search": words(name),
    }


def folded(text: str) -> str:
    joined = unicodedata.normalize("NFKD", text).casefold().translate(UNDIVIDED)
    return "".join(letter for letter in joined if not unicodedata.combining(letter))


def words(text: str) -> str:
    return " ".join(found[:64] for found in WORD.findall(folded(text)))
