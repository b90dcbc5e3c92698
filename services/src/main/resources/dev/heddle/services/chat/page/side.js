// The list at the side, where there is no room for it: it comes over the page, and goes again.

import {$} from "./view.js";

const main = document.querySelector("main");

export function closeSide(focus) {
  if (document.body.classList.replace("side", "no-side")) $("side-open").ariaExpanded = "false";
  main.inert = false;
  if (focus) $("side-open").focus();
}

$("side-open").onclick = event => {
  event.stopPropagation();
  document.body.classList.replace("no-side", "side");
  $("side-open").ariaExpanded = "true";
  main.inert = true; // what is behind the list is no place for the focus
  $("side-close").focus();
};
$("side-close").onclick = () => closeSide(true);
addEventListener("keydown", event => { if (event.key === "Escape" && main.inert) closeSide(true); });
addEventListener("click", event => { if (main.inert && !event.target.closest("#side")) closeSide(true); });
matchMedia("(max-width: 760px)").onchange = () => closeSide();
