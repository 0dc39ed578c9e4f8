"""Fetches a film's segments ahead of mpv: chooses a rung for each, measures, retries, abandons."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.errors import MatineeError, Sentence, TakenAway
from app.player import bounds
from app.player.abr import controller
from app.player.abr.meter import TransferMeter
from app.player.abr.throughput import Throughput
from app.player.connections import StreamRefused
from app.player.fetch.cache import Piece
from app.player.fetch.decryption import FetchedKeys
from app.player.fetch.original import OriginalReader
from app.player.fetch.retry import Retry, Trials, another, next_try
from app.player.fetch.segment_buffer import Cancelled, SegmentBuffer
from app.player.fetch.stand_in import Supply
from app.player.fetch.stand_ins import StandIns
from app.player.http import HttpBody, HttpClient, HttpFault, Resource, TooLarge, Trouble
from app.player.manifest.playlist import PlaylistUnreadable, Segment
from app.player.remux.index import CannotStandIn

ABANDON_CHECK_SECONDS = 0.5
TRIAL_BYTES = 64 * 1024
TRIAL_SECONDS = 0.25
PATIENCE_SECONDS = 150.0
SHUN_SECONDS = 30.0
REFRESH_SECONDS = 1.0
NO_SEGMENTS = (b"#EXTM3U", b"<", b"ffconcat", b"# mpv EDL", b"[playlist]")


class Container(Protocol):
    """Turns what is not MPEG-TS into it."""

    def needs(self, segment: Segment) -> bool: ...
    def convert(
        self, segment: Segment, init: bytes, body: bytes, start_seconds: float
    ) -> bytes: ...
    def passed(self, segment: Segment, body: bytes, start_seconds: float) -> None: ...


class Abandoned(Exception):
    """The segment will be fetched again at a lower rung."""


class Fetcher:
    """Fills the `buffer` of one track, on a thread of its own.

    `refresh` is called, on the fetching thread, when credentials or playlists must be renewed or
    a rung's playlist is needed: `refresh(rung, trouble)`; it blocks and may raise `MatineeError`.
    So is `unlisted(rung, place)`, which says what is made of a growing film beyond its playlist.
    """

    def __init__(
        self,
        buffer: SegmentBuffer,
        origin: HttpClient,
        refresh: Callable[[int, Trouble | None], None],
        throughput: Throughput,
        container: Container,
        clock: Callable[[], float] = time.monotonic,
        query_of: Callable[[controller.View, int], str] = lambda _view, _rung: "",
        choose: Callable[[controller.View], controller.Choice] = controller.choose,
        segment_bytes: int = bounds.SEGMENT_BYTES,
        original: OriginalReader | None = None,
        unlisted: Callable[[int, int], Segment | None] = lambda _rung, _place: None,
    ) -> None:
        self._buffer = buffer
        self._timeline = buffer.timeline
        self._http = origin
        self._refresh = refresh
        self._throughput = throughput
        self._container = container
        self._clock = clock
        self._query_of = query_of
        self._choose = choose
        self._segment_bytes = segment_bytes
        self._original, self._unlisted = original, unlisted
        self._inits: dict[Resource, bytes] = {}
        self._keys = FetchedKeys(origin.read)
        self._shunned: dict[int, float] = {}
        self._thread = threading.Thread(target=self._run, name="matinee-fetch", daemon=True)

    def start(self, at_seconds: float) -> None:
        self._buffer.begin_at(at_seconds)
        self._thread.start()

    def close(self) -> None:
        self._buffer.close()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while (piece := self._next_piece()) is not None:
            try:
                self._load(piece)
            except Cancelled:
                self._buffer.forget(piece)

    def _next_piece(self) -> Piece | None:
        """Wait until something should be fetched, and say what; None at the end."""
        buffer = self._buffer
        with buffer.changed:
            while not buffer.closed:
                view = buffer.next_view(self._throughput.estimate)
                choice = self._choose(view) if view is not None else None
                if view is not None and choice is not None and not choice.wait_seconds:
                    return self._begin(view, choice.rung)
                buffer.changed.wait(min(choice.wait_seconds, 1.0) if choice is not None else 1.0)
        return None

    def _begin(self, view: controller.View, rung: int) -> Piece:
        shunned = {rung for rung, until in self._shunned.items() if until > self._clock()}
        if rung in shunned:
            rung = another(rung, len(view.ladder), shunned)
        stale = rung > 0 and self._throughput.is_stale and view.fixed is None
        return self._buffer.begin(Piece(view.next_segment, rung, on_trial=stale))

    def _view_of(self, piece: Piece) -> controller.View | None:
        return self._buffer.view_of(piece.index, self._throughput.estimate)

    def _load(self, piece: Piece) -> None:
        """Fetch one segment, whatever it takes."""
        trials = Trials()
        began = self._clock()
        while True:
            try:
                self._buffer.check_wanted(piece)
                self._fetch(piece)
                return self._buffer.finish(piece)
            except Abandoned:
                trials = Trials()
            except HttpFault as fault:
                self._buffer.check_wanted(piece)
                trials = trials.after(piece.rung, fault.trouble)
                self._buffer.count(failures=1, trouble=fault.sentence)
                if self._clock() - began > PATIENCE_SECONDS:
                    self._give_up(fault)
                rungs = len(self._timeline.ladder)
                if self._apply(piece, next_try(trials, rungs, relayed=piece.relayed), fault):
                    return self._buffer.finish(piece)
            except CannotStandIn as fault:
                assert self._original is not None
                self._original.refuse(fault)
            except (PlaylistUnreadable, StreamRefused) as fault:
                self._give_up(fault)

    def _apply(self, piece: Piece, cure: Retry, fault: HttpFault) -> bool:
        """Do what helps; True if the segment must end where it is."""
        if cure.cut_short:
            return True
        if cure.renew:
            self._renew(piece.rung, fault.trouble)
        if cure.rung != piece.rung:
            self._shunned[piece.rung] = self._clock() + SHUN_SECONDS
            self._buffer.restart(piece, cure.rung)
        self._sleep(max(cure.delay_seconds, fault.retry_after_seconds), piece)
        return False

    def _renew(self, rung: int, trouble: Trouble) -> None:
        try:
            self._refresh(rung, trouble)
        except (TakenAway, StreamRefused) as fault:
            self._give_up(fault)
        except MatineeError as fault:
            self._buffer.count(failures=1, trouble=fault.sentence)

    def _give_up(self, fault: MatineeError) -> None:
        self._buffer.give_up(fault)
        raise Cancelled from fault

    def _sleep(self, seconds: float, piece: Piece) -> None:
        until = self._clock() + seconds
        buffer = self._buffer
        with buffer.changed:
            while (left := until - self._clock()) > 0:
                buffer.check_wanted(piece)
                buffer.changed.wait(left)

    def _fetch(self, piece: Piece) -> None:
        """From the ladder, or what stands in for it."""
        if self._original is None or piece.relayed or not self._original.is_there:
            return self._fetch_span(piece)
        piece.settled = False
        stand_ins = StandIns(self._buffer, self._original, self._http)
        while (found := stand_ins.supply(piece, self._throughput.estimate)) is Supply.WAIT:
            self._look_again(piece.rung)
            if stand_ins.trouble and not self._timeline.reach(piece.index):
                if self._made_ahead(piece) is not None:
                    found = Supply.LADDER
                    break
                self._buffer.tell_awaits(stand_ins.trouble)
            self._sleep(REFRESH_SECONDS, piece)
        piece.settled = found is Supply.LADDER
        if piece.settled:
            if (ends := stand_ins.ends_before) is not None:
                self._buffer.rewrite(piece.index - 1, ends)
            return self._fetch_span(piece)
        if found is Supply.BACK:
            self._buffer.step_back(piece, stand_ins.back)
        ladder = self._read_ladder(piece) if found is Supply.JOIN else b""
        self._buffer.add_original(piece, stand_ins.made(piece, ladder, self._gather))
        return None

    def _read_ladder(self, piece: Piece) -> bytes:
        whole = bytearray()

        def take(chunk: bytes) -> None:
            whole.extend(chunk)
            if len(whole) > self._segment_bytes:
                raise TooLarge

        for segment in self._segments(piece):
            self._transfer(piece, segment, take, 0)
        return bytes(whole)

    def _gather(self, piece: Piece, body: HttpBody) -> bytes:
        """An answer whole, measured."""
        self._buffer.receive(body)
        meter, parts = TransferMeter(self._throughput, self._clock), []
        try:
            for chunk in body.chunks():
                self._buffer.check_wanted(piece)
                meter.add(len(chunk))
                self._buffer.count(bytes_received=len(chunk))
                parts.append(chunk)
        finally:
            meter.finish()
            self._buffer.receive(None)
            body.close()
        return b"".join(parts)

    def _fetch_span(self, piece: Piece) -> None:
        """Bring what is still missing of a segment, converted to MPEG-TS where it must be."""
        segments = self._segments(piece)
        start = self._timeline.starts[piece.index]
        start += sum(segment.duration_seconds for segment in segments[: piece.ended])
        for segment in segments[piece.ended :]:
            if self._container.needs(segment):
                init = self._init(segment)
                self._bring(piece, segment, piece.append_raw, piece.raw_bytes)
                self._buffer.add(
                    piece, self._container.convert(segment, init, piece.take_raw(), start)
                )
            else:
                done = piece.size_bytes - piece.base_bytes
                self._bring(piece, segment, lambda chunk: self._hand_on(piece, chunk), done)
                self._container.passed(segment, piece.chunks[0] if piece.chunks else b"", start)
            piece.end_segment()
            start += segment.duration_seconds

    def _hand_on(self, piece: Piece, chunk: bytes) -> None:
        """mpv would look into what poses as a segment: a page, or a list of others."""
        if piece.size_bytes == piece.base_bytes and chunk.startswith(NO_SEGMENTS):
            raise PlaylistUnreadable("This video can't be played: a part of it is damaged.")
        self._buffer.add(piece, chunk)

    def _bring(
        self, piece: Piece, segment: Segment, take: Callable[[bytes], None], done: int
    ) -> None:
        """The body of one segment, made readable; from where an earlier try ended."""
        if segment.key is None:
            return self._transfer(piece, segment, take, done)
        if (decryptor := piece.decryptor) is None:
            decryptor = piece.decryptor = self._keys.decryptor(segment.key)
        received = decryptor.received_bytes
        self._transfer(piece, segment, lambda chunk: take(decryptor.feed(chunk)), received)
        return take(decryptor.finish())

    def _segments(self, piece: Piece) -> tuple[Segment, ...]:
        """What to fetch; of a growing film, what another rung has already, or will have first."""
        while True:
            found = self._timeline.segments(piece.rung, piece.index)
            if found is not None:
                return found
            self._look_again(piece.rung)
            if self._timeline.segments(piece.rung, piece.index) is None:
                if not self._timeline.knows(piece.rung):
                    raise HttpFault(Trouble.MISSING, Sentence("This quality is not there."))
                if not self._send_stand_in(piece):
                    if (ahead := self._made_ahead(piece)) is not None:
                        return (ahead,)
                    self._buffer.tell_awaits()
                    self._sleep(REFRESH_SECONDS, piece)

    def _look_again(self, rung: int) -> None:
        """A playlist that can't be read may be one the next time."""
        try:
            self._refresh(rung, None)
        except PlaylistUnreadable as fault:
            raise HttpFault(Trouble.LINK, fault.sentence) from fault

    def _send_stand_in(self, piece: Piece) -> bool:
        """Take the nearest rung that is made so far already, if there is one."""
        rungs = len(self._timeline.ladder)
        without = [r for r in range(rungs) if not self._timeline.segments(r, piece.index)]
        rung = another(piece.rung, rungs, without)
        if piece.relayed or rung == piece.rung:
            return False
        self._buffer.restart(piece, rung)
        piece.stands_in = True
        return True

    def _made_ahead(self, piece: Piece) -> Segment | None:
        """What the server has made where the viewer is before what lies behind. It makes first what
        somebody asks for, so this is also how it is told."""
        others = () if piece.relayed else range(piece.rung - 1, -1, -1)
        for rung in (piece.rung, *others):
            if (found := self._unlisted(rung, piece.index)) is not None:
                if rung != piece.rung:
                    self._buffer.restart(piece, rung)
                    piece.stands_in = True
                return found
        return None

    def _init(self, segment: Segment) -> bytes:
        if segment.init is None:
            return b""
        if segment.init not in self._inits:
            while len(self._inits) >= bounds.INITS:
                del self._inits[next(iter(self._inits))]
            body = self._http.read(segment.init, bounds.INIT_BYTES)
            self._inits[segment.init] = self._keys.decrypted(segment.init_key, body)
        return self._inits[segment.init]

    def _transfer(
        self, piece: Piece, segment: Segment, take: Callable[[bytes], None], done: int
    ) -> None:
        """Bring the body of one segment, from where an earlier try ended."""
        view = self._view_of(piece)
        query = self._query_of(view, piece.rung) if view is not None else ""
        body = self._http.open(segment.resource, done, query)
        self._throughput.add_latency(body.latency_seconds)
        if (body.size_bytes or 0) > self._segment_bytes:
            body.close()
            raise TooLarge
        self._buffer.receive(body)
        meter = TransferMeter(self._throughput, self._clock)
        next_check = ABANDON_CHECK_SECONDS
        try:
            for chunk in body.chunks():
                meter.add(len(chunk))
                self._buffer.count(bytes_received=len(chunk))
                take(chunk)
                if piece.weight > self._segment_bytes:
                    raise TooLarge
                if piece.on_trial:
                    self._try_out(piece, meter)
                if meter.elapsed_seconds >= next_check:
                    next_check = meter.elapsed_seconds + ABANDON_CHECK_SECONDS
                    self._consider(piece, body, meter)
        finally:
            meter.finish()
            self._buffer.receive(None)
            body.close()

    def _try_out(self, piece: Piece, meter: TransferMeter) -> None:
        """Whether a rung chosen by what another session knew comes half as fast as it plays."""
        if meter.total_bytes < TRIAL_BYTES and meter.elapsed_seconds < TRIAL_SECONDS:
            return
        bps = meter.total_bytes * 8 / max(meter.elapsed_seconds, 0.001)
        with self._buffer.changed:
            self._buffer.check_wanted(piece)
            piece.on_trial = False
            self._buffer.changed.notify_all()
            if bps >= self._timeline.ladder[piece.rung].average_bps / 2:
                return
            self._throughput.disprove(bps)
            if (view := self._view_of(piece)) is None:
                return
            self._buffer.restart(piece, self._choose(view).rung)
        self._buffer.count(abandoned=1)
        raise Abandoned

    def _consider(self, piece: Piece, body: HttpBody, meter: TransferMeter) -> None:
        """Give a segment up that will not make it in time, for a smaller one."""
        flight = controller.InFlight(
            piece.rung, meter.total_bytes, meter.elapsed_seconds, body.size_bytes
        )
        with self._buffer.changed:
            self._buffer.check_wanted(piece)
            if (view := self._view_of(piece)) is None:
                return
            if piece.relayed:
                if controller.begins_anew(view, flight):
                    self._buffer.tell_stuck(piece)
                return
            if (lower := controller.abandon(view, flight)) is None:
                return
            if self._timeline.lacks(lower, piece.index):
                return
            self._buffer.restart(piece, lower)
        self._buffer.count(abandoned=1)
        raise Abandoned
