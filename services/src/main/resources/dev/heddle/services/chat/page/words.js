// What names and words may be, and what the browser remembers of them.

export const NAME = /^[A-Za-z0-9_-]{1,32}$/;

/** The room that is meant, or null. */
export function roomOf(text) {
  const name = text.replace(/^#/, "").toLowerCase();
  return NAME.test(name) ? name : null;
}

/** As the server will have it, so that what comes back can be recognized. */
export const plain = text => text.replace(/[\t\r\n]+/g, " ").replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "").trim();

export const sentence = text => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");

/** What nobody can guess. */
export const secret = () => [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");

/** Reads what was stored, or stores a value. */
export function stored(storage, key, value) {
  try {
    if (value === undefined) return storage.getItem(key) ?? "";
    storage.setItem(key, value);
  } catch { /* a browser that keeps nothing */ }
  return "";
}
