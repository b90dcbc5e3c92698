// A plot of lines over time on a canvas: as many as there are series, the newest value at the right.
"use strict";

class Plot {
  /** @param {HTMLElement} place where to draw; @param {(value: number) => string} text of a value */
  constructor(place, text, most) {
    this.place = place;
    this.text = text;
    this.most = most;
    this.seconds = [];
    this.series = [];
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    place.append(this.canvas);
    this.read = document.createElement("div");
    this.read.className = "read";
    this.read.hidden = true;
    place.append(this.read);
    new ResizeObserver(() => this.draw()).observe(place);
    this.canvas.addEventListener("pointermove", e => this.point(e.offsetX));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
  }

  /** @param series a list of {name, colour, values}, with as many values as there are seconds */
  show(seconds, series) {
    this.seconds = seconds;
    this.series = series;
    const now = series.map(s => `${s.name} ${this.value(s.values.at(-1))}`).join(", ");
    this.canvas.setAttribute("aria-label", `${this.place.previousElementSibling?.textContent ?? ""} now: ${now || "nothing"}`);
    this.draw();
  }

  value(v) {
    return v == null ? "–" : this.text(v);
  }

  point(x) {
    this.at = x;
    this.draw();
  }

  draw() {
    const width = this.place.clientWidth, height = this.place.clientHeight, scale = devicePixelRatio || 1;
    if (!width || !height) return;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
    }
    const g = this.canvas.getContext("2d");
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width, height);
    const style = getComputedStyle(document.documentElement);
    const soft = style.getPropertyValue("--soft"), line = style.getPropertyValue("--line");
    const box = {left: 54, right: width - 6, top: 8, bottom: height - 20};
    const end = this.seconds.at(-1) ?? 0;
    const span = Math.min(300, Math.max(60, end - (this.seconds[0] ?? end)));
    const x = second => box.right - (end - second) / span * (box.right - box.left);
    const top = this.top();
    const y = v => box.bottom - v / top * (box.bottom - box.top);

    g.font = "11px system-ui, sans-serif";
    g.fillStyle = soft;
    g.strokeStyle = line;
    g.lineWidth = 1;
    g.textBaseline = "middle";
    g.textAlign = "right";
    for (const v of [0, top / 2, top]) {
      const at = Math.round(y(v)) + .5;
      g.beginPath(); g.moveTo(box.left, at); g.lineTo(box.right, at); g.stroke();
      g.fillText(this.text(v), box.left - 6, at);
    }
    g.textBaseline = "alphabetic";
    g.textAlign = "center";
    const step = span > 150 ? 60 : 15;
    for (let second = Math.ceil((end - span) / step) * step; end && second <= end; second += step) {
      if (x(second) - box.left > 14 && box.right - x(second) > 14) g.fillText(clock(second).slice(0, step < 60 ? 8 : 5), x(second), height - 5);
    }
    g.lineWidth = 1.6;
    g.lineJoin = "round";
    for (const s of this.series) {
      g.strokeStyle = s.colour;
      g.beginPath();
      let down = false;
      s.values.forEach((v, i) => {
        if (v == null) { down = false; return; }
        const px = x(this.seconds[i]), py = y(v);
        if (down) g.lineTo(px, py); else { g.moveTo(px, py); g.lineTo(px + .1, py); }
        down = true;
      });
      g.stroke();
    }
    this.drawPointed(g, box, x, end - span, soft);
  }

  drawPointed(g, box, x, first, soft) {
    this.read.hidden = this.at == null || !this.seconds.length;
    if (this.read.hidden) return;
    let best = 0;
    this.seconds.forEach((s, i) => { if (Math.abs(x(s) - this.at) < Math.abs(x(this.seconds[best]) - this.at)) best = i; });
    const at = x(this.seconds[best]);
    g.strokeStyle = soft;
    g.lineWidth = 1;
    g.beginPath(); g.moveTo(at, box.top); g.lineTo(at, box.bottom); g.stroke();
    this.read.replaceChildren(clock(this.seconds[best]));
    const rows = this.series.map(s => ({s, v: s.values[best]})).filter(r => r.v != null && (r.v !== 0 || this.series.length < 4));
    rows.sort((a, b) => b.v - a.v).slice(0, 6).forEach(r => {
      const row = document.createElement("div"), swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.background = r.s.colour;
      row.append(swatch, `${r.s.name} ${this.text(r.v)}`);
      this.read.append(row);
    });
    const half = (box.left + box.right) / 2;
    this.read.style.left = at > half ? "" : `${at + 10}px`;
    this.read.style.right = at > half ? `${this.place.clientWidth - at + 10}px` : "";
  }

  /** A round number at or above the largest value. */
  top() {
    if (this.most) return this.most;
    let largest = 0;
    for (const s of this.series) for (const v of s.values) if (v > largest) largest = v;
    if (largest <= 0) return 1;
    const power = 10 ** Math.floor(Math.log10(largest));
    return [1, 2, 4, 5, 10].map(m => m * power).find(v => v >= largest * .999);
  }
}

function clock(second) {
  return new Date(second * 1000).toTimeString().slice(0, 8);
}
