// Joins the parts of a page that shows a film.

import { Captions } from "./captions.js";
import { Controls } from "./controls.js";
import { bindKeys } from "./keys.js";
import { Menu } from "./menu.js";
import { Player } from "./player.js";
import { reportPlays } from "./report.js";
import { SeekBar } from "./seek.js";
import { count, date, filled } from "./text.js";

const page = JSON.parse(document.getElementById("data").textContent);
const video = document.getElementById("video");
const { words } = page;

const NOTICE_MS = 8000;

function say(text) {
  document.getElementById("notice").textContent = text;
}

const player = new Player(video, page, say);
const captions = new Captions(video);
const bar = new SeekBar(player, words);
const menu = new Menu(player, captions, bar, words);
const controls = new Controls(player, captions, menu, words);
bindKeys(player, controls);
reportPlays(video, page.plays, page.source);
if (page.playback) captions.add(page.playback.subtitles);
player.source.addEventListener("opened", ({ detail }) => captions.add(detail.subtitles));
if (page.playback) setTimeout(() => say(""), NOTICE_MS);

for (const views of document.querySelectorAll("data.views")) {
  const number = Number(views.value);
  views.textContent = number === 1 ? words.view : filled(words.views, { count: count(number) });
}
for (const time of document.querySelectorAll("time")) time.textContent = date(time.dateTime);
for (const link of document.querySelectorAll("a[data-seconds]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    player.seek(Number(link.dataset.seconds));
    player.play();
    document.getElementById("player").scrollIntoView({ block: "nearest" });
  });
}

if (page.can_grow) {
  const lines = Math.round(Math.min(screen.width, screen.height) * devicePixelRatio);
  video.addEventListener("playing", () => player.source.demand(lines), { once: true });
}

if (page.eager) player.play();
else if (!page.playback) player.begin();
