// The chat in a browser: one connection, one room at a time, and what was seen of the others.

import {LONGEST, write} from "./composer.js";
import {askAtDoor} from "./door.js";
import {Link} from "./link.js";
import {addItem, showItems} from "./log.js";
import {closeSide} from "./side.js";
import {Timeline} from "./timeline.js";
import {$, element, showPeople, showPrivates, showRooms} from "./view.js";
import {NAME, plain, roomOf, secret, sentence, stored} from "./words.js";

const LOBBY = "lobby";
const WAITING = "waiting for the connection…";
const MOST_UNSENT = 8;

const rooms = new Map();    // the timelines of rooms that were visited, by their names
const privates = new Map(); // those of people, likewise
let room = roomOf(location.hash) ?? LOBBY;
let other = null;           // the person whose timeline is shown instead of the room's
let me = "";
let wanted = "";            // the name that we should have
let topic = "";
let names = [];
let present = 0;
let elsewhere = [];         // the rooms that there are, as the server tells
let live = false;
let ended = false;
let inRoom = true;
let token = "";             // by which the server knows us again
let arriving = null;        // messages of the room that we are coming into
let waiting = [];           // what the server has not answered yet
let unsent = [];            // messages that wait for a connection

// ---- small things

function timeline(map, name) {
  if (!map.has(name)) map.set(name, new Timeline());
  return map.get(name);
}

const shown = () => other ? timeline(privates, other) : timeline(rooms, room);

// ---- what is shown

function render(stay) {
  showItems(shown().items, {
    empty: other
      ? `Only you and ${other} see what is said here. The server does not keep it.`
      : live ? "Nothing has been said here yet. Say hello!" : "",
    earlier: !other && shown().first() > 1,
    stay,
  });
}

/** Shows what has just been added to a timeline, or counts it. */
function append(target, item, isNews) {
  if (target === shown()) addItem(item, target.items.at(-2), isNews);
  if (isNews && (target !== shown() || document.hidden)) {
    target.unread++;
    side();
  }
}

/** Takes back what was shown before the server had it. */
function withdraw({target, item}) {
  target.remove(item);
  item.nodes?.forEach(node => node.remove());
}

function note(kind, text, target = shown()) {
  append(target, target.add({kind, text, time: Date.now()}), false);
}

function problem(text) {
  $("problem").textContent = text;
}

function side() {
  const counts = new Map(elsewhere.map(r => [r.name, r]));
  const all = [...new Set([LOBBY, ...rooms.keys(), ...counts.keys()])].sort((a, b) => (b === LOBBY) - (a === LOBBY) || a.localeCompare(b));
  const list = all.map(name => {
    const seen = rooms.get(name), here = name === room && inRoom;
    const missed = seen && !here ? Math.max(0, (counts.get(name)?.latest ?? 0) - seen.last) : 0;
    return {name, present: here ? present : counts.get(name)?.present, unread: seen ? seen.unread + missed : 0, current: here && !other};
  });
  showRooms(list, go);
  showPrivates([...privates].map(([name, {unread}]) => ({name, unread, current: name === other})), talkTo);
  showPeople(inRoom ? names : [], inRoom ? present : 0, me, name => name === me ? askName() : talkTo(name));
  const news = list.reduce((sum, r) => sum + r.unread, 0) + [...privates.values()].reduce((sum, t) => sum + t.unread, 0);
  $("side-badge").hidden = news === 0;
  document.title = `${news ? `(${news}) ` : ""}${other ?? "#" + room} · Heddle chat`;
}

function header() {
  $("title").textContent = other ?? (inRoom ? `#${room}` : "No room");
  $("topic").textContent = other ? "private" : inRoom ? topic : "";
  $("topic").title = $("topic").textContent;
  $("back").hidden = !other;
  $("back").textContent = `← #${room}`;
  $("back").ariaLabel = `Back to #${room}`;
  $("me").hidden = !me;
  $("me").textContent = me;
  $("me").ariaLabel = `You are ${me}: change your name`;
  const to = other ? `Private message to ${other}` : `Message #${room}`;
  $("line").placeholder = to;
  $("line-label").textContent = to;
}

function show() {
  shown().unread = 0;
  header();
  render();
  side();
}

function state(text, seconds) {
  const line = $("state");
  line.replaceChildren(text);
  line.hidden = !text;
  if (seconds !== undefined) {
    const button = element("button", "", "Try now");
    button.onclick = () => { link.hurry(); $("line").focus(); };
    line.append(" ", button);
  }
}

// ---- what the server says

const received = {
  here([name, you, count, ...who]) {
    room = name;
    me = you;
    if (!NAME.test(wanted)) wanted = you;
    present = Number(count);
    names = who;
    topic = "";
    inRoom = true;
    arriving = [];
    history.replaceState(null, "", `#${room}`);
  },

  away() {
    inRoom = false;
    names = [];
    show();
  },

  said([number, time, author, text]) {
    message({kind: "said", number: Number(number), time: Number(time), author, text, mine: author === me});
  },

  mine([number, time, author, text]) {
    if (waiting[0]?.item) withdraw(waiting[0]);
    message({kind: "said", number: Number(number), time: Number(time), author, text, mine: true});
  },

  whisper([from, to, text]) {
    const mine = from === me, name = mine ? to : from, target = timeline(privates, name);
    if (mine && waiting[0]?.item) withdraw(waiting[0]);
    if (mine && other !== name) talkTo(name);
    append(target, target.add({kind: "said", time: Date.now(), author: from, text, mine}), !mine);
    side();
  },

  joined([name]) {
    names.push(name);
    present++;
    happened(`${name} joined`);
  },

  left([name, how]) {
    names = names.filter(n => n !== name);
    present--;
    happened(`${name} ${how}`);
  },

  renamed([from, to]) {
    names = names.map(n => n === from ? to : n);
    if (from === me) named(to);
    if (privates.has(from) && !privates.has(to)) {
      privates.set(to, privates.get(from));
      privates.delete(from);
      if (other === from) other = to;
    }
    happened(`${from} is now ${to}`);
    header();
  },

  subject([author, text]) {
    topic = text;
    if (author) happened(`${author} set the topic: ${text}`);
    header();
  },

  rooms(fields) {
    elsewhere = [];
    for (let i = 0; i < fields.length; i += 3) elsewhere.push({name: fields[i], present: Number(fields[i + 1]), latest: Number(fields[i + 2])});
    side();
  },

  notice: ([text]) => happened(text),
  told: ([text]) => note("told", text),

  error([text]) {
    const request = waiting[0];
    if (request?.item) withdraw(request);
    if (request?.line && !$("line").value) {
      write(request.line);
      $("line").select();
    }
    else if (request?.item) note("error", `Not sent: ${request.line}`);
    if (request?.kind === "enter") wanted = me;
    if (request?.ask) askName(text);
    else problem(sentence(text));
  },

  done() {
    const request = waiting.shift();
    if (arriving) arrived();
    if (request?.items) before(request.items);
    if (request?.kind === "enter") entered();
    if (request?.kind === "join") link.send("look");
  },

  end([text]) {
    ended = true;
    live = false;
    link.stop();
    waiting = [];
    state(`${sentence(text)} `);
    const back = element("button", "", "Come back");
    back.onclick = () => { ended = false; connect(); $("line").focus(); };
    $("state").append(back);
    present = 0;
    names = [];
    side();
  },
};

function message(item) {
  const collected = arriving ?? waiting[0]?.items;
  if (collected) return collected.push(item);
  const target = timeline(rooms, room), isLatest = item.number > target.last;
  if (!target.insert(item)) return;
  if (isLatest) append(target, item, !item.mine);
  else if (target === shown()) render(true);
}

function happened(text) {
  note("note", text, timeline(rooms, room));
  side();
}

/** More of what was said before. */
function before(items) {
  const target = timeline(rooms, room);
  for (const item of items) target.insert(item);
  if (target === shown()) render(true);
}

/** All that was said before we came is here. */
function arrived() {
  const target = timeline(rooms, room), fresh = arriving.filter(item => item.number > target.last);
  for (const item of arriving) if (item.author === wanted) item.mine = true;
  unsent.forEach(withdraw);
  target.merge(arriving.sort((a, b) => a.number - b.number));
  arriving = null;
  // What was on its way when the connection broke has either been stored, and is among these, or never will be.
  unsent = unsent.filter(({item}) => {
    const place = fresh.findIndex(({author, text}) => author === item.author && text === item.text);
    if (place >= 0) fresh.splice(place, 1);
    return place < 0;
  });
  show();
}

function entered() {
  live = true;
  link.welcomed();
  link.send("look");
  state("");
  const again = unsent;
  unsent = [];
  for (const {target, line} of again) post(target, line, line);
  render();
}

function named(name) {
  me = wanted = name;
  stored(localStorage, "heddle-name", name.startsWith("Client ") ? "" : name);
}

// ---- the connection

const link = new Link({
  opened() {
    waiting = [];
    request({kind: "enter", ask: !me}, "enter", NAME.test(wanted) ? wanted : "", room, timeline(rooms, room).last, token);
  },
  received: (kind, fields) => received[kind]?.(fields),
  lost(seconds) {
    const was = live;
    live = false;
    arriving = null;
    if (ended) return;
    for (const request of waiting) {
      if (request.item && request.target === timeline(rooms, room)) unsent.push(request);
      else if (request.line) note("error", `The connection was lost before this was answered: ${request.line}`);
    }
    waiting = [];
    for (const {item} of unsent) item.pending = WAITING;
    state(me ? "Connection lost. Reconnecting…" : "Cannot reach the server. Trying again…", seconds);
    if (was) render(true);
  },
});

function connect() {
  state("Connecting…");
  link.open();
}

function request(what, ...fields) {
  waiting.push(what);
  link.send(...fields);
}

// ---- what the person does

/** Sends a message or a command. */
function say(text) {
  problem("");
  const command = text.startsWith("/"), join = /^\/join\s+(\S+)\s*$/i.exec(text);
  if (join && roomOf(join[1])) return go(roomOf(join[1]));
  if (!live && (command || other || unsent.length === MOST_UNSENT)) {
    write(text);
    return problem("Not connected yet.");
  }
  if (/^\/history\b/i.test(text)) request({kind: "say", line: text, items: []}, "say", text);
  else if (command) request({kind: "say", line: text}, "say", text);
  else post(shown(), text, other ? `/msg ${other} ${text}` : text);
}

/** Shows a message as one that the server does not have yet, and sends it if there is a connection. */
function post(target, text, line) {
  const item = target.add({kind: "said", author: me, text, mine: true, time: Date.now(), pending: live ? "sending…" : WAITING});
  append(target, item, false);
  if (live) request({kind: "say", target, line: text, item}, "say", line);
  else unsent.push({target, line: text, item});
}

function go(name) {
  closeSide();
  problem("");
  if (name === room && inRoom) {
    other = null;
    show();
  } else if (!live) problem("Not connected yet.");
  else {
    other = null;
    show();
    request({kind: "join"}, "join", name, timeline(rooms, name).last);
  }
  $("line").focus();
}

function talkTo(name) {
  closeSide();
  problem("");
  other = name;
  timeline(privates, name);
  show();
  $("line").focus();
}

$("composer").onsubmit = event => {
  event.preventDefault();
  const text = plain($("line").value);
  if (!text) return;
  if (ended) return problem("You are not in the chat. Come back first.");
  if ([...text].length > LONGEST) return problem(`A message has ${LONGEST} characters at the most.`);
  write("");
  say(text);
};

$("line").addEventListener("input", () => problem(""));

$("earlier").onclick = () => {
  const t = shown();
  if (!live) return problem("Not connected yet.");
  request({kind: "say", items: []}, "say", `/history ${Math.min(1000, t.last - t.first() + 51)}`);
  $("scroll").focus();
};

$("back").onclick = () => go(room);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    shown().unread = 0;
    side();
  }
});

$("join").onsubmit = event => {
  event.preventDefault();
  const name = roomOf($("join-name").value.trim());
  if (!name) return problem("A room's name is 1 to 32 letters a–z, digits, _ or -.");
  $("join-name").value = "";
  go(name);
};

addEventListener("hashchange", () => { const name = roomOf(location.hash); if (name && name !== room) go(name); });

// ---- the name

function askName(why = "") {
  closeSide();
  const name = NAME.test(wanted) ? wanted : stored(localStorage, "heddle-name");
  askAtDoor({name, inside: me !== "", why}, name => {
    if (!me) come(name);
    else if (name && name !== me && live) request({kind: "name", ask: true}, "say", `/nick ${name}`);
    $("line").focus();
  });
}

function come(name) {
  wanted = name;
  stored(localStorage, "heddle-name", name);
  token = stored(sessionStorage, "heddle-token") || secret();
  stored(sessionStorage, "heddle-token", token);
  connect();
}

timeline(rooms, room);
header();
side();
if (stored(sessionStorage, "heddle-token")) come(stored(localStorage, "heddle-name"));
else askName();
