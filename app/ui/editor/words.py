"""What the editor says of how it stands with what was typed; pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.edits.outbox import DraftStanding
from app.ui.style.words import told, translate


def standing_words(standings: Sequence[DraftStanding], *, is_typing: bool, fault: str) -> str:
    """`fault` says why this computer can't keep it."""
    if fault:
        return translate("Editor", "Not saved: {why} Matinee tries again.", why=fault)
    unsaved = [standing for standing in standings if not standing.is_saved]
    faults = list(dict.fromkeys(told(each.fault) for each in unsaved if each.fault))
    if faults and all(each.goes_on for each in unsaved if each.fault):
        return translate("Editor", "Not saved: {why} Matinee tries again.", why=faults[0])
    if faults and all(each.of_file for each in unsaved if each.fault):
        return translate("Editor", "Not saved: {why}", why=faults[0])
    if faults:
        return translate("Editor", "Not saved: {why} Change it to try again.", why=faults[0])
    if is_typing:
        return translate("Editor", "Saving…")
    if unsaved and all(each.video_id is None for each in unsaved):
        return translate(
            "Editor", "Saved on this computer. The server has it when the upload begins."
        )
    return translate("Editor", "Saving…") if unsaved else translate("Editor", "Saved")


def is_bad(standings: Sequence[DraftStanding], fault: str) -> bool:
    return bool(fault) or any(each.fault and not each.is_saved for each in standings)
