// The pictures that follow figures that are moved: staircase, waterfall and map of the routes of now, laid out as the program
// lays out its own, and rendered by draw.js.
"use strict";

const Pictures = (() => {
  const [MIN_SHARE, MIN_LABELLED] = [0.012, 0.03];
  const HALF = 0.34;
  const [BILLION, MICRO, HOURS_IN_DAY] = [1e9, 1e6, 24];
  const PARTS = ["rail_haulage", "road_haulage", "sea_haulage", "handling", "border", "storage", "holding", "loss", "carbon",
    "equipment", "support"];
  const TINTS = ["first", "second", "third", "fourth"];
  const GLYPHS = ["disc", "square", "triangle", "diamond"];

  const dash = (mode) => (mode === "sea" ? "dashed" : mode === "waterway" ? "mixed" : mode === "road" ? "dotted" : "solid");
  const label = (at, text, side) => ({ label: { at, text, tint: "ink", side } });
  const total_h = (step) => step.hours.reduce((sum, hours) => sum + hours, 0);
  const days_of = (hours) => hours / (HOURS_IN_DAY * BILLION);

  /** A name without what is in brackets behind it. */
  function short(name) {
    const ends = [name.indexOf("("), name.indexOf("（")].filter((end) => end > 0);
    return (ends.length > 0 ? name.slice(0, Math.min(...ends)) : name).trimEnd();
  }

  /** Whether the cargo goes the same way in the same form. */
  function isSameRoute(one, other) {
    return one.form === other.form && JSON.stringify(one.steps) === JSON.stringify(other.steps);
  }

  class Rivals {
    constructor(page, routes) {
      [this.page, this.routes] = [page, routes];
      this.words = page.pictureLanguage;
      this.currency = page.start.currency;
      const order = routes.map((_, corridor) => corridor).filter((corridor) => routes[corridor] !== null);
      order.sort((one, other) => routes[one].total - routes[other].total || one - other);
      const others = order.slice(1).filter((corridor) => !isSameRoute(routes[corridor], routes[order[0]]));
      const rival = others.includes(page.start.baseline) ? page.start.baseline : others[0];
      this.pair = rival === undefined ? order.slice(0, 1) : [order[0], rival];
    }

    title(corridor) {
      return this.page.start.corridors[corridor].title;
    }

    tint(corridor) {
      return TINTS[corridor] ?? "other";
    }

    glyph(corridor) {
      return GLYPHS[corridor] ?? "ring";
    }

    days(corridor) {
      return days_of(total_h(this.routes[corridor]));
    }

    place(number) {
      return short(this.page.name(number));
    }

    finding(knowsTime) {
      const { words, currency, routes } = this;
      const [leader, rival] = this.pair;
      if (rival === undefined) {
        return words.say("finding.alone", { leader: this.title(leader), total: words.money(routes[leader].total), currency });
      }
      const days = (total_h(routes[leader]) - total_h(routes[rival])) / (HOURS_IN_DAY * BILLION);
      const key = !knowsTime ? "finding.cheaper" : days <= -0.05 ? "finding.faster" : days >= 0.05 ? "finding.slower" : "finding.as_fast";
      return words.say(key, {
        leader: this.title(leader), rival: this.title(rival), currency,
        amount: words.money(routes[rival].total - routes[leader].total), days: words.drawn(Math.abs(days), 1),
      });
    }

    /** The names of both ends of a ride: what is in brackets is said where the rest is the same. */
    ends({ from, to }) {
      const [one, other] = [this.place(from), this.place(to)];
      return one === other ? { from: this.page.name(from), to: this.page.name(to) } : { from: one, to: other };
    }

    get semicolon() {
      return this.words.lang === "zh" ? "；" : "; ";
    }

    modes() {
      const rides = this.pair.flatMap((corridor) => this.routes[corridor].steps).filter((step) => step.kind === "ride");
      const used = [...new Set(rides.map((step) => step.mode))].sort();
      return used.map((mode) => ({ text: this.words.say(`mode.${mode}`), tint: "ink", sample: { stroke: dash(mode) } }));
    }
  }

  function staircase(start, own) {
    const { words, currency } = own;
    const knowsTime = start.panels.length > 1;
    const keys = own.pair.map((corridor) => ({
      text: words.say(knowsTime ? "staircase.key" : "staircase.key.no_time", {
        corridor: own.title(corridor), total: words.money(own.routes[corridor].total), currency,
        days: words.drawn(own.days(corridor), 1),
      }),
      tint: own.tint(corridor),
      sample: { marked: own.glyph(corridor) },
    }));
    const measures = [(step) => step.total / MICRO, (step) => days_of(total_h(step))];
    const panels = measures.slice(0, start.panels.length).map((measure, place) => {
      const [marks, labels] = [[], []];
      for (const corridor of own.pair) climb(own, corridor, measure, marks, labels);
      labels.sort(([one], [other]) => (one === other ? 0 : other - one));
      return { ...start.panels[place], marks: [...marks, ...labels.map(([, mark]) => mark)] };
    });
    return {
      ...start, title: own.finding(knowsTime), legend: [...keys, ...own.modes()], panels,
      summary: `${words.say("staircase.summary")} ${keys.map((key) => key.text).join(own.semicolon)}.`,
    };
  }

  /** Draws one route: a line for each ride, a step for all that happens at one place. */
  function climb(own, corridor, measure, marks, labels) {
    const { steps } = own.routes[corridor];
    const [tint, glyph] = [own.tint(corridor), own.glyph(corridor)];
    const total = steps.reduce((sum, step) => sum + measure(step), 0);
    const isLong = (step) => step.kind === "ride" && step.km / BILLION >= 0.05;
    let at = [0, 0];
    for (let from = 0; from < steps.length;) {
      const isRide = isLong(steps[from]);
      let end = from + 1;
      while (!isRide && end < steps.length && !isLong(steps[end])) end += 1;
      const group = steps.slice(from, end);
      from = end;
      const amount = group.reduce((sum, step) => sum + measure(step), 0);
      const to = [at[0] + (isRide ? group[0].km / BILLION : 0), at[1] + amount];
      const tip = isRide ? ride(own, group[0], amount) : stop(own, group, measure, amount, total);
      marks.push({ line: { at: [at, to], tint, paint: isRide ? "line" : "thick", dash: isRide ? dash(group[0].mode) : "solid", tip } });
      if (!isRide && Math.abs(amount) > total * MIN_SHARE) {
        marks.push({ point: { at: to, tint, glyph } });
      }
      if (!isRide && Math.abs(amount) > total * MIN_LABELLED) {
        labels.push([Math.abs(amount), label([at[0], at[1] + amount / 2], tip, "any")]);
      }
      at = to;
    }
    labels.push([Infinity, label(at, own.words.drawn(total, 1), "above")]);
  }

  function ride(own, step, amount) {
    const { words } = own;
    return words.say("ride", {
      from: own.place(step.from), to: own.place(step.to), mode: step.mode === null ? "" : words.say(`mode.${step.mode}`),
      km: words.drawn(step.km / BILLION, 0), amount: words.drawn(amount, 1),
    });
  }

  function stop(own, steps, measure, amount, total) {
    const acts = [];
    let [place, most] = [steps[0].from, 0];
    for (const step of steps) {
      const share = Math.abs(measure(step));
      if (share > most) [most, place] = [share, step.from];
      if (share > total * MIN_SHARE && step.kind !== "ride") {
        const act = own.words.say(`act.${step.kind}`);
        if (!acts.includes(act)) acts.push(act);
      }
    }
    const [colon, comma] = own.words.lang === "zh" ? ["：", "、"] : [": ", ", "];
    return `${own.place(place)}${acts.length === 0 ? "" : colon + acts.join(comma)} ${amount < 0 ? "" : "+"}${own.words.drawn(amount, 1)}`;
  }

  function waterfall(start, own) {
    const { words, currency, routes } = own;
    const [leader, rival] = own.pair;
    if (rival === undefined) return null;
    const title = words.say("waterfall.title", {
      leader: own.title(leader), rival: own.title(rival), amount: words.money(routes[rival].total - routes[leader].total), currency,
    });
    const signed = (amount) => (amount > 0 ? "+" : "") + words.money(amount);
    const money = (amount) => `${words.money(amount)} ${currency}`;
    const [names, marks] = [[own.title(leader)], []];
    const bar = (row, x, tint, text) => {
      marks.push({ line: { at: [[x[1], row], [x[1], row + 1]], tint: "muted", paint: "thin", dash: "solid" } });
      marks.push({ rect: { x, y: [row - HALF, row + HALF], tint, paint: "fill", tip: text } });
      marks.push(label([Math.max(...x), row], text, "right"));
    };
    bar(0, [0, routes[leader].total / MICRO], own.tint(leader), money(routes[leader].total));
    const listed = [];
    let sum = routes[leader].total;
    PARTS.forEach((part, place) => {
      const amount = routes[rival].parts[place] - routes[leader].parts[place];
      if (amount === 0) return;
      bar(names.length, [sum / MICRO, (sum + amount) / MICRO], amount > 0 ? "bad" : "good", signed(amount));
      names.push(words.say(`part.${part}`));
      listed.push(`${names[names.length - 1]} ${signed(amount)}`);
      sum += amount;
    });
    bar(names.length, [0, routes[rival].total / MICRO], own.tint(rival), money(routes[rival].total));
    marks.splice(marks.length - 3, 1);
    names.push(own.title(rival));
    const legend = start.legend.map((key, place) => ({
      ...key, text: words.say(place === 0 ? "waterfall.dearer" : "waterfall.cheaper", { rival: own.title(rival) }),
    }));
    const [panel] = start.panels;
    return {
      ...start, title, legend, summary: `${words.say("waterfall.summary")} ${listed.join(own.semicolon)}.`,
      panels: [{ ...panel, y: { ...panel.y, names }, marks }],
    };
  }

  /** Draws what each figure does to the difference, all others as they are now; nothing where it cannot be counted. */
  function tornado(start, own) {
    const { page, words } = own;
    const { corridor, against, rows } = page.start.drivers;
    const title = (at) => page.start.corridors[at].title;
    const values = page.values();
    const difference = () => {
      const { totals } = page.live.solve(values);
      const [one, other] = [corridor, against].map((at) => totals.get(`${page.start.demand} ${at}`) ?? Infinity);
      return Number.isFinite(one) && Number.isFinite(other) ? one - other : null;
    };
    const central = difference();
    const [marks, lines] = [[], []];
    const [panel] = start.panels;
    const bar = (row, x, paint, tip) => marks.push({ rect: { x, y: [row - HALF, row + HALF], tint: "difference", paint, tip } });
    for (const [row, { path, ends }] of rows.entries()) {
      const figure = page.live.figureOf.get(path);
      if (figure === undefined || central === null) return null;
      const now = values[figure];
      const reached = ends.map((end) => {
        values[figure] = end;
        return difference();
      });
      values[figure] = now;
      if (reached.includes(null)) return null;
      const [low, high] = reached.map((micros) => micros / MICRO);
      const middle = central / MICRO;
      const reach = `${words.drawn(low, 1)} \u2026 ${words.drawn(high, 1)}`;
      bar(row, [middle, low], "soft", reach);
      bar(row, [middle, high], "fill", reach);
      const { text } = start.panels[0].marks[3 * row + 2].label;
      marks.push(label([Math.max(low, high, middle), row], text, "right"));
      lines.push(`${panel.y.names[row]} (${text}): ${reach}`);
    }
    marks.push({ rule: { value: central / MICRO, upright: true, tint: "ink", dash: "dotted" } });
    const amount = (central > 0 ? "+" : "") + words.money(central);
    const said = words.say("tornado.title", {
      corridor: title(corridor), against: title(against), amount, currency: own.currency,
    });
    return { ...start, title: said, summary: `${said}. ${lines.join(own.semicolon)}.`, panels: [{ ...panel, marks }] };
  }

  /** Leads a line around land as far as the program has found its ways. */
  function byWater(known, places, through, straight) {
    const way = [];
    for (let stop = 1; stop < through.length; stop += 1) {
      const part = known.get(`${places[through[stop - 1]].key} ${places[through[stop]].key}`);
      if (part === undefined) return straight;
      for (const [x, y] of part) {
        const last = way[way.length - 1];
        if (last === undefined || last[0] !== x || last[1] !== y) way.push([x, y]);
      }
    }
    return way;
  }

  /** The map of the start with the routes of now. */
  function map(start, own) {
    const { places } = own.page.live.data;
    const [panel] = start.panels;
    const origin = own.routes[own.pair[0]].steps[0].from;
    const centre = places[origin].degrees === null ? 0 : places[origin].degrees[0];
    const at = (place) => {
      const { degrees } = places[place];
      if (degrees === null) return null;
      return [degrees[0] - Math.floor((degrees[0] - centre + 180) / 360) * 360, degrees[1]];
    };
    const known = own.page.seaWays;
    const [lines, points, labels, named] = [[], [], [], new Set()];
    const add = (place, tint, glyph) => {
      const position = at(place);
      if (position === null || named.has(place)) return;
      named.add(place);
      points.push({ point: { at: position, tint, glyph, tip: own.place(place) } });
      labels.push(label(position, own.place(place), "any"));
    };
    for (const corridor of own.pair) {
      const { steps } = own.routes[corridor];
      for (const step of steps.filter((one) => one.kind === "ride")) {
        let way = step.through.map(at).filter((position) => position !== null);
        if (way.length < 2) continue;
        if (step.mode === "sea") way = byWater(known, places, step.through, way);
        const tip = own.words.say("ride.km", { ...own.ends(step), km: own.words.drawn(step.km / BILLION, 0) });
        lines.push({ line: { at: way, tint: own.tint(corridor), paint: "line", dash: dash(step.mode), tip } });
      }
      for (const end of [steps[0].from, steps[steps.length - 1].to]) add(end, "ink", "ring");
      for (const step of steps.filter((one) => one.kind !== "ride")) {
        const isBorder = step.kind === "cross" && step.mode !== "sea";
        add(step.from, isBorder ? "ink" : own.tint(corridor), isBorder ? "bar" : own.glyph(corridor));
      }
    }
    const land = panel.marks.filter((mark) => mark.polygon !== undefined);
    const keys = own.pair.map((corridor) => ({ text: own.title(corridor), tint: own.tint(corridor), sample: { marked: own.glyph(corridor) } }));
    const border = points.some(({ point }) => point.glyph === "bar") ? [{ text: own.words.say("map.border"), tint: "ink", sample: { point: "bar" } }] : [];
    const [leader, rival] = own.pair.map((corridor) => own.title(corridor));
    const title = rival === undefined ? own.words.say("map.title.alone", { leader }) : own.words.say("map.title", { leader, rival });
    return {
      ...start, title, legend: [...keys, ...own.modes(), ...border], summary: `${title}. ${own.words.say("map.summary")}`,
      panels: [{ ...panel, marks: [...land, ...lines, ...points, ...labels] }],
    };
  }

  /** Draws what takes many solutions, and so follows when a figure rests. */
  function ofRest(page, routes) {
    const own = new Rivals(page, routes);
    const { drivers } = page.start.drawings;
    return drivers === null || own.pair.length === 0 ? {} : { drivers: tornado(drivers, own) };
  }

  /** Draws what the start has drawn; nothing where no corridor has a route. */
  function of(page, routes) {
    const own = new Rivals(page, routes);
    const { drawings } = page.start;
    if (own.pair.length === 0) return {};
    const drawn = (make, start) => (start === null ? null : make(start, own));
    return {
      staircase: drawn(staircase, drawings.staircase), waterfall: drawn(waterfall, drawings.waterfall),
      map: drawn(map, drawings.map),
    };
  }

  return { of, ofRest, short, isSameRoute };
})();

if (typeof module !== "undefined") module.exports = Pictures;
