"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  // Told apart also by those who do not see red and green alike.
  const palette = dark
    ? ["#79b8ff", "#ffb454", "#7ee0a1", "#f48fb1", "#c3a6ff", "#9aa7b2"]
    : ["#0969da", "#bc5b00", "#117a4b", "#bf3989", "#6f42c1", "#57606a"];
  const names = [...new Set(report.runs.flatMap((run) => run.targets.map((t) => t.name)))];
  const colourOf = (name) => palette[names.indexOf(name) % palette.length];
  const several = new Set(report.runs.map((run) => run.connections)).size > 1;
  const rates = report.runs.length > 1 && report.runs.every((run) => run.rate > 0);
  const paced = report.runs.some((run) => run.rate > 0);

  const numbers = (options) => (x) =>
    x === 0 ? "0" : x.toLocaleString("en", { maximumSignificantDigits: 3, ...options });
  const times = (digits) => (us) =>
    us < 1000 ? digits(us) + " µs" : us < 1e6 ? digits(us / 1e3) + " ms" : digits(us / 1e6) + " s";
  const sizes = (digits) => (b) =>
    Math.abs(b) < 1024 ? Math.round(b) + " B"
      : Math.abs(b) < 1048576 ? digits(b / 1024) + " KiB" : digits(b / 1048576) + " MiB";
  const digits = numbers({});
  const time = times(digits);
  const bytes = sizes(digits);
  const count = (n) => Math.round(n).toLocaleString("en");

  function add(parent, tag, text, className) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    parent.append(element);
    return element;
  }

  function words() {
    document.title = report.command;
    document.getElementById("command").textContent = report.command;
    document.getElementById("when").textContent =
      report.started + (report.complete ? "" : "; ended early: this is what was seen until then");
    for (const line of report.verdict) add(document.getElementById("verdict"), "li", line);
    for (const check of report.checks) {
      add(document.getElementById("checks"), "li", `${check.threshold} (${check.detail})`,
        check.passed ? "passed" : "failed");
    }
    for (const note of report.notes) add(document.getElementById("notes"), "p", note);
    const where = document.getElementById("where");
    const machine = report.machine;
    for (const [name, text] of [
      ["workload", report.workload], ["command", report.command], ["processor", machine.processor],
      ["processors", machine.processors], ["memory", machine.memory], ["kernel", machine.kernel],
      ["Java", machine.java], ["generator", machine.generator]]) {
      add(where, "dt", name);
      add(where, "dd", String(text));
    }
  }

  function table() {
    const digits = numbers({ minimumSignificantDigits: 3 }); // they are read beside each other
    const time = times(digits);
    const bytes = sizes(digits);
    const latency = (figure) => (t) => (t.latency.max > 0 ? time(t.latency[figure]) : "–");
    const columns = [
      ...(several ? [["connections", (t, run) => count(run.connections)]] : []),
      ...(paced ? [["offered/s", (t, run) => count(run.rate)]] : []),
      ["target", (t) => t.name],
      ["answers/s", (t) => count(t.answersPerSecond)],
      ["CPU/answer", (t) => (t.cpuMicrosPerAnswer == null ? "–" : time(t.cpuMicrosPerAnswer))],
      ["p50", latency("p50")], ["p99", latency("p99")],
      ["p99.9", latency("p999")], ["max", latency("max")],
      ...(paced ? [["p99 uncorrected", (t) => (t.uncorrected?.max > 0 ? time(t.uncorrected.p99) : "–")],
        ["generator late, p99", (t) => (t.lag ? time(t.lag.p99) : "–")]] : []),
      ["memory/connection", (t) => (t.memory?.bytesPerConnection == null ? "–" : bytes(t.memory.bytesPerConnection))],
      ["threads", (t) => (t.memory ? count(t.memory.threads) : "–")],
      ["errors", (t) => count(errorsOf(t))],
    ];
    const element = add(document.getElementById("figures"), "table");
    const head = add(element, "tr");
    for (const [name] of columns) add(head, "th", name, name === "target" ? "name" : "");
    for (const run of report.runs) {
      for (const target of run.targets) {
        const row = add(element, "tr");
        for (const [name, value] of columns) {
          const empty = target.answers === 0 && /^(CPU|p[0-9]|max)/.test(name);
          add(row, "td", empty ? "–" : value(target, run), name === "target" ? "name" : "");
        }
      }
    }
  }

  function workers() {
    if (report.workers.length === 0) return;
    const section = document.getElementById("workers");
    section.hidden = false;
    const columns = [
      ["generator", (w) => `${w.name} (${w.place})`], ["connections", (w) => count(w.connections)],
      ["answers", (w) => count(w.answers)], ["processors", (w) => w.processors.toFixed(2)],
      ["over 1 ms late", (w) => (w.late == null ? "–" : count(w.late))],
      ["stood still", (w) => (w.stoodStillMillis === 0 ? "–" : time(w.stoodStillMillis * 1e3))],
      ["common start", (w) => "± " + time(w.clockMicros)],
      ["left out", (w) => w.leftOut ?? "–"],
    ];
    const element = add(section, "table");
    const head = add(element, "tr");
    columns.forEach(([name], i) => add(head, "th", name, i === 0 ? "name" : ""));
    for (const worker of report.workers) {
      const row = add(element, "tr");
      columns.forEach(([, value], i) => add(row, "td", value(worker), i === 0 ? "name" : ""));
    }
  }

  const errorsOf = (target) => Object.values(target.errors).reduce((sum, e) => sum + e.count, 0);

  function errors() {
    const section = document.getElementById("errors");
    for (const run of report.runs) {
      for (const target of run.targets) {
        for (const [kind, error] of Object.entries(target.errors)) {
          section.hidden = false;
          const list = section.querySelector("dl");
          add(list, "dt", `${target.name}${several ? ", " + count(run.connections) : ""}: ${count(error.count)} ${kind}`);
          add(list, "dd", error.example);
        }
      }
    }
  }

  function plot(title, caption, config) {
    const card = add(document.getElementById("charts"), "figure", undefined, "card");
    add(card, "h2", title);
    add(card, "figcaption", caption);
    const canvas = add(add(card, "div", undefined, "plot"), "canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", title + ". " + caption + " The table above has the figures.");
    const options = config.options ?? {};
    for (const axis of Object.values(options.scales)) {
      axis.grid = { color: colour("--line") };
      axis.ticks = { color: colour("--soft"), maxRotation: 0, autoSkip: true, ...axis.ticks };
      if (axis.title) axis.title = { display: true, text: axis.title, color: colour("--soft") };
    }
    new Chart(canvas, {
      ...config,
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, parsing: false,
        interaction: { mode: "nearest", intersect: false, axis: "x" },
        elements: { point: { radius: 0, hitRadius: 8 }, line: { borderWidth: 2 } },
        ...options,
        plugins: {
          legend: { labels: { color: colour("--ink"), boxWidth: 14, boxHeight: 2 } },
          tooltip: { callbacks: { label: (p) => `${p.dataset.label}: ${config.show(p.parsed.y)}` } },
          ...options.plugins,
        },
      },
    });
  }

  const line = (label, name, data, extra) =>
    ({ label, data, borderColor: colourOf(name), backgroundColor: colourOf(name), ...extra });

  const decades = { autoSkip: false };
  function decadesOnly(show) {
    return { ...decades, callback: (v) => (Math.abs(Math.log10(v) % 1) < 1e-9 ? show(v) : null) };
  }

  function spectrum(run) {
    const show = { 1: "0", 2: "50", 10: "90", 100: "99", 1000: "99.9", 10000: "99.99", 100000: "99.999" };
    const last = Math.max(...run.targets.map((t) => t.answers), 10);
    const data = (points) => points
      .filter((p) => p.percentile < 100 && p.micros > 0)
      .map((p) => ({ x: 1 / (1 - p.percentile / 100), y: p.micros }))
      .filter((p) => p.x <= last);
    plot("Latency by percentile",
      paced ? "From the moment at which each request was due." : "From the sending of each request.", {
        type: "line",
        data: { datasets: run.targets.map((t) => line(t.name, t.name, data(t.spectrum))) },
        show: time,
        options: {
          scales: {
            x: { type: "logarithmic", min: 1, title: "percentile",
              ticks: { autoSkip: false, callback: (v) => show[v] ?? null } },
            y: { type: "logarithmic", ticks: decadesOnly(time) },
          },
          plugins: { tooltip: { callbacks: {
            title: (items) => digits(100 - 100 / items[0].parsed.x) + " %",
            label: (p) => `${p.dataset.label}: ${time(p.parsed.y)}` } } },
        },
      });
  }

  // Bands where nothing came: moments without answers between the first and the last one of a slice.
  function stallsOf(target) {
    const moments = target.timeline;
    const bands = [];
    for (let i = 1; i + 1 < moments.length; i++) {
      const whole = moments[i + 1].at - moments[i].at;
      if (moments[i].answersPerSecond === 0 && whole > 0 && moments[i].at - moments[i - 1].at <= whole * 1.5) {
        bands.push([moments[i].at, moments[i + 1].at]);
      }
    }
    return bands;
  }

  const bandPlugin = (bands) => ({
    id: "stalls",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.fillStyle = colour("--stall");
      for (const [from, to] of bands) {
        const left = scales.x.getPixelForValue(from);
        ctx.fillRect(left, chartArea.top, Math.max(2, scales.x.getPixelForValue(to) - left), chartArea.height);
      }
    },
  });

  // A slice that comes long after the one before begins a new stretch of line.
  function stretches(moments, value) {
    const points = [];
    moments.forEach((m, i) => {
      const before = moments[i - 1];
      const step = moments[i + 1] ? moments[i + 1].at - m.at : 0;
      if (before && step > 0 && m.at - before.at > 2 * step) points.push({ x: m.at, y: NaN });
      points.push({ x: m.at, y: value(m) });
    });
    return points;
  }

  function overTime(run) {
    const bands = run.targets.flatMap(stallsOf);
    const one = run.targets.length === 1;
    const sets = run.targets.flatMap((t) => {
      const of = (pick) => stretches(t.timeline, (m) => (m.answersPerSecond > 0 ? pick(m) : NaN));
      const label = (figure) => (one ? figure : t.name + " " + figure);
      return [
        line(label("p50"), t.name, of((m) => m.p50)),
        line(label("p99"), t.name, of((m) => m.p99), { borderDash: [5, 3] }),
        ...(one ? [line("max", t.name, of((m) => m.max), { borderWidth: 1, borderDash: [1, 3] })] : []),
      ];
    });
    const seconds = { type: "linear", title: "seconds", bounds: "data" };
    plot("Latency over time",
      bands.length ? `${bands.length} stalls, in which nothing came, are marked.` : "There was always something coming.", {
        type: "line", data: { datasets: sets }, show: time, plugins: [bandPlugin(bands)],
        options: { scales: { x: { ...seconds }, y: { type: "logarithmic", ticks: decadesOnly(time) } } },
      });
    plot("Throughput", "Right answers per second.", {
      type: "line",
      data: { datasets: run.targets.map((t) => line(t.name, t.name, stretches(t.timeline, (m) => m.answersPerSecond))) },
      show: (v) => count(v) + "/s", plugins: [bandPlugin(bands)],
      options: { scales: { x: { ...seconds }, y: { beginAtZero: true, ticks: { callback: count } } } },
    });
  }

  function across(title, caption, axis, of, show, x, logarithmic) {
    const sets = names.map((name) => line(name, name,
      report.runs.flatMap((run) => {
        const target = run.targets.find((t) => t.name === name);
        const y = target && target.answers > 0 ? of(target) : null;
        return y == null || (logarithmic && y <= 0) ? [] : [{ x: x(run), y }];
      }).sort((a, b) => a.x - b.x), { pointRadius: 3 })).filter((set) => set.data.length);
    if (!sets.length) return;
    const measured = [...new Set(sets.flatMap((set) => set.data.map((point) => point.x)))].sort((a, b) => a - b);
    const few = measured.length <= 6 && {
      afterBuildTicks: (scale) => { scale.ticks = measured.map((value) => ({ value })); },
    };
    plot(title, caption, {
      type: "line", data: { datasets: sets }, show,
      options: { scales: {
        x: { type: "logarithmic", title: axis, ticks: { callback: count, maxTicksLimit: 7 }, ...few },
        y: logarithmic ? { type: "logarithmic", ticks: decadesOnly(show) } : { beginAtZero: true, ticks: { callback: show } },
      } },
    });
  }

  function bars(title, caption, of, show) {
    const targets = report.runs[0].targets.filter((t) => of(t) != null);
    if (targets.length < 2) return;
    plot(title, caption, {
      type: "bar", show,
      data: {
        labels: targets.map((t) => t.name),
        datasets: [{ label: title, data: targets.map(of), maxBarThickness: 60, backgroundColor: targets.map((t) => colourOf(t.name)) }],
      },
      options: {
        parsing: true, plugins: { legend: { display: false } },
        scales: { x: {}, y: { beginAtZero: true, ticks: { callback: show } } },
      },
    });
  }

  function charts() {
    const cpu = ["CPU per answer", "Processor time of the server.", (t) => t.cpuMicrosPerAnswer, time];
    // In KiB, so that the axis has round ones.
    const memory = ["Memory per connection", "Resident memory that came with the connections.",
      (t) => (t.memory?.bytesPerConnection == null ? null : t.memory.bytesPerConnection / 1024),
      (kib) => bytes(kib * 1024)];
    if (rates) {
      const x = (run) => run.rate;
      across("Latency against offered rate: p99", "From the moment at which each request was due.", "requests/s offered", (t) => t.latency.p99, time, x, true);
      across("Latency against offered rate: p50", "Likewise.", "requests/s offered", (t) => t.latency.p50, time, x, true);
      across(cpu[0], cpu[1], "requests/s offered", cpu[2], cpu[3], x, false);
    } else if (several) {
      const x = (run) => run.connections;
      across(cpu[0], cpu[1], "connections", cpu[2], cpu[3], x, false);
      across(memory[0], memory[1], "connections", memory[2], memory[3], x, true);
      across("Answers per second", "Right ones.", "connections", (t) => t.answersPerSecond, count, x, false);
      across("p99 latency", "From the sending of each request.", "connections", (t) => t.latency.p99, time, x, true);
    } else {
      spectrum(report.runs[0]);
      overTime(report.runs[0]);
      bars(...cpu);
      bars(...memory);
    }
  }

  words();
  table();
  workers();
  errors();
  charts();
})();
