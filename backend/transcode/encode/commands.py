"""Writes FFmpeg's command for a chunk: one decode, cascaded scaling, every encoder at once.

All encoders and the one of the sound feed a `tee` muxer, so that the sound is encoded once and
muxed into every rung. Its outputs are `segment` muxers which cut at given frame numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ffmpeg

from backend.transcode.encode import graphs
from backend.transcode.plan.ladder import Encoding, Rung, is_hdr
from backend.transcode.plan.plan import AAC_FRAME, SAMPLE_RATE, Plan, first_sample
from backend.transcode.process import input_options
from backend.transcode.source.frame_rate import is_interlaced
from backend.transcode.source.probe import AudioStream, VideoStream

Stream = Any
"""ffmpeg-python carries no types."""

SEEK_MARGIN_SECONDS = 1.0
"""Sound may lie a little behind the picture in the file, and decoders need a frame to settle."""
INDEXED_MARGIN_SECONDS = 0.2
"""An MP4 is sought in stream by stream. A key frame just before the chunk is then found: one too
early costs the decoding of a whole group of pictures."""
PADDING_SECONDS = 2
"""How many seconds of pictures may be made up at the end of a stream whose length is a guess."""
AAC_CODER = "fast"
"""FFmpeg's default coder takes longer, and at our bitrate comes no nearer to the source."""
PRIMING = 2 * AAC_FRAME
"""Encoded before and after what is kept, or seams between chunks are heard."""
SEAM_SECONDS = 0.01
"""Where one recording follows another, sound that is so much too long is cut: it would be late in
all that follows."""
BT709 = {"range": "tv", "color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709"}


def encode(plan: Plan, first: int, stop: int, names: Sequence[str], url: str) -> list[str]:
    """Segments [first, stop) of these rungs, as `{rendition}-{number:05d}.ts` in the working
    folder. The lowest rung brings the further sound tracks with it."""
    source = ffmpeg.input(url, **_reading(plan, first, stop, url))
    wanted = [rung for rung in plan.rungs if rung.name in names]
    is_film = plan.probe.video is not None
    pictures = _pictures(plan, source, wanted, first, stop) if is_film else []
    tracks = _tracks(plan, names)
    sounds = [_sound(plan, source, track, first, stop) for track in tracks]
    options = {
        **(_video_options(plan, wanted, first, stop) if is_film else {}),
        **_audio_options(plan, first, stop, bool(tracks)),
    }
    outputs = _tee(plan, wanted, tracks, first, stop)
    command = ffmpeg.output(
        *pictures, *sounds, outputs, f="tee", map_metadata=-1, map_chapters=-1, **options
    )
    return graphs.compiled(command, ("ffmpeg", *GLOBAL))


GLOBAL = ("-nostdin", "-hide_banner", "-v", "error", "-progress", "pipe:1", "-stats_period", "0.5")


def _reading(plan: Plan, first: int, stop: int, url: str) -> dict[str, str | int | float | None]:
    """Seek to the key frame before the chunk; the filters drop what comes too early."""
    options: dict[str, str | int | float | None] = {"copyts": None, **input_options(url)}
    video = plan.probe.video
    start = plan.timeline.origin_seconds + float(
        first * plan.timeline.segment_frames / plan.timeline.rate
    )
    if plan.rungs[-1].copied:
        seconds = (stop - first) * plan.timeline.segment_frames / plan.timeline.rate
        options["t"] = round(float(seconds) + 3 * SEEK_MARGIN_SECONDS, 6)
    if first and plan.is_seekable:
        last_picture = plan.extent.video_end_seconds or start
        options |= {
            "noaccurate_seek": None,
            "ss": round(min(start, last_picture) - _margin(plan), 6),
        }
    if video and not video.rotation:
        # Pictures that change their size in the middle are the scaler's matter, but not those that
        # FFmpeg turns by itself before. An angle that is no quarter turn, it would turn too.
        options |= {"reinit_filter:v": 0, "noautorotate": None}
    if video and video.has_alpha_layer:
        options["c:v"] = "libvpx-vp9" if video.codec == "vp9" else "libvpx"
    return options


def _margin(plan: Plan) -> float:
    is_mp4 = plan.probe.container.startswith("mov") and not plan.rungs[-1].copied
    return INDEXED_MARGIN_SECONDS if is_mp4 else SEEK_MARGIN_SECONDS


def _pictures(
    plan: Plan, source: Stream, wanted: Sequence[Rung], first: int, stop: int
) -> list[Stream]:
    """One stream for each rung, lowest first, each scaled from the next larger one."""
    video = plan.probe.video
    assert video is not None
    encoded = [rung for rung in wanted if not rung.copied]
    copied = [source[str(video.index)] for rung in wanted if rung.copied]
    if not encoded:
        return copied
    grid = plan.timeline
    begin, end = first * grid.segment_frames, min(stop * grid.segment_frames, grid.frames)
    stream = source[str(video.index)].filter("setpts", f"PTS-{grid.origin_seconds:.6f}/TB")
    # A damaged timestamp far behind the end would have `fps` repeat a picture for years.
    last = grid.duration_seconds + PADDING_SECONDS
    stream = stream.filter("select", f"lt(t,{last:.3f})")
    if is_interlaced(video) or video.tagged_rotation:
        fields = int(is_interlaced(video))
        stream = stream.filter("scale", video.width, video.height, interl=fields)
    if is_interlaced(video):
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    stream = stream.filter("fps", fps=str(grid.rate), round="near", **_grid_start(plan, begin))
    if missing := _missing(plan, end):
        stream = stream.filter("tpad", stop_mode="clone", stop=missing)
    stream = stream.filter("trim", start_pts=begin, end_pts=end)
    stream = stream.filter("setpts", f"PTS+{plan.lead_frames}")
    return [*_cascade(_to_709(stream, video, encoded[-1]), encoded), *copied]


def _grid_start(plan: Plan, begin: int) -> dict[str, float]:
    """A picture that comes late is shown from the chunk's beginning on; after the last picture
    of a source whose sound goes on, there is nothing but that picture to repeat."""
    seconds = float(begin / plan.timeline.rate)
    end = (plan.extent.video_end_seconds or 0.0) - plan.timeline.origin_seconds
    return {"start_time": seconds} if seconds < end - 1 / plan.timeline.rate else {}


def _missing(plan: Plan, end: int) -> int:
    """How many pictures to repeat at most, where the chunk reaches beyond the last one."""
    last = (plan.extent.video_end_seconds or 0.0) - plan.timeline.origin_seconds
    real = int(last * plan.timeline.rate)
    if end < real - plan.timeline.rate / 2:
        return 0
    return max(0, end - real) + int(PADDING_SECONDS * plan.timeline.rate)


def _to_709(stream: Stream, video: VideoStream, top: Rung) -> Stream:
    """The top rung's pictures: upright, square pixels, BT.709, 4:2:0, limited range."""
    if video.tagged_rotation in (90, 270):
        stream = stream.filter("transpose", "clock" if video.tagged_rotation == 90 else "cclock")
    elif video.tagged_rotation == 180:
        stream = stream.filter("hflip").filter("vflip")
    if _has_alpha(video):
        stream = stream.filter("format", "gbrap").filter("premultiply", inplace=1)
    if is_hdr(video):
        stream = _tone_mapped(stream.filter("setparams", **_wide(video)), top)
    elif video.primaries == "bt2020":
        stream = stream.filter("setparams", **_wide(video)).filter(
            "zscale", w=top.width, h=top.height, p=709, t=709, m=709, r="limited"
        )
    else:
        stream = stream.filter("scale", top.width, top.height, **_matrices(video))
    return stream.filter("setsar", 1).filter("format", "yuv420p").filter("setparams", **BT709)


def _tone_mapped(stream: Stream, top: Rung) -> Stream:
    """Scaled first: tone-mapping in floating point is the dearest step of all."""
    linear = {"t": "linear", "npl": 100}
    return (
        stream.filter("zscale", w=top.width, h=top.height, **linear)
        .filter("format", "gbrpf32le")
        .filter("zscale", p="bt709")
        .filter("tonemap", "hable", desat=0)
        .filter("zscale", t="bt709", m="bt709", r="limited")
    )


def _wide(video: VideoStream) -> dict[str, str]:
    """What a wide-gamut source is, said outright: half of the tags, or one that zscale has no way
    from, would end the run."""
    matrix = video.matrix if video.matrix in ("bt709", "gbr") else "bt2020nc"
    known = video.primaries in ("bt709", "smpte431", "smpte432")
    return {
        "colorspace": "gbr" if _is_rgb(video) else matrix,
        "color_primaries": video.primaries if known else "bt2020",
        "color_trc": video.transfer if is_hdr(video) else "bt709",
        "range": "full" if video.full_range or _is_rgb(video) else "limited",
    }


def _is_rgb(video: VideoStream) -> bool:
    return video.pixel_format.startswith(("rgb", "bgr", "gbr", "pal", "argb", "abgr"))


def _has_alpha(video: VideoStream) -> bool:
    letters = video.pixel_format
    return video.has_alpha_layer or letters.startswith(
        ("yuva", "gbrap", "rgba", "bgra", "argb", "abgr", "ya")
    )


def _matrices(video: VideoStream) -> dict[str, str]:
    """An untagged source is BT.709 if it is high definition and BT.601 if not, as players have
    it; its scaled-down rungs would be taken for BT.601, so all rungs become BT.709 and say so."""
    known = {"bt709": "bt709", "smpte170m": "bt601", "bt470bg": "bt601", "fcc": "fcc",
             "smpte240m": "smpte240m", "bt2020nc": "bt2020"}  # fmt: skip
    guess = "bt709" if min(video.width, video.height) >= 720 else "bt601"
    outwards = {"out_color_matrix": "bt709", "out_range": "limited"}
    if _is_rgb(video):
        return outwards
    inwards = {
        "in_color_matrix": known.get(video.matrix, guess),
        "in_range": "full" if video.full_range else "limited",
    }
    if inwards["in_color_matrix"] == "bt709":
        # Said once, it holds for both; said twice, the scaler copies what it needn't change.
        del outwards["out_color_matrix"]
    return inwards | outwards


def _cascade(top: Stream, wanted: Sequence[Rung]) -> list[Stream]:
    """The largest picture is split off and made smaller step by step."""
    made: list[Stream] = []
    for smaller in reversed(wanted[:-1]):
        both = top.filter_multi_output("split")
        made.append(both[0])
        top = both[1].filter("scale", smaller.width, smaller.height)
    return [top, *reversed(made)]


def _tracks(plan: Plan, names: Sequence[str]) -> list[AudioStream]:
    """The sound of every rung comes first; the further tracks come with the lowest rung."""
    more = plan.more_audios if plan.rungs[0].name in names else ()
    return [*((plan.probe.audio,) if plan.probe.audio else ()), *more]


def _sound(plan: Plan, source: Stream, track: AudioStream, first: int, stop: int) -> Stream:
    """Stereo at 48 kHz on the picture's timeline: padded where it is missing, cut by sample."""
    begin = max(0, first_sample(plan, first) - PRIMING)
    end = first_sample(plan, stop) + PRIMING
    exact = {"min_hard_comp": SEAM_SECONDS} if plan.probe.clock else {}
    return (
        source[str(track.index)]
        .filter("asetpts", f"PTS-{plan.timeline.origin_seconds:.6f}/TB")
        .filter("aresample", SAMPLE_RATE)
        .filter("atrim", start_pts=begin, end_pts=end)
        .filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": begin}, **exact)
        .filter("apad")
        .filter("atrim", end_pts=end)
        .filter("aformat", channel_layouts="stereo")
        .filter("asetnsamples", AAC_FRAME)
        .filter("asetpts", f"PTS+{_lead_samples(plan)}")
    )


def _lead_samples(plan: Plan) -> int:
    return int(plan.lead_frames / plan.timeline.rate * SAMPLE_RATE)


def _video_options(plan: Plan, wanted: Sequence[Rung], first: int, stop: int) -> dict[str, Any]:
    gop = plan.timeline.segment_frames
    options: dict[str, Any] = {
        "c:v": "libx264",
        "preset": plan.encoding.preset,
        "g": gop,
        "keyint_min": gop,
        "sc_threshold": 0,
        "flags": "+cgop",
    }
    for number, rung in enumerate(wanted):
        if rung.copied:
            options[f"c:v:{number}"] = "copy"
            options[f"bsf:v:{number}"] = _copied_part(plan, first, stop)
        else:
            # FFmpeg 7's `setpts` forgets the rate that `fps` made, and 25 would stand in for it.
            options[f"r:v:{number}"] = str(plan.timeline.rate)
            options |= rate_control(plan.encoding, rung, number)
    return options


def _copied_part(plan: Plan, first: int, stop: int) -> str:
    """Keeps the packets of these segments, and moves them to the output's clock. Counts in the
    source's own ticks: FFmpeg's `tb` constants are not to be relied upon in these filters."""
    grid, ticks = plan.timeline, plan.copied_ticks
    begin, end = first * grid.segment_frames, min(stop * grid.segment_frames, grid.frames)
    drop = f"noise=drop='lt(pts,{begin * ticks})+gte(pts,{end * ticks})'"
    lead = plan.lead_frames * ticks
    return f"{drop},setts=pts=PTS+{lead}:dts=DTS+{lead}"


def rate_control(encoding: Encoding, rung: Rung, number: int) -> Mapping[str, int | str]:
    """Capped CRF: easy pictures cost less than the target, hard ones never more."""
    target = rung.bits_per_second
    ceiling: dict[str, int | str]
    if encoding.crf is None:
        ceiling = {f"b:v:{number}": target, f"maxrate:v:{number}": target * 11 // 10}
    else:
        ceiling = {f"crf:v:{number}": encoding.crf, f"maxrate:v:{number}": target}
    return ceiling | {f"bufsize:v:{number}": target, f"profile:v:{number}": "high"}


def _audio_options(plan: Plan, first: int, stop: int, has_sound: bool) -> dict[str, Any]:
    """The encoder's frames on the chunk's own part of the AAC grid are kept, others dropped; and
    those that come once more, where the sound changed its format and its graph began anew."""
    if not has_sound:
        return {}
    lead = _lead_samples(plan)
    begin, end = first_sample(plan, first) + lead, first_sample(plan, stop) + lead
    return {
        "c:a": "aac",
        "aac_coder": AAC_CODER,
        "b:a": plan.encoding.audio_bits_per_second,
        "bsf:a": f"noise=drop='lt(pts,max({begin},ld(0)))+gte(pts,{end})+0*st(0,max(ld(0),pts+1))'",
    }


def _tee(
    plan: Plan, wanted: Sequence[Rung], tracks: Sequence[AudioStream], first: int, stop: int
) -> str:
    frames = plan.timeline.segment_frames
    pictures = [number * frames for number in range(1, stop - first)]
    begin = first_sample(plan, first)
    sounds = [(first_sample(plan, n) - begin) // AAC_FRAME for n in range(first + 1, stop)]
    if plan.probe.video is None:
        return _slave(wanted[0].name, "a:0", first, sounds)
    rungs = [
        _slave(rung.name, f"v:{number}" + (",a:0" if tracks else ""), first, pictures)
        for number, rung in enumerate(wanted)
    ]
    further = [
        _slave(name, f"a:{number}", first, sounds)
        for number, name in enumerate(plan.renditions([r.name for r in wanted])[len(wanted) :], 1)
    ]
    return "|".join([*rungs, *further])


def _slave(name: str, streams: str, first: int, cuts: Sequence[int]) -> str:
    """One output of `tee`; without a cut the segment muxer must still be told not to cut."""
    cutting = f"segment_frames={','.join(map(str, cuts))}" if cuts else "segment_time=1000000"
    options = f"f=segment:select='{streams}':{cutting}:segment_start_number={first}"
    muxer = "segment_format=mpegts:segment_format_options=mpegts_copyts=1"
    return f"[{options}:{muxer}]{name}-%05d.ts".replace("'", r"\'")
