"""What fuzzing begins with: something right of each kind."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from backend.delivery.local import LocalDelivery
from backend.http import cursors
from backend.signing import HmacSigner

MEDIA = """#EXTM3U
#EXT-X-MEDIA-SEQUENCE:3
#EXT-X-MAP:URI="init.mp4",BYTERANGE="700@0"
#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x1
#EXT-X-BITRATE:900
#EXTINF:4.0,
#EXT-X-BYTERANGE:500@9
a.ts
#EXT-X-DISCONTINUITY
#EXTINF:2,
b.ts
#EXT-X-ENDLIST
"""
MULTIVARIANT = """#EXTM3U
#EXT-X-SESSION-DATA:DATA-ID="x.title",VALUE="T"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",LANGUAGE="de",URI="s.m3u8",DEFAULT=YES
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="x",URI="t.m3u8",FORCED=YES
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,FRAME-RATE=25.0,CODECS="avc1.4d401e",AUDIO="a"
v.m3u8
"""
MANIFEST = """<MPD mediaPresentationDuration="PT10.5S" type="static"><BaseURL>b/</BaseURL>
<ProgramInformation><Title>x</Title></ProgramInformation>
<Period duration="PT5S"><AdaptationSet contentType="video" mimeType="video/mp4">
<SegmentTemplate timescale="1000" duration="2000" startNumber="1"
 media="$RepresentationID$-$Number%05d$.m4s" initialization="i-$RepresentationID$.mp4"/>
<Representation id="v" bandwidth="900000" width="640" height="360" frameRate="25/1"/>
</AdaptationSet><AdaptationSet mimeType="audio/mp4" lang="de"><Role value="main"/>
<Representation id="a" bandwidth="64000"><SegmentList timescale="1" duration="2">
<Initialization sourceURL="i.mp4" range="0-99"/><SegmentURL media="a1" mediaRange="100-200"/>
</SegmentList></Representation></AdaptationSet></Period>
<Period><AdaptationSet contentType="video"><Representation id="w" bandwidth="5" width="64">
<SegmentTemplate timescale="10" media="$Time$.m4s"><SegmentTimeline><S t="0" d="20" r="2"/>
<S d="5" r="-1"/></SegmentTimeline></SegmentTemplate></Representation></AdaptationSet></Period>
</MPD>
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Hi</i> &amp; <font color=red>x</font>

2
00:00:03,000 --> 00:00:04,000
{\\an8}Yes
"""
ASS = """[Script Info]
[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:01.00,0:00:02.00,D,{\\i1}Hi{\\i0}\\Nthere \\h x
"""
VTT = """WEBVTT
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000

00:01.000 --> 00:02.000 align:start
<b>Hi</b> <c.x>y</c>
"""
ADDRESS = "https://films.example/watch/abc?t=1m3s&list=x&start=3&end=1:02"
CHAPTERS = "0:00 Begin\n1:05 - Next\n1:02:03 [Last]"
INPUT = ("-f", "lavfi", "-i", "testsrc=s=64x36:r=5:d=1", "-f", "lavfi", "-i", "sine=d=1")
SMALL = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-b:a", "16k")
FRAGMENTED = ("-movflags", "frag_keyframe+empty_moov+default_base_moof")


def write_seeds(reader: str, folder: Path) -> None:
    for number, seed in enumerate(texts().get(reader, ())):
        (folder / f"seed-{number}").write_text(seed)
    for name, options in films().get(reader, {}).items():
        command = ["ffmpeg", "-v", "error", "-y", *INPUT, *options, str(folder / name)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def texts() -> Mapping[str, tuple[str, ...]]:
    leave = LocalDelivery(HmacSigner.by("secret")).grant("v", "r").base_url.split("/")[2]
    cursor = cursors.write("name", ["x", 1.5])
    return {
        "playlist": (MEDIA, MULTIVARIANT),
        "manifest": (MANIFEST,),
        "token": (leave, cursor, ADDRESS, CHAPTERS),
        "subtitles": (SRT, ASS, VTT),
    }


def films() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        "mp4": {"whole.mp4": SMALL, "parts.mp4": (*SMALL, *FRAGMENTED)},
        "ts": {
            "film.ts": (*SMALL, "-f", "mpegts"),
            "film.mpg": ("-c:v", "mpeg1video", "-r", "25", "-c:a", "mp2", "-f", "mpeg"),
        },
    }
