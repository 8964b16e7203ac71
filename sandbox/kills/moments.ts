import type { AwsServiceName } from "../cloud/awsServices";
import type { CallRecord, Fault } from "../cloud/gatewayClient";

/** One of an operation's calls. */
export interface NumberedCall extends Pick<CallRecord, "service" | "action"> {
  /** Which of the operation's calls of this action it is, from 0. */
  readonly nth: number;
}

/** A boundary of an operation: one of its calls of AWS, or its answer to the engine. */
export type Moment =
  /** `before`: AWS never sees the call. `after`: it has had its effect, and the operation does not learn of it. */
  | { readonly kind: "call"; readonly call: NumberedCall; readonly when: "before" | "after" }
  /** `before`: the engine does not get it. `after`: it does, and dies before it has written it down. */
  | { readonly kind: "reply"; readonly when: "before" | "after" };

/** Calls that change nothing, by how AWS names them; taking a role and signing are among them. */
const READING = /^(Describe|List|Get|Head|BatchGet|AssumeRole|Sign$)/;

/** Whether a call changes something. */
export function changesSomething({ action }: Pick<CallRecord, "action">): boolean {
  return !READING.test(action);
}

/** Calls as they can be told apart in another run of the same operation. */
export function numbered(calls: readonly Pick<CallRecord, "service" | "action">[]): readonly NumberedCall[] {
  const seen = new Map<string, number>();
  return calls.map(({ service, action }) => {
    const key = `${service} ${action}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { service, action, nth };
  });
}

/**
 * The moments at which an operation is killed, from the calls that it made in a rehearsal: before and after each call
 * that changes something, before and after one that reads, and before and after its answer.
 */
export function momentsOf(rehearsal: readonly CallRecord[]): readonly Moment[] {
  const calls = numbered(rehearsal);
  // The last of the reading calls, which most operations make when they have changed something already.
  const reading = calls.filter((call) => !changesSomething(call)).slice(-1);
  return [
    ...[...calls.filter(changesSomething), ...reading].flatMap((call): Moment[] => [
      { kind: "call", call, when: "before" },
      { kind: "call", call, when: "after" },
    ]),
    { kind: "reply", when: "before" },
    { kind: "reply", when: "after" },
  ];
}

/** The part of a fault that makes it strike one call of an operation. */
export function matching({ service, action, nth }: NumberedCall): Pick<Fault, "match" | "after" | "times"> {
  // A record of the gateway names services as faults do; a service that no fault may name is refused there.
  return { match: { service: service as AwsServiceName, action }, after: nth, times: 1 };
}

/** The fault that holds an operation at a moment. */
export function holdAt({ call, when }: Extract<Moment, { kind: "call" }>): Fault {
  return { id: callText(call), ...matching(call), effect: { kind: "hold", when } };
}

/** For messages, for example `s3 PutObject (no. 2)`. */
export function callText({ service, action, nth }: NumberedCall): string {
  return `${service} ${action}${nth === 0 ? "" : ` (no. ${nth + 1})`}`;
}

/** For messages, for example `before s3 PutObject`. */
export function momentText(moment: Moment): string {
  return `${moment.when} ${moment.kind === "reply" ? "the reply" : callText(moment.call)}`;
}
