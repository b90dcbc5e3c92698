// The door: where people say what they want to be called.

import {$} from "./view.js";
import {NAME, sentence} from "./words.js";

let answer;

/**
 * @param name that is proposed
 * @param inside whether somebody asks who is in already, and can leave it at that
 * @param why the last name could not be had
 * @param then is given the name; it may be empty
 */
export function askAtDoor({name, inside, why}, then) {
  answer = then;
  $("name").value = name;
  $("name-problem").textContent = why && sentence(why);
  $("name-rule").textContent = inside ? "Letters a–z, digits, _ and -." : "Letters a–z, digits, _ and -. Leave it empty to be given a name.";
  $("name-cancel").hidden = !inside;
  $("name-go").textContent = inside ? "Change" : "Come in";
  if (!$("door").open) $("door").showModal();
  $("name").select();
}

$("name-cancel").onclick = () => $("door").close();
$("door").oncancel = event => { if ($("name-cancel").hidden) event.preventDefault(); };

$("door-form").onsubmit = event => {
  event.preventDefault();
  const name = $("name").value.trim();
  if (name && !NAME.test(name)) {
    $("name-problem").textContent = "A name is 1 to 32 letters a–z, digits, _ or -.";
    return $("name").select();
  }
  $("door").close();
  answer(name);
};
