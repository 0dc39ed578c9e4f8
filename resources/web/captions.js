// Captions by the browser's own tracks, so that they look as its settings say.

import { remember, remembered } from "./remembered.js";

/** Lines from below, while the controls are in the way. */
const LIFTED = -4;

/** Tells of `change`. Languages are those of the tracks; "" is none. */
export class Captions extends EventTarget {
  #video;
  #last = "";
  #isLifted = false;

  constructor(video) {
    super();
    this.#video = video;
  }

  /** The tracks of a film, once. */
  add(tracks) {
    if (this.tracks.length) return;
    for (const { language, label, url } of tracks) {
      const element = document.createElement("track");
      Object.assign(element, { kind: "subtitles", srclang: language, label, src: url });
      element.track.mode = "disabled";
      element.track.addEventListener("cuechange", () => this.lift(this.#isLifted));
      this.#video.append(element);
    }
    this.#last = tracks[0]?.language ?? "";
    const liked = remembered("captions");
    if (tracks.some((track) => track.language === liked)) this.shown = liked;
    this.dispatchEvent(new Event("change"));
  }

  get tracks() {
    return [...this.#video.textTracks].filter((track) => track.kind === "subtitles");
  }

  get shown() {
    return this.tracks.find((track) => track.mode === "showing")?.language ?? "";
  }

  set shown(language) {
    for (const track of this.tracks) {
      track.mode = track.language === language ? "showing" : "disabled";
    }
    if (language) this.#last = language;
    remember("captions", language);
    this.dispatchEvent(new Event("change"));
  }

  toggle() {
    this.shown = this.shown ? "" : this.#last;
  }

  /** Out of the way of the controls, unless a cue has a place of its own. */
  lift(lifted) {
    this.#isLifted = lifted;
    const [from, to] = lifted ? ["auto", LIFTED] : [LIFTED, "auto"];
    for (const track of this.tracks) {
      const moved = [...(track.activeCues ?? [])].filter((cue) => cue.line === from);
      for (const cue of moved) cue.line = to;
      if (moved.length && track.mode === "showing") redraw(track);
    }
  }
}

/** A browser leaves a cue where it is as long as it is shown. */
function redraw(track) {
  track.mode = "hidden";
  track.mode = "showing";
}
