import { z } from "zod";
import { AWS_SERVICE_NAMES } from "./awsServices";
import { HIDEABLE_CALLS } from "./hiding";

const matchSchema = z.strictObject({
  /** The service by its signing name, for example `elasticloadbalancing` or `route53`. */
  service: z.enum(AWS_SERVICE_NAMES).optional(),
  /** The action by its API name, for example `ChangeResourceRecordSets`; for REST services without a table, method and path. */
  action: z.string().min(1).optional(),
  /** The account that makes the call, 12 digits. */
  account: z
    .string()
    .regex(/^\d{12}$/, "an account id is 12 digits")
    .optional(),
  /** A text that path, query or body of the request must hold, for example a name or an ARN. */
  resource: z.string().min(1).optional(),
});

const status = z.int().min(400).max(599);
const milliseconds = z.int().min(1).max(600_000);

const effectSchema = z.discriminatedUnion("kind", [
  /** The service's own "too many requests". The call has no effect. */
  z.strictObject({ kind: z.literal("throttle") }),
  /** Any error, in the service's own shape. The call has no effect. */
  z.strictObject({ kind: z.literal("error"), status, code: z.string().min(1), message: z.string() }),
  /** The call is held back this long, then goes its way. */
  z.strictObject({ kind: z.literal("delay"), ms: milliseconds }),
  /** The connection breaks: `before`, the call has no effect; `after`, it has, and the caller does not learn of it. */
  z.strictObject({ kind: z.literal("dropConnection"), when: z.enum(["before", "after"]) }),
  /** The call waits until the faults are set anew or its caller is gone: `before`, and then has its effect only if the
   * caller is there; `after`, it has had it. */
  z.strictObject({ kind: z.literal("hold"), when: z.enum(["before", "after"]) }),
  /** Route 53's GetChange answers PENDING, for the first `polls` questions about each change, or for ever. */
  z.strictObject({
    kind: z.literal("changesPending"),
    polls: z.union([z.int().min(1), z.literal("forever")]),
  }),
  /** DescribeTargetHealth answers that so many targets are not healthy. */
  z.strictObject({
    kind: z.literal("unhealthyTargets"),
    /** Part of the target group's ARN, for example its name. */
    targetGroup: z.string().min(1),
    count: z.union([z.int().min(1), z.literal("all")]).default("all"),
    state: z.enum(["unhealthy", "initial", "draining", "unused", "unavailable"]).default("unhealthy"),
    /** @default - the reason that AWS gives for the state */
    reason: z.string().min(1).optional(),
  }),
  /** What a call has made stays unknown to other calls for a while. `match` names the call that makes it. */
  z.strictObject({ kind: z.literal("hide"), ms: milliseconds }),
]);

const faultSchema = z
  .strictObject({
    id: z.string().min(1),
    match: matchSchema.default({}),
    effect: effectSchema,
    /** How many matching calls go unharmed before the first that it may strike. @default 0 */
    after: z.int().min(0).optional(),
    /** How many calls it strikes before it is spent. @default - every matching call */
    times: z.int().min(1).optional(),
    /** Chance that a matching call is struck, above 0 and up to 1. @default 1 */
    probability: z.number().gt(0).max(1).optional(),
    /** Start of the random numbers behind `probability`: the same seed strikes the same calls. @default 1 */
    seed: z.int().optional(),
  })
  .superRefine((fault, context) => {
    const call = `${fault.match.service ?? "?"}:${fault.match.action ?? "?"}`;
    if (fault.effect.kind === "hide" && !HIDEABLE_CALLS.includes(call)) {
      context.addIssue({
        code: "custom",
        path: ["match"],
        message: `"hide" works on ${HIDEABLE_CALLS.join(", ")}; this names ${call}`,
      });
    }
  });

/** A rule by which the gateway makes calls fail, lag or lie. */
export type Fault = z.input<typeof faultSchema>;

/** A fault with its defaults filled in. */
export type CheckedFault = z.output<typeof faultSchema>;

/** What a fault does. */
export type FaultEffect = CheckedFault["effect"];

/**
 * Checks faults that came over the wire.
 *
 * @throws Error that lists every problem of every fault, with its path
 */
export function parseFaults(value: unknown): CheckedFault[] {
  const parsed = z.array(faultSchema).safeParse(value);
  const problems = parsed.success ? repeatedIds(parsed.data) : parsed.error.issues.map(describeIssue);
  if (!parsed.success || problems.length > 0) {
    throw new Error(
      `${problems.length} problem${problems.length === 1 ? "" : "s"} in the faults:\n - ${problems.join("\n - ")}`,
    );
  }
  return parsed.data;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("");
  return `faults${path}: ${issue.message}`;
}

function repeatedIds(faults: readonly CheckedFault[]): string[] {
  const ids = faults.map((fault) => fault.id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
    (id) => `faults: the id "${id}" is given more than once; ids tell faults apart in the counts`,
  );
}
