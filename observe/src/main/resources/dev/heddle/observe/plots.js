// A plot of lines over the last minutes, drawn by Chart.js: the newest value is at the right.
"use strict";

const SPAN = 300, SHORTEST_SPAN = 60;
const MOST_IN_TIP = 6;

function clock(second) {
  return new Date(second * 1000).toTimeString().slice(0, 8);
}

Object.assign(Chart.defaults, {animation: false, maintainAspectRatio: false, parsing: false, normalized: true});
Object.assign(Chart.defaults.font, {family: "system-ui, sans-serif", size: 11});
Object.assign(Chart.defaults.elements.line, {borderWidth: 1.6, borderJoinStyle: "round"});
Object.assign(Chart.defaults.elements.point, {radius: 0, hoverRadius: 3});

class Plot {
  /** @param {HTMLElement} place where to draw; @param unit {text, base, most}: how values are written, and scaled */
  constructor(place, unit) {
    this.unit = unit;
    this.title = place.previousElementSibling.textContent;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    place.append(this.canvas);
    this.chart = new Chart(this.canvas, {type: "line", data: {datasets: []}, options: this.options()});
  }

  options() {
    return {
      interaction: {mode: "index", intersect: false},
      scales: {
        x: {type: "linear", border: {display: false}, grid: {display: false}, ticks: {color: pageColour("--soft"), maxRotation: 0, callback: clockOfTick}, afterBuildTicks: wholeMinutes},
        y: {
          min: 0, max: this.unit.most, suggestedMax: 1, border: {display: false}, grid: {color: pageColour("--line")},
          ticks: {color: pageColour("--soft"), maxTicksLimit: 4, callback: this.unit.text},
          afterFit: axis => axis.width = 60, // the same in all plots
        },
      },
      plugins: {legend: {display: false}, tooltip: this.tip()},
    };
  }

  /** What the pointer is at: the largest values, and zeros only if there is room. */
  tip() {
    return {
      filter: (item, i, items) => (item.parsed.y > 0 || items.length < 4)
        && items.filter(other => other.parsed.y > item.parsed.y).length < MOST_IN_TIP,
      itemSort: (one, other) => other.parsed.y - one.parsed.y,
      callbacks: {
        title: items => items.length ? clock(items[0].parsed.x) : "",
        label: item => `${item.dataset.label} ${this.unit.text(item.parsed.y)}`,
      },
    };
  }

  /** @param series a list of {name, colour, values}, with as many values as there are seconds */
  show(seconds, series) {
    const now = series.map(s => `${s.name} ${this.value(s.values.at(-1))}`).join(", ");
    this.canvas.setAttribute("aria-label", `${this.title} now: ${now || "nothing"}`);
    this.chart.data.datasets = series.map(s => ({
      label: s.name, borderColor: s.colour, backgroundColor: s.colour,
      data: s.values.map((y, i) => ({x: seconds[i], y: y ?? NaN})),
    }));
    const {x, y} = this.chart.options.scales, end = seconds.at(-1) ?? 0;
    x.max = end;
    x.min = end - Math.min(SPAN, Math.max(SHORTEST_SPAN, end - (seconds[0] ?? end)));
    if (this.unit.base === 1024) y.ticks.stepSize = powerOfTwo(largest(series) / 3);
    this.chart.update();
  }

  value(v) {
    return v == null ? "–" : this.unit.text(v);
  }
}

/** A colour of the page, asked for at each drawing: it may have become dark. */
const pageColour = name => () => getComputedStyle(document.documentElement).getPropertyValue(name);

function wholeMinutes(axis) {
  const span = axis.max - axis.min, step = span > SPAN / 2 ? 60 : 15;
  axis.ticks = [];
  for (let second = Math.ceil(axis.min / step) * step; second <= axis.max; second += step) axis.ticks.push({value: second});
}

function clockOfTick(second) {
  return clock(second).slice(0, this.max - this.min > SPAN / 2 ? 5 : 8);
}

const powerOfTwo = value => 2 ** Math.max(0, Math.ceil(Math.log2(value)));
const largest = series => series.reduce((most, s) => s.values.reduce((a, b) => Math.max(a, b ?? 0), most), 1);
