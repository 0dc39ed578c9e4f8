// How the play went, for the server's count of views, its figures and its metrics.

const LONGEST_STEP_SECONDS = 2;
const MOST_SPANS = 500;

/** Sends what was watched since the last time, whenever the page may be about to go. */
export function reportPlays(video, url, source) {
  const shown = new Set(); // whole seconds of the film
  let begun = null;
  let started = null;
  let waited = null;
  let seen = performance.now();
  let place = 0;
  let play = fresh();
  let isContinued = false;

  function fresh() {
    return { seconds_by_rendition: {}, rebuffers: 0, rebuffer_seconds: 0, watched: [] };
  }

  function count() {
    const now = performance.now();
    const seconds = (now - seen) / 1000;
    seen = now;
    const step = video.currentTime - place;
    place = video.currentTime;
    if (video.paused || video.seeking || seconds > LONGEST_STEP_SECONDS) return;
    const name = `${Math.min(video.videoWidth, video.videoHeight)}p`;
    play.seconds_by_rendition[name] = (play.seconds_by_rendition[name] ?? 0) + seconds;
    if (step > 0 && step <= LONGEST_STEP_SECONDS * video.playbackRate) show(place - step, place);
  }

  /** What this play shows for the first time; each second once, however often it is watched. */
  function show(from, to) {
    for (let second = Math.floor(from); second < to; second += 1) {
      if (shown.has(second)) continue;
      shown.add(second);
      const last = play.watched.at(-1);
      if (last?.[1] === second) last[1] = second + 1;
      else if (play.watched.length < MOST_SPANS) play.watched.push([second, second + 1]);
    }
  }

  function send() {
    if (!Object.keys(play.seconds_by_rendition).length) return;
    const startup = isContinued ? null : started;
    const report = { ...play, source, continued: isContinued, startup_seconds: startup };
    navigator.sendBeacon(url, new Blob([JSON.stringify(report)], { type: "application/json" }));
    play = fresh();
    isContinued = true;
  }

  video.addEventListener("timeupdate", count);
  video.addEventListener("play", () => {
    begun ??= performance.now();
  });
  video.addEventListener("playing", () => {
    const now = performance.now();
    started ??= (now - (begun ?? now)) / 1000;
    if (waited !== null) play.rebuffer_seconds += (now - waited) / 1000;
    waited = null;
    seen = now;
    place = video.currentTime;
  });
  video.addEventListener("waiting", () => {
    if (started === null || video.seeking) return;
    waited ??= performance.now();
    play.rebuffers += 1;
  });
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());
}
