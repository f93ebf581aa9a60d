// The page follows the figures that its reader moves: answer, cards, tables and pictures, all from one solution.
"use strict";

(() => {
  const PARTS = 11;
  /** The most figures that a search lists. */
  const MAX_FOUND = 12;
  /** A limit beyond which a column has none to speak of. */
  const HUGE = 1e6;
  /** The milliseconds within which moves of one figure are undone together. */
  const TOGETHER_MS = 1500;
  /** How long a figure rests before the pictures that take many solutions follow. */
  const REST_MS = 120;
  const [BILLION, HOURS_IN_DAY] = [1e9, 24];
  const byId = (id) => document.getElementById(id);

  async function begin() {
    const start = JSON.parse(byId("start").textContent);
    const packed = Uint8Array.from(atob(byId("arithmetic").textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const live = new Live.Case(JSON.parse(await new Response(stream).text()));
    const page = new ReportPage(start, live);
    // What tests read.
    globalThis.corridorReport = page;
    page.show();
    document.documentElement.dataset.ready = "yes";
  }

  class ReportPage {
    constructor(start, live) {
      this.start = start;
      this.live = live;
      this.language = new Words.Language(start.lang, start.messages);
      this.pictureLanguage = new Words.Language(start.lang, start.drawing_messages);
      this.perT = start.unit_per_t;
      this.seaWays = new Map(start.sea_ways.map(({ ends, at }) => [ends.join(" "), at]));
      /** The figures that were moved: their numbers with the values as text. */
      this.moved = new Map();
      this.done = [];
      this.undone = [];
      this.sliders = new Map();
      this.original = new Map([...document.querySelectorAll("[data-live]")].map((cell) => [cell, cell.textContent]));
      this.began = byId("begins").textContent;
      this.pending = false;
      this.build();
      this.first = this.solve();
      this.read(location.hash);
    }

    // --- what is solved

    values() {
      const values = Float64Array.from(this.live.start);
      for (const [figure, text] of this.moved) values[figure] = Number(text);
      return values;
    }

    /** Solves at the figures as they are now: the refusal, or a route for each corridor. */
    solve() {
      const values = this.values();
      const solved = this.live.solve(values);
      if (solved.refused !== null) return { refused: solved.refused, routes: [] };
      const routes = this.start.corridors.map((_, corridor) => this.live.route(this.start.demand, corridor, values));
      return { refused: null, routes };
    }

    // --- controls

    build() {
      byId("live").hidden = false;
      for (const { path, turns_at: turns } of this.start.sliders) this.addSlider(path, turns);
      byId("search").addEventListener("input", (event) => this.find(event.target.value));
      byId("reset").addEventListener("click", () => this.change(new Map()));
      byId("undo").addEventListener("click", () => this.step(this.done, this.undone));
      byId("redo").addEventListener("click", () => this.step(this.undone, this.done));
      globalThis.addEventListener("hashchange", () => this.read(location.hash));
    }

    /** Lists the figures that have all the words in their name or path; one that is chosen gets a slider. */
    find(text) {
      const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
      const isMeant = (figure) => words.every((word) => `${figure.name} ${figure.path}`.toLowerCase().includes(word));
      const found = words.length === 0 ? [] : this.live.figures.filter(isMeant).slice(0, MAX_FOUND);
      const choose = (figure) => {
        const button = element("button", { type: "button" }, `${figure.name} (${this.unit(figure)}) ${figure.path}`);
        button.addEventListener("click", () => {
          this.addSlider(figure.path, []);
          byId("search").value = "";
          byId("found").replaceChildren();
          this.sliders.get(this.live.figureOf.get(figure.path)).range.focus();
        });
        const item = element("li", {});
        item.append(button);
        return item;
      };
      const none = words.length > 0 && found.length === 0;
      byId("found").replaceChildren(...(none ? [element("li", {}, this.language.say("live.none_found"))] : found.map(choose)));
    }

    unit(figure) {
      return this.start.units[figure.unit] ?? figure.unit;
    }

    addSlider(path, turns) {
      const figure = this.live.figureOf.get(path);
      if (this.sliders.has(figure)) return;
      const own = this.live.figures[figure];
      const [low, high] = extent(own, turns);
      const row = element("div", { class: "slider" });
      const name = element("label", { for: `range-${figure}` }, own.name);
      const range = element("input", { type: "range", id: `range-${figure}`, min: 0, max: 1000, step: 1 });
      const text = element("input", { type: "text", inputmode: "decimal", "aria-label": own.name, value: own.value });
      const facts = [this.language.say("live.start", { value: this.language.written(own.value) })];
      for (const turn of turns) facts.push(this.language.say("live.turns_at", { value: this.language.written(significant(turn)) }));
      row.append(name, range, text, element("span", {}, this.unit(own)), element("span", { class: "small" }, [...facts, own.path].join(" · ")));
      byId("sliders").append(row);
      this.sliders.set(figure, { range, text, low, high, row });
      const at = () => decimal(low + ((high - low) * Number(range.value)) / 1000, high - low);
      range.addEventListener("input", () => this.preview(figure, at()));
      range.addEventListener("change", () => this.keep());
      text.addEventListener("change", () => this.type(figure, text.value));
      this.place(figure);
    }

    /** Shows a value while the slider is held; the answer follows before the next frame. */
    preview(figure, value) {
      this.before ??= new Map(this.moved);
      this.held = figure;
      this.set(this.moved, figure, value);
      this.later();
    }

    /** Ends a move: it can be undone from here on. */
    keep() {
      if (this.before === undefined) return;
      const now = performance.now();
      if (!(now - this.kept < TOGETHER_MS && this.keptFigure === this.held)) this.done.push(this.before);
      [this.kept, this.keptFigure, this.undone, this.before] = [now, this.held, [], undefined];
      this.show();
    }

    type(figure, text) {
      const own = this.live.figures[figure];
      const value = text.trim().replace(/[\s\u00a0]/g, "").replace(",", ".").replace("\u2212", "-");
      const [low, high] = own.limits;
      const isNumber = /^-?\d+(\.\d+)?$/.test(value);
      const isWithin = (low === null || Number(value) >= low) && (high === null || Number(value) <= high);
      const field = this.sliders.get(figure).text;
      const isOpen = [low, high].some((limit) => limit === null || Math.abs(limit) > HUGE);
      const help = isOpen ? this.language.say("live.number") : this.language.say("live.invalid", { low, high });
      field.setCustomValidity(isNumber && isWithin ? "" : help);
      field.setAttribute("aria-invalid", String(!(isNumber && isWithin)));
      if (!field.reportValidity()) return;
      const moved = new Map(this.moved);
      this.set(moved, figure, value);
      this.change(moved);
    }

    set(moved, figure, value) {
      if (Number(value) === Number(this.live.figures[figure].value)) moved.delete(figure); else moved.set(figure, value);
    }

    change(moved) {
      this.done.push(new Map(this.moved));
      this.undone = [];
      this.moved = moved;
      this.show();
    }

    step(from, to) {
      if (from.length === 0) return;
      to.push(new Map(this.moved));
      this.moved = from.pop();
      this.show();
    }

    place(figure) {
      const { range, text, low, high } = this.sliders.get(figure);
      const value = this.moved.get(figure) ?? this.live.figures[figure].value;
      range.value = high > low ? Math.round(((Number(value) - low) / (high - low)) * 1000) : 0;
      range.setAttribute("aria-valuetext", `${value} ${this.unit(this.live.figures[figure])}`);
      if (document.activeElement !== text) {
        text.value = value;
        text.setCustomValidity("");
        text.setAttribute("aria-invalid", "false");
      }
    }

    later() {
      if (this.pending) return;
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.show();
      });
    }

    // --- links and files

    read(hash) {
      const moved = new Map();
      for (const pair of new URLSearchParams(hash.replace(/^#/, ""))) {
        const figure = this.live.figureOf.get(pair[0]);
        if (figure === undefined || !/^-?\d+(\.\d+)?$/.test(pair[1])) continue;
        this.addSlider(pair[0], []);
        this.set(moved, figure, pair[1]);
      }
      if (hash.length > 1) {
        this.moved = moved;
        this.show();
      }
    }

    state() {
      return new URLSearchParams([...this.moved].map(([figure, text]) => [this.live.figures[figure].path, text])).toString();
    }

    scenario() {
      // To be kept beside the scenario, as most files that extend another are.
      const file = this.start.file.split(/[\\/]/).pop();
      const lines = ["schema = 1", `extends = ${JSON.stringify(file)}`, "", "[set]"];
      for (const [figure, text] of this.moved) lines.push(`${JSON.stringify(this.live.figures[figure].path)} = ${JSON.stringify(text)}`);
      return `${lines.join("\n")}\n`;
    }

    // --- what is shown

    show() {
      const solution = this.solve();
      this.solution = solution;
      const isMoved = this.moved.size > 0;
      byId("refused").hidden = solution.refused === null;
      if (solution.refused !== null) {
        byId("refused").textContent = this.language.say(`live.${solution.refused}`);
      } else {
        this.write(solution.routes, isMoved);
      }
      for (const figure of this.sliders.keys()) this.place(figure);
      byId("undo").disabled = this.done.length === 0;
      byId("redo").disabled = this.undone.length === 0;
      byId("reset").disabled = !isMoved;
      for (const id of ["link", "download"]) byId(id).hidden = solution.refused !== null;
      document.body.classList.toggle("moved", isMoved);
      byId("link").href = `#${this.state()}`;
      byId("download").href = `data:text/plain;charset=utf-8,${encodeURIComponent(this.scenario())}`;
    }

    write(routes, isMoved) {
      const ranking = rank(routes);
      byId("begins").textContent = isMoved ? this.language.say("answer.moved") : this.began;
      const groups = grouped(routes);
      const [which, by] = this.sentence(routes, ranking, groups);
      byId("sentence").textContent = which;
      if (byId("by") !== null) byId("by").textContent = by;
      byId("now").textContent = `${which}${this.language.lang === "zh" ? "" : " "}${by}`;
      for (const id of ["certainty", "reasons"]) if (byId(id) !== null) byId(id).hidden = isMoved;
      if (byId("sure") !== null) {
        this.sure ??= byId("sure").textContent;
        byId("sure").textContent = isMoved ? this.start.sure_moved : this.sure;
      }
      const texts = routes.map((route, corridor) => this.texts(route, corridor, routes, ranking));
      for (const [cell, first] of this.original) {
        const [what, ...places] = cell.dataset.live.split(" ");
        const numbers = places.map(Number);
        const own = texts[numbers[numbers.length - 1]];
        const text = isMoved ? (what === "part" ? own.parts[numbers[0]] : own[what]) : first;
        if (cell.textContent !== text) cell.textContent = text;
        cell.classList.toggle("changed", isMoved && text !== first);
      }
      routes.forEach((_, corridor) => byId(`card-${corridor}`).classList.toggle("cheapest", ranking.leaders.includes(corridor)));
      this.repeat(groups);
      this.draw(routes);
    }

    /** Shows corridors that take one route once, with the titles of all. */
    repeat(groups) {
      for (const own of document.querySelectorAll("[data-corridor]")) {
        const corridor = Number(own.dataset.corridor);
        own.hidden = groups.some((group) => group.indexOf(corridor) > 0);
      }
      const comma = this.language.lang === "zh" ? "、" : ", ";
      for (const [first, ...others] of groups) {
        const also = byId(`also-${first}`);
        also.hidden = others.length === 0;
        also.textContent = others.length === 0 ? "" : this.language.say("card.also", { others: others.map((own) => this.title(own)).join(comma) });
      }
    }

    title(corridor) {
      return this.start.corridors[corridor].title;
    }

    /** The titles of corridors that take one route: the first, and that it is the others too. */
    also([first, ...others]) {
      const comma = this.language.lang === "zh" ? "、" : ", ";
      if (others.length === 0) return this.title(first);
      return this.language.say("also", { first: this.title(first), others: others.map((own) => this.title(own)).join(comma) });
    }

    texts(route, corridor, routes, ranking) {
      const { language } = this;
      if (route === null) {
        const nothing = "–";
        const none = language.say("card.none");
        return { total: nothing, gap: none, "in-days": "", way: "", days: nothing, km: nothing, parts: new Array(PARTS).fill(nothing) };
      }
      const days = days_of(route);
      const isLeader = ranking.leaders.includes(corridor);
      const more = language.money(route.total - ranking.least);
      return {
        total: language.money(route.total),
        gap: isLeader ? language.say("card.cheapest") : language.say("card.more", { gap: more }),
        "in-days": this.start.knows_time ? language.say("card.days", { days: language.number(days, 1) }) : language.say("card.no_days"),
        days: this.start.knows_time ? language.number(days, 1) : language.say("table.not_known"),
        km: language.number(Object.values(route.km).reduce((sum, km) => sum + km, 0) / BILLION, 0),
        way: this.way(route),
        parts: language.parts(route.parts),
      };
    }

    name(place) {
      return this.live.data.places[place].names[["en", "zh", "ru"].indexOf(this.language.lang)];
    }

    /** The places where cargo is handled. */
    way(route) {
      const names = [];
      for (const { kind, from } of route.steps) {
        const name = Pictures.short(this.name(from));
        if (kind !== "ride" && kind !== "cross" && names[names.length - 1] !== name) names.push(name);
      }
      return names.join(" → ");
    }

    /** Who is cheapest, and by how much. */
    sentence(routes, ranking, groups) {
      const { language, perT } = this;
      const ranked = groups.filter(([first]) => routes[first] !== null);
      ranked.sort(([one], [other]) => routes[one].total - routes[other].total || one - other);
      if (ranked.length === 0) return [language.say("answer.none"), ""];
      const total = `${language.money(ranking.least)} ${perT}`;
      const leaders = ranked.filter(([first]) => routes[first].total === ranking.least).map((group) => this.also(group));
      const rival = ranked[leaders.length];
      const [leader] = leaders;
      let which = language.say("answer.equal", { total, leaders: this.and(leaders) });
      if (leaders.length === 1) which = language.say(rival === undefined ? "answer.alone" : "answer.leads", { leader, total });
      if (rival === undefined) return [which, language.say("by.none")];
      const [first, next] = [routes[ranked[0][0]], routes[rival[0]]];
      const more = days_of(first) - days_of(next);
      const days = language.number(Math.abs(more), 1);
      const isSame = days === language.number(0, 1);
      let key = "by.unknown";
      if (this.start.knows_time) key = isSame ? "by.as_fast" : more > 0 ? "by.slower" : "by.faster";
      return [which, language.say(key, { gap: `${language.money(next.total - first.total)} ${perT}`, rival: this.title(rival[0]), days })];
    }

    and(names) {
      if (names.length < 2) return names.join("");
      const comma = this.language.lang === "zh" ? "、" : ", ";
      return this.language.say("and", { first: names.slice(0, -1).join(comma), last: names[names.length - 1] });
    }

    draw(routes) {
      this.place_pictures(Pictures.of(this, routes));
      clearTimeout(this.rest);
      this.hasRested = false;
      this.rest = setTimeout(() => {
        this.place_pictures(Pictures.ofRest(this, routes));
        this.hasRested = true;
      }, REST_MS);
    }

    place_pictures(drawings) {
      for (const figure of document.querySelectorAll("[data-follows]")) {
        const drawing = drawings[figure.dataset.follows];
        if (drawing === undefined) continue;
        // What cannot be drawn at these values is not shown as it was.
        figure.hidden = drawing === null;
        if (drawing === null) continue;
        const narrow = { ...drawing, size: this.start.narrow[figure.dataset.follows] };
        figure.querySelector(".on-wide").innerHTML = corridorDraw(drawing, this.start.advances);
        figure.querySelector(".on-narrow").innerHTML = corridorDraw(narrow, this.start.advances);
      }
    }
  }

  const days_of = (route) => route.hours.reduce((sum, hours) => sum + hours, 0) / (HOURS_IN_DAY * BILLION);

  /** The corridors with a route from the cheapest on; of equal ones the first of the file comes first. */
  function rank(routes) {
    const order = routes.map((_, corridor) => corridor).filter((corridor) => routes[corridor] !== null);
    order.sort((one, other) => routes[one].total - routes[other].total || one - other);
    const least = order.length > 0 ? routes[order[0]].total : Infinity;
    return { order, least, leaders: order.filter((corridor) => routes[corridor].total === least) };
  }

  /** The corridors that take one route, in the order of the file. */
  function grouped(routes) {
    const groups = [];
    routes.forEach((route, corridor) => {
      const known = route === null ? undefined : groups.find(([first]) => routes[first] !== null && Pictures.isSameRoute(routes[first], route));
      if (known === undefined) groups.push([corridor]); else known.push(corridor);
    });
    return groups;
  }

  /** Writes a decimal to four significant digits, enough to look it up. */
  function significant(text) {
    const value = Number(text);
    if (value === 0) return "0";
    const places = Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(Math.abs(value)))));
    return places > 0 ? value.toFixed(places).replace(/\.?0+$/, "") : value.toFixed(0);
  }

  /** The values between which a slider moves: the bounds, the values at which the answer turns, and some room. */
  function extent(figure, turns) {
    const value = Number(figure.value);
    const known = [value, ...figure.bounds.filter((bound) => bound !== null), ...turns].map(Number);
    let [low, high] = [Math.min(...known), Math.max(...known)];
    if (low === high) [low, high] = value === 0 ? [0, 1] : [Math.min(value / 2, value * 2), Math.max(value / 2, value * 2)];
    const room = (high - low) * 0.2;
    const [least, most] = figure.limits;
    low = Math.max(low - room, least ?? -Infinity);
    if (value >= 0 && figure.bounds.every((bound) => bound === null || Number(bound) >= 0)) low = Math.max(low, 0);
    return [low, Math.min(high + room, most ?? Infinity)];
  }

  /** Writes a value with as many decimals as a thousandth of a span asks for. */
  function decimal(value, span) {
    const places = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(span))));
    const text = value.toFixed(places);
    return places > 0 ? text.replace(/\.?0+$/, "") : text;
  }

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  begin();
})();
