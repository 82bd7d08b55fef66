// Answers kept in this browser until the server has them, a record for each open window.
const PREFIX = "cascade-attempt";
const MOST_WINDOWS = 40;

// Available on plain HTTP too, unlike crypto.randomUUID.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function keep(attempt, windowId, waiting) {
  try {
    const name = `${PREFIX}:${attempt}:${windowId}`;
    if (waiting.size) localStorage.setItem(name, JSON.stringify([...waiting]));
    else localStorage.removeItem(name);
  } catch {
    // No storage: what waits lives as long as this page.
  }
}

// What windows that are closed left behind; a window that is open sends its own.
export async function abandoned(attempt, windowId) {
  const open = new Set();
  try {
    navigator.locks.request(`${PREFIX}:${attempt}:${windowId}`, () => new Promise(() => {}));
    for (const lock of (await navigator.locks.query()).held) open.add(lock.name);
  } catch {
    // No locks here: what an open window still waits to send is sent twice, with the same key.
  }
  return namesOf(attempt)
    .filter((name) => !open.has(name))
    .flatMap((name) => {
      try {
        const kept = JSON.parse(localStorage.getItem(name));
        localStorage.removeItem(name);
        return Array.isArray(kept) ? kept : [];
      } catch {
        return [];
      }
    });
}

// Windows of this browser that have opened the attempt and are closed again.
export async function closedWindows(attempt, windowId) {
  const name = `${PREFIX}-windows:${attempt}`;
  try {
    const known = JSON.parse(localStorage.getItem(name) ?? "[]");
    const held = new Set((await navigator.locks.query()).held.map((lock) => lock.name));
    const closed = known.filter((each) => !held.has(`${PREFIX}:${attempt}:${each}`));
    const kept = [...known, windowId].slice(-MOST_WINDOWS);
    localStorage.setItem(name, JSON.stringify(kept));
    return closed.slice(-MOST_WINDOWS);
  } catch {
    return [];
  }
}

export function forget(attempt) {
  for (const name of namesOf(attempt)) {
    try {
      localStorage.removeItem(name);
    } catch {
      return;
    }
  }
}

function namesOf(attempt) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:${attempt}:`));
  } catch {
    return [];
  }
}
