import type { Intent } from "../ledger/record";
import type { LedgerHead } from "../ledger/store";
import type { Notice } from "../notices/notice";
import type { CloudTools } from "./move";
import { promotionOf, type Snapshot } from "./promotion";
import { changedServices } from "./recording";
import type { SwitchInputs } from "./switchInputs";

/** Seconds for telling everybody. A release is not held up by those who would hear of it. */
const TELL_SECONDS = 30;

/** Tells that names have moved, and apart from it which gates a person has passed by. */
export async function tellReleased(
  tools: CloudTools,
  inputs: SwitchInputs,
  intent: Intent,
  head: LedgerHead,
): Promise<void> {
  const { sequence } = head.entry.record;
  const notice = { ...noticeOf(tools, inputs, intent), ledger: { sequence, hash: head.entry.hash } };
  await tell(tools, { ...notice, kind: intent.action === "rollback" ? "rolled back" : "released" });
  if (intent.overrides.length > 0) {
    const reasons = intent.overrides.map(
      ({ gate, service, reason, by, until }) =>
        `gate ${gate}${service === undefined ? "" : ` of ${service}`} passed by ${by} until ${until}: ${reason}`,
    );
    await tell(tools, { ...notice, kind: "override used", reasons });
  }
}

/** Tells that a release was tried and has moved nothing. */
export async function tellFailed(
  tools: CloudTools,
  inputs: SwitchInputs,
  intent: Intent,
  message: string,
): Promise<void> {
  await tell(tools, { ...noticeOf(tools, inputs, intent), kind: "failed", reasons: [message] });
}

/** Tells that the gate has refused an update. A preview's refusal is its author's alone. */
export async function tellRefused(
  tools: CloudTools,
  snapshot: Snapshot,
  reasons: readonly string[],
): Promise<void> {
  const promotion = promotionOf(snapshot);
  if (promotion === undefined) {
    return;
  }
  const { inputs, state } = snapshot;
  await tell(tools, {
    kind: "refused",
    stack: inputs.stack,
    color: promotion.to,
    from: promotion.from,
    at: new Date(snapshot.now).toISOString(),
    by: snapshot.turn?.ticketId ?? "a run of the engine",
    services: changedServices(
      state?.releases[state.activeColor] ?? {},
      inputs.releases[promotion.to] ?? {},
      snapshot.schemas,
    ),
    reasons,
  });
}

function noticeOf({ clock }: CloudTools, inputs: SwitchInputs, intent: Intent): Omit<Notice, "kind"> {
  const { ticket, caller, from, services } = intent;
  return {
    stack: inputs.stack,
    color: inputs.activeColor,
    from,
    at: new Date(clock.now()).toISOString(),
    by: ticket?.requestedBy ?? caller.arn,
    ...(ticket?.reference !== undefined && { reference: ticket.reference }),
    ...(ticket?.reason !== undefined && { reason: ticket.reason }),
    services,
  };
}

async function tell({ cloud, clock, progress }: CloudTools, notice: Notice): Promise<void> {
  const problems = await cloud.notify(notice, clock.deadline(TELL_SECONDS, "Telling people"));
  for (const problem of problems) {
    progress(problem);
  }
}
