// How things look. All that people say goes into text nodes, and nowhere else.

const HUES = 10;
const GROUP_MILLIS = 5 * 60_000;
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/;

export const $ = id => document.getElementById(id);

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter(child => child != null));
  return made;
}

function hue(name) {
  let hash = 7;
  for (const c of name.toLowerCase()) hash = (hash * 31 + c.codePointAt(0)) % 9973;
  return hash % HUES;
}

const initials = name => (name.startsWith("Client ") ? name.slice(7) : name).slice(0, 2);

function avatar(name) {
  const made = element("span", `avatar hue-${hue(name)}`, initials(name));
  made.ariaHidden = "true";
  return made;
}

// ---- times

const CLOCK = new Intl.DateTimeFormat(undefined, {hour: "numeric", minute: "2-digit"});
const DAY = new Intl.DateTimeFormat(undefined, {weekday: "long", day: "numeric", month: "long"});
const FULL = new Intl.DateTimeFormat(undefined, {dateStyle: "full", timeStyle: "medium"});
const dayOf = millis => new Date(millis).toDateString();

function clock(millis) {
  const made = element("time", "", CLOCK.format(millis));
  made.dateTime = new Date(millis).toISOString();
  made.title = FULL.format(millis);
  return made;
}

function dayName(millis) {
  if (dayOf(millis) === dayOf(Date.now())) return "Today";
  if (dayOf(millis) === dayOf(Date.now() - 86_400_000)) return "Yesterday";
  return DAY.format(millis);
}

// ---- the log

function linked(text) {
  return text.split(LINK).map((part, i) => {
    if (i % 2 === 0) return part;
    const made = element("a", "", part);
    made.href = part;
    made.target = "_blank";
    made.rel = "noopener noreferrer nofollow";
    return made;
  });
}

function said(item, follows) {
  const head = element("p", follows || item.mine ? "head hidden" : "head", element("b", "", item.mine ? "You" : item.author));
  const foot = item.pending ? element("span", "foot", item.pending) : element("span", "foot", clock(item.time));
  const bubble = element("div", "bubble", element("p", "text", ...linked(item.text)), foot);
  const made = element("li", `said${item.mine ? " mine" : ""}${follows ? " follows" : ""}${item.pending ? " pending" : ""}`);
  made.append(...(item.mine ? [] : [avatar(item.author)]), element("div", "stack", head, bubble));
  return made;
}

function follows(item, before) {
  return before?.kind === "said" && item.kind === "said" && before.author === item.author
    && before.mine === item.mine && dayOf(before.time) === dayOf(item.time) && item.time - before.time < GROUP_MILLIS;
}

/** The elements of an item, given the one before it. */
export function nodes(item, before) {
  const made = [];
  if (!before || dayOf(before.time) !== dayOf(item.time)) made.push(element("li", "day", element("span", "", dayName(item.time))));
  if (item.kind === "said") made.push(said(item, follows(item, before)));
  else made.push(element("li", item.kind, element("span", "", item.text)));
  return made;
}

// ---- the lists at the side

/** Makes the children of `parent` those of `keys`, keeping what is there already, and the focus with it. */
function keyed(parent, keys, make) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  for (const [key, child] of known) if (!keys.includes(key)) child.remove();
  return keys.map((key, i) => {
    let child = known.get(key);
    if (!child) {
      child = make(key);
      child.dataset.key = key;
    }
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
    return child;
  });
}

const set = (node, text) => { if (node.textContent !== text) node.textContent = text; };

function entry(parts, click) {
  const button = element("button", "entry", ...parts);
  button.type = "button";
  button.onclick = click;
  return element("li", "", button);
}

/** @param rooms with name, present (null if unknown), unread and current */
export function showRooms(rooms, go) {
  const items = keyed($("rooms"), rooms.map(room => room.name), name => {
    const sign = element("span", "sign", "#");
    sign.ariaHidden = "true";
    return entry([sign, element("span", "label", name), element("span", "badge"), element("span", "present")], () => go(name));
  });
  rooms.forEach((room, i) => {
    const button = items[i].firstChild, [, , badge, present] = button.children;
    badges(button, badge, room);
    set(present, room.present ? String(room.present) : "");
    button.ariaLabel = `#${room.name}` + (room.present ? `, ${people(room.present)}` : "") + news(room);
  });
}

/** @param privates with name, unread and current */
export function showPrivates(privates, go) {
  $("private").hidden = privates.length === 0;
  const items = keyed($("privates"), privates.map(other => other.name), name =>
    entry([avatar(name), element("span", "label", name), element("span", "badge")], () => go(name)));
  privates.forEach((other, i) => {
    const button = items[i].firstChild;
    badges(button, button.children[2], other);
    button.ariaLabel = `Private with ${other.name}` + news(other);
  });
}

export function showPeople(names, present, me, go) {
  set($("people-count"), present ? String(present) : "");
  const sorted = [...names].sort((a, b) => (b === me) - (a === me) || a.localeCompare(b, undefined, {numeric: true}));
  const items = keyed($("people"), sorted, name =>
    entry([avatar(name), element("span", "label", name), element("span", "you")], () => go(name)));
  sorted.forEach((name, i) => {
    const button = items[i].firstChild;
    set(button.children[2], name === me ? "you" : "");
    button.ariaLabel = name === me ? `${name}, you: change your name` : `Write to ${name} privately`;
  });
  const more = present - names.length;
  if (more > 0) $("people").append(element("li", "more", `and ${more} more`));
}

function badges(button, badge, {unread, current}) {
  set(badge, unread ? (unread > 99 ? "99+" : String(unread)) : "");
  if (current) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

const people = count => count === 1 ? "1 person" : `${count} people`;
const news = ({unread}) => unread ? `, ${unread} new` : "";
