import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import { ARCHITECTURES } from "../../components/images/architecture";
import { OVERRIDE_GATES } from "./overrides";
import type { SwitchInputs, SwitchState } from "./switchInputs";
import type { Properties, Refusal } from "./types";

const text = z.string().min(1);
const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));
const seconds = z.number().positive().optional();

/** Route 53 keeps names in lower case and lists them with a dot at the end. */
const domainName = text.transform((value) => (value === unknownValue ? value : plainName(value)));

const fleetSchema = z.object({
  service: text,
  kind: z.enum(["web", "worker"]),
  roleArn: optionalText,
  autoScalingGroupName: text,
  targetGroupArn: optionalText,
  alarmNames: z.array(text),
});
const queueSchema = z.object({
  tableArn: text,
  roleArn: optionalText,
  leaseSeconds: seconds,
  patienceSeconds: seconds,
});
const ledgerSchema = z.object({ bucket: text, keyArn: text, roleArn: optionalText });
const noticesSchema = z.object({ topicArn: optionalText, roleArn: optionalText, webhookUrl: optionalText });
const imagesSchema = z.object({
  tableName: text,
  region: text,
  roleArn: optionalText,
  architectures: z.record(z.string(), z.enum(ARCHITECTURES)),
});
const schemasSchema = z.record(z.string(), z.object({ tableName: text, roleArn: optionalText })).optional();
const releaseSchema = z.record(z.string(), z.object({ commit: text, imageId: text }));

/** Keys that it does not know are dropped: older and newer code must both be able to read a state. */
const inputsSchema = z.object({
  version: z.number(),
  stack: text,
  region: text,
  activeColor: text,
  colors: z.array(text).min(1),
  dnsRoleArn: optionalText,
  names: z.array(
    z.object({
      service: text,
      fqdn: domainName,
      zoneId: text.transform((id) => id.replace(/^\/hostedzone\//, "")),
      targets: z.record(z.string(), z.object({ dnsName: domainName, zoneId: text })),
    }),
  ),
  releases: z.record(z.string(), releaseSchema),
  fleets: z.record(z.string(), z.array(fleetSchema)),
  jobs: z.array(z.object({ vertical: text, roleArn: optionalText, parameterName: text })),
  queue: queueSchema,
  ledger: ledgerSchema,
  notices: noticesSchema,
  images: imagesSchema,
  schemas: schemasSchema,
  freezeWindows: z
    .array(z.object({ reason: text, from: text, until: text, timeZone: optionalText }))
    .default([]),
  overrides: z
    .array(
      z.object({ gate: z.enum(OVERRIDE_GATES), service: optionalText, reason: text, by: text, until: text }),
    )
    .default([]),
  timeouts: z.object({ readSeconds: seconds, batchSeconds: seconds, insyncSeconds: seconds }).optional(),
});

/** States that were written before fleets had alarms are states all the same. */
const recordedFleetSchema = fleetSchema.extend({ alarmNames: z.array(text).default([]) });

const stateSchema = inputsSchema.extend({
  fleets: z.record(z.string(), z.array(recordedFleetSchema)),
  queue: queueSchema.optional(),
  ledger: ledgerSchema.optional(),
  notices: noticesSchema.optional(),
  images: imagesSchema.optional(),
  records: z.record(z.string(), z.string()),
  pendingChanges: z.record(z.string(), z.string()).optional(),
  openRecord: z.int().optional(),
  cameFrom: z.object({ color: text, release: releaseSchema }).optional(),
  liveColor: text.optional(),
  settledTrace: text.optional(),
});

/** A name as the switch compares it: lower case, no dot at the end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** Whether the engine does not know the value yet. It sends one fixed string for all such values. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

/** Where in the inputs the values are that the engine does not know yet. */
export function unknownPaths(value: unknown, path = ""): readonly string[] {
  if (isUnknown(value)) {
    return [path];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    unknownPaths(child, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`),
  );
}

/** The inputs, or every reason why they are none. Unknown values pass for text. */
export function readInputs(
  raw: unknown,
): { readonly inputs: SwitchInputs } | { readonly problems: readonly Refusal[] } {
  const parsed = inputsSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({
        gate: "inputs",
        property: pathText(path),
        reason: `${pathText(path)}: ${message}.`,
      })),
    };
  }
  const problems = contradictions(parsed.data);
  return problems.length > 0 ? { problems } : { inputs: parsed.data };
}

/** The inputs, which `check` has found good. */
export function readRequired(raw: unknown): SwitchInputs {
  const read = readInputs(raw);
  if ("problems" in read) {
    throw new Error(
      `The release switch has bad inputs:\n${read.problems.map(({ reason }) => ` - ${reason}`).join("\n")}`,
    );
  }
  return read.inputs;
}

/**
 * What an earlier run recorded, by this code or by older code.
 *
 * @returns `undefined` where there is none.
 * @throws Error where it is not a state of the switch.
 */
export function readState(raw: unknown): SwitchState | undefined {
  if (typeof raw !== "object" || raw === null || Object.keys(raw).every((key) => key === "__provider")) {
    return undefined;
  }
  const parsed = stateSchema.safeParse(raw);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ` - ${pathText(path)}: ${message}`);
    throw new Error(
      `The stack's state of the release switch cannot be read:\n${problems.join("\n")}\n` +
        "Was it written by a newer version of this project? Then use that version.",
    );
  }
  return parsed.data;
}

/** Properties without the traces of an interrupted switch, which only `check` may add. */
export function withoutTrace(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !TRACES.includes(key)));
}

/**
 * Where the names are, if that is not where the state says; a record in the ledger that has no outcome; and what tells
 * one finding of these from the next.
 */
const TRACES = ["liveColor", "openRecord", "trace"];

function contradictions(inputs: SwitchInputs): readonly Refusal[] {
  const { activeColor, colors, names, releases, fleets, images, schemas = {} } = inputs;
  const problems: Refusal[] = [];
  const refuse = (property: string, reason: string) => problems.push({ gate: "inputs", property, reason });

  if (!colors.includes(activeColor)) {
    refuse("activeColor", `"${activeColor}" is not a colour. The colours are: ${colors.join(", ")}.`);
  }
  for (const color of duplicates(colors)) {
    refuse("colors", `${color} is listed twice. List each colour once.`);
  }
  for (const fqdn of duplicates(names.map((name) => name.fqdn))) {
    refuse("names", `${fqdn} is listed twice. Each public name belongs to one service.`);
  }
  for (const service of Object.keys(schemas)) {
    const without = colors.filter((color) => releases[color]?.[service] === undefined);
    if (without.length > 0) {
      refuse(
        `schemas.${service}`,
        `${service} has a schema and no release on ${without.join(", ")}. Name its commit and image.`,
      );
    }
  }
  for (const color of colors) {
    const fleet = fleets[color] ?? [];
    const services = fleet.map(({ service }) => service);
    for (const service of duplicates(services)) {
      refuse(
        `fleets.${color}`,
        `${service} is listed twice on ${color}. Each service has one fleet per colour.`,
      );
    }
    for (const { service, kind, targetGroupArn } of fleet) {
      if (kind === "web" && targetGroupArn === undefined) {
        refuse(
          `fleets.${color}`,
          `web service ${service} on ${color} has no targetGroupArn. Pass its target group.`,
        );
      }
      if (releases[color]?.[service] === undefined) {
        refuse(
          `releases.${color}`,
          `${service} has a fleet on ${color} and no release. Name its commit and image.`,
        );
      }
      if (images.architectures[service] === undefined) {
        refuse(
          `images.architectures`,
          `${service} has a fleet on ${color} and no architecture. Say for which one its images are built.`,
        );
      }
    }
    names.forEach(({ service, fqdn, targets }, index) => {
      if (targets[color] === undefined) {
        refuse(
          `names[${index}].targets`,
          `${fqdn} has no target on ${color}. Every colour needs one, the idle one too.`,
        );
      }
      if (!services.includes(service)) {
        refuse(
          `fleets.${color}`,
          `${fqdn} belongs to ${service}, which has no fleet on ${color}. Describe its fleet.`,
        );
      }
    });
  }
  return problems;
}

function duplicates(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  );
}
