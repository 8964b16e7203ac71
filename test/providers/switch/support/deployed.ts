import assert from "node:assert/strict";

import { settled } from "../../../../providers/queue/lane";
import type { SwitchInputs } from "../../../../providers/switch/switchInputs";
import { FakeAws } from "./fakeAws";
import { balancerOf, COM, ORG, switchInputs } from "./fixture";
import { Stack, type Outcome } from "./stack";

export const ON_PROD1 = switchInputs();
export const ON_PROD2 = switchInputs({ activeColor: "prod2" });
export const PARAMETER = "/duotone/prod/active-color";

/** A stack whose switch exists, and the AWS that it is in. Neither remembers calls. */
export async function deployed(inputs: SwitchInputs = ON_PROD1): Promise<{ aws: FakeAws; stack: Stack }> {
  const aws = FakeAws.running(inputs);
  const stack = new Stack(aws);
  assert.deepEqual(await stack.up(inputs), { did: "create" });
  aws.batches.length = 0;
  aws.calls.length = 0;
  return { aws, stack };
}

/** Where all names point when they are on one colour. */
export function allOn(color: string): Record<string, string> {
  return Object.fromEntries(ON_PROD1.names.map(({ service, fqdn }) => [fqdn, balancerOf(service, color)]));
}

/** The refusals of an outcome, one a line. */
export function reasons(
  outcome: Outcome | { readonly refused: readonly { readonly reason: string }[] },
): string {
  return "refused" in outcome ? outcome.refused.map(({ reason }) => reason).join("\n") : "";
}

/** By zone, the colours that its names point at. */
export function colorsByZone(aws: FakeAws): Record<string, string[]> {
  const names = aws.names();
  const colorOf = (service: string, fqdn: string) =>
    ON_PROD1.colors.find((color) => names[fqdn] === balancerOf(service, color)) ?? names[fqdn] ?? "nothing";
  const colors: Record<string, Set<string>> = {};
  for (const { service, fqdn, zoneId } of ON_PROD1.names) {
    (colors[zoneId] ??= new Set()).add(colorOf(service, fqdn));
  }
  return Object.fromEntries(Object.entries(colors).map(([zoneId, set]) => [zoneId, [...set]]));
}

/** No zone has names on more than one colour. */
export function assertWhole(aws: FakeAws): void {
  for (const [zoneId, colors] of Object.entries(colorsByZone(aws))) {
    assert.equal(colors.length, 1, `zone ${zoneId} is split: ${colors.join(", ")}`);
  }
}

/** Every record has its outcome, the last one says where the names are, and nobody has a turn or waits for one. */
export function assertRecorded(aws: FakeAws, color: string | null): void {
  const { bodies, lane, tokens } = aws.stores;
  bodies.forEach((body, index) => {
    assert.equal(body.kind, index % 2 === 0 ? "intent" : "outcome");
  });
  const last = bodies.at(-1);
  assert.ok(last?.kind === "outcome", "the last record waits for its outcome");
  assert.equal(last.activeColor, color);
  // What a dead run has held ends by itself.
  const { tickets, lease } = settled(lane, aws.clock.now() + 60_000);
  assert.deepEqual([tickets, lease], [[], undefined]);
  assert.deepEqual(
    tokens,
    [...tokens].sort((a, b) => a - b),
  );
}

/** Names, workers and state agree with the inputs, and nothing is left to do. */
export async function assertConverged(aws: FakeAws, stack: Stack, inputs: SwitchInputs): Promise<void> {
  const color = inputs.activeColor;
  assert.deepEqual(colorsByZone(aws), { [COM]: [color], [ORG]: [color] });
  assert.equal(aws.parameters.get(PARAMETER), color);
  assert.deepEqual(await stack.up(inputs), { did: "nothing" });
  assertRecorded(aws, color);
}
