"""The modules that decide, each with the tests that hold it: quick ones, without FFmpeg, mpv or
processes of their own."""

from __future__ import annotations

from collections.abc import Mapping

UPLOAD_STEPS = ("tests/app/upload/engine/test_step.py",)
SESSION_STEPS = ("tests/app/player/session/test_step.py",)
ABR = ("tests/app/player/abr/test_lookahead.py", "tests/app/player/abr/test_controller.py")

TARGETS: Mapping[str, tuple[str, ...]] = {
    "app/retry_after.py": ("tests/app/test_retry_after.py",),
    "app/upload/source/part_set.py": ("tests/app/upload/source/test_parts.py",),
    "app/upload/source/parts.py": ("tests/app/upload/source/test_parts.py",),
    "app/upload/transfer/concurrency.py": ("tests/app/upload/transfer/test_concurrency.py",),
    "app/upload/transfer/fairness.py": ("tests/app/upload/transfer/test_fairness.py",),
    "app/upload/transfer/rate_limit.py": ("tests/app/upload/transfer/test_rate_limit.py",),
    "app/upload/transfer/retry.py": ("tests/app/upload/transfer/test_retry.py",),
    "app/upload/engine/answers.py": UPLOAD_STEPS,
    "app/upload/engine/changes.py": UPLOAD_STEPS,
    "app/upload/engine/next_call.py": UPLOAD_STEPS,
    "app/upload/engine/parts.py": UPLOAD_STEPS,
    "app/upload/engine/state.py": UPLOAD_STEPS,
    "app/upload/engine/step.py": UPLOAD_STEPS,
    "app/player/session/controls.py": SESSION_STEPS,
    "app/player/session/opening.py": SESSION_STEPS,
    "app/player/session/state.py": SESSION_STEPS,
    "app/player/session/step.py": SESSION_STEPS,
    "app/player/session/watching.py": SESSION_STEPS,
    "app/player/engine/seeks.py": ("tests/app/player/engine/test_seeks.py",),
    "app/player/abr/controller.py": ABR,
    "app/player/abr/lookahead.py": ABR,
    "app/player/abr/throughput.py": ("tests/app/player/abr/test_throughput.py",),
    "backend/retry_after.py": ("tests/backend/test_retry_after.py",),
    "backend/signing.py": ("tests/backend/test_signing.py",),
    "backend/delivery/cloudfront.py": ("tests/backend/delivery/test_cloudfront.py",),
    "backend/storage/sigv4.py": ("tests/backend/storage/test_sigv4.py",),
    "backend/transcode/plan/copying.py": ("tests/backend/transcode/plan/test_copyable.py",),
    "backend/transcode/plan/ladder.py": ("tests/backend/transcode/plan/test_ladder.py",),
    "backend/transcode/plan/plan.py": ("tests/backend/transcode/plan/test_plan.py",),
    "backend/videos/state.py": ("tests/backend/videos/test_steps.py",),
    "backend/videos/steps.py": ("tests/backend/videos/test_steps.py",),
}
