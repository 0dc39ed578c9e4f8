// The film and its part: where it begins, where it stops, and how one moves in it.

import { Source } from "./source.js";

const AT_END_SECONDS = 0.05;
const EDGE_SECONDS = 1;

/** Tells of `moved` when the bounds or the place have changed. */
export class Player extends EventTarget {
  #page;
  #begun = false;
  #isWanted = false;
  #at;

  constructor(video, page, say) {
    super();
    this.video = video;
    this.#page = page;
    this.playback = page.playback;
    this.part = page.part;
    this.#at = page.part.at ?? page.playback?.position_seconds ?? 0;
    this.source = new Source(video, page.again, say, page.words);
    this.source.addEventListener("opened", ({ detail }) => {
      this.playback = detail;
      this.#moved();
    });
    for (const event of ["timeupdate", "seeking", "durationchange", "progress"]) {
      video.addEventListener(event, () => this.#moved());
    }
    video.addEventListener("play", () => this.#startOver());
    video.addEventListener("playing", () => this.#stopInTime());
    video.addEventListener("timeupdate", () => this.#stop());
  }

  get start() {
    return this.part.start;
  }

  /** The end of the part, or of the film, also of what is not made yet. */
  get end() {
    const { duration } = this.video;
    const whole = this.playback?.duration_seconds ?? (Number.isFinite(duration) ? duration : 0);
    return Math.min(this.part.end ?? whole, whole || Infinity) || 0;
  }

  get position() {
    return this.#begun && this.video.readyState ? this.video.currentTime : this.#at;
  }

  get isAtEnd() {
    return this.video.ended || (this.end > 0 && this.position >= this.end - AT_END_SECONDS);
  }

  /** Fetch the film; once. */
  async begin() {
    if (this.#begun) return;
    this.#begun = true;
    await this.source.open(this.playback, this.#within(this.#at));
    if (this.#isWanted) this.#tryToPlay();
  }

  play() {
    this.#isWanted = true;
    this.begin();
    this.#tryToPlay();
  }

  pause() {
    this.#isWanted = false;
    this.video.pause();
  }

  toggle() {
    if (this.video.paused) this.play();
    else this.pause();
  }

  /** Also for the address that may follow this one. */
  set speed(speed) {
    this.video.defaultPlaybackRate = speed;
    this.video.playbackRate = speed;
  }

  seek(seconds) {
    this.#at = this.#within(seconds);
    if (this.#begun) this.video.currentTime = this.#at;
    this.#moved();
  }

  seekBy(seconds) {
    this.seek(this.position + seconds);
  }

  /** To a share of what is shown, from 0 to 1. */
  seekShare(share) {
    this.seek(this.start + share * (this.end - this.start));
  }

  #tryToPlay() {
    this.video.play().catch(() => {}); // The browser may want a click first.
  }

  #within(seconds) {
    const { seekable } = this.video;
    const isGrowing = this.playback && !this.playback.complete && seekable.length;
    const made = isGrowing ? seekable.end(seekable.length - 1) - EDGE_SECONDS : Infinity;
    return Math.max(this.start, Math.min(seconds, this.end || Infinity, made));
  }

  #startOver() {
    if (this.isAtEnd) this.seek(this.start);
  }

  /** With each picture: events of time come too rarely to stop at one. */
  #stopInTime() {
    if (this.part.end === null) return;
    const look = () => {
      this.#stop();
      if (!this.video.paused) requestAnimationFrame(look);
    };
    look();
  }

  #stop() {
    if (this.part.end === null || this.video.paused || this.video.currentTime < this.end) return;
    this.video.pause();
    this.video.currentTime = this.end;
  }

  #moved() {
    this.dispatchEvent(new Event("moved"));
  }
}
