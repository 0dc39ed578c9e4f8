// What there is to choose: quality, speed, captions, sound and chapters, each by the browser's own
// kind of list.

import { cueAt, wordsOf } from "./cues.js";
import { clock, filled } from "./text.js";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export class Menu {
  #player;
  #captions;
  #bar;
  #words;

  constructor(player, captions, bar, words) {
    this.#player = player;
    this.#captions = captions;
    this.#bar = bar;
    this.#words = words;
    this.panel = document.getElementById("menu");
    this.button = document.getElementById("settings");
    const { source, video } = player;
    this.#choose("quality", (value) => (source.quality = Number(value)));
    this.#choose("speed", (value) => (player.speed = Number(value)));
    this.#choose("language", (value) => (captions.shown = value));
    this.#choose("sound", (value) => (source.sound = Number(value)));
    this.#choose("chapters", (value) => player.seek(Number(value)));
    this.button.addEventListener("click", () => this.show(this.panel.hidden));
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.panel.contains(target) && !this.button.contains(target)) this.show(false);
    });
    source.addEventListener("change", () => this.fill());
    captions.addEventListener("change", () => this.fill());
    player.addEventListener("chapters", () => this.fill());
    video.addEventListener("ratechange", () => this.fill());
    this.fill();
  }

  get isShown() {
    return !this.panel.hidden;
  }

  show(shown) {
    if (shown) this.fill();
    this.panel.hidden = !shown;
    this.button.setAttribute("aria-expanded", shown);
  }

  fill() {
    const { source, video } = this.#player;
    const { auto, auto_now, off } = this.#words;
    const automatic = source.quality < 0 && source.shown ? filled(auto_now, { quality: source.shown }) : auto;
    const { qualities, sounds } = source;
    options("quality", qualities.length > 1 ? [{ value: -1, label: automatic }, ...qualities] : [], source.quality);
    options("speed", SPEEDS.map((value) => ({ value, label: `${value}×` })), video.playbackRate);
    const tracks = this.#captions.tracks.map(({ language, label }) => ({ value: language, label }));
    options("language", tracks.length ? [{ value: "", label: off }, ...tracks] : [], this.#captions.shown);
    options("sound", sounds.length > 1 ? sounds : [], source.sound);
    const chapters = this.#bar.chapters.map((cue) => ({
      value: Math.max(cue.start, this.#player.start),
      label: `${clock(cue.start - this.#player.start)} ${wordsOf(cue)}`,
    }));
    const now = cueAt(this.#bar.chapters, this.#player.position);
    options("chapters", chapters, Math.max(now?.start ?? 0, this.#player.start));
  }

  #choose(name, act) {
    document.getElementById(name).addEventListener("change", ({ target }) => act(target.value));
  }
}

/** A list with these in it; one with nothing to choose is not there. */
function options(name, items, chosen) {
  const list = document.getElementById(name);
  list.parentElement.hidden = items.length === 0;
  list.replaceChildren(...items.map(({ value, label }) => new Option(label, value)));
  list.value = chosen;
}
