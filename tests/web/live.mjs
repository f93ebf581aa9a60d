// Moves random figures of a report and holds what its page answers against what the program answers: every total, every
// part, every step. Usage: node tests/web/live.mjs CORRIDOR [STATES]
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";

const Live = createRequire(import.meta.url)("../../src/web/live.js");
const run = promisify(execFile);
const [binary, states = "200"] = process.argv.slice(2);

const SCENARIOS = [
  ["scenarios/hunchun-ningbo-2019.toml", []],
  ["scenarios/jilin-maize-2017.toml", ["--from", "suifenhe", "--to", "ningbo"]],
  ["scenarios/copper-northbound-2020.toml", []],
  ["scenarios/rail-quotations-2022.toml", []],
];

/** Numbers that are the same in every run. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function corridor(...words) {
  try {
    const { stdout } = await run(binary, words, { maxBuffer: 1 << 28 });
    return JSON.parse(stdout);
  } catch (error) {
    if (error.code === 3) return { invalid: error.stderr };
    if (error.code === 4) return JSON.parse(error.stdout);
    throw error;
  }
}

/** Money as the program writes it, in whole millionths. */
const micros = (money) => {
  const [whole, fraction = ""] = String(money).replace("-", "").split(".");
  const size = Number(whole + fraction.padEnd(6, "0"));
  return String(money).startsWith("-") ? -size : size;
};

/** Billionths as the program writes them, with six places. */
const sixPlaces = (billionths) => Math.round(billionths / 1000) / 1e6;

const PARTS = ["rail_haulage", "road_haulage", "sea_haulage", "handling", "border", "storage", "holding", "loss", "carbon",
  "equipment", "support"];

function hold(answer, route, places, legs, where) {
  const [total, parts] = [micros(answer.total_per_t), PARTS.map((part) => micros(answer.parts[part]))];
  assert.equal(route.total, total, `${where}: the total of the route`);
  assert.equal(route.form, answer.form, `${where}: the form`);
  assert.deepEqual(route.parts, parts, `${where}: the parts`);
  const steps = route.steps.map((step) => ({
    kind: step.kind, from: places[step.from].key, to: places[step.to].key, through: step.through.map((own) => places[own].key),
    mode: step.mode, legs: step.legs.map((leg) => legs[leg].key), total: step.total, parts: step.parts, km: sixPlaces(step.km),
    hours: step.hours.map(sixPlaces), service: step.service, tariff: step.tariff,
  }));
  const theirs = answer.steps.map((step) => ({
    kind: step.kind, from: step.from, to: step.to, through: step.through, mode: step.mode, legs: step.legs,
    total: micros(step.total_per_t), parts: PARTS.map((part) => micros(step.parts[part])), km: step.km,
    hours: ["moving", "waiting", "handling", "border"].map((kind) => step.hours[kind]), service: step.service,
    tariff: step.tariff,
  }));
  assert.deepEqual(steps, theirs, `${where}: the steps`);
}

let [held, refused, longest] = [0, 0, 0];
for (const [scenario, select] of SCENARIOS) {
  const { live } = await corridor("report", scenario, ...select, "--format", "json", "--draws", "1");
  const page = new Live.Case(live);
  const next = random(20191130);
  const of_scenario = Math.ceil(Number(states) / SCENARIOS.length);
  const one = async (state) => {
    const values = Float64Array.from(page.start);
    const set = [];
    for (let count = state === 0 ? 0 : 1 + Math.floor(next() * 4); count > 0; count -= 1) {
      const number = Math.floor(next() * page.figures.length);
      const figure = page.figures[number];
      if (set.some((word) => word.startsWith(`${figure.path}=`))) continue;
      const written = (Number(figure.value) * (0.25 + 2 * next())).toPrecision(4);
      const value = /e/.test(written) ? figure.value : written;
      values[number] = Number(value);
      set.push(`${figure.path}=${value}`);
    }
    const began = performance.now();
    const solved = page.solve(values);
    longest = Math.max(longest, performance.now() - began);
    const routes = new Map();
    if (solved.refused === null) {
      for (const key of solved.totals.keys()) routes.set(key, page.route(...key.split(" ").map(Number), values));
    }
    const words = set.flatMap((word) => ["--set", word]);
    const found = await corridor("route", scenario, ...select, "--format", "json", ...words);
    const where = `${scenario} ${words.join(" ")}`;
    if (found.invalid !== undefined) {
      // A value beyond the limits of its column is refused by the page's own field; here it need not be answered.
      refused += 1;
      return;
    }
    assert.equal(solved.refused, null, `${where}: the program answers`);
    const keys = [...solved.totals.keys()];
    assert.equal(keys.length, found.answers.length, `${where}: as many answers`);
    found.answers.forEach((answer, place) => {
      const total = solved.totals.get(keys[place]);
      if (answer.status === "no-route") {
        assert.equal(total, Infinity, `${where}: no route`);
      } else {
        assert.equal(total, micros(answer.total_per_t), `${where}: ${answer.from} to ${answer.to} by ${answer.corridor}`);
        hold(answer, routes.get(keys[place]), live.places, live.legs, where);
      }
      held += 1;
    });
  };
  for (let state = 0; state < of_scenario; state += 2) {
    await Promise.all([state, state + 1].filter((own) => own < of_scenario).map(one));
  }
}
assert.ok(held > Number(states), `only ${held} answers`);
console.log(`${held} answers of ${states} states are the program's, ${refused} states it refuses; slowest ${longest.toFixed(1)} ms`);
