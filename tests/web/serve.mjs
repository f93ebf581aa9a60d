// Opens the local page in a browser: in three languages, by mouse and keyboard, with a long question and an edited table.
// node tests/web/serve.mjs CORRIDOR FOLDER_OF_NODE_MODULES
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [program, modules] = process.argv.slice(2);
const load = createRequire(resolve(modules, "of-the-tests.js"));
const { chromium } = load("playwright-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "corridor-serve-"));
const world = join(folder, "world");
execFileSync(program, ["init", world], { stdio: "ignore" });
const server = spawn(program, ["serve", join(world, "scenario.toml"), "shipped:hunchun-ningbo-2019", "--watch", "--quiet"]);
const address = await new Promise((told) => server.stdout.once("data", (text) => told(String(text).trim())));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
// The check of accessibility is a script of its own, which the policy of the page rightly forbids.
const open = async (options) => {
  const page = await (await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 900 }, ...options })).newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(new URL(address).origin) || request.url().startsWith("data:");
    if (!isOwn) said.push(`asks ${request.url()}`);
  });
  await page.goto(address);
  await answered(page);
  return { page, said };
};
const answered = (page) => page.waitForFunction(() => document.querySelector("#answer").getAttribute("aria-busy") === "false"
  && document.querySelector("#page .lead"), null, { timeout: 30_000 });
/** Acts, and waits until the lead is another one. */
const moves = async (page, act) => {
  const before = await page.textContent("#page .lead");
  await act();
  await page.waitForFunction((lead) => document.querySelector("#page .lead")
    && document.querySelector("#page .lead").textContent !== lead, before, { timeout: 30_000 });
};
const leadOf = (...more) => {
  const text = execFileSync(program, ["compare", "shipped:hunchun-ningbo-2019", "--format", "markdown", "--quiet", ...more], { encoding: "utf8" });
  return text.replaceAll("*", "").replaceAll("\\", "");
};

try {
  for (const [locale, colorScheme, width] of [["en-GB", "light", 1280], ["zh-CN", "dark", 390], ["ru-RU", "light", 768]]) {
    const { page, said } = await open({ locale, colorScheme, viewport: { width, height: 900 } });
    const empty = await page.$$eval("[data-say]", (all) => all.filter((one) => !one.textContent || one.textContent === one.dataset.say).length);
    assert.equal(empty, 0, `${locale}: words are missing`);
    const isCut = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.ok(!isCut, `${locale}: the page is wider than ${width} pixels`);
    assert.ok((await page.$$("#page .drawing")).length > 1, `${locale}: there are drawings`);
    const found = await page.evaluate(`${axe}; axe.run().then((run) => run.violations.map((one) => one.id + ": " + one.nodes[0].html))`);
    assert.deepEqual(found, [], `${locale}: axe`);
    assert.deepEqual(said, [], locale);
    await page.context().close();
  }
  const { page, said } = await open({ locale: "en-GB" });
  assert.ok(!page.url().includes("token"), "the token is in no bookmark");
  // An edited table.
  const table = join(world, "tables", "fx.csv");
  const text = readFileSync(table, "utf8");
  await moves(page, () => writeFileSync(table, text.replace("0.109", "0.115")));
  writeFileSync(table, text.replace("0.109", "much"));
  await page.waitForSelector("#problems .problem code");
  assert.match(await page.textContent("#problems"), /T0\d\d.*fx\.csv:2/s);
  writeFileSync(table, text);
  await answered(page);
  // Another scenario, by the keyboard alone; then a figure, typed.
  await page.focus("#scenario");
  await page.keyboard.press("End");
  await page.selectOption("#scenario", "hunchun-ningbo-2019");
  await page.waitForFunction(() => document.title.startsWith("Maize from Hunchun"));
  await answered(page);
  await page.focus("#search");
  await page.keyboard.type("usd cny rate");
  await page.waitForSelector("#found .figure input");
  await page.keyboard.press("Tab");
  await moves(page, async () => {
    await page.keyboard.press("Control+A");
    await page.keyboard.type("5");
  });
  await page.waitForFunction(() => document.querySelector("#status").textContent === "Answered");
  const path = await page.textContent("#found .figure code");
  const lead = await page.textContent("#page .lead");
  assert.ok(leadOf("--set", `${path}=5`).includes(lead), lead);
  // What is chosen is kept in the address.
  await page.reload();
  await answered(page);
  assert.equal(await page.textContent("#page .lead"), lead);
  // A long question with its bar, given up.
  await page.selectOption("#kind", "risk");
  await page.fill("#draws", "4000000000");
  await page.press("#draws", "Enter");
  await page.waitForFunction(() => document.querySelector("#bar").value > 0, null, { timeout: 30_000 });
  await page.click("#cancel");
  await page.waitForFunction(() => document.querySelector("#job").hidden);
  // Any two places.
  await page.selectOption("#kind", "compare");
  await page.selectOption("#from", "changchun");
  await page.waitForFunction(() => document.querySelector("#problems").textContent.startsWith("The scenario has no demand there"));
  await page.selectOption("#to", "shanghai");
  await page.fill("#tonnes", "12000");
  await page.waitForFunction(() => document.querySelector("#page").textContent.includes("12000 t a year"));
  // The browser notes what is overtaken (409) and a job that was given up while it was looked at (404): both are meant.
  assert.deepEqual(said.filter((text) => !/status of (404|409)/.test(text)), []);
  console.log("the local page holds");
} finally {
  await browser.close();
  server.kill("SIGINT");
  rmSync(folder, { recursive: true });
}
