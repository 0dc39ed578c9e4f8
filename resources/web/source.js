// How a film comes to the video element: by the browser's own HLS, by hls.js, or as a plain file.

const HLS = "application/vnd.apple.mpegurl";
const RECOVERS_MS = 5000;
const CHECKS_MS = 1000;
const AGAIN_SECONDS = 1;

/** Apple's browsers play HLS best by themselves. Chromium's own lets nobody choose a quality. */
export function hasOwnHls(video) {
  const isOfApple = "webkitShowPlaybackTargetPicker" in video;
  return video.canPlayType(HLS) !== "" && (isOfApple || !("MediaSource" in window));
}

/** hls.js, fetched where it is needed only; undefined on a server that has none. */
function library() {
  return import("./hls.js").then(
    (loaded) => loaded.default,
    () => undefined,
  );
}

const withoutQuery = (url) => url.split("?")[0];
const isForeign = (url) => new URL(url, location.href).origin !== location.origin;

/** Tells of a `change` of what there is to choose from, or of what is chosen. */
export class Source extends EventTarget {
  #video;
  #again;
  #say;
  #words;
  #hls;
  #query = "";
  #url;
  #recovered = 0;
  #checked = 0;
  #renewal;
  #hasComplained = false;

  /** `again` is where leave to watch is asked for once more; `say` shows a sentence. */
  constructor(video, again, say, words) {
    super();
    this.#video = video;
    this.#again = again;
    this.#say = say;
    this.#words = words;
    addEventListener("offline", () => this.#complain(words.away));
    addEventListener("online", () => this.#relent());
  }

  /** Begin at a time. `playback` is null as long as there is nothing to watch. */
  async open(playback, at) {
    if (!playback) {
      this.#hasComplained = true; // The page has said why.
      setTimeout(() => this.#reopen(at), AGAIN_SECONDS * 1000);
      return;
    }
    this.#take(playback);
    this.#video.crossOrigin = playback.subtitles.some((track) => isForeign(track.url)) ? "anonymous" : null;
    this.#renewLater(playback);
    if (playback.kind !== "hls") this.#openFiles([playback.url], at);
    else if (hasOwnHls(this.#video)) await this.#openOwn(playback, at);
    else await this.#openByLibrary(playback, at);
    this.dispatchEvent(new CustomEvent("opened", { detail: playback }));
  }

  /** Say how many lines can be shown here: for whoever can, the server may make more. */
  demand(lines) {
    this.#ask(`height=${lines}`);
  }

  /** Renditions to choose from, the best first. */
  get qualities() {
    return (this.#hls?.levels ?? [])
      .map((level, number) => ({ value: number, label: nameOf(level), bitrate: level.bitrate }))
      .sort((one, other) => other.bitrate - one.bitrate);
  }

  /** The number of the one that was chosen; -1: they are chosen as the network allows. */
  get quality() {
    return !this.#hls || this.#hls.autoLevelEnabled ? -1 : this.#hls.loadLevel;
  }

  /** At once, so that one sees it; what was fetched of another goes. */
  set quality(number) {
    if (number < 0) this.#hls.nextLevel = number;
    else this.#hls.currentLevel = number;
    this.#changed();
  }

  /** The name of the one that is shown. */
  get shown() {
    const level = this.#hls?.levels[this.#hls.currentLevel];
    return level ? nameOf(level) : "";
  }

  get sounds() {
    return (this.#hls?.audioTracks ?? []).map((track, number) => ({ value: number, label: track.name }));
  }

  get sound() {
    return this.#hls?.audioTrack ?? -1;
  }

  set sound(number) {
    this.#hls.audioTrack = number;
    this.#changed();
  }

  async #openByLibrary(playback, at) {
    const Hls = await library();
    if (!Hls?.isSupported()) {
      this.#openFiles([playback.file_url], at);
      return;
    }
    const hls = new Hls({
      startPosition: at,
      capLevelToPlayerSize: true,
      backBufferLength: 60,
      enableWorker: false, // It would be made from a blob, which this page's policy allows to none.
      xhrSetup: (request, url) => request.open("GET", this.#signed(url), true),
    });
    const { MANIFEST_PARSED, LEVEL_SWITCHED, AUDIO_TRACKS_UPDATED, FRAG_LOADED, ERROR } = Hls.Events;
    for (const event of [MANIFEST_PARSED, LEVEL_SWITCHED, AUDIO_TRACKS_UPDATED]) {
      hls.on(event, () => this.#changed());
    }
    hls.on(FRAG_LOADED, () => this.#relent());
    hls.on(ERROR, (_, error) => {
      if (error.fatal) this.#failed(error);
      else if (error.type === "networkError") this.#check();
    });
    this.#close();
    this.#hls = hls;
    hls.loadSource(playback.url);
    hls.attachMedia(this.#video);
  }

  /** A browser's own player carries nothing to its requests but cookies. */
  async #openOwn(playback, at) {
    const own = (playback.query && (await this.#ask("own_hls=true")).playback) || playback;
    if (own.credentials) this.#video.crossOrigin = "use-credentials";
    const first = own.relay_url && !own.credentials ? own.relay_url : own.url;
    this.#openFiles([first, own.relay_url, own.file_url], at);
  }

  /** The first of these addresses that can be played. */
  #openFiles(addresses, at) {
    const left = [...new Set(addresses.filter(Boolean))];
    const video = this.#video;
    const next = () => {
      if (left.length) video.src = left.shift();
      else this.#reopenOrGiveUp();
    };
    video.onerror = next;
    video.onloadedmetadata = () => {
      if (at) video.currentTime = at;
    };
    next();
  }

  #signed(url) {
    return this.#query && !url.includes("?") ? `${url}?${this.#query}` : url;
  }

  #failed(error) {
    const isRecent = Date.now() - this.#recovered < RECOVERS_MS;
    if (error.type === "mediaError" && !isRecent) {
      this.#recovered = Date.now();
      this.#hls.recoverMediaError();
      return;
    }
    this.#close();
    this.#reopenOrGiveUp();
  }

  /** A leave may have run out, or been taken back; the server says which. */
  #reopenOrGiveUp() {
    if (Date.now() - this.#recovered < RECOVERS_MS) {
      this.#complain(this.#words.cant_play);
      return;
    }
    this.#recovered = Date.now();
    this.#reopen(this.#video.currentTime);
  }

  async #reopen(at) {
    const { playback, seconds } = await this.#ask();
    if (seconds) setTimeout(() => this.#reopen(at), seconds * 1000);
    if (!playback) return;
    this.#relent();
    const goesOn = !this.#video.paused;
    await this.open(playback, at);
    if (goesOn) this.#video.play().catch(() => {});
  }

  /** Something did not come. hls.js tries on and on; whether there is hope the server knows. */
  async #check() {
    if (Date.now() - this.#checked < CHECKS_MS) return;
    this.#checked = Date.now();
    const { playback, seconds } = await this.#ask();
    if (playback && withoutQuery(playback.url) === withoutQuery(this.#url)) this.#take(playback);
    else if (playback) this.#reopen(this.#video.currentTime);
    else if (!seconds) this.#close();
  }

  /** Leave to watch; or nothing, with the reason on the screen, and the seconds after which it may
   * come yet. */
  async #ask(query = "") {
    try {
      const separator = this.#again.includes("?") ? "&" : "?";
      const answer = await fetch(query ? this.#again + separator + query : this.#again);
      const playback = await answer.json();
      if (answer.ok) return { playback };
      this.#complain(playback.message);
      const wait = Number(answer.headers.get("Retry-After") ?? AGAIN_SECONDS);
      return playback.retryable ? { seconds: wait } : {};
    } catch {
      this.#complain(this.#words.away);
      return { seconds: AGAIN_SECONDS };
    }
  }

  #take(playback) {
    this.#url = playback.url;
    this.#query = playback.query;
  }

  #close() {
    this.#hls?.destroy();
    this.#hls = undefined;
  }

  #complain(text) {
    this.#hasComplained = true;
    this.#say(text);
  }

  /** It goes on; what others have said stays. */
  #relent() {
    if (this.#hasComplained) this.#say("");
    this.#hasComplained = false;
  }

  /** While a leave holds, the next one takes its place unseen. */
  #renewLater(playback) {
    clearTimeout(this.#renewal);
    if (!playback.query) return;
    this.#renewal = setTimeout(async () => {
      const next = await this.#ask(hasOwnHls(this.#video) ? "own_hls=true" : "");
      if (next.playback) this.#take(next.playback);
      this.#renewLater(next.playback ?? playback);
    }, playback.expires_in_seconds * 500);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** By its shorter side, as people call it, also where a film stands upright. */
function nameOf({ width, height }) {
  return `${Math.min(width || height, height)}p`;
}
