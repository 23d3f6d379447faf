// What a spreadsheet program makes of the exports: LibreOffice opens them as it would for a coordinator.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { startRegister } from "./register.mjs";

const ESSEN = "org_2b3dac67-76a1-5a46-a11e-7a9352ff64b8";
const WUPPERTAL = "05124000";
const TITLE = "Bürgerstiftungen stärken";
const TEXT = 'Fördern, "öffnen", übernehmen:\nauch im ländlichen Raum; Maß und Größe zählen.';
const FORMULA = '=HYPERLINK("https://example.org","Ehrenamt")';

let folder;
let register;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "export-"));
  register = await startRegister();
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
  assert.equal(await register?.stop(), 0);
});

async function record(mutation, input, selection) {
  const type = `${mutation[0].toUpperCase()}${mutation.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${mutation}(input: $input) {
    ... on ${type}Payload { ${selection} } ... on Refused { code message } } }`;
  const response = await fetch(`${register.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${register.token}` },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  assert.equal(data[mutation].code, undefined, data[mutation].message);
  return data[mutation];
}

async function asked(query) {
  const response = await fetch(`${register.url}/graphql?query=${encodeURIComponent(query)}`);
  return (await response.json()).data.network;
}

// The cells of the sheet that LibreOffice makes of an export, row by row.
async function sheet(path, headers = {}) {
  const response = await fetch(`${register.url}/export/${path}`, { headers });
  assert.equal(response.status, 200);
  const csv = join(folder, "export.csv");
  await writeFile(csv, Buffer.from(await response.arrayBuffer()));
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  // What its dialogue shows for such a file: the delimiter, quotation marks, UTF-8, German or English, and quoted fields as text.
  const [delimiter, language] = path.includes("semicolon") ? [";", 1031] : [",", 1033];
  const filter = `CSV:${delimiter.charCodeAt()},34,76,1,,${language},true`;
  const converting = [profile, "--headless", `--infilter=${filter}`, "--convert-to", "fods", "--outdir", folder, csv];
  await promisify(execFile)("soffice", converting);
  return cells(await readFile(join(folder, "export.fods"), "utf8"));
}

function cells(flat) {
  const table = /<table:table [^]*?<\/table:table>/.exec(flat)[0];
  return [...table.matchAll(/<table:table-row\b[^>]*>([^]*?)<\/table:table-row>/g)].map(([, row]) =>
    [...row.matchAll(/<table:table-cell\b([^>]*?)(?:\/>|>([^]*?)<\/table:table-cell>)/g)].flatMap(([, attributes, content = ""]) => {
      const repeated = Number(/number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1);
      assert.ok(!attributes.includes("table:formula"), "no cell became a formula");
      const text = [...content.matchAll(/<text:p>([^]*?)<\/text:p>/g)].map(([, line]) => plain(line)).join("\n");
      const number = /office:value="([^"]*)"/.exec(attributes)?.[1];
      return Array(Math.min(repeated, 100)).fill(number ?? text);
    }),
  );
}

function plain(xml) {
  return xml
    .replace(/<text:s[^>]*\/>/g, " ")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function column(rows, heading) {
  const place = rows[0].indexOf(heading);
  assert.notEqual(place, -1, `${heading} is among ${rows[0]}`);
  return rows.slice(1).map((row) => row[place]);
}

test("impulses and examples open in a spreadsheet program, umlauts intact", async () => {
  const { summit, organisation } = await asked(
    `{ network { summit(year: 2017) { id } organisation(by: { ags: "${WUPPERTAL}" }) { id } } }`,
  );
  const impulse = { organisation: ESSEN, summit: summit.id, title: TITLE, text: TEXT, topics: ["FUNDING", "CITIZENS_FOUNDATIONS"] };
  await record("raiseImpulse", impulse, "impulse { id }");
  await record("raiseImpulse", { ...impulse, title: FORMULA }, "impulse { id }");
  const content = { kind: "STRATEGY", title: "Straße für Straße", summary: TITLE, text: TEXT, topics: ["STRATEGY"], targetGroups: ["OLDER_PEOPLE"] };
  const { example } = await record("sharePracticeExample", { organisation: ESSEN, content, on: "2024-03-01" }, "example { id }");
  const adopting = { example: example.id, organisation: organisation.id, kind: "ADOPTED", on: "2024-05-01", note: "Größer als gedacht" };
  await record("adoptPracticeExample", adopting, "adoption { id }");

  const impulses = await sheet("impulses.csv", { "accept-language": "de" });
  assert.deepEqual(column(impulses, "Titel"), [TITLE, `'${FORMULA}`]);
  assert.deepEqual(column(impulses, "Text"), [TEXT, TEXT]);
  assert.deepEqual(column(impulses, "Themen"), Array(2).fill("CITIZENS_FOUNDATIONS; FUNDING"));
  assert.deepEqual(column(impulses, "Eingebracht von: Name"), ["Essen", "Essen"]);

  const examples = await sheet("practiceExamples.csv?delimiter=semicolon", { "accept-language": "en" });
  assert.deepEqual(column(examples, "Title"), ["Straße für Straße"]);
  assert.deepEqual(column(examples, "Summary"), [TITLE]);

  const adoptions = await sheet(`adoptions.csv?of=${example.id}`, { "accept-language": "de" });
  assert.deepEqual(column(adoptions, "Übernommen von: Name"), ["Essen"]);
  assert.deepEqual(column(adoptions, "Erfahrung"), ["Größer als gedacht"]);
});

test("the register itself opens in a spreadsheet program, whole", async () => {
  const rows = await sheet("organisations.csv", { "accept-language": "de" });
  assert.equal(column(rows, "Name").filter((name) => name !== "" && name !== undefined).length, 436);
  for (const name of ["Köln", "Düsseldorf", "Städteregion Aachen", "Preußisch Oldendorf"]) {
    assert.ok(column(rows, "Name").includes(name), name);
  }
  assert.equal(column(rows, "AGS")[column(rows, "Name").indexOf("Köln")], "05315000");

  const german = await sheet("organisations.csv?delimiter=semicolon", { "accept-language": "de" });
  assert.match(column(german, "Breitengrad")[column(german, "Name").indexOf("Köln")], /^50\.9/);
});
