// Somebody who records facts, one after the other, whatever becomes of the service meanwhile.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { ask } from "./asking.mjs";

const COLOGNE = '{ network { organisation(by: { ags: "05315000" }) { id } } }';
const RECORD = "mutation ($input: UpdatePopulationInput!) { updatePopulation(input: $input) { __typename } }";

export function startWriting(register) {
  let going = true;
  const written = write(register, () => going);
  return {
    stop() {
      going = false;
      return written;
    },
  };
}

// Records one fact.
export async function record(register, number) {
  const { network } = await ask(register, COLOGNE, {}, register.token);
  const input = { organisation: network.organisation.id, population: 1_000_000 + number, idempotencyKey: `told ${number}` };
  const { updatePopulation } = await ask(register, RECORD, { input }, register.token);
  assert.equal(updatePopulation.__typename, "UpdatePopulationPayload");
}

async function write(register, going) {
  for (let number = 1; going(); number += 1) {
    // Once more where it was not answered: the key has it recorded once.
    while (!(await record(register, number).then(() => true, refused))) await sleep(50);
    await sleep(10);
  }
}

function refused(error) {
  if (error instanceof assert.AssertionError) throw error;
  return false;
}
