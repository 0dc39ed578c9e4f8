"""Who may see which video."""

from __future__ import annotations

from backend.database.database import Database
from backend.database.tables import Account, Video, VideoState
from backend.errors import NotFound
from backend.transcode.plan.ladder import LAZY_LINE, TARGETS, TOLERANCE


def own_video(database: Database, account: Account, video_id: str) -> Video:
    video = database.video(video_id)
    if video is None or video.account_id != account.id or video.state == VideoState.DELETED:
        raise NotFound("no_such_video")
    return video


def visible_video(database: Database, visitor: Account | None, video_id: str) -> Video:
    """The visitor's own, or one that is unlisted or public by now. Others seem not to exist."""
    video = database.video(video_id)
    if video is None or video.state == VideoState.DELETED:
        raise NotFound("no_such_video")
    own = visitor is not None and visitor.id == video.account_id
    published = video.publish_at is None or video.publish_at <= database.clock()
    if not own and (video.visibility == "private" or not published):
        raise NotFound("no_such_video")
    return video


def lacks_lines(video: Video, height: int) -> bool:
    """Whether the viewer can show more than a lazy ladder begins with, and the source has it."""
    put_off = min(line for line in TARGETS if line > LAZY_LINE)
    source = min(video.width or 0, video.height or 0) * TOLERANCE
    return height > LAZY_LINE and source >= put_off and video.state == VideoState.READY
