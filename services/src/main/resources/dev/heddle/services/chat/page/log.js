// The log, and where in it one is: whoever reads further up stays there, and is told how much is new.

import {$, nodes} from "./view.js";

const NEAR = 48;

let newer = 0;
let following = true;

function atEnd() {
  const s = $("scroll");
  return s.scrollHeight - s.scrollTop - s.clientHeight < NEAR;
}

export function toEnd() {
  following = true;
  newer = 0;
  $("newer").hidden = true;
  $("scroll").scrollTop = $("scroll").scrollHeight;
}

/**
 * Shows these items and no others; screen readers are not told all of them.
 *
 * @param empty what to say if there are none
 * @param earlier whether there are more on the server
 * @param stay whether whoever reads further up stays there
 */
export function showItems(items, {empty, earlier, stay}) {
  const s = $("scroll"), end = atEnd(), below = s.scrollHeight - s.scrollTop;
  $("live").ariaBusy = "true";
  $("log").replaceChildren(...items.flatMap((item, i) => item.nodes = nodes(item, items[i - 1])));
  $("empty").hidden = items.length > 0;
  $("empty").textContent = empty;
  $("earlier").hidden = !earlier;
  if (stay && !end) s.scrollTop = s.scrollHeight - below;
  else toEnd();
  requestAnimationFrame(() => { $("live").ariaBusy = "false"; });
}

/** Shows one more, after `before`. */
export function addItem(item, before, isNews) {
  const end = atEnd();
  $("empty").hidden = true;
  item.nodes = nodes(item, before);
  $("log").append(...item.nodes);
  if (end || item.mine) toEnd();
  else if (isNews) {
    newer++;
    $("newer").textContent = `↓ ${newer} new ${newer === 1 ? "message" : "messages"}`;
    $("newer").hidden = false;
  }
}

$("newer").onclick = () => { toEnd(); $("line").focus(); };
$("scroll").onscroll = () => {
  following = atEnd();
  if (following) {
    newer = 0;
    $("newer").hidden = true;
  }
};
new ResizeObserver(() => { if (following) toEnd(); }).observe($("scroll"));
