"use strict";
// Live decisions. Text enters the page through textContent only.
(() => {
  const table = document.querySelector("[data-decisions]");
  const live = document.querySelector("[data-live]");
  if (!table || !live || table.dataset.first !== "true" || !("EventSource" in window)) return;

  const MOST_ROWS = 100;
  const body = table.tBodies[0];
  const template = document.querySelector("template[data-row]");
  const empty = document.querySelector("[data-empty]");
  const status = live.querySelector("[data-live-status]");
  const toggle = live.querySelector("[data-live-toggle]");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const rows = new Map();
  let cursor = table.dataset.cursor;
  let source = null;

  for (const row of body.rows) rows.set(row.dataset.id, row);

  // The same rule as Display.usd on the server.
  function usd(text) {
    const value = Number(text);
    const size = Math.abs(value);
    let digits;
    if (size === 0) digits = "0";
    else if (size >= 1) digits = size.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    else if (size >= 0.01) digits = size.toFixed(4);
    else {
      const decimals = Math.min(20, 2 - Math.floor(Math.log10(size)));
      digits = size.toFixed(decimals).replace(/0+$/, "");
    }
    return (value < 0 ? "−$" : "$") + digits;
  }

  function utc(text) {
    const time = new Date(text);
    const two = (n) => String(n).padStart(2, "0");
    return `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  }

  function cell(row, label) {
    return row.querySelector(`[data-label="${label}"]`);
  }

  function add(decision) {
    if (rows.has(decision.id)) return;
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.id = decision.id;
    const link = row.querySelector("a");
    link.textContent = decision.model;
    link.href = "/decisions/" + encodeURIComponent(decision.id);
    row.querySelector(".route").textContent = `${decision.route} · ${decision.mode}`;
    const why = cell(row, "Why").firstElementChild;
    why.textContent = decision.reason;
    why.title = decision.reason;
    if (decision.dryRun) cell(row, "Cost").textContent = "dry run";
    const time = row.querySelector("time");
    time.dateTime = decision.decidedAt;
    time.textContent = utc(decision.decidedAt);
    body.prepend(row);
    rows.set(decision.id, row);
    table.hidden = false;
    empty.hidden = true;
    while (body.rows.length > MOST_ROWS) {
      rows.delete(body.lastElementChild.dataset.id);
      body.lastElementChild.remove();
    }
  }

  function settle(cost) {
    const row = rows.get(cost.decisionId);
    if (!row) return;
    const billed = cell(row, "Cost");
    billed.textContent = usd(cost.billedUsd);
    billed.title = cost.billedUsd + " USD";
    billed.className = "num";
    const saved = cell(row, "Saved");
    saved.textContent = usd(cost.savedUsd);
    saved.title = cost.savedUsd + " USD";
    saved.className = "num " + (cost.savedNanoUsd < 0 ? "loss" : cost.savedNanoUsd > 0 ? "gain" : "");
    if (cost.simulated) {
      const badge = document.createElement("span");
      badge.className = "badge";
      badge.textContent = "simulated";
      saved.append(" ", badge);
    }
  }

  function show(state, text) {
    live.dataset.state = state;
    status.textContent = text;
  }

  function follow(handler) {
    return (event) => {
      cursor = event.lastEventId || cursor;
      handler(JSON.parse(event.data));
    };
  }

  function open() {
    const query = new URLSearchParams(window.location.search);
    query.delete("before");
    query.set("after", cursor);
    source = new EventSource("/api/decisions/stream?" + query);
    source.onopen = () => show("live", "Live");
    source.onerror = () => {
      show("waiting", "Reconnecting");
      // The browser gives up after an HTTP error; the server may only be restarting.
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        window.setTimeout(() => { if (toggle.getAttribute("aria-pressed") === "false" && !source) open(); }, 5000);
      }
    };
    source.addEventListener("decision", follow(add));
    source.addEventListener("cost", follow(settle));
  }

  function close(text) {
    if (source) source.close();
    source = null;
    show("paused", text);
  }

  toggle.addEventListener("click", () => {
    const paused = toggle.getAttribute("aria-pressed") === "false";
    toggle.setAttribute("aria-pressed", String(paused));
    if (paused) close("Paused");
    else open();
  });
  window.addEventListener("pagehide", () => close("Paused"));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && toggle.getAttribute("aria-pressed") === "false") open();
  });

  live.hidden = false;
  open();
})();

// Buttons that only work with a script are shown only with one.
(() => {
  const copy = document.querySelector("[data-copy-link]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => navigator.clipboard.writeText(window.location.href).then(() => { copy.textContent = "Copied"; }));
  }
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();

// Parts that ask for it are fetched again, while the page is looked at, nothing in them has the focus and no list in them is
// open: every so many milliseconds, or sooner when the server says that there is something new (data-refresh-on).
(() => {
  const part = document.querySelector("[data-refresh]");
  if (!part) return;
  let asked = 0;
  let due = 0;
  function refresh() {
    due = 0;
    if (document.hidden || part.contains(document.activeElement) || part.querySelector("details[open]")) return;
    asked = Date.now();
    fetch(window.location.href, { headers: { accept: "text/html" } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-refresh]");
        if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
      })
      .catch(() => {});
  }
  window.setInterval(refresh, Number(part.dataset.refresh));
  if (part.dataset.refreshOn && "EventSource" in window) {
    const LEAST = 2000;
    const soon = () => { if (!due) due = window.setTimeout(refresh, Math.max(300, asked + LEAST - Date.now())); };
    let source = null;
    const open = () => {
      source = new EventSource(part.dataset.refreshOn);
      source.addEventListener("decision", soon);
      source.addEventListener("cost", soon);
    };
    window.addEventListener("pagehide", () => source && source.close());
    window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
    open();
  }
})();
