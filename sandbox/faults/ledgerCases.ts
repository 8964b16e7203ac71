import type { Fault } from "../cloud/gatewayClient";
import { copyEdited } from "../twoColours/writers";
import type { MatrixCase } from "./matrixCase";

const DENIED = { kind: "error", status: 403, code: "AccessDenied", message: "Access Denied" } as const;

/** A ledger that takes no records, or is not to be relied on. */
export const LEDGER_CASES: readonly MatrixCase[] = [
  denied("ledger bucket refuses the intent", { service: "s3", action: "PutObject" }, "before"),
  denied("ledger bucket refuses the outcome", { service: "s3", action: "PutObject" }, "after"),
  denied("KMS refuses to sign the intent", { service: "kms", action: "Sign" }, "before"),
  denied("KMS refuses to sign the outcome", { service: "kms", action: "Sign" }, "after"),
  {
    name: "ledger record edited by hand",
    arrange: async ({ world, stack }) => {
      const bucket = `${world.args.stack}-edited`;
      await copyEdited(world, bucket, (text) => text.replace('"result":"done"', '"result":"failed"'));
      await stack.declare({ ...world.args, ledger: { ...world.args.ledger, bucket } });
      return () => stack.declare(world.args);
    },
    preview: [/\[ledger\] The ledger is not to be relied on: .*does not verify.*duotone ledger verify/s],
  },
];

/** @param when Before the names move, or when they have. */
function denied(name: string, match: NonNullable<Fault["match"]>, when: "before" | "after"): MatrixCase {
  return {
    name,
    arrange: async ({ gateway }) => {
      await gateway.setFaults([{ id: name, match, effect: DENIED, after: when === "before" ? 0 : 1 }]);
      return undefined;
    },
    preview: "passes",
    update:
      when === "before"
        ? {
            says: [
              /The ledger took no record of what was about to happen, and nothing was changed: .*AccessDenied/,
            ],
            names: "stay",
          }
        : {
            says: [
              /The names are on prod\d, and the ledger took no record of it: .*AccessDenied.*moves nothing/s,
            ],
            names: "move",
          },
  };
}
