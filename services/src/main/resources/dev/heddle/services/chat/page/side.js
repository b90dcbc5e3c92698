// The list at the side, where there is no room for it: it comes over the page, and goes again.

import {$} from "./view.js";

export function closeSide(focus) {
  if (document.body.classList.replace("side", "no-side")) $("side-open").ariaExpanded = "false";
  if (focus) $("side-open").focus();
}

$("side-open").onclick = () => {
  document.body.classList.replace("no-side", "side");
  $("side-open").ariaExpanded = "true";
  $("side-close").focus();
};
$("side-close").onclick = () => closeSide(true);
addEventListener("keydown", event => { if (event.key === "Escape" && document.body.classList.contains("side")) closeSide(true); });
document.querySelector("main").addEventListener("click", event => { if (!event.target.closest("#side-open")) closeSide(); });
