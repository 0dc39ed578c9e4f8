// How the play went, for the server's count of views and its metrics.

const LONGEST_STEP_SECONDS = 2;

/** Sends what was watched since the last time, whenever the page may be about to go. */
export function reportPlays(video, url) {
  const begun = performance.now();
  let started = null;
  let waited = null;
  let seen = performance.now();
  let play = fresh();

  function fresh() {
    return { seconds_by_rendition: {}, rebuffers: 0, rebuffer_seconds: 0 };
  }

  function count() {
    const now = performance.now();
    const seconds = (now - seen) / 1000;
    seen = now;
    if (video.paused || video.seeking || seconds > LONGEST_STEP_SECONDS) return;
    const name = `${Math.min(video.videoWidth, video.videoHeight)}p`;
    play.seconds_by_rendition[name] = (play.seconds_by_rendition[name] ?? 0) + seconds;
  }

  function send() {
    if (!Object.keys(play.seconds_by_rendition).length) return;
    const body = JSON.stringify({ ...play, startup_seconds: started });
    navigator.sendBeacon(url, new Blob([body], { type: "application/json" }));
    play = fresh();
  }

  video.addEventListener("timeupdate", count);
  video.addEventListener("playing", () => {
    const now = performance.now();
    started ??= (now - begun) / 1000;
    if (waited !== null) play.rebuffer_seconds += (now - waited) / 1000;
    waited = null;
    seen = now;
  });
  video.addEventListener("waiting", () => {
    if (started === null || video.seeking) return;
    waited ??= performance.now();
    play.rebuffers += 1;
  });
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());
}
