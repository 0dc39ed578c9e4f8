// The keyboard, as people know it from elsewhere.

const JUMP_SECONDS = 5;
const LEAP_SECONDS = 10;
const LOUDER = 0.05;

/** `controls` are those that have more to them than the player's own moves. */
export function bindKeys(player, controls) {
  const moves = {
    k: () => player.toggle(),
    " ": () => player.toggle(),
    j: () => player.seekBy(-LEAP_SECONDS),
    l: () => player.seekBy(LEAP_SECONDS),
    arrowleft: () => player.seekBy(-JUMP_SECONDS),
    arrowright: () => player.seekBy(JUMP_SECONDS),
    arrowup: () => controls.louderBy(LOUDER),
    arrowdown: () => controls.louderBy(-LOUDER),
    home: () => player.seekShare(0),
    end: () => player.seekShare(1),
    f: () => controls.toggleFullScreen(),
    m: () => controls.toggleMuted(),
    c: () => controls.toggleCaptions(),
    "<": () => controls.fasterBy(-0.25),
    ">": () => controls.fasterBy(0.25),
    escape: () => controls.closeMenu(),
  };
  for (let tenth = 0; tenth < 10; tenth += 1) moves[tenth] = () => player.seekShare(tenth / 10);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || belongsTo(event.target, event.key)) return;
    const move = moves[event.key.toLowerCase()];
    if (!move) return;
    event.preventDefault();
    controls.stir();
    move();
  });
}

/** Whether whatever has the focus has its own use for the key. */
function belongsTo(element, key) {
  if (element.matches("select, input:not([type=range]), textarea")) return key !== "Escape";
  if (element.id === "volume") return key.startsWith("Arrow");
  return key === " " && element.matches("a, button");
}
