// Drives Chromium over a bundle: node browser.mjs MODULES OUT-FOLDER walk|markup|pages DOWNLOADS
// What it saw is written to stdout as JSON; the tests judge it.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const [modules, out, mode, downloads] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(modules), "package.json"));
const puppeteer = load("puppeteer-core");
const axe = fs.readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const index = pathToFileURL(path.join(path.resolve(out), "index.html")).href;

const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const seen = { errors: [], requests: [] };

async function open(bypass = false) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  if (bypass) await page.setBypassCSP(true);
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) => { if (["error", "warn"].includes(message.type())) seen.errors.push(message.text()); });
  page.on("dialog", async (dialog) => { seen.errors.push(`dialog: ${dialog.message()}`); await dialog.dismiss(); });
  page.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url())) seen.requests.push(request.url()); });
  await page.goto(index);
  await page.waitForSelector("#rows tr");
  return page;
}

const letters = (page) => page.$$eval("#rows tr[data-letter]", (rows) => rows.map((row) => row.dataset.letter));
const rows = (page) => page.$eval("#data", (node) => JSON.parse(node.textContent).rows);

async function show(page, id) {
  await page.evaluate((id) => { location.hash = `#/${encodeURIComponent(id)}`; }, id);
  await page.waitForFunction(() => document.querySelector("#letter-view svg, #letter-view [role=alert]"), { timeout: 10000 });
  await page.waitForFunction((id) => decodeURIComponent(location.hash).endsWith(id), {}, id);
}

/** Violations of WCAG 2.1 A and AA: rule and first place. */
async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  return result.violations.map((found) => `${found.id}: ${found.nodes[0].target} ${found.nodes[0].failureSummary}`);
}

async function walk() {
  const page = await open();
  const all = await rows(page);
  seen.rows = (await letters(page)).length;

  await page.select("#by-decision", "refusal");
  seen.filtered = await letters(page);
  await page.select("#by-decision", "");
  await page.keyboard.press("/");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const grant = all.find((row) => row.state === "ready" && row.decision === "grant" && !row.findings.length);
  await page.keyboard.type(grant.case);
  seen.found = await letters(page);
  await page.keyboard.press("Escape");

  // From the table, unopened: refused as long as letters that were drawn wait.
  seen.demands = {};
  for (const row of all) for (const why of row.must_open) seen.demands[why] = (seen.demands[why] ?? 0) + 1;
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  seen.unopened = await page.$eval("#message", (node) => node.textContent);
  await page.evaluate(() => document.activeElement.blur());

  // The keyboard alone: next letter, open, approve.
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.waitForSelector("#letter-view svg");
  seen.opened = decodeURIComponent(new URL(page.url()).hash.slice(2));
  await page.keyboard.press("a");
  await page.waitForSelector("#verdict-now");
  await page.keyboard.press("u");
  await page.click("#clear");

  // A refusal: rejected, with a reason that is asked for.
  const refusal = all.find((row) => row.state === "ready" && row.decision === "refusal" && !row.findings.length);
  await show(page, refusal.id);
  await page.keyboard.press("r");
  await page.waitForSelector("dialog[open] textarea");
  await page.click("dialog button[type=submit]");
  seen.asked = await page.$eval("#dialog-wrong", (node) => node.textContent);
  await page.type("dialog textarea", "Datoen på side 2, linje 4 er forkert. </script><b>");
  await page.click("dialog button[type=submit]");
  await page.waitForSelector("#verdict-now");

  // A warning: no approval before it is confirmed.
  const warned = all.find((row) => row.state === "ready" && row.findings.some(([, weight]) => weight === "warning"));
  await show(page, warned.id);
  await page.waitForSelector("[data-confirm]");
  seen.attachment = await page.$eval(".facts-head a", (node) => node.href).then(fileURLToPath);
  await page.keyboard.press("a");
  seen.refused = await page.$eval("#message", (node) => node.textContent);
  // From the list of findings to the passage, and its button has the focus.
  await page.click(".jumps button");
  seen.jumped = await page.$eval(".block.lit", (node) => [node.querySelector(".finding") !== null, node.contains(document.activeElement)]);
  // By the keyboard: the page is still on its way to the passage.
  await page.focus("[data-confirm]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] textarea");
  await page.type("dialog textarea", "Sætningen er rigtig her.");
  await page.click("dialog button[type=submit]");
  await page.waitForFunction(() => !document.querySelector("[data-confirm]"));
  seen.focus = await page.evaluate(() => document.activeElement.id);
  await page.$eval(".papers", (node) => { node.scrollTop = 300; });
  await page.keyboard.press("a");
  await page.waitForSelector("#verdict-now");
  seen.stays = await page.$eval(".papers", (node) => node.scrollTop);

  // A draft cannot be approved.
  const held = all.find((row) => row.state === "held");
  await show(page, held.id);
  await page.waitForSelector(".held");
  await page.keyboard.press("a");
  seen.held = (await page.$("#verdict-now")) !== null;

  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: path.resolve(downloads) });
  // What is saved is shown first, each letter with its result.
  await page.click("#save");
  await page.waitForSelector("dialog[open] #save-now");
  seen.saving = await page.$$eval("dialog .saving li", (nodes) => nodes.map((node) => node.textContent));
  await page.click("#save-now");
  const file = path.join(downloads, "decisions.json");
  for (let tries = 0; tries < 100 && !fs.existsSync(file); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  seen.decisions = JSON.parse(fs.readFileSync(file, "utf8"));
  seen.expected = [grant, refusal, warned].map((row) => ({ letter: row.id, sha256: row.sha256 }));

  const plain = await open(true);
  seen.axe = { table: await violations(plain) };
  await show(plain, warned.id);
  seen.axe.letter = await violations(plain);
  await plain.click("#tab-facts");
  seen.axe.facts = await violations(plain);
  await plain.click("#tab-difference");
  seen.difference = await plain.$$eval("#panel ins, #panel del", (nodes) => nodes.map((node) => [node.tagName, node.className, node.textContent]));
  seen.folded = await plain.$$eval("#panel details", (nodes) => nodes.length);
  seen.against = await plain.$eval("#panel p", (node) => node.textContent);
  seen.axe.difference = await violations(plain);
  await plain.click("#tab-similar");
  await plain.waitForSelector(".twins mark");
  seen.similar = await plain.$eval("#panel", (node) => ({ text: node.textContent, marks: node.querySelectorAll("mark").length }));
  seen.similar.risk = warned.risk;
  seen.axe.similar = await violations(plain);
  await plain.click("#language");
  seen.axe.english = await violations(plain);
  seen.english = await plain.$eval("html", (node) => node.lang);
}

/** Shows every letter with every tab, in both languages, and looks for anything that became markup or ran. */
async function markup() {
  const page = await open();
  const all = await rows(page);
  const known = new Set("A B BODY BUTTON DD DEL DETAILS DIALOG DIV DL DT FIGCAPTION FIGURE FORM H1 H2 HEAD HEADER HTML INPUT INS KBD LABEL LI LINK MAIN MARK META NOSCRIPT OPTION P SCRIPT SECTION SELECT SPAN STRONG STYLE SUMMARY TABLE TBODY TD TH THEAD TITLE TR UL TEXTAREA svg g rect line text path image".split(" "));
  const look = () => page.evaluate((names) => {
    const foreign = [...document.querySelectorAll("*")].filter((node) => !names.includes(node.tagName) || [...node.attributes].some((attribute) => /^on/i.test(attribute.name) || /^\s*javascript:/i.test(attribute.value)));
    return { foreign: foreign.map((node) => node.outerHTML.slice(0, 200)), ran: window.ran !== undefined };
  }, [...known]);
  seen.letters = 0;
  seen.foreign = [];
  const note = async () => { const { foreign, ran } = await look(); seen.foreign.push(...foreign); if (ran) seen.foreign.push("something ran"); };
  await note();
  // The table takes its rows in as it is scrolled.
  seen.first = (await letters(page)).length;
  for (let tries = 0; tries < 50 && !(await page.$eval("#more", (node) => node.hidden)); tries += 1) {
    await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  seen.table = (await letters(page)).length;
  for (const row of all) {
    await show(page, row.id);
    for (const tab of ["text", "facts", "difference", "similar"]) {
      await page.click(`#tab-${tab}`);
      await note();
    }
    seen.letters += 1;
  }
  await page.click("#language");
  await note();
  seen.text = await page.evaluate(() => document.querySelector("#data").textContent.length);
  seen.rows = all.length;
}

/** Opens every page of the folder, wide and narrow: is it accessible, does it fit, and what does it say. */
async function pages() {
  seen.pages = {};
  for (const name of fs.readdirSync(out).filter((name) => name.endsWith(".html")).sort()) {
    const url = pathToFileURL(path.join(path.resolve(out), name)).href;
    for (const width of [1280, 360]) {
      const page = await browser.newPage();
      page.on("pageerror", (error) => seen.errors.push(String(error)));
      page.on("console", (message) => { if (["error", "warn"].includes(message.type())) seen.errors.push(message.text()); });
      page.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url())) seen.requests.push(request.url()); });
      await page.setViewport({ width, height: 900 });
      // Once under its own policy, and once without it, so that the checks can be put in.
      await page.goto(url);
      const text = await page.evaluate(() => document.body.innerText);
      const links = await page.$$eval("a", (nodes) => nodes.map((node) => document.querySelector(node.getAttribute("href")) !== null));
      await page.setBypassCSP(true);
      await page.reload();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      seen.pages[`${name} ${width}`] = { violations: await violations(page), over, text, links };
      await page.close();
    }
  }
}

try {
  await ({ walk, markup, pages })[mode]();
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen));
