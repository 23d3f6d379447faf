// The explorer in a real browser, without internet.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

import { startRegister } from "./register.mjs";

let register, browser;

before(async () => {
  register = await startRegister();
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  assert.equal(await register?.stop(), 0);
});

async function openExplorer() {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  const elsewhere = [];
  const complaints = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(register.url) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${register.url}/graphql`);
  await page.waitForSelector(".graphiql-execute-button");
  return { page, elsewhere, complaints };
}

test("the first query says which municipalities signed on 5 December 2012", async () => {
  const { page, elsewhere, complaints } = await openExplorer();
  const answered = page.waitForResponse(
    (response) => response.request().postData()?.includes("2012-12-05") ?? false,
  );
  await page.click(".graphiql-execute-button");
  const { data } = await (await answered).json();
  const { totalCount, nodes } = data.network.organisations;
  assert.equal(totalCount, 10);
  assert.deepEqual([nodes[0].name, nodes[9].name], ["Bonn", "Solingen"]);
  // The editor draws the lines in sight only.
  await page.waitForFunction(() => document.querySelector(".result-window")?.textContent.includes("Bonn"));
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  assert.deepEqual(elsewhere, [], "nothing is loaded from elsewhere");
  assert.deepEqual(complaints, []);
});

test("a subscription is followed until it is stopped", async () => {
  const { page, complaints } = await openExplorer();
  await page.click(".graphiql-query-editor .CodeMirror");
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("subscription { networkChanges(after: 516) { position } }");
  await page.click(".graphiql-execute-button");
  const shown = (text) =>
    page.waitForFunction((text) => document.querySelector(".result-window")?.textContent.includes(text), text);
  await shown("517");
  const ended = page.waitForEvent("requestfailed", (request) => request.postData()?.includes("networkChanges"));
  await page.click(".graphiql-execute-button"); // stops it
  await ended;
  await page.click(".graphiql-query-editor .CodeMirror");
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("subscription { events(after: 516) { position } }");
  await page.click(".graphiql-execute-button");
  await shown("UNAUTHENTICATED");
  assert.deepEqual(complaints, []);
});

test("its dialogs open, and nothing in the page breaks its own policy", async () => {
  const { page, complaints } = await openExplorer();
  await page.click('button[aria-label="Open settings dialog"]');
  await page.waitForSelector('[role="dialog"]');
  assert.deepEqual(complaints, []);
  const told = page.waitForEvent("console", (message) => /Content.Security.Policy/i.test(message.text()));
  await page.evaluate(() => document.body.append(Object.assign(new Image(), { src: "https://example.org/" })));
  await told;
  assert.equal(complaints.length, 1, "what breaks it is told");
});

test("the documentation shows the schema", async () => {
  const { page, complaints } = await openExplorer();
  await page.click('button[aria-label*="Documentation"]');
  await page.waitForSelector(".graphiql-doc-explorer-title");
  await page.waitForFunction(() => document.querySelector(".graphiql-doc-explorer")?.textContent.includes("Query"));
  assert.deepEqual(complaints, []);
});
