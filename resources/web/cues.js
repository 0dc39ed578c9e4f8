// WebVTT that is not for reading along: chapters, and which picture belongs to which time.

const TIMES = /^(?:(\d+):)?(\d{1,2}):(\d{1,2})\.(\d{1,3})\s+-->\s+(?:(\d+):)?(\d{1,2}):(\d{1,2})\.(\d{1,3})/;

/** The cues of a file in order of time; what is not of the form is left out. */
export function cuesOf(webvtt) {
  return webvtt
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/)
    .flatMap(cueOf)
    .sort((one, other) => one.start - other.start);
}

function cueOf(block) {
  const lines = block.split("\n");
  const at = lines.findIndex((line) => TIMES.test(line));
  if (at < 0) return [];
  const parts = TIMES.exec(lines[at]).slice(1);
  return [{ start: secondsOf(parts.slice(0, 4)), end: secondsOf(parts.slice(4)), text: lines.slice(at + 1).join("\n") }];
}

function secondsOf([hours, minutes, seconds, fraction]) {
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(`${seconds}.${fraction}`);
}

/** The last cue that has begun by then. */
export function cueAt(cues, seconds) {
  return cues.findLast((cue) => cue.start <= seconds);
}

/** None where there is no such file: a film is watched without it. */
export async function fetchCues(url) {
  if (!url) return [];
  try {
    const answer = await fetch(url);
    return answer.ok ? cuesOf(await answer.text()) : [];
  } catch {
    return [];
  }
}

/** What a cue says, without its markup. */
export function wordsOf(cue) {
  return new VTTCue(0, 1, cue.text).getCueAsHTML().textContent.trim();
}

/** The picture that a storyboard's cue names: an address, and a rectangle of it. */
export function pictureOf(cue, storyboard) {
  const [name, area] = cue.text.trim().split("#xywh=");
  const address = new URL(name, new URL(storyboard, location.href));
  // What stands beside a file that a query admits to is admitted by it, too.
  if (!address.search && address.origin === new URL(storyboard, location.href).origin) {
    address.search = new URL(storyboard, location.href).search;
  }
  const [x, y, width, height] = (area ?? "").split(",").map(Number);
  return { address: address.href, x, y, width, height };
}
