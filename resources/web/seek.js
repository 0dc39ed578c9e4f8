// The seek bar: where one is, what is there already, chapters, and a picture of what is elsewhere.

import { cueAt, fetchCues, pictureOf, wordsOf } from "./cues.js";
import { clock, filled } from "./text.js";

export class SeekBar {
  #player;
  #words;
  #storyboard = [];
  #chapters = [];
  #of = null;

  constructor(player, words) {
    this.#player = player;
    this.#words = words;
    this.bar = document.getElementById("seek");
    this.preview = document.getElementById("preview");
    this.bar.addEventListener("input", () => player.seek(Number(this.bar.value)));
    this.bar.addEventListener("pointermove", (event) => this.#look(event));
    this.bar.addEventListener("pointerleave", () => (this.preview.hidden = true));
    player.addEventListener("moved", () => this.#show());
    player.source.addEventListener("opened", () => this.#fetch());
    if (player.playback) this.#fetch();
    this.#show();
  }

  get chapters() {
    return this.#chapters.filter((cue) => cue.end > this.#player.start && cue.start < this.#player.end);
  }

  async #fetch() {
    const { playback } = this.#player;
    if (this.#of === playback.storyboard_url + playback.chapters_url) return;
    this.#of = playback.storyboard_url + playback.chapters_url;
    const files = [playback.storyboard_url, playback.chapters_url];
    [this.#storyboard, this.#chapters] = await Promise.all(files.map(fetchCues));
    this.#mark();
    this.#player.dispatchEvent(new Event("chapters"));
  }

  #show() {
    const { start, end, position, video } = this.#player;
    const share = (seconds) => `${end > start ? (100 * (seconds - start)) / (end - start) : 0}%`;
    this.bar.min = start;
    this.bar.max = Math.max(end, start + 0.001);
    this.bar.value = position;
    const values = { time: clock(position - start), length: clock(end - start) };
    this.bar.setAttribute("aria-valuetext", filled(this.#words.time, values));
    this.bar.style.setProperty("--played", share(position));
    this.bar.style.setProperty("--fetched", share(fetchedTo(video, position)));
    document.getElementById("now").textContent = values.time;
    document.getElementById("length").textContent = values.length;
    const chapter = cueAt(this.chapters, position);
    document.getElementById("chapter").textContent = chapter ? wordsOf(chapter) : "";
  }

  #mark() {
    const { start, end } = this.#player;
    const marks = this.chapters.filter((cue) => cue.start > start).map((cue) => {
      const mark = document.createElement("span");
      mark.style.left = `${(100 * (cue.start - start)) / (end - start)}%`;
      return mark;
    });
    document.getElementById("marks").replaceChildren(...marks);
    this.#show();
  }

  /** What is at the place under the pointer. */
  #look(event) {
    const { start, end, playback } = this.#player;
    const room = this.bar.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - room.left) / room.width));
    const seconds = start + share * (end - start);
    const [tile, chapter, time] = this.preview.children;
    const cue = cueAt(this.#storyboard, seconds);
    tile.hidden = !cue;
    if (cue) draw(tile, pictureOf(cue, playback.storyboard_url));
    const named = cueAt(this.chapters, seconds);
    chapter.textContent = named ? wordsOf(named) : "";
    time.textContent = clock(seconds - start);
    this.preview.hidden = false;
    const half = this.preview.offsetWidth / 2;
    const left = Math.min(Math.max(share * room.width, half), room.width - half);
    this.preview.style.left = `${left}px`;
  }
}

function draw(tile, { address, x, y, width, height }) {
  Object.assign(tile.style, {
    width: `${width}px`,
    height: `${height}px`,
    background: `url("${address}") ${-x}px ${-y}px`,
  });
}

function fetchedTo({ buffered }, position) {
  for (let number = 0; number < buffered.length; number += 1) {
    if (buffered.start(number) <= position && position <= buffered.end(number)) return buffered.end(number);
  }
  return position;
}
