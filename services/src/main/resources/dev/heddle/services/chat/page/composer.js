// Where messages are written: as high as they need, with a count where they become long.

import {$} from "./view.js";

/** In characters: what the server takes. */
export const LONGEST = 2000;

export function write(text) {
  $("line").value = text;
  $("line").dispatchEvent(new Event("input"));
}

$("line").onkeydown = event => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault(); // a message is one line
    if (!event.shiftKey) $("composer").requestSubmit();
  }
};

$("line").oninput = () => {
  const line = $("line"), length = [...line.value].length;
  line.style.height = "auto";
  line.style.height = `${line.scrollHeight + line.offsetHeight - line.clientHeight}px`;
  $("count").textContent = length > LONGEST * .9 ? String(LONGEST - length) : "";
  $("count").className = length > LONGEST ? "over" : "";
};
