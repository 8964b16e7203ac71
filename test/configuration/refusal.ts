import assert from "node:assert/strict";

import { type DuotoneConfig, readConfig } from "../../config";
import { committed, edited, type Edits } from "./stackFile";

/** The configuration of a committed stack file, with some values changed. */
export function configOf(stack: string, edits: Edits = {}): DuotoneConfig {
  const read = readConfig(edited(committed(stack), edits), stack);
  assert.ok("config" in read, "problems" in read ? read.problems.join("\n") : "");
  return read.config;
}

/** What is wrong with a committed stack file once some of its values are changed. */
export function problemsOf(edits: Edits, stack = "prod"): readonly string[] {
  const read = readConfig(edited(committed(stack), edits), stack);
  return "problems" in read ? read.problems : [];
}

/** Changes prod's committed file and expects exactly these messages. */
export function refuses(title: string, edits: Edits, ...messages: readonly string[]): void {
  it(title, () => {
    assert.deepEqual(problemsOf(edits), messages);
  });
}

/** A web service of the vertical accounts, to add with `added`. */
export function webService(hostname: string, domain = "example.com"): Readonly<Record<string, unknown>> {
  const sizes = { instanceType: "t4g.small", min: 1, max: 1 };
  return { vertical: "accounts", kind: "web", hostname, domain, port: 8080, ...sizes };
}

export const COMMIT = "dcb98e40175c8039285dac29c882310d8543377d";

/** Edits that add services to prod, with a commit in each of its clusters. */
export function added(services: Readonly<Record<string, unknown>>): Edits {
  return Object.fromEntries<unknown>(
    Object.entries(services).flatMap(([name, service]): [string, unknown][] => [
      [`duotone:services.${name}`, service],
      ...["prod1", "prod2", "qaprod1"].map((cluster): [string, unknown] => [
        `duotone:releases.${cluster}.${name}`,
        COMMIT,
      ]),
    ]),
  );
}
