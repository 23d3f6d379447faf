// What docs/integrators.md prints: a block of code, by the heading that it stands under and its language.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const page = await readFile(join(import.meta.dirname, "..", "..", "docs", "integrators.md"), "utf8");

export function printed(heading, language) {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  assert.ok(section, `there is a heading ${heading}`);
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, each]) => each === language);
  assert.equal(blocks.length, 1, `below ${heading} there is one block of ${language}`);
  return blocks[0][2];
}

// A client is as short as the page promises.
export function client(heading, language) {
  const text = printed(heading, language);
  assert.ok(text.trimEnd().split("\n").length <= 20, `${heading}: ${language}`);
  return text;
}
