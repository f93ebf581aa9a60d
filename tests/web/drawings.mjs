// Draws shipped scenarios by the program and by src/web/draw.js, and fails unless both give the same bytes.
//
//     node tests/web/drawings.mjs PROGRAM
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [program] = process.argv.slice(2);
const { draw } = createRequire(import.meta.url)(join(root, "src/web/draw.js"));
const advances = JSON.parse(readFileSync(join(root, "src/web/advances.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "drawings-"));

// The kinds that take long are drawn of one scenario, with options that make them short.
const QUICK = ["staircase", "map", "waterfall"];
const LONG = [
  ["breakeven"],
  ["curve", "--vary", "fx.usd-cny.rate"],
  ["plane", "--vary", "fx.usd-cny.rate", "--vary", "cargo.value_per_t", "--between", "4,9", "--between", "1000,3000"],
  ["risk", "--draws", "200"],
  ["tornado"],
  ["pareto"],
  ["months"],
  ["flow"],
  ["capacities", "--corridor", "borrowed", "--set", "demand.1.tonnes_per_year=200000", "--question", '{"flow":{"unmet_per_t":1000,"to_month":"2019-03"}}'],
  ["queues", "--draws", "5"],
];
const LANGUAGES = ["en", "zh", "ru"];
const SIZES = ["170x120mm", "80x60mm", "300x180mm"];

function run(scenario, [kind, ...options], lang, size, ending) {
  if (ending === "svg") options.push("--text");
  const file = join(folder, `drawing.${ending}`);
  const words = ["plot", scenario, "--kind", kind, "--lang", lang, "--size", size, "--quiet", "--force", ...options, "-o", file];
  try {
    execFileSync(program, words, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    // 4: there is nothing to draw.
    if (error.status === 4) return null;
    throw new Error(`${words.join(" ")}: ${error.stderr}`);
  }
  return readFileSync(file, "utf8");
}

let compared = 0;
function compare(scenario, kind, lang, size) {
  const json = run(scenario, kind, lang, size, "json");
  if (json === null) return;
  const svg = run(scenario, kind, lang, size, "svg");
  const css = svg.match(/<style>(.*?)<\/style>/s)[1];
  const own = draw(JSON.parse(json), advances, css);
  if (own !== svg) {
    let at = 0;
    while (own[at] === svg[at]) at++;
    const around = (text) => text.slice(Math.max(0, at - 120), at + 80);
    throw new Error(`${scenario} ${kind.join(" ")} ${lang} ${size} differ at ${at}:\n${around(svg)}\nin the page:\n${around(own)}`);
  }
  compared++;
}

try {
  const scenarios = readdirSync(join(root, "scenarios")).filter((name) => name.endsWith(".toml")).sort();
  scenarios.forEach((name, number) => {
    for (const kind of QUICK) compare(join("scenarios", name), [kind], LANGUAGES[number % 3], SIZES[number % SIZES.length]);
  });
  for (const lang of LANGUAGES) compare("scenarios/hunchun-ningbo-2019.toml", ["staircase"], lang, "170x120mm");
  LONG.forEach((kind, number) => compare("scenarios/hunchun-ningbo-2019.toml", kind, LANGUAGES[number % 3], "170x120mm"));
  const few = ["catchment", "--from", "hunchun,suifenhe,harbin,changchun", "--to", "ningbo", "--draws", "20"];
  compare("scenarios/jilin-maize-2017.toml", few, "zh", "170x120mm");
  compare("scenarios/rajin-coal-2011.toml", ["calendar"], "ru", "80x60mm");
  const tonnes = ["flow", "--to", "ningbo", "--set", "demand.1.tonnes_per_year=36000"];
  compare("scenarios/jilin-maize-2017.toml", tonnes, "zh", "300x180mm");
} finally {
  rmSync(folder, { recursive: true });
}
if (compared < 60) throw new Error(`only ${compared} drawings were compared`);
console.log(`${compared} drawings are the same from the program and from the page`);
