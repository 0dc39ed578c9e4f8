// What this browser remembers between films. In a frame of another site it may be forbidden to.

export function remembered(name) {
  try {
    return localStorage.getItem(`matinee.${name}`);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`matinee.${name}`, value);
  } catch {
    // Then it is chosen anew next time.
  }
}
