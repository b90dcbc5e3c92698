// The status page: shows what the server sends each second.
"use strict";

const MOST = 300;
const COLOURS = ["#0f9d8a", "#e07b00", "#5b7cfa", "#d6409f", "#8e6bd1", "#c2a100", "#d64545", "#3ba55d", "#2f9bd8", "#8a8f98"];
const $ = id => document.getElementById(id);

// ---- words

const PREFIXES = ["", "k", "M", "G", "T"];

function scaled(value, base) {
  let power = 0;
  while (Math.abs(value) >= base * .9995 && power < PREFIXES.length - 1) { value /= base; power++; }
  const digits = power === 0 ? (value % 1 && value < 10 ? 1 : 0) : value < 9.95 ? 1 : 0;
  return [value.toFixed(digits), PREFIXES[power]];
}

const TEXT = {
  count: value => scaled(value, 1000).join(""),
  bytes: value => { const [n, p] = scaled(value, 1024); return `${n} ${p ? p[0].toUpperCase() + "iB" : "B"}`; },
  micros: value => value >= 1e6 ? `${trim(value / 1e6)} s` : value >= 1000 ? `${trim(value / 1000)} ms` : `${trim(value)} µs`,
  share: value => `${Math.round(value * 100)} %`,
};

const trim = value => value < 10 && value % 1 ? value.toFixed(1) : value.toFixed(0);
const whole = value => value.toLocaleString("en");

/** What is counted by reason and is not zero, such as "2 address full, 1 peer rate". */
const counts = byReason => Object.entries(byReason).filter(([, count]) => count)
  .map(([reason, count]) => `${whole(count)} ${reason.toLowerCase().replaceAll("_", " ")}`).join(", ");

function span(millis) {
  const s = millis / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 60) return `${Math.floor(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.floor(s % 60)} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s / 3600) % 24} h`;
}

// ---- small things

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text != null) made.textContent = text;
  return made;
}

/** Changes a text only if it is another one, so that what is selected stays selected. */
function set(node, text, className) {
  if (node.textContent !== text) node.textContent = text;
  if (className != null && node.className !== className) node.className = className;
}

/** Makes the children of `parent` those of `keys`, keeping what is there already; returns them. */
function keyed(parent, keys, make) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  const wanted = keys.map(key => {
    let child = known.get(String(key));
    if (!child) {
      child = make(key);
      child.dataset.key = key;
    }
    return child;
  });
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, i) => { if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null); });
  return wanted;
}

// ---- services

const colours = new Map();
const off = new Set();

function colour(key) {
  if (!colours.has(key)) colours.set(key, COLOURS[colours.size % COLOURS.length]);
  return colours.get(key);
}

const keyOf = service => `${service.name}/${service.protocol}`;
const label = key => key.replace(/\/tcp$/, "").replace(/\/udp$/, " udp");

function showServices(services) {
  const rows = keyed($("services").tBodies[0], services.map(keyOf), key => {
    const row = element("tr"), name = element("th");
    name.scope = "row";
    const swatch = element("span", "swatch");
    swatch.style.background = colour(key);
    name.append(swatch, label(key));
    row.append(name);
    for (let i = 0; i < 13; i++) row.append(element("td", i > 1 && i < 12 ? "n" : ""));
    return row;
  });
  services.forEach((s, i) => {
    const cells = rows[i].querySelectorAll("td");
    const number = (cell, value, text) => set(cell, text, value ? "n" : "n zero");
    const bad = (cell, value) => set(cell, whole(value), value ? "n wrong" : "n zero");
    set(cells[0], s.address);
    set(cells[1], s.engine + (s.poller ? ` · ${s.poller}` : "") + (s.state === "RUNNING" ? "" : ` · ${s.state.toLowerCase()}`));
    s.protocol === "udp" ? set(cells[2], "", "n") : number(cells[2], s.active, whole(s.active));
    number(cells[3], s.now.messagesOut, TEXT.count(s.now.messagesOut));
    number(cells[4], s.now.bytesIn, TEXT.bytes(s.now.bytesIn));
    number(cells[5], s.now.bytesOut, TEXT.bytes(s.now.bytesOut));
    set(cells[6], s.now.p50Nanos == null ? "–" : TEXT.micros(s.now.p50Nanos / 1000), s.now.p50Nanos == null ? "n zero" : "n");
    set(cells[7], s.now.p99Nanos == null ? "–" : TEXT.micros(s.now.p99Nanos / 1000), s.now.p99Nanos == null ? "n zero" : "n");
    bad(cells[9], s.refused);
    cells[9].title = counts(s.refusals);
    if (s.protocol === "tcp") {
      number(cells[8], s.accepted, whole(s.accepted));
      number(cells[10], s.idleCloses, whole(s.idleCloses));
      bad(cells[11], s.outboxOverflows);
    }
    const errors = [];
    for (const [kind, count] of Object.entries(s.failures)) errors.push(`${whole(count)} ${kind.slice(kind.lastIndexOf(".") + 1)}`);
    for (const reason of ["BROKEN", "OVERFLOW", "MEMORY", "EVICTED", "MALFORMED", "ABORTED"]) if (s.closed[reason]) errors.push(`${whole(s.closed[reason])} ${reason.toLowerCase()}`);
    set(cells[12], errors.join(", ") || "none", Object.keys(s.failures).length ? "wrong" : errors.length ? "" : "zero");
  });
}

function showLegend(keys) {
  keyed($("legend"), keys, key => {
    const item = element("li"), button = element("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    const swatch = element("span", "swatch");
    swatch.style.background = colour(key);
    button.append(swatch, label(key));
    button.addEventListener("click", () => {
      const shown = off.delete(key) || !off.add(key);
      button.setAttribute("aria-pressed", String(shown));
      showPlots();
    });
    item.append(button);
    return item;
  });
}

// ---- loops

function showNodes(nodes) {
  $("nodes-section").hidden = !nodes.length;
  const rows = keyed($("nodes").tBodies[0], nodes.map(n => `${n.service} ${n.node}`), () => {
    const row = element("tr"), name = element("th");
    name.scope = "row";
    row.append(name, element("td"), element("td"), element("td", "n"));
    return row;
  });
  nodes.forEach((n, i) => {
    const [service, node, description, held] = rows[i].children;
    set(service, n.service);
    set(node, n.own ? `${n.node} (this one)` : n.node);
    set(description, n.description);
    set(held, whole(n.held), n.held ? "n" : "n zero");
  });
}

function showLoops(loops) {
  $("loops-section").hidden = !loops.length;
  const items = keyed($("loops"), loops.map(l => l.name), name => {
    const item = element("li"), meter = element("meter");
    Object.assign(meter, {min: 0, max: 1, high: .85});
    meter.setAttribute("aria-label", `load of ${name}`);
    const title = element("span"), swatch = element("span", "swatch");
    swatch.style.background = colour(name);
    title.append(swatch, name);
    item.append(title, meter, element("span", "load"), element("span", "more"));
    return item;
  });
  loops.forEach((l, i) => {
    const [, meter, load, more] = items[i].children;
    meter.value = l.load;
    set(load, TEXT.share(l.load));
    const stall = l.longestStallMillis ? ` · longest stall ${whole(l.longestStallMillis)} ms` : " · no stall";
    set(more, `${l.poller} · ${whole(l.threads)} virtual threads${stall}`);
  });
}

// ---- plots

const UNITS = {
  count: {text: TEXT.count},
  bytes: {text: TEXT.bytes, base: 1024},
  micros: {text: TEXT.micros},
  share: {text: TEXT.share, most: 1},
};
const plots = [...document.querySelectorAll(".plot")].map(place => ({
  figure: place.dataset.figure,
  plot: new Plot(place, UNITS[place.dataset.unit]),
}));
let seconds = [];
const series = new Map();

function addFigures(status) {
  const values = new Map();
  for (const s of status.services) {
    const key = keyOf(s), micros = nanos => nanos == null ? null : nanos / 1000;
    values.set(`${key} connections`, s.active);
    values.set(`${key} answers`, s.now.messagesOut);
    values.set(`${key} in`, s.now.bytesIn);
    values.set(`${key} out`, s.now.bytesOut);
    values.set(`${key} p50`, micros(s.now.p50Nanos));
    values.set(`${key} p99`, micros(s.now.p99Nanos));
  }
  for (const l of status.loops) values.set(`${l.name} load`, l.load);
  const second = Math.floor(status.millis / 1000);
  if (second <= (seconds.at(-1) ?? 0)) return;
  seconds.push(second);
  for (const name of values.keys()) if (!series.has(name)) series.set(name, Array(seconds.length - 1).fill(null));
  for (const [name, list] of series) list.push(values.get(name) ?? null);
  while (seconds.length > MOST) {
    seconds.shift();
    for (const list of series.values()) list.shift();
  }
}

function showPlots() {
  for (const {figure, plot} of plots) {
    const shown = [];
    for (const [name, values] of series) {
      const space = name.lastIndexOf(" "), key = name.slice(0, space);
      if (name.slice(space + 1) === figure && !off.has(key)) shown.push({name: label(key), colour: colour(key), values});
    }
    if (figure === "load") $("load-figure").hidden = !shown.length;
    plot.show(seconds, shown);
  }
}

// ---- findings

function showFindings(findings) {
  $("findings").hidden = !findings.length;
  const list = $("finding-list"), newest = [...findings].reverse().slice(0, 20);
  const items = keyed(list, newest.map(f => f.id), () => {
    const item = element("li");
    item.append(element("time"), element("b"), element("span"));
    return item;
  });
  newest.forEach((f, i) => {
    const [time, kind, text] = items[i].children;
    set(time, clock(f.millis / 1000));
    set(kind, f.kind);
    set(text, f.text);
    items[i].className = f.over ? "over" : "";
  });
}

// ---- connections

const body = $("connections").tBodies[0];
const COLUMNS = [["id", "n"], ["service", ""], ["peer", ""], ["age", "n"], ["doing", "wide"], ["in", "n"], ["out", "n"], ["at", "line wide"], ["", "wide"]];
let last = null;

function say(text) {
  set($("said"), text);
}

function connectionRow(id) {
  const row = element("tr");
  for (const [name, className] of COLUMNS) {
    const cell = element("td", className);
    cell.dataset.label = name;
    row.append(cell);
  }
  const button = element("button", "", "Close");
  button.type = "button";
  button.setAttribute("aria-label", `Close connection ${id}`);
  let timer = 0;
  const calm = () => {
    button.textContent = "Close";
    button.className = "";
    button.setAttribute("aria-label", `Close connection ${id}`);
  };
  button.addEventListener("click", () => {
    clearTimeout(timer);
    if (button.className === "sure") {
      calm();
      close(id);
    } else {
      button.textContent = "Sure?";
      button.className = "sure";
      button.setAttribute("aria-label", `Sure? Close connection ${id}`);
      timer = setTimeout(calm, 4000);
    }
  });
  row.lastChild.append(button);
  return row;
}

async function close(id) {
  try {
    const answer = await fetch(`/connections/${id}/close`, {method: "POST"});
    say(answer.ok ? `Connection ${id} is closed.` : await answer.text());
  } catch {
    say(`Connection ${id} could not be closed: the server does not answer.`);
  }
}

function doing(c) {
  switch (c.activity) {
    case "RUNNING": return `running for ${span(c.unchangedMillis)}`;
    case "WRITING": return `writing, stuck for ${span(c.unchangedMillis)}`;
    case "CLOSING": return "closing";
    default: return c.unchangedMillis < 2000 ? "reading" : `reading, idle for ${span(c.unchangedMillis)}`;
  }
}

function showConnections(status) {
  last = status;
  const filter = $("filter").value.trim().toLowerCase();
  let list = status.connections.filter(c => !filter || `${c.service} ${c.peer} ${c.line} ${c.id}`.toLowerCase().includes(filter));
  // Rows stay where they are while somebody is among them, with the keyboard or the pointer.
  const busy = body.contains(document.activeElement) || body.matches(":hover");
  if (busy) {
    const place = new Map([...body.children].map((row, i) => [row.dataset.key, i]));
    list = list.map((c, i) => [c, place.get(String(c.id)) ?? 1e6 + i]).sort((a, b) => a[1] - b[1]).map(pair => pair[0]);
  }
  const focused = document.activeElement?.closest?.("#connections tbody tr");
  const index = focused ? [...body.children].indexOf(focused) : -1;
  const rows = keyed(body, list.map(c => c.id), connectionRow);
  if (focused && !focused.isConnected) (body.children[Math.min(index, rows.length - 1)]?.querySelector("button") ?? $("connections-title")).focus();
  list.forEach((c, i) => {
    const cells = rows[i].children;
    set(cells[0], String(c.id));
    set(cells[1], c.service);
    set(cells[2], c.peer);
    set(cells[3], span(c.ageMillis));
    set(cells[4], doing(c), `wide ${c.activity}`);
    set(cells[5], TEXT.bytes(c.bytesIn));
    set(cells[6], TEXT.bytes(c.bytesOut));
    set(cells[7], c.line);
  });
  set($("count"), status.open === list.length ? whole(status.open) : `${whole(list.length)} of ${whole(status.open)}`);
  $("none").hidden = list.length > 0;
  set($("none"), status.open ? "None of these fits." : "No connection is open.");
}

$("filter").addEventListener("input", () => last && showConnections(last));

// ---- the stream

let source = null;

function show(status) {
  set($("state"), status.ready ? "live" : "draining", status.ready ? "pill live" : "pill warn");
  set($("process"), `process ${status.pid} · up ${span(status.upMillis)} · heap ${TEXT.bytes(status.heapBytes)}`);
  const keys = status.services.map(keyOf);
  showServices(status.services);
  showLegend(keys);
  showNodes(status.nodes);
  showLoops(status.loops);
  showFindings(status.findings);
  addFigures(status);
  showPlots();
  showConnections(status);
}

function listen() {
  source?.close();
  source = new EventSource(`/events?order=${$("order").value}`);
  source.onmessage = event => show(JSON.parse(event.data));
  source.onerror = () => {
    set($("state"), "not connected", "pill lost");
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

async function begin() {
  try {
    const history = await (await fetch("/history.json")).json();
    seconds = history.seconds;
    for (const [name, values] of Object.entries(history.series)) series.set(name, values);
  } catch {
    // The plots begin empty, then; the stream tells whether the server is there.
  }
  listen();
}

$("order").addEventListener("change", listen);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showPlots);
begin();
