// The page of `corridor serve`: what is chosen becomes a request, what comes back is shown.

const LANGS = { en: "en", zh: "zh-Hans", ru: "ru" };
const KINDS = ["compare", "totals", "months", "route", "plan", "calendar", "explain", "alternatives", "break-even", "risk",
  "sensitivity", "pareto", "flow", "simulate", "levers", "critical", "catchment", "claims", "sources"];
// Those that may take long are worked out as jobs, with a bar.
const LONG = ["risk", "sensitivity", "critical", "catchment", "break-even", "calendar", "flow", "simulate"];
// These take options from fields of their own.
const FIELDS = { draws: ["risk"], ready: ["plan"], fastest: ["plan", "calendar"], unmet: ["flow"], departures: ["simulate"] };
// These are about whole scenarios and take no selection.
const WHOLE = ["sources"];
const MOST_FOUND = 12;
const MOST_RULES = 40;
const $ = (id) => document.getElementById(id);
const client = crypto.randomUUID();
const token = takeToken();
let sequence = 0;
let reading = 0;
let content = null;
let figures = new Map();
let job = null;
let opening = 0;
let state = null;

/** Takes the token out of the address, so that it is in no bookmark. */
function takeToken() {
  const given = new URLSearchParams(location.search).get("token");
  if (given) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname + location.hash);
  }
  return sessionStorage.getItem("token") ?? "";
}

/** Says a message in the language of the page. */
function say(key, values = {}) {
  const message = MESSAGES[key];
  if (!message) return key;
  let wording = message[lang()];
  if (typeof wording === "object") {
    wording = wording[new Intl.PluralRules(LANGS[lang()]).select(Number(values.n))] ?? wording.other;
  }
  return wording.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function lang() {
  return state?.lang ?? "en";
}

/** Makes an element with attributes and children; texts are only ever text. */
function make(name, attributes = {}, ...children) {
  const element = name.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

async function call(path, options = {}) {
  const headers = options.body ? { "content-type": "application/json" } : {};
  if (options.method) headers["x-corridor-token"] = token;
  return fetch(path, { ...options, headers });
}

function fresh(scenario) {
  return { scenario, kind: "compare", draws: 100000, ready: "", fastest: false, unmet: "", departures: "by-rule", from: "", to: "", tonnes: "", corridors: null, set: {}, off: [], switches: {},
    date: "", lang: lang() };
}

/** Names a place in the language of the page. */
function placeName(key) {
  const place = content.places[key];
  return place?.[`name_${lang()}`] || place?.name || key;
}

/** Writes the request that the choices make. */
function request() {
  const set = Object.entries(state.set).map(([path, value]) => `${path}=${value}`);
  for (const [name, isOn] of Object.entries(state.switches)) set.push(`switches.${name}=${isOn}`);
  set.push(...state.off);
  const select = WHOLE.includes(state.kind) ? {} : ownDemand() ? { corridor: state.corridors ?? [] }
    : { from: state.from ? [state.from] : [], to: state.to ? [state.to] : [], corridor: state.corridors ?? [] };
  const changes = { set };
  if (state.date && state.date !== content.date) changes.date = state.date;
  return { question: question(), select, changes };
}

/** Writes the question with its options. */
function question() {
  const { kind, fastest } = state;
  switch (kind) {
    case "risk": return { risk: { draws: Number(state.draws) } };
    case "plan": return { plan: { fastest, ...(state.ready ? { ready: state.ready } : {}) } };
    case "calendar": return { plan: { ...content.ready_dates, fastest } };
    case "flow": return { flow: state.unmet ? { unmet_per_t: Number(state.unmet) } : {} };
    case "simulate": return { simulate: { departures: state.departures } };
    default: return { [kind]: {} };
  }
}

/** Returns the demand between places of which the scenario has none; nothing where it has one. */
function ownDemand() {
  if (!state.from || !state.to || hasDemand(state.from, state.to)) return null;
  const tonnes = Number(state.tonnes);
  return { from: state.from, to: state.to, ...(tonnes > 0 ? { tonnes_per_year: tonnes } : {}) };
}

/** Returns whether a demand of the scenario goes that way; an end that is not chosen may be any. */
function hasDemand(from, to) {
  return content.demands.some((pair) => (!from || pair.from === from) && (!to || pair.to === to));
}

/** Writes what is asked of which scenario. */
function put(extra) {
  const demand = ownDemand();
  return JSON.stringify({ scenario: state.scenario, request: request(), lang: lang(), ...(demand ? { demand } : {}), ...extra });
}

/** Puts the question; of several the newest is answered. */
async function ask() {
  keepState();
  await endJob();
  const number = ++sequence;
  const isLong = LONG.includes(state.kind);
  if (!hasDemand(state.from, state.to) && !ownDemand()) {
    fail({ error: say("other-end"), problems: [] });
    return;
  }
  const body = put({ drawings: drawingSize(), ...(isLong ? { job: true } : { client, sequence: number }) });
  $("answer").setAttribute("aria-busy", "true");
  $("status").textContent = say("asking");
  let reply;
  try {
    reply = await call("/api/page", { method: "POST", body });
    if (isLong && reply.status === 202) reply = await follow((await reply.json()).id, number);
  } catch {
    if (number === sequence) fail({ error: say("gone"), problems: [] });
    return;
  }
  if (!reply || reply.status === 409 || number !== sequence) return;
  const found = await reply.json();
  if (reply.ok) show(found);
  else fail(found);
}

/** Waits for a long answer and shows how far it is; nothing where it is given up. */
async function follow(id, number) {
  if (number !== sequence) {
    // A newer question came while this one was sent: nobody waits for it.
    call(`/api/jobs/${id}`, { method: "DELETE" }).catch(() => {});
    return null;
  }
  job = id;
  $("job").hidden = false;
  $("bar").removeAttribute("value");
  for (;;) {
    const reply = await call(`/api/jobs/${id}`);
    if (job !== id || number !== sequence) return null;
    if (reply.status !== 202) {
      job = null;
      $("job").hidden = true;
      call(`/api/jobs/${id}`, { method: "DELETE" });
      return reply;
    }
    const { done, total } = await reply.json();
    if (total > 0) {
      $("bar").max = total;
      $("bar").value = done;
      $("status").textContent = say("working", { done: percent(done, total) });
    } else {
      $("status").textContent = say("waiting");
    }
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

function percent(done, total) {
  return new Intl.NumberFormat(LANGS[lang()], { style: "percent" }).format(Math.floor((done / total) * 100) / 100);
}

async function endJob() {
  if (job === null) return;
  const id = job;
  job = null;
  $("job").hidden = true;
  await call(`/api/jobs/${id}`, { method: "DELETE" }).catch(() => {});
}

function show(found) {
  $("answer").setAttribute("aria-busy", "false");
  $("status").textContent = found.is_answered ? say("answered") : say("no-answer");
  $("problems").replaceChildren(...found.warnings.slice(0, 20).map(problem));
  const blocks = found.blocks.map(block);
  // Drawings come behind the sentence that they show.
  const lead = found.blocks.findIndex((own) => "lead" in own);
  if (found.drawings.length) blocks.splice(lead + 1, 0, make("div", { class: "drawings" }, ...found.drawings.map(drawing)));
  $("page").replaceChildren(...blocks);
  const asked = request();
  $("report").hidden = WHOLE.includes(state.kind);
  $("report").href = `/report?question=${encodeURIComponent(put({ request: { ...asked, question: { report: {} } } }))}`;
  $("takeaway").hidden = false;
}

/** Returns width and height of drawings that fit beside the question. */
function drawingSize() {
  const wide = Math.min(760, Math.max(320, Math.floor($("answer").clientWidth)));
  return [wide, Math.floor(wide * (wide < 500 ? 1.05 : 0.62))];
}

function drawing(svg) {
  const image = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  return make("figure", {}, image);
}

function fail(refused) {
  $("answer").setAttribute("aria-busy", "false");
  $("status").textContent = say("refused");
  const first = refused.problems.length ? [] : [make("p", { class: "problem" }, refused.error)];
  $("problems").replaceChildren(...first, ...refused.problems.slice(0, 50).map(problem));
  $("page").replaceChildren();
  $("takeaway").hidden = true;
}

function problem(own) {
  const place = own.file ? `${own.file}:${own.line}:${own.column}` : "";
  const lines = [make("div", {}, make("strong", {}, `${say(own.is_error ? "error" : "warning")} ${own.code}`), " ", own.message)];
  if (place) lines.push(make("div", {}, make("code", {}, place)));
  if (own.help) lines.push(make("div", { class: "help" }, own.help));
  return make("div", { class: own.is_error ? "problem" : "problem warning" }, ...lines);
}

/** Shows one thing of a page. */
function block(own) {
  const [[kind, value]] = Object.entries(own);
  switch (kind) {
    case "heading": return make(`h${value[0] + 2}`, {}, value[1]);
    case "lead": return make("p", { class: "lead" }, value);
    case "list": return make("ul", {}, ...value.map((item) => make("li", {}, item)));
    case "table": return table(value);
    default: return make("p", {}, String(value));
  }
}

function table({ columns, keys, rows }) {
  const side = (at) => ({ class: columns[at].align === "right" ? "right" : null });
  const head = columns.map((column, at) => make("th", { scope: "col", ...side(at) }, column.title));
  const line = (cells) => cells.length === 0
    ? make("tr", { class: "gap" }, make("td", { colspan: columns.length }))
    : make("tr", {}, ...cells.map((cell, at) => at < keys
      ? make("th", { scope: "row", ...side(at) }, cell) : make("td", side(at), cell)));
  const whole = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows.map(line)));
  return make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": say("table") }, whole);
}

/** Opens a scenario and lays out what can be chosen of it. */
async function open(key) {
  const number = ++opening;
  const reply = await call(`/api/scenarios/${encodeURIComponent(key)}`);
  const found = await reply.json();
  // Of several that are chosen one after the other, the last is opened.
  if (number !== opening) return false;
  if (!reply.ok) {
    fail(found);
    return false;
  }
  content = found;
  figures = new Map(content.figures.map((figure) => [figure.path, figure]));
  if (state.scenario !== key) state = { ...fresh(key), lang: lang() };
  layOut();
  return true;
}

function layOut() {
  document.documentElement.lang = LANGS[lang()];
  document.title = `${content.title} – corridor`;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-say-label]")) element.setAttribute("aria-label", say(element.dataset.sayLabel));
  $("map").setAttribute("aria-label", say("map"));
  $("lang").value = lang();
  options($("kind"), KINDS.map((kind) => [kind, say(`kind.${kind}`)]), state.kind);
  options($("departures"), ["by-rule", "on-time", "when-full"].map((rule) => [rule, say(`departures.${rule}`)]), state.departures);
  for (const [name, kinds] of Object.entries(FIELDS)) {
    $(`${name}-label`).hidden = !kinds.includes(state.kind);
    if (name === "fastest") $(name).checked = state.fastest;
    else $(name).value = state[name];
  }
  ends();
  options($("form"), content.forms.map((form) => [form, say(`form.${form}`)]), state.set["cargo.form"] ?? content.form);
  number($("lot"), "cargo.lot_t");
  const tonnes = tonnesPath();
  $("tonnes-label").hidden = !tonnes && !ownDemand();
  if (tonnes) number($("tonnes"), tonnes);
  else $("tonnes").value = state.tonnes;
  $("date").value = state.date || content.date;
  $("corridors").replaceChildren(...content.corridors.map(({ key, title }) => check(title || key,
    !state.corridors || state.corridors.includes(key), (isOn) => chooseCorridor(key, isOn))));
  $("switches").replaceChildren(...content.switches.map(({ name, is_on }) => check(name, state.switches[name] ?? is_on, (isOn) => {
    if (isOn === is_on) delete state.switches[name];
    else state.switches[name] = isOn;
    ask();
  })));
  rules();
  changed();
  search();
  map();
}

function options(select, entries, chosen) {
  select.replaceChildren(...entries.map(([value, text]) => make("option", { value }, text)));
  select.value = chosen;
}

function number(input, path) {
  input.value = state.set[path] ?? figures.get(path)?.value ?? "";
}

function check(text, isOn, act) {
  return make("label", { class: "check" },
    make("input", { type: "checkbox", checked: isOn, onchange: (event) => act(event.target.checked) }), make("span", {}, text));
}

function chooseCorridor(key, isOn) {
  const all = content.corridors.map((corridor) => corridor.key);
  const chosen = new Set(state.corridors ?? all);
  if (isOn) chosen.add(key);
  else chosen.delete(key);
  state.corridors = chosen.size === 0 || chosen.size === all.length ? null : all.filter((own) => chosen.has(own));
  // The boxes stay, so that the keyboard stays where it is; with none ticked all are asked for.
  $("corridors").querySelectorAll("input").forEach((box, at) => { box.checked = !state.corridors || state.corridors.includes(all[at]); });
  ask();
}

/** Lists the places: first the ends of the scenario's demands, then all others. */
function ends() {
  const byName = (keys) => keys.map((key) => [key, placeName(key)])
    .sort((one, two) => one[1].localeCompare(two[1], LANGS[lang()])).map(([value, text]) => make("option", { value }, text));
  for (const end of ["from", "to"]) {
    const own = new Set(content.demands.map((pair) => pair[end]));
    const others = Object.keys(content.places).filter((key) => !own.has(key));
    $(end).replaceChildren(make("option", { value: "" }, say("all")),
      make("optgroup", { label: say("own-ends") }, ...byName([...own])),
      make("optgroup", { label: say("other-places") }, ...byName(others)));
    $(end).value = state[end];
  }
}

/** Returns the path of the yearly tonnes, where one figure gives those of all that is chosen. */
function tonnesPath() {
  const chosen = content.demands.filter((pair) => (!state.from || pair.from === state.from) && (!state.to || pair.to === state.to));
  const paths = new Set(chosen.map((pair) => pair.tonnes_path));
  return paths.size === 1 ? [...paths][0] : null;
}

function rules() {
  const words = $("rule-search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (rule) => words.every((word) => rule.name.toLowerCase().includes(word));
  const listed = content.rules.filter((rule) => rule.is_in_force && fits(rule));
  const lines = listed.slice(0, MOST_RULES).map((rule) => check(
    `${say(rule.is_permission ? "permission" : "closure")} ${rule.name}`, !state.off.includes(rule.off), (isOn) => {
      state.off = state.off.filter((own) => own !== rule.off);
      if (!isOn) state.off.push(rule.off);
      ask();
    }));
  const more = listed.length - lines.length;
  if (more > 0) lines.push(make("p", { class: "help" }, say("more", { n: String(more) })));
  $("rules").replaceChildren(...lines);
}

/** Lists the figures that hold every word of the search. */
function search() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    $("found").replaceChildren();
    return;
  }
  const fits = (figure) => words.every((word) => `${figure.path} ${figure.name}`.toLowerCase().includes(word));
  // Those of other periods come last: they are not in force.
  const isOther = (figure) => Number(figure.path.includes("@"));
  const found = content.figures.filter(fits).sort((one, two) => isOther(one) - isOther(two));
  const lines = found.slice(0, MOST_FOUND).map(figureLine);
  const more = found.length - lines.length;
  if (more > 0 || found.length === 0) lines.push(make("p", { class: "help" }, say(more > 0 ? "more" : "nothing-found", { n: String(more) })));
  $("found").replaceChildren(...lines);
}

function changed() {
  const paths = Object.keys(state.set).filter((path) => figures.has(path));
  const lines = paths.map((path) => figureLine(figures.get(path)));
  $("changed").replaceChildren(...(lines.length ? lines : [make("p", { class: "help" }, say("no-changes"))]));
}

function figureLine(figure) {
  const bounds = figure.low == null && figure.high == null ? "" : ` (${figure.low ?? "…"} – ${figure.high ?? "…"})`;
  const known = say("known", { grade: say(`grade.${figure.grade}`), source: figure.source.join(", ") || "–" });
  const input = make("input", { inputmode: "decimal", size: "10", value: state.set[figure.path] ?? figure.value,
    "aria-label": `${figure.name}, ${figure.unit}`, oninput: (event) => setFigure(figure.path, event.target.value, event.target) });
  const back = make("button", { type: "button", "aria-label": `${say("back")}: ${figure.name}`, onclick: () => {
    delete state.set[figure.path];
    layOut();
    $("search").focus();
    ask();
  } }, say("back"));
  return make("div", { class: "figure" }, make("b", {}, figure.name), make("br"), make("code", {}, figure.path),
    make("div", { class: "row" }, input, make("span", {}, ` ${figure.unit}`), ...(figure.path in state.set ? [back] : [])),
    make("div", { class: "help" }, `${say("in-table")} ${figure.value}${bounds}; ${known}`));
}

/** Takes a figure's value as it is typed; what was typed stays as it is. */
function setFigure(path, text, input) {
  const value = text.trim().replace(",", ".");
  const isKnown = value === "" || Number(value) === figures.get(path)?.value;
  if (isKnown) delete state.set[path];
  else state.set[path] = value;
  if (!$("changed").contains(input)) changed();
  ask();
}

/** Draws the places, with the ends of the demands to click on. */
function map() {
  const svg = $("map");
  const placed = Object.entries(content.places).filter(([, place]) => place.lat_deg != null && place.lon_deg != null);
  if (placed.length < 2) {
    svg.parentElement.hidden = true;
    return;
  }
  svg.parentElement.hidden = false;
  const origins = new Set(content.demands.map((pair) => pair.from));
  const targets = new Set(content.demands.map((pair) => pair.to));
  const middle = placed.reduce((sum, [, place]) => sum + place.lat_deg, 0) / placed.length;
  const squeeze = Math.cos((middle * Math.PI) / 180);
  const first = placed[0][1].lon_deg;
  // Across the date line the shorter way counts.
  const east = (degrees) => first + ((((degrees - first + 180) % 360) + 360) % 360) - 180;
  const at = new Map(placed.map(([key, place]) => [key, [east(place.lon_deg) * squeeze, -place.lat_deg]]));
  const isEnd = (key) => origins.has(key) || targets.has(key);
  // The ends of the demands with some land around them; what is further away is cut off.
  const shown = [...at].filter(([key]) => isEnd(key)).map(([, point]) => point);
  const framed = shown.length ? shown : [...at.values()];
  const [xs, ys] = [framed.map(([x]) => x), framed.map(([, y]) => y)];
  const margin = 0.2 * Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 1);
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  const [wide, high] = [Math.max(...xs) + margin - left, Math.max(...ys) + margin - top];
  const size = 400 / Math.max(wide, high);
  const point = (key) => at.has(key) ? [(at.get(key)[0] - left) * size, (at.get(key)[1] - top) * size] : null;
  svg.setAttribute("viewBox", `0 0 ${wide * size} ${high * size}`);
  const parts = [];
  for (const { from, to, mode } of content.connections) {
    const [one, two] = [point(from), point(to)];
    if (one && two) parts.push(make("svg:line", { class: `leg ${mode}`, x1: one[0], y1: one[1], x2: two[0], y2: two[1] }));
  }
  for (const [key] of placed.filter(([key]) => !isEnd(key))) {
    const [x, y] = point(key);
    const isChosen = key === state.from || key === state.to;
    const kind = isChosen ? `end chosen ${key === state.from ? "origin" : "target"}` : "place";
    parts.push(make("svg:circle", { class: kind, cx: x, cy: y, r: isChosen ? 7 : 2, onclick: () => chooseEnd(key, true, true) },
      make("svg:title", {}, placeName(key))));
    if (isChosen) parts.push(label(key, x, y, x > wide * size * 0.7));
  }
  for (const [key] of placed.filter(([key]) => isEnd(key))) {
    const [x, y] = point(key);
    const isChosen = key === state.from || key === state.to;
    const kind = key === state.from || (origins.has(key) && key !== state.to) ? "origin" : "target";
    parts.push(make("svg:circle", { class: `end ${kind}${isChosen ? " chosen" : ""}`, cx: x, cy: y, r: isChosen ? 7 : 4.5,
      onclick: () => chooseEnd(key, origins.has(key), targets.has(key)) }, make("svg:title", {}, placeName(key))));
    if (isChosen) parts.push(label(key, x, y, x > wide * size * 0.7));
  }
  svg.replaceChildren(...parts);
}

function label(key, x, y, isRight) {
  return make("svg:text", { x: isRight ? x - 10 : x + 10, y: y + 5, "text-anchor": isRight ? "end" : "start" }, placeName(key));
}

function chooseEnd(key, isOrigin, isTarget) {
  if (key === state.from) state.from = "";
  else if (key === state.to) state.to = "";
  else if (isOrigin && !(isTarget && state.from)) state.from = key;
  else state.to = key;
  layOut();
  ask();
}

/** Keeps what is chosen in the address, so that it can be sent on. */
function keepState() {
  history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(state))}`);
}

function stateOfAddress() {
  try {
    const kept = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    return typeof kept.scenario === "string" ? { ...fresh(kept.scenario), ...kept } : null;
  } catch {
    return null;
  }
}

/** Saves something as a file. */
function save(name, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text])), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

async function saveAnswer(path, ending, extra) {
  const reply = await call(path, { method: "POST", body: put(extra) });
  if (reply.ok) save(`${state.kind}.${ending}`, await reply.text());
  else fail(await reply.json());
}

/** Writes what is chosen as a scenario file that extends the one that is open. */
function scenarioFile() {
  const demand = ownDemand();
  const lines = ["schema = 1", `extends = ${JSON.stringify(content.file)}`];
  if (state.date && state.date !== content.date) lines.push(`date = ${state.date}`);
  const written = (value) => (/^-?\d+(\.\d+)?$/.test(value) ? value : JSON.stringify(value));
  if (demand) {
    lines.push("", "[[demand]]", `from = ${JSON.stringify(demand.from)}`, `to = ${JSON.stringify(demand.to)}`);
    if (demand.tonnes_per_year) lines.push(`tonnes_per_year = ${demand.tonnes_per_year}`);
  }
  const switches = Object.entries(state.switches).map(([name, isOn]) => `${JSON.stringify(name)} = ${isOn}`);
  if (switches.length) lines.push("", "[switches]", ...switches);
  const set = [...Object.entries(state.set), ...state.off.map((own) => own.split("="))]
    .map(([path, value]) => `${JSON.stringify(path)} = ${written(value)}`);
  if (set.length) lines.push("", "[set]", ...set);
  return `${lines.join("\n")}\n`;
}

/** Waits for changes of the files, as long as the page is open. */
async function listen() {
  for (;;) {
    try {
      const list = await (await call(`/api/events?since=${reading}`)).json();
      const isNew = list.reading > reading && reading > 0;
      reading = list.reading;
      const own = list.scenarios.find((scenario) => scenario.key === state.scenario);
      if (isNew && own?.problems.length) fail({ error: "", problems: own.problems });
      else if (isNew && own && own.reading !== content?.reading && (await open(state.scenario))) ask();
    } catch {
      $("status").textContent = say("gone");
      await new Promise((wake) => setTimeout(wake, 2000));
    }
  }
}

async function begin() {
  const list = await (await call("/api/scenarios")).json();
  const titles = new Map(list.scenarios.map(({ key, title }) => [key, title]));
  const known = [...titles.keys(), ...list.shipped];
  const kept = stateOfAddress();
  const language = Object.keys(LANGS).find((own) => navigator.language.startsWith(own)) ?? "en";
  state = { ...fresh(known[0]), lang: language };
  if (kept && known.includes(kept.scenario)) state = { ...kept, lang: kept.lang in LANGS ? kept.lang : language };
  options($("scenario"), known.map((key) => [key, titles.has(key) ? `${key}: ${titles.get(key)}` : key]), state.scenario);
  if (!(await open(state.scenario))) return;
  if (!token) fail({ error: say("no-token"), problems: [] });
  else ask();
  listen();
}

$("question").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
const chooses = (id, act) => $(id).addEventListener("change", (event) => {
  act(event.target.value);
  layOut();
  ask();
});
chooses("kind", (kind) => { state.kind = kind; });
for (const name of Object.keys(FIELDS)) chooses(name, (own) => { state[name] = name === "fastest" ? $(name).checked : own; });
chooses("from", (key) => { state.from = key; });
chooses("to", (key) => { state.to = key; });
chooses("date", (day) => { state.date = day; });
chooses("lang", (own) => { state.lang = own; });
chooses("form", (form) => {
  if (form === content.form) delete state.set["cargo.form"];
  else state.set["cargo.form"] = form;
});
$("lot").addEventListener("input", (event) => setFigure("cargo.lot_t", event.target.value, event.target));
$("tonnes").addEventListener("input", (event) => {
  const path = tonnesPath();
  if (path) setFigure(path, event.target.value, event.target);
  else {
    state.tonnes = event.target.value.trim().replace(",", ".");
    ask();
  }
});
$("search").addEventListener("input", search);
$("rule-search").addEventListener("input", rules);
$("scenario").addEventListener("change", async (event) => {
  if (await open(event.target.value)) ask();
});
$("reset").addEventListener("click", () => {
  state = fresh(state.scenario);
  layOut();
  ask();
});
$("cancel").addEventListener("click", async () => {
  sequence += 1;
  await endJob();
  $("answer").setAttribute("aria-busy", "false");
  $("status").textContent = say("given-up");
});
$("as-json").addEventListener("click", () => saveAnswer("/api/answer", "json", {}));
$("as-markdown").addEventListener("click", () => saveAnswer("/api/page", "md", { markdown: true }));
$("as-request").addEventListener("click", () => save("request.json", `${JSON.stringify(request(), null, 2)}\n`));
$("as-scenario").addEventListener("click", () => save("own.toml", scenarioFile()));
begin().catch(() => fail({ error: say("gone"), problems: [] }));
