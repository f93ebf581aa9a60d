// Solves a case again in the page: prices by the recorded steps, totals by the tape, one route by a search in the graph.
//
// The numbers are those of the program to the last millionth: both do the same additions, products, quotients, comparisons
// and roundings of doubles in the same order, and money is in whole millionths, whose sums are exact below 2^53.
"use strict";

const Live = (() => {
  const NONE = 0xffffff;
  const NUMBERS_OF_A_CLASS = 18;
  const PART_COUNT = 11;
  const [TOTAL, PARTS, HOURS, CO2E, HIRE] = [0, 1, 12, 16, 17];
  const [STORAGE, HOLDING, EQUIPMENT] = [5, 6, 9];
  const BILLION = 1e9;

  function bytes(text) {
    const raw = atob(text);
    const out = new Uint8Array(raw.length);
    for (let place = 0; place < raw.length; place += 1) out[place] = raw.charCodeAt(place);
    return out;
  }

  /** Whole numbers of three bytes each, the lowest first. */
  function numbers(text) {
    const raw = bytes(text);
    const out = new Uint32Array(raw.length / 3);
    for (let place = 0; place < out.length; place += 1) {
      out[place] = raw[3 * place] | (raw[3 * place + 1] << 8) | (raw[3 * place + 2] << 16);
    }
    return out;
  }

  function doubles(text) {
    const raw = bytes(text);
    const view = new DataView(raw.buffer);
    return Float64Array.from({ length: raw.length / 8 }, (_, place) => view.getFloat64(8 * place, true));
  }

  /** Every `count`-th number from one on. */
  const column = (list, count, from) =>
    Uint32Array.from({ length: list.length / count }, (_, place) => list[count * place + from]);

  const billionths = (value) => Math.round(value * BILLION);

  class Case {
    constructor(data) {
      this.data = data;
      this.figures = data.figures;
      this.start = Float64Array.from(data.figures, (figure) => Number(figure.value));
      this.figureOf = new Map(data.figures.map((figure, number) => [figure.path, number]));
      const { prices, tape, graph } = data;
      const steps = numbers(prices.steps);
      this.kinds = Uint8Array.from(column(steps, 4, 0));
      [this.to, this.left, this.right] = [1, 2, 3].map((from) => column(steps, 4, from));
      this.slots = new Float64Array(prices.slots);
      const constants = doubles(prices.constants);
      numbers(prices.constant_slots).forEach((slot, place) => { this.slots[slot] = constants[place]; });
      this.figureSlots = numbers(prices.figure_slots);
      this.classes = numbers(prices.classes);

      const tapeSteps = numbers(tape.steps);
      [this.or, this.first, this.second] = [0, 1, 2].map((from) => column(tapeSteps, 3, from));
      this.firstSlot = tape.first;
      const tapeConstants = doubles(tape.constants);
      const inputs = numbers(tape.inputs);
      [this.inputClasses, this.inputSlots] = [0, 1].map((from) => column(inputs, 2, from));
      this.answers = numbers(tape.answers);
      const constantSlots = numbers(tape.constant_slots);
      const given = maximum([...constantSlots, ...this.inputSlots]) + 1;
      this.values = new Float64Array(Math.max(tape.first + this.or.length, given));
      constantSlots.forEach((slot, place) => { this.values[slot] = tapeConstants[place]; });

      const arcs = numbers(graph.arcs);
      [this.tails, this.heads, this.arcClasses, this.arcActions] = [0, 1, 2, 3].map((from) => column(arcs, 4, from));
      this.firstOut = new Uint32Array(graph.nodes + 1);
      for (const tail of this.tails) this.firstOut[tail + 1] += 1;
      for (let node = 0; node < graph.nodes; node += 1) this.firstOut[node + 1] += this.firstOut[node];
      const questions = numbers(graph.questions);
      this.questions = Array.from({ length: questions.length / 5 }, (_, place) => {
        const [demand, corridor, form, source, target] = questions.subarray(5 * place, 5 * place + 5);
        return { demand, corridor, form: graph.forms[form], source, target: target === NONE ? null : target };
      });
      this.usedClasses = Uint32Array.from(new Set(this.arcClasses));
      this.search = new Search(graph.nodes);
    }

    /** Prices every move at some values of the figures; says why where that cannot be counted. */
    price(values) {
      const { slots, kinds, to, left, right, figureSlots } = this;
      for (let figure = 0; figure < figureSlots.length; figure += 1) {
        if (figureSlots[figure] !== NONE) slots[figureSlots[figure]] = values[figure];
      }
      for (let step = 0; step < kinds.length; step += 1) {
        const a = slots[left[step]];
        const b = slots[right[step]];
        switch (kinds[step]) {
          case 0: slots[to[step]] = a + b; break;
          case 1: slots[to[step]] = a * b; break;
          case 2: slots[to[step]] = a / b; break;
          case 3: slots[to[step]] = a < b ? a : b; break;
          case 4: slots[to[step]] = a > b ? a : b; break;
          default: slots[to[step]] = Math.floor(a);
        }
      }
      for (const number of this.usedClasses) {
        const total = this.number(number, TOTAL);
        if (total < 0) return "below-nothing";
        if (!(total <= this.data.max_move_micros) || !(this.hours(number) <= this.data.max_move_h)) return "beyond-counting";
      }
      return null;
    }

    /** A number of a class: its total, its parts, its hours, its CO2e, its hire. */
    number(number, which) {
      return this.slots[this.classes[NUMBERS_OF_A_CLASS * number + which]];
    }

    hours(number) {
      let sum = 0;
      for (let kind = 0; kind < 4; kind += 1) sum += this.number(number, HOURS + kind);
      return sum;
    }

    /**
     * Answers every question at some values of the figures: the least total of each demand by each corridor in whole
     * millionths, by the key `demand corridor`; infinite where there is no route. Routes are asked for afterwards.
     */
    solve(values) {
      const refused = this.price(values);
      if (refused !== null) return { refused, totals: new Map() };
      const { or, first, second, firstSlot, values: own } = this;
      for (let input = 0; input < this.inputSlots.length; input += 1) {
        own[this.inputSlots[input]] = this.number(this.inputClasses[input], TOTAL);
      }
      for (let step = 0; step < or.length; step += 1) {
        const known = own[or[step]];
        const sum = own[first[step]] + own[second[step]];
        own[firstSlot + step] = known < sum ? known : sum;
      }
      const totals = new Map();
      this.questions.forEach(({ demand, corridor }, place) => {
        const key = `${demand} ${corridor}`;
        const total = this.answers[place] === NONE ? Infinity : own[this.answers[place]];
        if (!(totals.get(key) <= total)) totals.set(key, total);
      });
      return { refused: null, totals };
    }

    /** The cheapest route of a demand by a corridor at the prices that were solved last; null where there is none. */
    route(demand, corridor, values) {
      let best = null;
      for (const question of this.questions) {
        if (question.demand !== demand || question.corridor !== corridor || question.target === null) continue;
        const found = this.search.run(this, question.source, question.target);
        if (found !== null && (best === null || isBelow(found, best.found))) best = { found, question };
      }
      return best === null ? null : this.itinerary(best.found, best.question, values);
    }

    km(leg, values) {
      const { figure, km } = this.data.legs[leg];
      return figure === null ? km : values[figure];
    }

    /** Writes out a path as the program does: its steps, and the sums over all moves. */
    itinerary(path, question, values) {
      const { legs, graph } = this.data;
      const steps = [];
      const km = { rail: 0, road: 0, sea: 0, waterway: 0 };
      const sums = { parts: new Array(PART_COUNT).fill(0), hours: [0, 0, 0, 0], co2e: 0 };
      let [boarding, rides] = [null, false];
      const stay = (kind, place, mode, number) => ({
        kind, from: place, to: place, through: [place], mode, legs: [], tariff: null, service: null, km: 0,
        parts: Array.from({ length: PART_COUNT }, (_, part) => this.number(number, PARTS + part)),
        hours: Array.from({ length: 4 }, (_, hours) => billionths(this.number(number, HOURS + hours))),
        co2e: this.number(number, CO2E),
      });
      for (const arc of path.arcs) {
        const [number, action] = [this.arcClasses[arc], graph.actions[this.arcActions[arc]]];
        const step = stay(action.kind, action.place, action.mode, number);
        step.parts.forEach((part, place) => { sums.parts[place] += part; });
        step.hours.forEach((hours, place) => { sums.hours[place] += hours; });
        sums.co2e += billionths(step.co2e);
        const wasRiding = rides;
        rides = false;
        if (action.kind === "alight") continue;
        if (action.kind === "board") {
          boarding = { parts: step.parts, waiting: null };
          if (step.hours.some((hours) => hours > 0) || step.parts[STORAGE] !== 0) {
            const parts = new Array(PART_COUNT).fill(0);
            for (const part of [STORAGE, HOLDING]) parts[part] = step.parts[part];
            parts[EQUIPMENT] = this.number(number, HIRE);
            boarding = { parts: step.parts.map((part, place) => part - parts[place]), waiting: true };
            steps.push({ ...step, kind: "wait", parts, service: action.service });
          }
          continue;
        }
        if (action.kind === "move" || action.kind === "haul") {
          step.kind = "ride";
          [step.tariff, step.service] = [action.tariff, action.service];
          for (const leg of action.legs) {
            const length = billionths(this.km(leg, values));
            step.through.push(legs[leg].ends[1]);
            step.legs.push(leg);
            step.km += length;
            km[action.mode] += length;
            step.to = legs[leg].ends[1];
          }
          if (action.kind === "move" && boarding !== null) {
            step.parts = step.parts.map((part, place) => part + boarding.parts[place]);
            boarding = null;
          }
          if (action.kind === "move" && wasRiding) extend(steps[steps.length - 1], step); else steps.push(step);
          rides = action.kind === "move";
          continue;
        }
        if (action.kind === "cross") {
          const [leg] = action.legs;
          step.to = legs[leg].ends[1];
          step.through = [step.from, step.to];
          step.legs = [leg];
        }
        steps.push(step);
      }
      for (const step of steps) step.total = step.parts.reduce((sum, part) => sum + part, 0);
      return { total: path.cost, form: question.form, steps, km, ...sums };
    }
  }

  function extend(last, step) {
    last.through.push(...step.through.slice(1));
    last.legs.push(...step.legs);
    last.km += step.km;
    last.hours = last.hours.map((hours, place) => hours + step.hours[place]);
    last.parts = last.parts.map((part, place) => part + step.parts[place]);
    last.co2e += step.co2e;
    last.to = step.to;
  }

  function maximum(list) {
    let most = 0;
    for (const number of list) if (number > most) most = number;
    return most;
  }

  /** Whether a label comes before another: less cost, then fewer transfers, then fewer seconds, then fewer moves. */
  const isBelow = (one, other) =>
    one.cost < other.cost
    || (one.cost === other.cost
      && (one.transfers < other.transfers || (one.transfers === other.transfers && one.rest < other.rest)));

  const isSame = (one, other) =>
    one.cost === other.cost && one.transfers === other.transfers && one.rest === other.rest;

  /** Dijkstra's search with the ties of the program: of equally good arcs into a node the first. */
  class Search {
    constructor(nodes) {
      this.labels = new Array(nodes).fill(null);
      this.parents = new Int32Array(nodes).fill(-1);
    }

    run(own, source, target) {
      const { labels, parents } = this;
      labels.fill(null);
      parents.fill(-1);
      labels[source] = { cost: 0, transfers: 0, rest: 0 };
      const heap = new Heap();
      heap.push(labels[source], source);
      const settled = new Uint8Array(labels.length);
      for (let node = heap.pop(); node !== -1; node = heap.pop()) {
        if (settled[node]) continue;
        settled[node] = 1;
        if (node === target) break;
        const label = labels[node];
        for (let arc = own.firstOut[node]; arc < own.firstOut[node + 1]; arc += 1) {
          const number = own.arcClasses[arc];
          const { kind } = own.data.graph.actions[own.arcActions[arc]];
          const through = {
            cost: label.cost + own.number(number, TOTAL),
            transfers: label.transfers + (kind === "tranship" || kind === "gauge" ? 1 : 0),
            rest: label.rest + Math.round(own.hours(number) * 3600) * 4096 + 1,
          };
          const head = own.heads[arc];
          const known = labels[head];
          if (known === null || isBelow(through, known)) {
            labels[head] = through;
            parents[head] = arc;
            heap.push(through, head);
          } else if (isSame(through, known) && arc < parents[head] && head !== source) {
            parents[head] = arc;
          }
        }
      }
      if (labels[target] === null) return null;
      const arcs = [];
      for (let node = target; parents[node] !== -1; node = own.tails[parents[node]]) arcs.push(parents[node]);
      return { ...labels[target], arcs: arcs.reverse() };
    }
  }

  /** A heap of labels; a node whose label fell is in it twice, and settled the first time. */
  class Heap {
    constructor() {
      this.items = [];
    }

    push(label, node) {
      const { items } = this;
      let place = items.length;
      items.push(null);
      while (place > 0) {
        const above = (place - 1) >> 1;
        if (!isBelow(label, items[above].label)) break;
        items[place] = items[above];
        place = above;
      }
      items[place] = { label, node };
    }

    pop() {
      const { items } = this;
      if (items.length === 0) return -1;
      const { node } = items[0];
      const last = items.pop();
      if (items.length > 0) {
        let place = 0;
        for (;;) {
          let below = 2 * place + 1;
          if (below >= items.length) break;
          if (below + 1 < items.length && isBelow(items[below + 1].label, items[below].label)) below += 1;
          if (!isBelow(items[below].label, last.label)) break;
          items[place] = items[below];
          place = below;
        }
        items[place] = last;
      }
      return node;
    }
  }

  return { Case };
})();

if (typeof module !== "undefined") module.exports = Live;
