"use strict";
// The page that letters are read and approved in. What people wrote comes in as data and goes into the page as text only:
// there is no place here where a text becomes markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = new Map(data.rows.map((row) => [row.id, row]));
  const verdicts = new Map(); // letter → {verdict, because}
  const confirmed = new Map(); // letter → Map(code → because)
  const opened = new Set();
  const $ = (id) => document.getElementById(id);
  let lang = "da";
  let shown = []; // the rows that pass the filters, in their order
  let inTable = 0; // how many of them are in the table
  let current = null; // the letter that is open
  let tab = "text";
  let marked = true; // whether origins are shown
  let sort = { key: "risk", down: true };
  let unsaved = false;

  const word = (key) => data.words[lang]?.[key] ?? data.words.da?.[key] ?? key;
  const partName = (part) => (part ? word(`part.${part}`) : "");
  const both = (text) => (text ? text[lang] : "");

  // ---- building blocks ------------------------------------------------------------------------------------------

  function make(tag, props = {}, ...children) {
    const node = document.createElement(tag);
    put(node, props);
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }

  function draw(tag, props = {}, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    put(node, props);
    node.append(...children);
    return node;
  }

  function put(node, props) {
    for (const [name, value] of Object.entries(props)) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
  }

  const button = (label, run, props = {}) => make("button", { type: "button", on: { click: run }, ...props }, label);
  const tag = (label, kind = "") => make("span", { class: `tag ${kind}` }, label);

  let telling = 0;
  function tell(text) {
    const message = $("message");
    message.textContent = text;
    message.hidden = false;
    clearTimeout(telling);
    telling = setTimeout(() => { message.hidden = true; }, 6000);
  }

  // ---- verdicts -------------------------------------------------------------------------------------------------

  const openWarnings = (row) =>
    [...new Set(row.findings.filter(([, weight]) => weight === "warning").map(([code]) => code))]
      .filter((code) => !confirmed.get(row.id)?.has(code) && !row.confirmed.includes(code));

  /** Letters that were drawn to be looked at and have not been. */
  const undrawn = () => data.rows.filter((row) => row.must_open.includes("drawn") && !row.standing && !opened.has(row.id));

  /** Why a letter cannot be approved now; null when it can. */
  function obstacle(row) {
    if (row.state !== "ready") return word("held.why");
    if (row.standing === "sent") return word("sent.already");
    if (row.standing === "approved") return word("approved.already");
    if (openWarnings(row).length) return `${word("warnings.first")} (${openWarnings(row).join(", ")})`;
    if (row.must_open.length && !opened.has(row.id)) return word(row.must_open.includes("drawn") ? "drawn.first" : "open.first");
    if (!opened.has(row.id) && undrawn().length) return `${word("drawn.left")} (${undrawn().length})`;
    return null;
  }

  function approve(row) {
    const why = obstacle(row);
    if (why) return tell(why);
    if (verdicts.get(row.id)?.verdict === "approve") verdicts.delete(row.id);
    else verdicts.set(row.id, { verdict: "approve" });
    decided(row);
  }

  function reject(row) {
    if (row.state !== "ready") return tell(word("held.why"));
    if (row.standing === "sent") return tell(word("sent.already"));
    if (verdicts.get(row.id)?.verdict === "reject") {
      verdicts.delete(row.id);
      return decided(row);
    }
    ask("reject", row, (because) => { verdicts.set(row.id, { verdict: "reject", because }); decided(row); });
  }

  function confirmWarning(row, code) {
    ask("confirm", row, (because) => {
      if (!confirmed.has(row.id)) confirmed.set(row.id, new Map());
      confirmed.get(row.id).set(code, because);
      decided(row);
    }, code);
  }

  function decided(row) {
    unsaved = true;
    refreshRow(row);
    refreshCounts();
    if (current === row.id) refreshLetter();
  }

  /** What `begrund approve --from` reads. A confirmation comes before the approval that needs it. */
  function decisions() {
    const list = [];
    for (const row of data.rows) {
      const base = { letter: row.id, sha256: row.sha256 };
      for (const [code, because] of confirmed.get(row.id) ?? []) list.push({ ...base, verdict: "confirm", code, because, opened: opened.has(row.id) });
      const verdict = verdicts.get(row.id);
      if (verdict) list.push({ ...base, ...verdict, opened: opened.has(row.id) });
      if (!verdict && row.state === "ready" && row.must_open.length && opened.has(row.id)) list.push({ ...base, verdict: "open", opened: true });
    }
    return list;
  }

  function save() {
    const list = decisions();
    if (!list.length) return tell(word("nothing"));
    const dialog = $("dialog");
    const read = list.filter((decision) => decision.verdict !== "open");
    const line = (decision) => {
      const row = byId.get(decision.letter);
      const what = decision.verdict === "confirm" ? `${word("confirmed")} ${decision.code}` : word(`verdict.${decision.verdict}`);
      return make("li", {}, make("strong", {}, `${what}: `), `${row.case ?? row.source} · ${row.title} · ${row.result}`,
        decision.opened ? null : tag(word("not.opened"), "warning"), decision.because ? make("span", { class: "sub" }, ` ${decision.because}`) : null);
    };
    dialog.replaceChildren(
      make("h2", { id: "dialog-title" }, word("save.title")),
      make("p", { class: "sub" }, word("save.help")),
      make("ul", { class: "saving", tabindex: "0", "aria-labelledby": "dialog-title" }, read.map(line)),
      list.length > read.length ? make("p", { class: "sub" }, `${list.length - read.length} ${word("save.opened")}`) : "",
      make("div", { class: "actions" },
        button(word("cancel"), () => dialog.close()),
        button(word("save"), () => { dialog.close(); download(list); }, { class: "primary", id: "save-now" })));
    dialog.showModal();
    $("save-now").focus();
  }

  function download(list) {
    const url = URL.createObjectURL(new Blob([JSON.stringify(list, null, 2) + "\n"], { type: "application/json" }));
    const link = make("a", { href: url, download: "decisions.json" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    unsaved = false;
    tell(word("saved.message"));
  }

  function ask(what, row, then, code = "") {
    const dialog = $("dialog");
    const wrong = make("p", { class: "wrong", id: "dialog-wrong", role: "alert" });
    const text = make("textarea", { id: "because", required: true, "aria-describedby": "dialog-help dialog-wrong", maxlength: 2000 });
    const form = make("form", { method: "dialog", novalidate: true },
      make("h2", { id: "dialog-title" }, `${word(`${what}.title`)}${code ? ` ${code}` : ""}`),
      make("p", { class: "sub" }, `${row.case ?? row.source} · ${row.title}`),
      make("p", { id: "dialog-help" }, word(`${what}.help`)),
      make("label", { for: "because" }, word("because")), text, wrong,
      make("div", { class: "actions" },
        button(word("cancel"), () => dialog.close()),
        make("button", { type: "submit", class: "primary" }, word("ok"))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const because = text.value.trim();
      if (!because) { wrong.textContent = word("because.missing"); text.focus(); return; }
      dialog.close();
      then(because);
    });
    dialog.replaceChildren(form);
    dialog.showModal();
    text.focus();
  }

  function help() {
    const dialog = $("dialog");
    const keys = [["j k", "keys.jk"], ["o", "keys.o"], ["/", "keys.slash"], ["a", "keys.a"], ["r", "keys.r"], ["u Esc", "keys.u"]];
    dialog.replaceChildren(
      make("h2", { id: "dialog-title" }, word("keys.title")),
      make("dl", {}, keys.flatMap(([key, what]) => [
        make("dt", {}, key.split(" ").flatMap((one) => [make("kbd", {}, one), " "])), make("dd", {}, word(what))])),
      make("div", { class: "actions" }, button(word("close"), () => dialog.close())));
    dialog.showModal();
  }

  // ---- the table ------------------------------------------------------------------------------------------------

  const decisionOf = (row) =>
    row.decision ? word(`decision.${row.decision}`) + (row.decision === "follow_up" && row.outcome ? `, ${word(`outcome.${row.outcome}`)}` : "") : "–";
  const risksOf = (row) => [...row.risk, ...row.must_open.filter((why) => why === "drawn")];
  const changeOf = (row) => (row.standard_changed ? "standard" : row.change);
  const stateOf = (row) => row.standing || row.state;
  const verdictOf = (row) => verdicts.get(row.id)?.verdict ?? "none";
  const weightOf = (row) => row.findings.reduce((sum, [, weight]) => sum + { error: 100, warning: 10, info: 1 }[weight], 0);

  const columns = [
    { key: "letter", by: (row) => row.case ?? row.source },
    { key: "state", by: (row) => stateOf(row) },
    { key: "decision", by: decisionOf },
    { key: "result" },
    { key: "risk", by: (row) => row.risk.length },
    { key: "findings", by: weightOf },
    { key: "pages", by: (row) => row.pages, number: true },
    { key: "lix", by: (row) => row.lix, number: true },
    { key: "similarity", by: (row) => row.similar?.share ?? -1, number: true },
    { key: "change", by: changeOf },
    { key: "verdict", by: verdictOf },
  ];

  const filters = {
    state: { options: () => ["ready", "held", ...values((row) => row.standing || [])], label: (value) => word(`state.${value}`), test: (row, value) => stateOf(row) === value },
    decision: { options: () => values((row) => row.decision), label: (value) => word(`decision.${value}`), test: (row, value) => row.decision === value },
    risk: { options: () => ["any", "none", ...values(risksOf)], label: (value) => (value === "any" || value === "none" ? word(value) : word(`risk.${value}`)), test: (row, value) => (value === "any" ? risksOf(row).length > 0 : value === "none" ? !risksOf(row).length : risksOf(row).includes(value)) },
    finding: { options: () => ["any", "none", ...values((row) => row.findings.map(([code]) => code))], label: (value) => (value === "any" || value === "none" ? word(value) : value), test: (row, value) => (value === "any" ? row.findings.length > 0 : value === "none" ? !row.findings.length : row.findings.some(([code]) => code === value)) },
    change: { options: () => ["new", "changed", "same", "standard"], label: (value) => word(`change.${value}`), test: (row, value) => (value === "standard" ? row.standard_changed : row.change === value) },
    verdict: { options: () => ["none", "approve", "reject"], label: (value) => word(`verdict.${value}`), test: (row, value) => verdictOf(row) === value },
  };
  let byCause = null;

  function values(of) {
    return [...new Set(data.rows.flatMap((row) => of(row) ?? []))].sort();
  }

  const rowNodes = new Map();

  function rowNode(row) {
    const name = button(row.case ?? row.source, () => open(row.id), { class: "open" });
    const about = [row.recipient && word(`recipient.${row.recipient}`), row.channel && word(`channel.${row.channel}`)].filter(Boolean).join(" · ");
    const cells = columns.map(({ key, number }) => {
      if (key === "letter") return make("th", { scope: "row" }, name, make("span", { class: "sub" }, about || row.source));
      const inside = {
        state: () => tag(word(`state.${stateOf(row)}`), { held: "error", rejected: "error", approved: "good", sent: "good" }[stateOf(row)] ?? ""),
        decision: () => decisionOf(row),
        result: () => make("span", { title: row.result }, row.result || "–"),
        risk: () => make("span", { class: "tags" }, risksOf(row).map((reason) => tag(word(`risk.${reason}`)))),
        findings: () => make("span", { class: "tags" }, row.findings.map(([code, weight]) => tag(code, weight))),
        pages: () => String(row.pages),
        lix: () => String(row.lix),
        similarity: () => (row.similar ? `${Math.round(row.similar.share * 100)} %` : "–"),
        change: () => tag(word(`change.${changeOf(row)}`), row.standard_changed ? "red" : ""),
        verdict: () => (verdictOf(row) === "none" ? "–" : tag(word(`verdict.${verdictOf(row)}`), verdictOf(row) === "approve" ? "good" : "error")),
      }[key]();
      return make("td", { class: key === "result" ? "result" : number ? "number" : null }, inside);
    });
    const node = make("tr", { "data-letter": row.id }, cells);
    node.addEventListener("click", (event) => {
      if (!event.target.closest("button") && !String(getSelection())) open(row.id);
    });
    return node;
  }

  function refreshRow(row) {
    const old = rowNodes.get(row.id);
    if (!old) return;
    const focused = old.contains(document.activeElement);
    const fresh = rowNode(row);
    rowNodes.set(row.id, fresh);
    old.replaceWith(fresh);
    if (focused) fresh.querySelector(".open").focus();
  }

  function refreshHead() {
    $("columns").replaceChildren(...columns.map(({ key, by, number }) => make("th",
      { scope: "col", class: number ? "number" : null, "aria-sort": sort.key === key ? (sort.down ? "descending" : "ascending") : by ? "none" : null },
      by ? button(word(key), () => { sort = { key, down: sort.key === key ? !sort.down : ["risk", "findings", "similarity"].includes(key) }; refreshHead(); refreshRows(); $("columns").querySelectorAll("th")[columns.findIndex((column) => column.key === key)].firstChild.focus(); }) : make("span", {}, word(key)))));
  }

  function refreshFilters() {
    for (const [name, filter] of Object.entries(filters)) {
      const select = $(`by-${name}`);
      const value = select.value;
      select.replaceChildren(make("option", { value: "" }, word("all")), ...filter.options().map((option) => make("option", { value: option }, filter.label(option))));
      select.value = value;
    }
  }

  function refreshRows() {
    const wanted = $("search").value.trim().toLowerCase();
    const active = Object.entries(filters).map(([name, filter]) => [filter, $(`by-${name}`).value]).filter(([, value]) => value);
    const passes = (row) =>
      active.every(([filter, value]) => filter.test(row, value)) &&
      (!byCause || row.causes.some((cause) => causeKey(cause) === byCause)) &&
      (!wanted || [row.id, row.case, row.source, row.title, row.result, row.caseworker, decisionOf(row)].some((text) => text?.toLowerCase().includes(wanted)));
    const by = columns.find((column) => column.key === sort.key).by;
    const order = new Intl.Collator(lang, { numeric: true });
    const keyed = data.rows.filter(passes).map((row) => [by(row), row]);
    const compare = (a, b) => (typeof a === "number" ? a - b : order.compare(a, b));
    keyed.sort(([a, one], [b, other]) => (sort.down ? compare(b, a) : compare(a, b)) || order.compare(one.id, other.id));
    shown = keyed.map(([, row]) => row);
    inTable = 0;
    $("rows").replaceChildren(...(shown.length ? [] : [make("tr", {}, make("td", { colspan: columns.length, class: "empty" }, word("no.hits")))]));
    more();
    $("shown").textContent = `${shown.length} ${word("of")} ${data.rows.length} ${word("shown")}`;
  }

  /** Puts the next rows into the table: a browser lays out a thousand rows at once only with a wait. */
  function more(count = 80) {
    const nodes = shown.slice(inTable, inTable + count).map((row) => {
      if (!rowNodes.has(row.id)) rowNodes.set(row.id, rowNode(row));
      return rowNodes.get(row.id);
    });
    inTable += nodes.length;
    $("rows").append(...nodes);
    $("more").hidden = inTable >= shown.length;
  }

  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && inTable < shown.length) more();
  }, { rootMargin: "1500px" }).observe($("more"));
  addEventListener("beforeprint", () => { if (!current) more(shown.length); });

  const causeKey = (cause) => `${cause.kind}:${cause.name ?? ""}`;
  const causeName = (cause) => [word(`cause.${cause.kind}`), cause.name].filter(Boolean).join(" ");

  /** What changed for many letters at once, with how many; a change of one record is that letter's own matter. */
  function refreshCauses() {
    const touched = new Map();
    for (const row of data.rows) {
      for (const cause of row.causes.filter((one) => one.kind !== "record")) {
        const entry = touched.get(causeKey(cause)) ?? { cause, letters: 0 };
        entry.letters += 1;
        touched.set(causeKey(cause), entry);
      }
    }
    $("causes").replaceChildren(...[...touched].map(([key, { cause, letters }]) => make("div", { class: "cause" },
      make("span", {}, make("strong", {}, causeName(cause)), ` ${word("touched")} ${letters} ${word(letters === 1 ? "letter.count" : "letters.count")}`),
      button(byCause === key ? word("show.all") : word("show"), () => { byCause = byCause === key ? null : key; refreshCauses(); refreshRows(); }, { "aria-pressed": byCause === key, "aria-label": `${byCause === key ? word("show.all") : word("show")}: ${causeName(cause)}` }))));
  }

  function refreshCounts() {
    const ready = data.rows.filter((row) => row.state === "ready").length;
    const said = ["approved", "rejected", "sent"].map((standing) => [standing, data.rows.filter((row) => row.standing === standing).length]).filter(([, count]) => count);
    $("summary").textContent = [`${data.rows.length} ${word("letters.count")}`, `${ready} ${word("ready")}`, `${data.rows.length - ready} ${word("held")}`, ...said.map(([standing, count]) => `${count} ${word(`state.${standing}`).toLowerCase()}`)].join(" · ");
    $("progress").textContent = `${verdicts.size} ${word("of")} ${ready} ${word("progress")}`;
    $("saved").textContent = String(decisions().length);
  }

  // ---- a letter's file ------------------------------------------------------------------------------------------

  const loaded = new Map();
  const waiting = new Map();
  const policy = window.trustedTypes?.createPolicy("begrund", {
    createScriptURL: (url) => {
      if (!/^bundle\/[A-Za-z0-9_.~%-]+\.js$/.test(url)) throw new TypeError("not a letter");
      return url;
    },
  });

  window.begrundLetter = (file) => {
    loaded.set(file.sheet.id, file);
    if (loaded.size > 40) loaded.delete(loaded.keys().next().value);
  };

  /** Letters are loaded when they are shown; from a file share only a script can be. */
  function load(id) {
    if (loaded.has(id)) return Promise.resolve(loaded.get(id));
    if (!waiting.has(id)) {
      waiting.set(id, new Promise((resolve, fail) => {
        const script = document.createElement("script");
        const url = `bundle/${encodeURIComponent(id)}.js`;
        script.src = policy ? policy.createScriptURL(url) : url;
        const done = () => { script.remove(); waiting.delete(id); };
        script.addEventListener("load", () => { done(); loaded.has(id) ? resolve(loaded.get(id)) : fail(new Error("empty")); });
        script.addEventListener("error", () => { done(); fail(new Error("missing")); });
        document.head.append(script);
      }));
    }
    return waiting.get(id);
  }

  // ---- the letter -----------------------------------------------------------------------------------------------

  function open(id) {
    location.hash = `#/${encodeURIComponent(id)}`;
  }

  async function route() {
    const id = decodeURIComponent(location.hash.replace(/^#\/?/, ""));
    const row = byId.get(id);
    if (!row) return closeLetter();
    current = id;
    $("table-view").hidden = true;
    const view = $("letter-view");
    view.hidden = false;
    view.replaceChildren(make("p", { class: "empty" }, word("loading")));
    try {
      const file = await load(id);
      if (current !== id) return;
      if ((file.sheet.sha256 ?? null) !== (row.sha256 ?? null)) throw new Error("stale");
      opened.add(id);
      refreshLetter();
      scrollTo(0, 0);
      document.title = `${row.case ?? row.source} · ${word("proof")}`;
      $("letter-title").focus();
      const next = shown[shown.indexOf(row) + 1];
      if (next) load(next.id).catch(() => {});
    } catch (error) {
      if (current === id) view.replaceChildren(make("p", { class: "empty", role: "alert" }, word(error.message === "stale" ? "stale" : "failed")), make("p", { class: "empty" }, button(word("back"), back)));
    }
  }

  function closeLetter() {
    const last = current;
    current = null;
    $("letter-view").hidden = true;
    $("letter-view").replaceChildren();
    $("table-view").hidden = false;
    document.title = `${word("proof")} · begrund`;
    const at = shown.findIndex((row) => row.id === last);
    if (at >= inTable) more(at - inTable + 1);
    rowNodes.get(last)?.querySelector(".open").focus();
  }

  function back() {
    location.hash = "#/";
  }

  function step(by) {
    if (current) {
      const at = shown.findIndex((row) => row.id === current);
      const next = shown[at + by];
      if (next) open(next.id);
      return;
    }
    let nodes = [...$("rows").querySelectorAll(".open")];
    const at = nodes.indexOf(document.activeElement);
    if (at + by >= nodes.length && inTable < shown.length) {
      more();
      nodes = [...$("rows").querySelectorAll(".open")];
    }
    const next = nodes[Math.min(Math.max(at + by, 0), nodes.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  function focusedRow() {
    if (current) return byId.get(current);
    return byId.get(document.activeElement?.closest?.("tr[data-letter]")?.dataset.letter);
  }

  function refreshLetter() {
    const row = byId.get(current);
    const file = loaded.get(current);
    if (!row || !file) return;
    const keep = document.activeElement?.id;
    // What is read stays where it is, when a verdict is noted.
    const place = $("letter-view").dataset.letter === row.id ? document.querySelector(".papers")?.scrollTop ?? 0 : 0;
    const { sheet } = file;
    const verdict = verdictOf(row);
    const blocked = obstacle(row);
    const at = shown.findIndex((one) => one.id === row.id);
    const bar = make("div", { class: "letter-bar" },
      button(`← ${word("back")}`, back, { id: "back" }),
      make("div", { class: "about" },
        make("h1", { id: "letter-title", tabindex: "-1" }, row.case ?? row.source),
        make("span", { class: "sub" }, `${decisionOf(row)} · ${sheet.title}${row.recipient ? ` · ${word(`recipient.${row.recipient}`)}` : ""} · LIX ${row.lix}`),
        make("span", { class: "tags" }, risksOf(row).map((reason) => tag(word(`risk.${reason}`))), row.standing ? tag(word(`state.${row.standing}`), row.standing === "rejected" ? "error" : "good") : null, row.standard_changed ? tag(word("change.standard"), "red") : null)),
      button("↑", () => step(-1), { "aria-label": word("previous"), "aria-disabled": at <= 0 || null }),
      button("↓", () => step(1), { "aria-label": word("next"), "aria-disabled": at >= shown.length - 1 || null }),
      row.state === "ready" ? make("a", { href: `letters/${encodeURIComponent(row.id)}.pdf`, target: "_blank", rel: "noopener" }, word("pdf")) : null,
      make("a", { href: `proofs/${encodeURIComponent(row.id)}.pdf`, target: "_blank", rel: "noopener" }, word("proof.pdf")),
      button(verdict === "reject" ? word("undo") : word("reject"), () => reject(row), { class: "reject", id: "reject", "aria-disabled": row.state !== "ready" || null }),
      button(verdict === "approve" ? word("undo") : word("approve"), () => approve(row), { class: blocked && verdict === "none" ? "" : "approve", id: "approve", "aria-disabled": (blocked && verdict === "none") || null, "aria-describedby": blocked ? "blocked" : null }));
    const state = verdict === "none" ? null : make("p", { class: `finding ${verdict === "approve" ? "info" : "error"}`, id: "verdict-now" }, make("strong", {}, word(`verdict.${verdict}`)), verdicts.get(row.id).because ? `: ${verdicts.get(row.id).because}` : "");
    const tabs = ["text", "facts", "difference", "similar"];
    const list = make("div", { role: "tablist", "aria-label": word("parts") }, tabs.map((name) => button(word(`tab.${name}`), () => pick(name), {
      role: "tab", id: `tab-${name}`, "aria-selected": String(tab === name), "aria-controls": "panel", tabindex: tab === name ? "0" : "-1",
      on: { keydown: (event) => {
        const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (turn) { event.preventDefault(); pick(tabs[(tabs.indexOf(name) + turn + tabs.length) % tabs.length]); $(`tab-${tab}`).focus(); }
      }, click: () => pick(name) } })));
    const panel = make("div", { role: "tabpanel", id: "panel", "aria-labelledby": `tab-${tab}`, tabindex: "0" });
    fill(panel, row, file);
    $("letter-view").replaceChildren(bar,
      row.state === "held" ? make("p", { class: "held", id: "blocked" }, word("held.why")) : blocked ? make("p", { class: "finding warning blocked", id: "blocked" }, blocked) : "",
      make("div", { class: "split" }, papers(row, sheet), make("div", { class: "side" }, state ?? "", list, panel)));
    $("letter-view").dataset.letter = row.id;
    document.querySelector(".papers").scrollTop = place;
    if (keep) ($(keep) ?? $("letter-title")).focus({ preventScroll: true });
  }

  function pick(name) {
    tab = name;
    refreshLetter();
    $(`tab-${name}`)?.focus();
  }

  function fill(panel, row, file) {
    if (tab === "text") panel.append(...textPanel(row, file.sheet));
    if (tab === "facts") panel.append(...factsPanel(file.sheet));
    if (tab === "difference") panel.append(...differencePanel(file.difference));
    if (tab === "similar") similarPanel(panel, row, file.sheet);
  }

  /** Shows a block in the text and on its page. */
  function light(block, from) {
    for (const node of document.querySelectorAll(".lit")) node.classList.contains("block") ? node.classList.remove("lit") : node.remove();
    const text = $(`block-${block}`);
    text?.classList.add("lit");
    if (from !== "text") text?.scrollIntoView({ block: "center" });
    const { sheet } = loaded.get(current);
    const boxes = sheet.pages.flatMap((page, index) => boxesOf(page, block).map((box) => {
      const node = draw("rect", { class: "lit", ...box });
      $(`page-${index + 1}`)?.append(node);
      return node;
    }));
    const papers = document.querySelector(".papers");
    if (from === "page" || !boxes.length || !papers) return;
    const [box, frame] = [boxes[0].getBoundingClientRect(), papers.getBoundingClientRect()];
    papers.scrollTop += box.top - frame.top - frame.height / 3;
  }

  /** A box around each line of a block on a page. */
  function boxesOf(page, block) {
    const lines = new Map();
    for (const [x, end, y, size, , own] of page.marks) {
      if (own !== block) continue;
      const line = lines.get(y) ?? { left: x, right: end, size };
      lines.set(y, { left: Math.min(line.left, x), right: Math.max(line.right, end), size: Math.max(line.size, size) });
    }
    return [...lines].map(([y, { left, right, size }]) => ({ x: left - 2, y: y - size, width: right - left + 4, height: size * 1.35, rx: 2 }));
  }

  // ---- the pages ------------------------------------------------------------------------------------------------

  function papers(row, sheet) {
    const worst = new Map();
    for (const finding of sheet.findings) if (finding.block !== null && finding.severity !== "info" && worst.get(finding.block) !== "error") worst.set(finding.block, finding.severity);
    const figures = sheet.pages.map((page, index) => {
      const svg = draw("svg", { id: `page-${index + 1}`, viewBox: `0 0 ${page.width} ${page.height}`, role: "img", class: marked ? null : "plain", "aria-label": `${word("page")} ${index + 1} ${word("of")} ${sheet.pages.length}. ${word("text.label")}: ${word("tab.text")}` });
      const marks = draw("g", { class: "marks" });
      for (const [x, end, y, size, origin] of page.marks) {
        const { kind } = sheet.origins[origin];
        if (kind === "rule") continue;
        marks.append(
          draw("rect", { class: kind, x: x - 0.6, y: y - size * 0.82, width: end - x + 1.2, height: size * 1.08 }),
          draw("line", { class: `line-${kind}`, x1: x, x2: end, y1: y + size * 0.26, y2: y + size * 0.26 }));
      }
      for (const line of ruled(page, sheet)) marks.append(draw("line", { class: "bar-rule", x1: line.x - 5, x2: line.x - 5, y1: line.top, y2: line.bottom }));
      svg.append(...page.shapes.filter((shape) => shape.kind === "path" && shape.fill).map(shapeNode), marks, ...page.shapes.filter((shape) => shape.kind !== "path" || !shape.fill).map(shapeNode));
      for (const [x, y, width, size, weight, italic, colour, text] of page.runs) {
        svg.append(draw("text", { x, y, "font-size": size, "font-weight": weight, "font-style": italic ? "italic" : null, fill: colour, textLength: text.trim() && width > 0 ? width : null }, text));
      }
      page.lines.forEach((y, number) => svg.append(draw("text", { class: "number", x: 44, y }, String(number + 1))));
      for (const [block, severity] of worst) {
        for (const box of boxesOf(page, block)) svg.append(draw("rect", { class: `finding-${severity}`, ...box }));
      }
      for (const [x, end, y, size, , block] of page.marks) {
        const hit = draw("rect", { class: "hit", x, y: y - size, width: end - x, height: size * 1.4 });
        hit.addEventListener("click", () => { if (tab !== "text") pick("text"); light(block, "page"); });
        svg.append(hit);
      }
      return make("figure", { class: "paper" }, svg, make("figcaption", {}, `${word("page")} ${index + 1} ${word("of")} ${sheet.pages.length}`));
    });
    const toggle = make("input", { type: "checkbox", id: "origins", on: { change: (event) => { marked = event.target.checked; refreshLetter(); } } });
    toggle.checked = marked;
    return make("section", { class: "papers", "aria-label": word("pages.label"), tabindex: "0" },
      make("div", { class: "paper-tools" }, make("label", {}, toggle, word("show.origins")),
        make("ul", { class: "legend" }, ["own", "field", "rule"].map((kind) => make("li", {}, make("span", { class: kind }, word(kind)))))),
      figures);
  }

  /** Lines that hold nothing but standard text, for the bar before them. */
  function ruled(page, sheet) {
    const lines = new Map();
    for (const [x, , y, size, origin] of page.marks) {
      const line = lines.get(y) ?? { x, top: y - size * 0.82, bottom: y + size * 0.28, rule: true };
      line.x = Math.min(line.x, x);
      line.rule &&= sheet.origins[origin].kind === "rule";
      lines.set(y, line);
    }
    return [...lines.values()].filter((line) => line.rule);
  }

  function shapeNode(shape) {
    if (shape.kind === "path") return draw("path", { d: shape.d, fill: shape.fill ?? "none", stroke: shape.stroke ?? null, "stroke-width": shape.stroke ? shape.stroke_width : null });
    const safe = /^[0-9a-f]{16}\.(png|jpg|svg)$/.test(shape.name) ? `bundle/${shape.name}` : "";
    return draw("image", { x: shape.x, y: shape.y, width: shape.width, height: shape.height, href: safe });
  }

  // ---- the text -------------------------------------------------------------------------------------------------

  function findingNode(row, sheet, finding) {
    const because = confirmed.get(row.id)?.get(finding.code);
    const where = [finding.path, finding.line && `${word("line")} ${finding.line}`].filter(Boolean).join(", ");
    return make("div", { class: `finding ${finding.severity}` },
      make("p", {}, make("strong", {}, `${word(`severity.${finding.severity}`)} ${finding.code}: `), both(finding.message)),
      make("p", {}, make("span", { class: "sub" }, `${word("fix")}: `), both(finding.help)),
      finding.detail ? make("p", {}, both(finding.detail)) : null,
      where ? make("p", { class: "where" }, where) : null,
      because ? make("p", {}, make("strong", {}, `${word("confirmed")}: `), because) : row.confirmed.includes(finding.code) ? make("p", {}, make("strong", {}, word("confirmed"))) : null,
      make("div", { class: "actions" },
        finding.block !== null ? button(word("go"), () => light(finding.block, "text"), { "aria-label": `${word("go")}: ${finding.code}` }) : null,
        finding.severity === "warning" && row.state === "ready" && !because && !row.confirmed.includes(finding.code) ? button(`${word("confirm")} …`, () => confirmWarning(row, finding.code), { id: `confirm-${finding.code}`, "data-confirm": finding.code, "aria-label": `${word("confirm")} ${finding.code}` }) : null));
  }

  function originText(origin) {
    return origin.line ? `${origin.path}, ${word("line")} ${origin.line}` : `because: ${origin.path}`;
  }

  function segmentNode(sheet, segment) {
    const kind = segment.origin === null ? null : sheet.origins[segment.origin].kind;
    if (kind !== "own" && kind !== "field") return segment.text;
    return make("span", { class: kind, title: originText(sheet.origins[segment.origin]) }, segment.text.trimEnd());
  }

  // Whoever approves a letter approves what goes with it, and must be able to read it.
  function attachmentLinks(sheet) {
    return sheet.attachments.flatMap(([file], number) => {
      const way = sheet.attachment_links[number].split("/").map(encodeURIComponent).join("/");
      const link = make("a", { href: way, target: "_blank", rel: "noopener" }, file.split("/").pop());
      return number ? [", ", link] : [link];
    });
  }

  function textPanel(row, sheet) {
    const general = sheet.findings.filter((finding) => finding.block === null);
    const nodes = [
      make("div", { class: "facts-head" },
        ...sheet.law.map((law) => make("span", {}, make("strong", {}, `${word("law")}: `), `${law.cited}${law.amended ? `, ${word("amended")}` : ""} (${word("verified")} ${law.verified_until})`)),
        make("span", {}, row.source),
        sheet.attachments.length ? make("span", {}, make("strong", {}, `${word("part.attachments")}: `), attachmentLinks(sheet)) : null),
      ...(general.length ? [make("h2", {}, word("general")), ...general.map((finding) => findingNode(row, sheet, finding))] : []),
      ...findingsFirst(sheet),
    ];
    const text = make("div", { class: marked ? "text" : "text plain" });
    sheet.blocks.forEach((block, index) => {
      const parts = block.segments.flatMap((segment) => {
        const node = segmentNode(sheet, segment);
        return typeof node === "string" ? [node] : [node, /\s$/.test(segment.text) ? " " : ""];
      });
      const origins = [...new Set(block.segments.map((segment) => segment.origin).filter((origin) => origin !== null))].map((origin) => originText(sheet.origins[origin]));
      text.append(make("div", { class: "block", id: `block-${index}` },
        block.line ? button(`${block.page}.${block.line}`, () => light(index, "text"), { class: "place", "aria-label": `${block.page}.${block.line} ${word("go")}: ${word("page")} ${block.page}, ${word("line")} ${block.line}` }) : null,
        make(block.heading ? "h2" : "p", {}, parts),
        origins.length ? make("p", { class: "from" }, origins.join(" · ")) : null,
        block.rests_on.length ? make("p", { class: "from" }, `${word("rests")}: `, block.rests_on.join(", ")) : null,
        sheet.findings.filter((finding) => finding.block === index).map((finding) => findingNode(row, sheet, finding))));
    });
    return [...nodes, text];
  }

  /** Each finding about a passage, with a way to it: none is found by scrolling alone. */
  function findingsFirst(sheet) {
    const about = sheet.findings.filter((finding) => finding.block !== null);
    if (!about.length) return [];
    return [make("ul", { class: "tags jumps", "aria-label": word("findings") }, about.map((finding) => make("li", {},
      button(`${word(`severity.${finding.severity}`)} ${finding.code}: ${both(finding.message)} ↓`, () => { light(finding.block, "jump"); $(`block-${finding.block}`)?.querySelector(".finding button")?.focus({ preventScroll: true }); },
        { class: `tag ${finding.severity}` }))))];
  }

  function factsPanel(sheet) {
    const uses = (id) => [...new Set(sheet.blocks.flatMap((block, index) => (block.rests_on.includes(id) ? [index] : [])))];
    const head = ["fact", "source", "dated", "weight", "used"].map((key) => make("th", { scope: "col" }, word(key)));
    const rows = sheet.facts.map((fact) => make("tr", {},
      make("th", { scope: "row" }, fact.id, make("span", { class: "sub" }, fact.line ? ` ${word("line")} ${fact.line}` : "")),
      make("td", {}, fact.source, make("p", { class: "sub" }, fact.says)), make("td", {}, fact.dated),
      make("td", {}, word(`weight.${fact.weight}`), fact.adverse ? [" ", tag(word("adverse"), "warning")] : ""),
      make("td", {}, uses(fact.id).map((block) => button(`${partName(sheet.blocks[block].part)} ${sheet.blocks[block].page}.${sheet.blocks[block].line ?? ""}`, () => { pick("text"); light(block, "facts"); }, { class: "quiet" })))));
    return [make("h2", {}, word("tab.facts")), make("table", { class: "facts-table" }, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows)),
      make("div", { class: "section" }, make("h2", {}, word("law")), sheet.law.map((law) => make("p", {}, `${law.act}: ${law.cited}${law.amended ? `, ${word("amended")}` : ""}. ${word("verified")} ${law.verified_until}.`)))];
  }

  // ---- the difference -------------------------------------------------------------------------------------------

  function differencePanel(difference) {
    if (!difference) return [make("p", {}, word("diff.none"))];
    const nodes = [make("p", { class: "sub" }, word(difference.approved ? "diff.approved" : "diff.built"))];
    if (difference.causes.length) nodes.push(make("ul", { class: "tags section" }, difference.causes.map((cause) => {
      const letters = data.rows.filter((row) => row.causes.some((one) => causeKey(one) === causeKey(cause))).length;
      return make("li", { class: "tag" }, `${word("cause")}: ${causeName(cause)}${cause.kind === "record" ? "" : ` (${word("touched")} ${letters} ${word(letters === 1 ? "letter.count" : "letters.count")})`}`);
    })));
    if (difference.blocks.every((block) => block.change === "same")) nodes.push(make("p", { class: "section" }, word("diff.equal")));
    let folded = [];
    const unfold = () => {
      if (!folded.length) return;
      nodes.push(make("details", { class: "folded" }, make("summary", {}, `${folded.length} ${word("diff.same")}`), folded.map((text) => make("p", {}, text))));
      folded = [];
    };
    for (const block of difference.blocks) {
      if (block.change === "same") { folded.push(block.stretches.map((stretch) => stretch.text).join("")); continue; }
      unfold();
      nodes.push(make("div", { class: `change ${block.standard ? "standard" : ""}` },
        make("p", { class: "part" }, `${partName(block.part)}${block.standard ? ` · ${word("diff.standard")}` : ""}`),
        make("p", {}, block.stretches.flatMap((stretch) => [stretchNode(stretch), /\s$/.test(stretch.text) ? " " : ""]))));
    }
    unfold();
    return nodes;
  }

  function stretchNode(stretch) {
    if (stretch.change === "same") return stretch.text;
    const added = stretch.change === "added";
    return make(added ? "ins" : "del", { class: stretch.standard ? "standard" : null, "aria-label": `${word(added ? "added" : "removed")}: ${stretch.text}` }, stretch.text.trimEnd());
  }

  // ---- the most similar letter ----------------------------------------------------------------------------------

  function similarPanel(panel, row, sheet) {
    const other = row.similar && byId.get(row.similar.letter);
    if (!other) return panel.append(make("p", {}, word("similar.none")));
    panel.append(make("p", {}, `${Math.round(row.similar.share * 100)} % ${word("similar.share")} `, button(other.case ?? other.source, () => open(other.id), { class: "open" })), make("p", { class: "sub" }, word("similar.note")));
    load(other.id).then((file) => {
      if (current !== row.id || tab !== "similar") return;
      const [mine, theirs] = [individual(sheet), individual(file.sheet)];
      panel.append(make("div", { class: "twins" },
        make("div", {}, make("h2", {}, word("similar.this")), common(mine, theirs)),
        make("div", {}, make("h2", {}, word("similar.other")), common(theirs, mine))));
    }, () => panel.append(make("p", {}, word("failed"))));
  }

  /** The paragraphs that hold the caseworker's own words. */
  const individual = (sheet) => sheet.blocks
    .filter((block) => block.segments.some((segment) => segment.origin !== null && sheet.origins[segment.origin].kind === "own"))
    .map((block) => block.segments.map((segment) => segment.text).join("").trim().split(/\s+/));

  const LENGTH = 5;
  const bare = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

  function common(paragraphs, others) {
    const runs = (words) => words.map((_, at) => words.slice(at, at + LENGTH).map(bare).join(" ")).slice(0, Math.max(0, words.length - LENGTH + 1));
    const known = new Set(others.flatMap(runs));
    return paragraphs.map((words) => {
      const hit = words.map(() => false);
      runs(words).forEach((run, at) => { if (known.has(run)) hit.fill(true, at, at + LENGTH); });
      const nodes = [];
      for (let at = 0; at < words.length;) {
        let end = at;
        while (end < words.length && hit[end] === hit[at]) end += 1;
        const text = words.slice(at, end).join(" ");
        nodes.push(hit[at] ? make("mark", {}, text) : text, " ");
        at = end;
      }
      return make("p", {}, nodes);
    });
  }

  // ---- the page -------------------------------------------------------------------------------------------------

  function refreshWords() {
    document.documentElement.lang = lang;
    for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
    $("language").textContent = lang === "da" ? "English" : "Dansk";
    $("language").lang = lang === "da" ? "en" : "da";
    rowNodes.clear();
    refreshFilters();
    refreshHead();
    refreshCauses();
    refreshRows();
    refreshCounts();
    if (current) refreshLetter();
  }

  $("language").addEventListener("click", () => { lang = lang === "da" ? "en" : "da"; refreshWords(); });
  $("keys").addEventListener("click", help);
  $("save").addEventListener("click", save);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("input", refreshRows);
  $("clear").addEventListener("click", () => { $("filters").reset(); byCause = null; refreshCauses(); refreshRows(); });
  addEventListener("hashchange", route);
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  addEventListener("keydown", (event) => {
    if ($("dialog").open || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (typing) { if (event.key === "Escape") { event.target.blur(); } return; }
    const row = focusedRow();
    const run = {
      j: () => step(1), k: () => step(-1), "?": help,
      o: () => row && open(row.id), a: () => row && approve(row), r: () => row && reject(row),
      u: back, Escape: back, "/": () => { if (current) back(); setTimeout(() => $("search").focus()); },
    }[event.key];
    if (run) { event.preventDefault(); run(); }
  });

  $("trial").hidden = !data.test;
  $("unverified").hidden = data.names_verified;
  refreshWords();
  route();
})();
