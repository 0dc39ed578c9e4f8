"""What a role and a token's scope are good for, by operation: the whole of it in one place. A token
with a scope does nothing that is not listed for it; pure."""

from __future__ import annotations

from backend.accounts.roles import Scope, is_administrator, may_create
from backend.database.tables import Account
from backend.errors import NotAllowed

ADMINISTRATION = "/api/admin/"
PAGES = ("/watch/", "/embed/")
VIDEO = "/api/videos/{video_id}"

SENDING = frozenset(
    {
        *("POST /api/uploads", "POST /api/batches/uploads", "POST /api/batches/completions"),
        *("POST /api/uploads/{upload_id}/parts", "POST /api/uploads/{upload_id}/smaller-parts"),
        "POST /api/uploads/{upload_id}/complete",
        *(f"PUT {VIDEO}/source", f"PUT {VIDEO}/poster", f"PUT {VIDEO}/subtitles/{{language}}"),
    }
)
UPLOADING = SENDING | {
    *("GET /api/uploads/{upload_id}", "DELETE /api/uploads/{upload_id}", "GET /api/space"),
    *("POST /api/duplicates", "POST /api/batches/duplicates", "GET /api/costs/estimate"),
    *("GET /api/me", "GET /api/events", "GET /api/channels", "GET /api/videos"),
    *(f"GET {VIDEO}", f"PATCH {VIDEO}", f"GET {VIDEO}/events", f"DELETE {VIDEO}/source"),
    *("GET /api/playlists", "PUT /api/playlists/{playlist_id}/videos/{video_id}"),
}
"""To send films and say what they are; not to take any away."""
WATCHING = frozenset(
    {
        *("GET /api/me", "GET /api/catalogue", "GET /api/catalogue/events", "GET /api/suggestions"),
        *("GET /api/videos", f"GET {VIDEO}", f"GET {VIDEO}/playback", f"GET {VIDEO}/heat"),
        *(f"PUT {VIDEO}/position", f"POST {VIDEO}/plays", "GET /api/events"),
        *("GET /api/channels", "GET /api/channels/{channel}"),
        *("GET /api/channels/{channel}/videos", "GET /api/channels/{channel}/playlists"),
        *("GET /api/subscriptions", "GET /api/subscriptions/videos", "GET /api/history"),
        *("GET /api/playlists", "GET /api/playlists/{playlist_id}"),
    }
)
CREATING = SENDING | {
    *("POST /api/channels", "PATCH /api/channels/{channel_id}"),
    *("DELETE /api/channels/{channel_id}", "PUT /api/channels/{channel_id}/{kind}"),
}
"""Not for viewers. What they had before they became viewers they can still change and delete."""
SCOPES = {Scope.UPLOAD: UPLOADING, Scope.WATCH: WATCHING}


class UploadsOnly(NotAllowed):
    code = "out_of_scope"
    sentence = "token_may_upload"


class WatchesOnly(NotAllowed):
    code = "out_of_scope"
    sentence = "token_may_watch"


def refusal(operation: str, account: Account, scope: Scope) -> NotAllowed | None:
    """Why somebody may not do this, who may come in; `operation` is "GET /api/me"."""
    path = operation.partition(" ")[2]
    if scope is not Scope.ALL and not is_in_scope(operation, scope):
        return UploadsOnly() if scope is Scope.UPLOAD else WatchesOnly()
    if operation in CREATING and not may_create(account):
        return NotAllowed("viewers_watch")
    if path.startswith(ADMINISTRATION) and not is_administrator(account):
        return NotAllowed("administrators_only")
    return None


def is_in_scope(operation: str, scope: Scope) -> bool:
    if scope is Scope.WATCH and operation.partition(" ")[2].startswith(PAGES):
        return True
    return operation in SCOPES[scope]
