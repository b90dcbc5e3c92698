// Draws recordings: time lines, gauges and charts, by Chart.js.
"use strict";
(() => {
  const page = JSON.parse(document.getElementById("data").textContent);
  const ACTIVITIES = ["running", "sleeping", "waiting", "blocked", "network"];
  const ROW = 34, BAR = 14; // pixels
  const VISIBLE = 0.0003; // narrower spans, as a share of the picture, could not be seen

  const dark = matchMedia("(prefers-color-scheme: dark)");
  let style = getComputedStyle(document.documentElement);
  const valueOf = (name) => style.getPropertyValue("--" + name).trim();
  /** A colour of the page, asked for at each drawing: it may have become dark. */
  const colour = (name) => () => valueOf(name);

  const digits = (x) => x.toLocaleString("en", { maximumSignificantDigits: 3 });
  const time = (nanos) =>
    nanos === 0 ? "0" : nanos < 1e9 ? digits(nanos / 1e6) + " ms" : Math.floor(nanos / 1e7) / 100 + " s";
  const clock = (nanos) => (nanos / 1e9).toFixed(3);

  function add(parent, tag, text, className) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    parent.append(element);
    return element;
  }

  Object.assign(Chart.defaults, { animation: false, maintainAspectRatio: false, color: colour("ink") });
  Object.assign(Chart.defaults.font, { family: "system-ui, sans-serif", size: 12 });
  Object.assign(Chart.defaults.plugins.legend, { align: "start" });
  Object.assign(Chart.defaults.plugins.legend.labels, {
    boxWidth: 12, boxHeight: 12,
    sort: (one, other) => one.datasetIndex - other.datasetIndex,
    filter: (item, { datasets }) => datasets[item.datasetIndex].data.length > 0,
  });
  dark.addEventListener("change", () => {
    style = getComputedStyle(document.documentElement);
    Object.values(Chart.instances).forEach((chart) => chart.update());
  });

  function plot(parent, label, height, config) {
    const place = add(parent, "div", undefined, "plot");
    place.style.height = height + "px";
    const canvas = add(place, "canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    return new Chart(canvas, config);
  }

  const axis = (options) => ({
    border: { display: false }, grid: { color: colour("line") }, ...options,
    ticks: { color: colour("faint"), maxRotation: 0, ...options.ticks },
  });
  const timeAxis = (nanos) =>
    axis({ type: "linear", min: 0, max: nanos, ticks: { callback: time, maxTicksLimit: 6, align: "inner" } });

  /** Writes into each bar that is wide enough what its thread waited for. */
  const inscriptions = {
    id: "inscriptions",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = "10.5px system-ui, sans-serif";
      ctx.textBaseline = "middle";
      chart.getSortedVisibleDatasetMetas().forEach((meta) => meta.data.forEach((bar, i) => {
        const what = chart.data.datasets[meta.index].data[i].span?.what;
        if (!what || bar.x - bar.base < chart.width / 25) return;
        ctx.save();
        ctx.beginPath();
        ctx.rect(bar.base, bar.y - BAR / 2, bar.x - bar.base - 2, BAR);
        ctx.clip();
        ctx.fillStyle = meta.label === "blocked" ? "#fff" : "#1c1f24";
        ctx.fillText(what, bar.base + 4, bar.y + 0.5);
        ctx.restore();
      }));
      ctx.restore();
    },
  };

  function spans(recording, activity) {
    return {
      label: activity, barThickness: BAR, grouped: false, inflateAmount: 0, backgroundColor: colour(activity),
      data: recording.tracks.flatMap((track, y) => track.spans
        .filter((span) => span.activity.toLowerCase() === activity && span.to - span.from >= VISIBLE * recording.nanos)
        .map((span) => ({ x: [span.from, span.to], y, span }))),
    };
  }

  function events(recording) {
    const rows = new Map(recording.tracks.map((track, row) => [track.name, row]));
    return {
      type: "scatter", indexAxis: "x", label: "event", order: -1, clip: false,
      pointRadius: 2.5, pointHoverRadius: 4, borderWidth: 1,
      pointBackgroundColor: colour("ink"), backgroundColor: colour("ink"), borderColor: colour("paper"),
      data: recording.notes.filter((note) => rows.has(note.thread))
        .map((note) => ({ x: note.nanos, y: rows.get(note.thread) - BAR / 2 / ROW, note })),
    };
  }

  function told({ raw: { span, note } }) {
    if (note) return `${clock(note.nanos)} s: ${note.event}`;
    return `${span.activity.toLowerCase()}${span.what && ": " + span.what}, ${time(span.to - span.from)}`;
  }

  function timeLine(section, recording) {
    const rows = recording.tracks.map((track, value) => ({ value, label: track.name }));
    plot(section, `The time line of ${rows.length} threads`, rows.length * ROW + 60, {
      type: "bar",
      data: { datasets: [...ACTIVITIES.map((activity) => spans(recording, activity)), events(recording)] },
      plugins: [inscriptions],
      options: {
        indexAxis: "y",
        interaction: { mode: "nearest", intersect: true },
        scales: {
          x: timeAxis(recording.nanos),
          // A thread's name stands above its bar: that leaves all of a narrow screen to the picture.
          y: axis({
            type: "linear", offset: false, reverse: true, min: -0.5, max: rows.length - 0.5,
            grid: { display: false, drawTicks: false },
            afterBuildTicks: (scale) => { scale.ticks = rows; },
            ticks: { color: colour("ink"), autoSkip: false, mirror: true, padding: 0, labelOffset: -BAR - 1,
              callback: (value) => rows[value].label },
          }),
        },
        plugins: { tooltip: { callbacks: { title: (items) => rows[Math.round(items[0]?.parsed.y)]?.label, label: told } } },
      },
    });
  }

  function gauge(section, gauge, nanos) {
    add(section, "h3", gauge.name);
    const points = gauge.readings.map((reading) => ({ x: reading.nanos, y: reading.value }));
    plot(section, gauge.name + " over time", 130, {
      type: "line",
      data: { datasets: [{
        label: gauge.name, stepped: "before", fill: "origin", borderWidth: 0, pointRadius: 0,
        backgroundColor: colour("network"), data: [{ x: 0, y: 0 }, ...points, { x: nanos, y: points.at(-1)?.y ?? 0 }],
      }] },
      options: {
        interaction: { mode: "nearest", intersect: false, axis: "x" },
        scales: {
          x: timeAxis(nanos),
          y: axis({
            beginAtZero: true, suggestedMax: 1, grid: { color: colour("line"), drawTicks: false },
            ticks: { mirror: true, z: 1, precision: 0, maxTicksLimit: 4 },
          }),
        },
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { title: (items) => clock(items[0].parsed.x) + " s" } },
        },
      },
    });
  }

  function chart(section, chart) {
    add(section, "h3", chart.title);
    plot(section, chart.title, 280, {
      type: "line",
      data: {
        labels: chart.steps,
        datasets: chart.series.map(({ name, values }, i) => ({
          label: name, data: values, borderWidth: 2, pointRadius: 3,
          borderColor: colour("series-" + (i % 5)), backgroundColor: colour("series-" + (i % 5)),
        })),
      },
      options: {
        interaction: { mode: "nearest", intersect: false },
        scales: {
          x: axis({ ticks: { autoSkipPadding: 24 }, grid: { display: false } }),
          y: axis({ beginAtZero: true, ticks: { maxTicksLimit: 5 } }),
        },
      },
    });
  }

  function table(section, rows, heading) {
    const element = add(add(section, "div", undefined, "wide"), "table");
    rows.forEach((cells, i) => {
      const row = add(element, "tr");
      cells.forEach((text) => add(row, heading && i === 0 ? "th" : "td", text));
    });
  }

  function scene({ recording, took, totals }) {
    const section = add(document.body, "section");
    add(section, "h2", recording.title);
    add(section, "p", `${recording.kind.toLowerCase()} threads, ${took}`, "faint");
    recording.deadlocks.forEach((deadlock) => add(section, "p", "deadlock: " + deadlock, "alarm"));
    const facts = recording.conclusions.length ? add(section, "ul") : null;
    recording.conclusions.forEach((fact) => add(facts, "li", fact));
    if (recording.tracks.length) timeLine(section, recording);
    recording.gauges.forEach((one) => gauge(section, one, recording.nanos));
    recording.charts.forEach((one) => chart(section, one));
    if (recording.tracks.length) table(section, totals, true);
    if (recording.notes.length) {
      const details = add(section, "details");
      add(details, "summary", "What happened, line by line");
      table(details, recording.notes.map((note) => [clock(note.nanos), note.thread, note.event]), false);
    }
  }

  document.title = page.name + " · heddle lab";
  document.getElementById("name").textContent = page.name;
  document.getElementById("description").textContent = page.description;
  page.scenes.forEach(scene);
})();
