"""Whatever happens in whatever order: nothing is shown that is over, nothing is left open."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.player.engine.api import Clip, Phase, PlayerState
from app.player.fetch.playback_status import Tally
from app.player.session.effects import (
    ChangePlay,
    ClosePlay,
    Effect,
    EndAll,
    FindLadder,
    FindOriginal,
    FixRung,
    LoadUrl,
    LoadVideo,
    OpenLocalFile,
    OpenPlay,
    PauseEngine,
    PlayEffect,
    SeekEngine,
    ServeSubtitle,
    ShowSubtitle,
    StopEngine,
    TellLeft,
    TellState,
    WorkEffect,
)
from app.player.session.events import (
    ChooseRendition,
    ChooseSound,
    ChooseSubtitle,
    EndSession,
    EngineReported,
    Event,
    LadderFound,
    LadderMissing,
    OpenPath,
    OpenUrl,
    OpenVideo,
    OriginalFound,
    OriginalMissing,
    OtherRungGiven,
    PlayChanged,
    PlayerTicked,
    PlayFailed,
    PlayLoaded,
    PlayMade,
    PlayUnchanged,
    PlayWhole,
    SeekDue,
    SeekTo,
    SetLimits,
    SetPaused,
    SetWindowPixels,
    StopPlayback,
    SubtitleFailed,
    SubtitleServed,
    SubtitleShown,
    TogglePaused,
)
from app.player.session.reading import Offer, Reading
from app.player.session.state import OpenedPlay, SessionState
from app.player.session.step import step
from tests.app.player.session.orders import Engine, Job
from tests.app.player.session.states import LADDER, SOUND_ALONE
from tests.examples import examples

DURATION_SECONDS = 90.0
QUIET_TURNS = 60
PART = Clip(20.0, 60.0)
QUALITIES = (None, "180p", "720p", "4320p", "Audio only")

seconds = st.floats(0.0, DURATION_SECONDS)


class Sessions(RuleBasedStateMachine):
    """A session among a viewer, workers, mpv and a clock, none of which waits for another."""

    def __init__(self) -> None:
        super().__init__()
        self.state = SessionState()
        self.now = 100.0
        self.jobs: list[Job] = []
        self.engine = Engine()
        self.window = PlayerState()
        self.left: list[PlayerState] = []
        self.videos_opened = 0
        self.made: set[int] = set()
        self.closed: Counter[int] = Counter()
        self.wanted: int | None = None
        self.places = {0.0}
        self.other_rung_given = False
        self.over = False

    # Carrying out

    def happen(self, event: Event) -> None:
        was_over = self.over
        self.state, effects = step(self.state, event)
        for effect in effects:
            assert not was_over or isinstance(effect, ClosePlay), f"{effect} after the end"
            self.perform(effect)

    def perform(self, effect: Effect) -> None:
        if isinstance(effect, PlayEffect):
            return self.perform_on_play(effect)
        if isinstance(effect, WorkEffect):
            return self.start_job(effect)
        match effect:
            case OpenPlay(number, _, paused, end):
                clip = self.state.shown.clip
                assert end == (None if clip is None else clip.end_seconds)
                assert number in self.made
                assert not self.closed[number]
                self.wanted = number
                self.engine.open(number, paused=paused)
            case OpenLocalFile(number):
                self.engine.open(number, paused=False)
            case StopEngine():
                self.wanted = None
                self.places = {0.0, PART.start_seconds}
                self.engine.open(0, paused=True)
            case PauseEngine(paused):
                self.engine.report = replace(self.engine.report, paused=paused)
            case SeekEngine(goal):
                assert goal in self.places, "nobody asked for that place in this film"
                self.engine.seek(goal, self.now)
            case ShowSubtitle(number, index):
                self.happen(SubtitleShown(number, index, index + 1))
            case TellState(state):
                self.window = state
            case TellLeft(state):
                self.left.append(state)
            case EndAll():
                self.over = True
        return None

    def perform_on_play(self, effect: PlayEffect) -> None:
        assert effect.number in self.made, f"{effect} of a play that was never made"
        assert not self.closed[effect.number], f"{effect} of a closed play"
        if isinstance(effect, ClosePlay):
            self.closed[effect.number] += 1
        if isinstance(effect, FixRung) and self.other_rung_given:
            self.happen(OtherRungGiven(effect.number))

    def start_job(self, order: WorkEffect) -> None:
        self.jobs.append(Job(order))
        if not isinstance(order, ServeSubtitle):
            self.wanted = order.number

    def answer(self, event: Event, number: int) -> None:
        """What comes of an older opening changes nothing that is shown."""
        before, late = self.state, number != self.wanted and not self.is_open(number)
        self.happen(event)
        same = (self.state.shown, self.state.opened) == (before.shown, before.opened)
        assert same or not late, f"{event} came late, and was shown"

    def is_open(self, number: int) -> bool:
        return self.engine.report.medium == number

    # The viewer

    @rule(what=st.sampled_from(["video", "part", "address", "path", "one file"]))
    def open(self, what: str) -> None:
        self.videos_opened += what in ("video", "part", "one file") and not self.over
        if what == "address":
            return self.happen(OpenUrl("http://elsewhere/film", 0.0, self.now))
        if what == "path":
            return self.happen(OpenPath(Path("/film.mkv"), self.now))
        clip = PART if what == "part" else None
        self.happen(OpenVideo("film", None, None, self.now, clip))
        if what == "one file" and not self.over:
            self.finish_job(len(self.jobs) - 1, "file")
            self.look(5.0, True)
        return None

    @rule(
        event=st.one_of(
            st.just(StopPlayback()),
            st.just(TogglePaused()),
            st.builds(SetPaused, st.booleans()),
            st.builds(ChooseRendition, st.sampled_from(QUALITIES)),
            st.builds(ChooseSubtitle, st.sampled_from([None, 0, 7])),
            st.builds(ChooseSound, st.just(0)),
            st.just(PlayWhole()),
            st.just(SetWindowPixels(640, 360)),
            st.just(SetLimits(180, None)),
        )
    )
    def ask(self, event: Event) -> None:
        self.happen(event)

    @rule(to=seconds, seen_to=st.booleans())
    def seek(self, to: float, seen_to: bool) -> None:
        clip = self.state.shown.clip
        self.places.add(to if clip is None else clip.kept(to))
        self.happen(SeekTo(to))
        if seen_to:
            self.look(0.0, True)

    @rule(given=st.booleans())
    def hold_other_rungs(self, given: bool) -> None:
        self.other_rung_given = given

    @rule(really=st.sampled_from([False] * 15 + [True]))
    def end(self, really: bool) -> None:
        """Seldom, for most of what can go wrong goes wrong before."""
        if really:
            self.happen(EndSession())

    # The workers

    @precondition(lambda self: self.jobs)
    @rule(which=st.integers(0, 20), how=st.sampled_from(["fails", "early", "whole", "file"]))
    def finish_job(self, which: int, how: str) -> None:
        job = self.jobs.pop(which % len(self.jobs))
        match job.order:
            case LoadVideo(number) | LoadUrl(number):
                self.finish_load(job, number, how)
            case FindLadder(number):
                found = LadderFound(number, LADDER)
                self.finish_search(how, found, LadderMissing(number, self.now))
            case FindOriginal(number):
                original = OriginalFound(number, Offer(), self.now)
                self.finish_search(how, original, OriginalMissing(number, self.now))
            case ChangePlay(number, sound_alone=alone):
                changed = PlayChanged(number, SOUND_ALONE if alone else LADDER)
                self.finish_search(how, changed, PlayUnchanged(number, "No."))
            case ServeSubtitle(number, index):
                served = SubtitleServed(number, index, "http://here")
                self.answer(SubtitleFailed(number, "No.") if how == "fails" else served, number)

    def finish_load(self, job: Job, number: int, how: str) -> None:
        offer = Offer() if how == "file" else LADDER
        if how == "fails":
            return self.answer(PlayFailed(number, "No."), number)
        if job.made:
            return self.answer(PlayLoaded(number, LADDER, self.now), number)
        self.made.add(number)
        self.answer(PlayMade(number, 7.0, how != "file"), number)
        if how == "early":
            return self.jobs.append(Job(job.order, made=True))
        return self.answer(PlayLoaded(number, offer, self.now), number)

    def finish_search(
        self, how: str, found: LadderFound | OriginalFound | PlayChanged, missing: Event
    ) -> None:
        if how == "fails":
            return self.answer(missing, found.number)
        self.made.add(found.number)
        return self.answer(found, found.number)

    # mpv and the clock

    def tell(self, **changes: object) -> None:
        self.engine.report = replace(self.engine.report, **changes)  # type: ignore[arg-type]
        self.places.add(self.engine.report.position_seconds)
        self.happen(EngineReported(self.engine.report, self.now))

    @precondition(lambda self: self.engine.report.medium)
    @rule(picture=st.booleans())
    def load(self, picture: bool) -> None:
        self.tell(
            loaded=True,
            first_frame=picture or self.engine.report.first_frame,
            width=640,
            duration_seconds=DURATION_SECONDS,
        )

    @precondition(lambda self: self.engine.report.first_frame)
    @rule(
        at=seconds, until=seconds, starved=st.booleans(), ended=st.booleans(), fails=st.booleans()
    )
    def play_on(self, at: float, until: float, starved: bool, ended: bool, fails: bool) -> None:
        failure = "Broken." if fails and starved and ended else self.engine.report.failure
        self.tell(
            position_seconds=at, cached_until=until, starved=starved, ended=ended, failure=failure
        )

    @precondition(lambda self: self.engine.goals)
    @rule()
    def begin_seek(self) -> None:
        self.engine.begin()
        self.tell()

    @precondition(lambda self: self.engine.goals and self.engine.ordered_at is None)
    @rule()
    def arrive(self) -> None:
        self.engine.arrive()
        self.tell()

    @rule(deaf=st.booleans())
    def lose_seeks(self, deaf: bool) -> None:
        """When the world falls quiet, mpv begins none of the seeks that it was told."""
        self.engine.deaf = deaf

    @precondition(lambda self: self.engine.past)
    @rule(which=st.integers(0, 20))
    def report_late(self, which: int) -> None:
        late = self.engine.past[which % len(self.engine.past)]
        before = self.state
        self.happen(EngineReported(late, self.now))
        assert self.state == before or late.medium == self.engine.report.medium

    @rule(
        passed=st.sampled_from([0.0, 0.1, 2.0, 5.0]),
        at_hand=st.booleans(),
        given_up=st.sampled_from([False] * 15 + [True]),  # nothing comes after it
        left=st.booleans(),
    )
    def look(
        self, passed: float, at_hand: bool, given_up: bool = False, left: bool = False
    ) -> None:
        self.now += passed
        tally = Tally(error="Gone." if given_up else None, awaits=left)
        if self.state.seeks.goal is not None:
            self.happen(SeekDue(self.now, at_hand))
        self.happen(PlayerTicked(self.now, Reading(tally, plays_apart=left)))

    # What always holds

    @invariant()
    def the_window_shows_the_state(self) -> None:
        assert self.window == self.state.shown

    @invariant()
    def mpv_has_what_is_opened(self) -> None:
        opened = self.state.opened
        number = opened.number if opened is not None else 0
        assert self.engine.report.medium == number
        open_plays = {number for number in self.made if not self.closed[number]}
        late = {job.order.number for job in self.jobs}
        play = {number} if isinstance(opened, OpenedPlay) else set()
        assert open_plays - late <= play | ({self.wanted} if self.wanted else set())

    @invariant()
    def each_play_of_a_video_is_told_once(self) -> None:
        still = self.state.shown.video_id is not None and not self.over
        assert len(self.left) + still == self.videos_opened

    def teardown(self) -> None:
        """The world falls quiet; then the session ends."""
        self.finish_all("early")
        self.calm_down()
        assert self.state.seeks.goal is None, "a seek is never given up"
        if not self.over:
            assert self.state.shown.phase is self.phase_in_the_end()
        self.end(True)
        self.finish_all("whole")
        assert self.closed == Counter(self.made)

    def finish_all(self, how: str) -> None:
        for _ in range(2 * len(self.jobs)):
            if self.jobs:
                self.finish_job(0, how)

    def calm_down(self) -> None:
        """mpv does what it was told; the clock ticks on."""
        if self.engine.report.medium:
            self.tell(loaded=True, first_frame=True, width=640, starved=False)
        for _ in range(QUIET_TURNS):
            if self.engine.goals and not self.engine.deaf:
                self.begin_seek()
                self.arrive()
            self.look(2.0, True)

    def phase_in_the_end(self) -> Phase:
        """By mpv's last report alone, if there is one."""
        report, shown = self.engine.report, self.state.shown
        if shown.phase is Phase.FAILED:
            assert shown.error
            return Phase.FAILED
        if not report.medium:
            return Phase.IDLE
        assert report.paused == self.state.paused
        if report.ended:
            return Phase.ENDED
        return Phase.PAUSED if report.paused else Phase.PLAYING


Sessions.TestCase.settings = settings(
    max_examples=examples(150),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestOrders = Sessions.TestCase
