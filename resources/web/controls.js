// The buttons over the film, and when they are seen.

import { remember, remembered } from "./remembered.js";

const IDLE_MS = 3000;
const FLASH_MS = 900;
const [SLOWEST, FASTEST] = [0.25, 2];

export class Controls {
  #player;
  #captions;
  #menu;
  #words;
  #idle;
  #flash;

  constructor(player, captions, menu, words) {
    this.#player = player;
    this.#captions = captions;
    this.#menu = menu;
    this.#words = words;
    this.root = document.getElementById("player");
    this.volume = document.getElementById("volume");
    const { video } = player;
    video.volume = Number(remembered("volume") ?? 1);
    video.muted = remembered("muted") === "true";
    this.#click("play", () => player.toggle());
    this.#click("big", () => player.play());
    this.#click("mute", () => this.toggleMuted());
    this.#click("captions", () => this.toggleCaptions());
    this.#click("full_screen", () => this.toggleFullScreen());
    this.volume.addEventListener("input", () => this.#setVolume(Number(this.volume.value)));
    this.#watchVideo(video);
    captions.addEventListener("change", () => this.#showCaptions());
    document.addEventListener("fullscreenchange", () => this.#showFullScreen());
    for (const event of ["pointermove", "pointerdown", "focusin"]) {
      this.root.addEventListener(event, () => this.stir());
    }
    this.root.addEventListener("pointerleave", () => this.#rest());
    this.#showState();
    this.#showVolume();
    this.#showCaptions();
  }

  toggleMuted() {
    const { video } = this.#player;
    video.muted = !video.muted;
  }

  louderBy(step) {
    const { video } = this.#player;
    this.#setVolume(Math.min(1, Math.max(0, (video.muted ? 0 : video.volume) + step)));
    this.flash(`${Math.round(video.volume * 100)} %`);
  }

  fasterBy(step) {
    const { video } = this.#player;
    this.#player.speed = Math.min(FASTEST, Math.max(SLOWEST, video.playbackRate + step));
    this.flash(`${video.playbackRate}×`);
  }

  toggleCaptions() {
    this.#captions.toggle();
  }

  toggleFullScreen() {
    const { video } = this.#player;
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.root.requestFullscreen) this.root.requestFullscreen().catch(() => {});
    else video.webkitEnterFullscreen?.(); // On an iPhone only the film itself can fill the screen.
  }

  closeMenu() {
    if (this.#menu.isShown) this.#menu.button.focus();
    this.#menu.show(false);
  }

  /** A number that a key has changed, for a moment. */
  flash(text) {
    const shown = document.getElementById("flash");
    shown.textContent = text;
    clearTimeout(this.#flash);
    this.#flash = setTimeout(() => (shown.textContent = ""), FLASH_MS);
  }

  /** Somebody is here: the controls are seen, and go by themselves while the film plays. */
  stir() {
    this.root.classList.remove("idle");
    this.#captions.lift(true);
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#rest(), IDLE_MS);
  }

  #rest() {
    const isInUse = this.#menu.isShown || this.root.querySelector(".bar :focus-visible");
    if (this.#player.video.paused || isInUse) return;
    this.root.classList.add("idle");
    this.#captions.lift(false);
  }

  #watchVideo(video) {
    for (const event of ["play", "pause", "ended", "waiting", "playing", "seeked", "canplay", "emptied"]) {
      video.addEventListener(event, () => this.#showState());
    }
    video.addEventListener("volumechange", () => this.#showVolume());
    video.addEventListener("click", () => this.#player.toggle());
    video.addEventListener("dblclick", () => this.toggleFullScreen());
  }

  #setVolume(volume) {
    const { video } = this.#player;
    video.volume = volume;
    video.muted = volume === 0;
  }

  #showState() {
    const { video } = this.#player;
    const isAtRest = video.paused && (this.#player.isAtEnd ? "over" : "paused");
    this.root.dataset.state = isAtRest || (video.readyState < 3 ? "waiting" : "playing");
    this.#name("play", video.paused ? this.#words.play : this.#words.pause);
    this.stir();
  }

  #showVolume() {
    const { video } = this.#player;
    const volume = video.muted ? 0 : video.volume;
    this.volume.value = volume;
    this.volume.style.setProperty("--played", `${100 * volume}%`);
    this.root.dataset.sound = volume ? "on" : "off";
    this.#name("mute", volume ? this.#words.mute : this.#words.unmute);
    remember("volume", video.volume);
    remember("muted", video.muted);
  }

  #showCaptions() {
    const button = document.getElementById("captions");
    button.hidden = !this.#captions.tracks.length;
    button.setAttribute("aria-pressed", this.#captions.shown !== "");
  }

  #showFullScreen() {
    const isFull = document.fullscreenElement !== null;
    this.root.dataset.screen = isFull ? "full" : "window";
    this.#name("full_screen", isFull ? this.#words.leave_full_screen : this.#words.full_screen);
  }

  #click(id, act) {
    document.getElementById(id).addEventListener("click", act);
  }

  /** What a button does now, for whoever hears it or rests the pointer on it. */
  #name(id, text) {
    const button = document.getElementById(id);
    button.setAttribute("aria-label", text);
    button.title = text;
  }
}
