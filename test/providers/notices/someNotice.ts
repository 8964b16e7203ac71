import type { Notice } from "../../../providers/notices/notice";

const OLD = { commit: "a".repeat(40), imageId: "ami-0a" };
const NEW = { commit: "b".repeat(40), imageId: "ami-0b" };

export function someNotice(more: Partial<Notice> = {}): Notice {
  return {
    kind: "released",
    stack: "prod",
    color: "prod2",
    from: ["prod1"],
    at: "2030-01-02T03:04:05.678Z",
    by: "ann",
    reference: "CHG-7",
    reason: "release 12",
    services: {
      payments: { old: OLD, new: OLD },
      core: { old: OLD, new: NEW },
      mail: { old: null, new: NEW },
    },
    ledger: { sequence: 12, hash: "c".repeat(64) },
    ...more,
  };
}
