// Numbers as people read them.

const language = document.documentElement.lang;

/** A time of a film: "4:05", "1:02:03". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pair = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${pair(minutes)}:${pair(rest)}` : `${minutes}:${pair(rest)}`;
}

/** A sentence with its values: "{count} views". */
export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function count(number) {
  return new Intl.NumberFormat(language).format(number);
}

export function date(iso) {
  return new Date(iso).toLocaleDateString(language, { dateStyle: "long" });
}
