// Opens reports in a browser and does what a reader does. Usage: node tests/web/report.mjs CORRIDOR MODULES, where MODULES is
// a folder in which playwright-core and axe-core are installed; the browser is Chromium, or what CHROMIUM names.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [binary, modules] = process.argv.slice(2);
const require = createRequire(resolve(modules, "of-the-tests.js"));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");

const HUNCHUN = "scenarios/hunchun-ningbo-2019.toml";
const JILIN = "scenarios/jilin-maize-2017.toml";

const folder = mkdtempSync(join(tmpdir(), "corridor-report-"));
const corridor = (...words) => {
  try {
    return execFileSync(binary, words, { maxBuffer: 1 << 28, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error.status === 4) return error.stdout;
    throw error;
  }
};
const json = (...words) => JSON.parse(corridor(...words, "--format", "json"));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** Opens a report and fails on whatever it asks for or complains of. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (message.type() !== "log") complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("file:") && !url.startsWith("data:") && !url.startsWith("blob:")) complaints.push(`asks for ${url}`);
  });
  await page.goto(pathToFileURL(path).href);
  if (options.javaScriptEnabled !== false) await page.waitForFunction(() => document.documentElement.dataset.ready === "yes");
  return { page, complaints, close: () => context.close() };
}

function report(scenario, name, ...words) {
  const path = join(folder, name);
  corridor("report", scenario, ...words, "-o", path);
  return path;
}

/** Holds two long texts against each other, and shows where they part. */
function same(one, other, where) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  assert.equal(one.slice(Math.max(at - 80, 0), at + 80), other.slice(Math.max(at - 80, 0), at + 80), where);
  assert.equal(one.length, other.length, where);
}

/** Only the tests whose name holds a word, where one is given. */
const only = process.argv[4] ?? "";

/** Returns what a page says of who is cheapest and by how much. */
const said = async (page) => `${await page.textContent("#sentence")} ${await page.textContent("#by")}`;

const tests = {
  async "a report opens without a complaint, and its numbers are those of the program"() {
    for (const lang of ["en", "zh", "ru"]) {
      const { page, complaints, close } = await open(report(HUNCHUN, `numbers-${lang}.html`, "--lang", lang));
      assert.deepEqual(complaints, [], lang);
      const { answers } = json("compare", HUNCHUN);
      const number = (text) => Number(text.replace(/[,\u00a0]/g, lang === "ru" ? (found) => (found === "," ? "." : "") : "").replace("\u2212", "-"));
      for (const [place, answer] of answers.entries()) {
        const total = await page.textContent(`#card-${place} [data-live="total ${place}"]`);
        assert.equal(number(total).toFixed(2), Number(answer.total_per_t).toFixed(2), `${lang}: ${answer.corridor}`);
        const cells = await page.$$eval(`td[data-live^="part "][data-live$=" ${place}"]`, (found) => found.map((cell) => cell.textContent));
        const sum = cells.reduce((all, cell) => all + Math.round(number(cell) * 100), 0);
        assert.equal(sum, Math.round(number(total) * 100), `${lang}: the parts of ${answer.corridor} add up`);
      }
      for (const picture of ["map", "staircase", "waterfall", "risk", "flips", "curve", "drivers", "front", "months", "flow", "queues"]) {
        assert.equal(await page.locator(`#picture-${picture} > .on-wide > svg`).count(), 1, `${lang}: ${picture}`);
      }
      await close();
    }
  },

  async "without scripts the page has everything but what moves, and the scripts draw the same pictures"() {
    for (const [scenario, lang] of [[HUNCHUN, "en"], [HUNCHUN, "zh"], [JILIN, "ru"], ["scenarios/copper-northbound-2020.toml", "en"]]) {
      const path = report(scenario, `plain-${lang}.html`, "--lang", lang, "--force");
      const pictures = (page) => page.$$eval("[data-follows]", (found) => found.map((figure) => figure.innerHTML));
      const still = await open(path, { javaScriptEnabled: false });
      const before = await pictures(still.page);
      assert.ok(before.length >= 2 && before.every((svg) => svg.includes("<svg")));
      assert.ok((await still.page.textContent("#sentence")).length > 20);
      const live = await open(path);
      // Pictures that take many solutions follow a moment later.
      await live.page.waitForFunction(() => globalThis.corridorReport.hasRested);
      const after = await pictures(live.page);
      after.forEach((svg, place) => same(svg, before[place], `${scenario} in ${lang}, picture ${place}`));
      assert.deepEqual(live.complaints, []);
      await still.close();
      await live.close();
    }
  },

  async "on both sides of a break-even value another corridor leads, in sentence, cards and pictures"() {
    const { page, complaints, close } = await open(report(HUNCHUN, "turn.html"));
    const [flip] = json("breakeven", HUNCHUN).flips;
    const { path } = flip.figure;
    const [value, distance] = [Number(flip.nearest.value), Number(flip.nearest.distance)];
    const seen = [];
    for (const side of [-0.01, 0.01]) {
      const field = page.locator(".slider", { hasText: path }).locator("input[type=text]");
      await field.fill((value + Math.abs(distance) * side).toFixed(4));
      await field.press("Enter");
      seen.push({
        sentence: await said(page),
        cards: await page.$$eval(".card.cheapest h3", (found) => found.map((card) => card.textContent)),
        staircase: await page.innerHTML("#picture-staircase"),
        map: await page.innerHTML("#picture-map"),
        leader: json("compare", HUNCHUN, "--set", `${path}=${await field.inputValue()}`).answers.filter((own) => own.rank === 1),
      });
    }
    for (const what of ["sentence", "cards", "staircase", "map"]) assert.notDeepEqual(seen[0][what], seen[1][what], what);
    for (const { sentence, cards, leader } of seen) {
      assert.deepEqual(cards, leader.map((own) => own.corridor_title));
      assert.ok(leader.every((own) => sentence.includes(own.corridor_title)), sentence);
    }
    await page.click("#undo");
    assert.equal(await said(page), seen[0].sentence);
    await page.click("#redo");
    const link = await page.getAttribute("#link", "href");
    cpSync("scenarios", join(folder, "scenarios"), { recursive: true });
    const changed = decodeURIComponent((await page.getAttribute("#download", "href")).split(",").slice(1).join(","));
    writeFileSync(join(folder, "scenarios", "changed.toml"), changed);
    const kept = json("compare", join(folder, "scenarios", "changed.toml")).answers.filter((own) => own.rank === 1);
    assert.deepEqual(kept.map((own) => own.total_per_t), seen[1].leader.map((own) => own.total_per_t), changed);
    await page.click("#reset");
    assert.notEqual(await said(page), seen[1].sentence);
    await page.goto(`${page.url().split("#")[0]}${link}`);
    await page.waitForFunction((text) => ["sentence", "by"].map((id) => document.getElementById(id).textContent).join(" ") === text, seen[1].sentence);
    assert.deepEqual(complaints, []);
    await close();
  },

  async "a page is worked by keyboard and has no serious fault of access"() {
    for (const [lang, colorScheme] of [["en", "light"], ["zh", "dark"], ["ru", "light"]]) {
      const { page, complaints, close } = await open(report(HUNCHUN, `keys-${lang}.html`, "--lang", lang), { colorScheme });
      const before = await said(page);
      await page.locator(".slider input[type=range]").first().focus();
      for (let count = 0; count < 300; count += 1) await page.keyboard.press("ArrowLeft");
      await page.waitForFunction((text) => ["sentence", "by"].map((id) => document.getElementById(id).textContent).join(" ") !== text, before);
      await page.addScriptTag({ path: axe }).catch(() => page.evaluate(require("fs").readFileSync(axe, "utf8")));
      const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const serious = found.violations.filter((own) => ["serious", "critical"].includes(own.impact));
      assert.deepEqual(serious.map((own) => [own.id, own.nodes.map((node) => node.html.slice(0, 160))]), [], lang);
      assert.deepEqual(complaints.filter((text) => !text.includes("Content Security Policy")), []);
      await close();
    }
  },

  async "nothing is wider than the page on a phone, and all of Jilin is solved again within a frame"() {
    const { page, close } = await open(report(JILIN, "phone.html"), { viewport: { width: 390, height: 800 } });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${wide} pixels wide`);
    const slowest = await page.evaluate(() => {
      const { live } = globalThis.corridorReport;
      const values = Float64Array.from(live.start);
      const times = [];
      for (let round = 0; round < 200; round += 1) {
        values[(round * 37) % values.length] *= 1.01;
        const began = performance.now();
        live.solve(values);
        times.push(performance.now() - began);
      }
      return times.sort((one, other) => one - other)[189];
    });
    console.log(`   the 95th percentile of a solution of Jilin is ${slowest.toFixed(1)} ms`);
    await close();
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (!name.includes(only)) continue;
  try {
    await test();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${error.stack}`);
  }
}
await browser.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
