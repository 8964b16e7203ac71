import assert from "node:assert/strict";

import fc from "fast-check";

import {
  emptyLane,
  headOf,
  isHolder,
  type Lane,
  type Lease,
  settled,
  type TicketRequest,
} from "../../../providers/queue/lane";
import { itemOf, laneOf } from "../../../providers/queue/document";
import { claim, finish, renew, type Wanted } from "../../../providers/queue/leases";
import { queueProblem } from "../../../providers/queue/problem";
import { QueueRefusal } from "../../../providers/queue/refusal";
import { addTicket, cancelTicket, moveTicket } from "../../../providers/queue/tickets";
import { COMMIT_A, COMMIT_B } from "./support/requests";

const HOLDERS = ["ann", "bob", "cy"] as const;
type Holder = (typeof HOLDERS)[number];

type Step =
  | { readonly kind: "add"; readonly request: TicketRequest }
  | { readonly kind: "move"; readonly pick: number; readonly place: number }
  | { readonly kind: "cancel"; readonly pick: number }
  | { readonly kind: "claim"; readonly holder: Holder; readonly pick: number; readonly seconds: number }
  | {
      readonly kind: "run";
      readonly holder: Holder;
      readonly request: TicketRequest;
      readonly seconds: number;
    }
  | { readonly kind: "renew"; readonly holder: Holder; readonly seconds: number }
  | { readonly kind: "finish"; readonly holder: Holder; readonly remove: boolean }
  | { readonly kind: "pass"; readonly seconds: number };

const color = fc.constantFrom("prod1", "prod2");
const commit = fc.constantFrom(COMMIT_A, COMMIT_B);
const request: fc.Arbitrary<TicketRequest> = fc.oneof(
  fc.record({
    action: fc.constantFrom("promote" as const, "rollback" as const),
    color,
    requestedBy: fc.constant("ann"),
  }),
  fc.record({
    action: fc.constant("deploy" as const),
    color,
    requestedBy: fc.constant("bob"),
    commits: fc.dictionary(fc.constantFrom("core", "mail"), commit, { minKeys: 1, noNullPrototype: true }),
    supersede: fc.boolean(),
  }),
);
const pick = fc.nat(6);
const holder = fc.constantFrom(...HOLDERS);
const seconds = fc.integer({ min: 1, max: 30 });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("add" as const), request }) },
    fc.record({ kind: fc.constant("move" as const), pick, place: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ kind: fc.constant("cancel" as const), pick }),
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("claim" as const), holder, pick: fc.nat(1), seconds }),
    },
    fc.record({ kind: fc.constant("run" as const), holder, request, seconds }),
    fc.record({ kind: fc.constant("renew" as const), holder, seconds }),
    fc.record({ kind: fc.constant("finish" as const), holder, remove: fc.boolean() }),
    fc.record({ kind: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 40 }) }),
  ),
  { minLength: 20, maxLength: 60, size: "max" },
);

/** What must be there by the rules alone, kept beside the lane and without its code. */
interface Model {
  now: number;
  order: string[];
  byRun: Set<string>;
  live: { readonly id: string; readonly token: number; end: number } | undefined;
  tokens: number[];
  ids: string[];

  /** The lease that each holder got last, whatever became of it. */
  held: Map<Holder, Lease>;
}

function passTo(model: Model, now: number): void {
  model.now = now;
  if (model.live !== undefined && now >= model.live.end) {
    endLease(model, false);
  }
}

function endLease(model: Model, remove: boolean): void {
  const id = model.live?.id;
  model.live = undefined;
  if (id !== undefined && (remove || model.byRun.has(id))) {
    model.order = model.order.filter((other) => other !== id);
  }
}

/** @returns The result, or `undefined` where the queue refused in words. */
function tried<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    assert.ok(error instanceof QueueRefusal, String(error));
    return undefined;
  }
}

function take(lane: Lane, model: Model, who: Holder, wanted: Wanted, lasting: number): Lane {
  const claimed = tried(() => claim(lane, { ...wanted, holder: who, seconds: lasting }, model.now));
  const present = "request" in wanted || model.order.includes(wanted.ticketId);
  assert.equal(claimed !== undefined, present, "a claim is refused only for a ticket that is not there");
  if (claimed === undefined || !("lease" in claimed)) {
    const isFree = model.live === undefined && "ticketId" in wanted && model.order[0] === wanted.ticketId;
    assert.ok(!isFree, "the head of a free lane can be claimed");
    assert.ok(
      claimed === undefined || model.live !== undefined || model.order.length > 0,
      "it waits for nothing",
    );
    return lane;
  }
  assert.equal(model.live, undefined, "two live leases");
  const { lease } = claimed;
  if (model.order.length === 0) {
    assert.ok("request" in wanted);
    model.order.push(lease.ticketId);
    model.byRun.add(lease.ticketId);
    addId(model, lease.ticketId);
  }
  assert.equal(lease.ticketId, model.order[0], "only the head is leased");
  const ticket = claimed.lane.tickets.find(({ id }) => id === lease.ticketId);
  if ("ticketId" in wanted) {
    assert.equal(ticket?.id, wanted.ticketId, "another ticket than the wanted one is leased");
  } else {
    assert.equal(ticket?.color, wanted.request.color, "a ticket of another colour is leased");
    assert.deepEqual(ticket.commits, wanted.request.commits);
  }
  assert.ok(lease.token > Math.max(0, ...model.tokens), "tokens rise");
  model.tokens.push(lease.token);
  model.live = { id: lease.ticketId, token: lease.token, end: model.now + lasting * 1_000 };
  model.held.set(who, lease);
  return claimed.lane;
}

function addId(model: Model, id: string): void {
  assert.ok(!model.ids.includes(id), `ticket ${id} was given twice`);
  model.ids.push(id);
}

function done(lane: Lane, model: Model, step: Step): Lane {
  const picked = (index: number) => model.order[index] ?? `prod-${1_000 + index}`;
  switch (step.kind) {
    case "pass":
      passTo(model, model.now + step.seconds * 1_000);
      return lane;

    case "add": {
      const added = addTicket(lane, step.request, model.now);
      const gone = added.superseded.map(({ id }) => id);
      assert.ok(gone.length === 0 || step.request.supersede === true);
      assert.ok(model.live === undefined || !gone.includes(model.live.id), "a leased ticket was superseded");
      for (const { action, color: cluster, commits = {} } of added.superseded) {
        assert.equal(action, "deploy");
        assert.equal(cluster, step.request.color);
        assert.ok(Object.keys(commits).every((service) => service in (step.request.commits ?? {})));
      }
      model.order = [...model.order.filter((id) => !gone.includes(id)), added.ticket.id];
      addId(model, added.ticket.id);
      return added.lane;
    }

    case "move": {
      const id = picked(step.pick);
      const moved = tried(() => moveTicket(settled(lane, model.now), id, step.place));
      const first = model.live === undefined ? 1 : 2;
      const isRight =
        model.order.includes(id) &&
        model.live?.id !== id &&
        step.place >= first &&
        step.place <= model.order.length;
      assert.equal(moved !== undefined, isRight);
      if (moved === undefined) {
        return lane;
      }
      model.order = model.order.filter((other) => other !== id);
      model.order.splice(step.place - 1, 0, id);
      return moved.lane;
    }

    case "cancel": {
      const id = picked(step.pick);
      const cancelled = tried(() => cancelTicket(settled(lane, model.now), id));
      assert.equal(cancelled !== undefined, model.order.includes(id) && model.live?.id !== id);
      model.order = cancelled === undefined ? model.order : model.order.filter((other) => other !== id);
      return cancelled?.lane ?? lane;
    }

    case "claim":
      return take(lane, model, step.holder, { ticketId: picked(step.pick) }, step.seconds);

    case "run":
      return take(lane, model, step.holder, { request: step.request }, step.seconds);

    case "renew": {
      const held = model.held.get(step.holder);
      if (held === undefined) {
        return lane;
      }
      const renewed = tried(() => renew(lane, held.token, step.seconds, model.now));
      assert.equal(renewed !== undefined, model.live?.token === held.token, "only a live lease is renewed");
      if (renewed === undefined || model.live === undefined) {
        return lane;
      }
      model.live.end = model.now + step.seconds * 1_000;
      return renewed.lane;
    }

    case "finish": {
      const held = model.held.get(step.holder);
      if (held === undefined) {
        return lane;
      }
      const finished = tried(() => finish(lane, held.token, { remove: step.remove }, model.now));
      assert.equal(
        finished !== undefined,
        model.live?.token === held.token,
        "only a live lease is given back",
      );
      if (finished === undefined) {
        return lane;
      }
      endLease(model, step.remove);
      return finished.lane;
    }
  }
}

function agree(lane: Lane, model: Model): void {
  const now = settled(lane, model.now);
  assert.deepEqual(
    now.tickets.map(({ id }) => id),
    model.order,
    "a ticket was lost, or the order changed",
  );
  assert.equal(headOf(lane, model.now)?.id, model.order[0]);
  assert.equal(now.lease?.token, model.live?.token);
  assert.equal(now.lease?.expiresAt, model.live?.end);
  for (const token of model.tokens) {
    assert.equal(isHolder(lane, token, model.now), token === model.live?.token, `token ${token}`);
  }
  for (const name of ["prod1", "prod2"]) {
    const head = now.tickets.find(({ byRun }) => byRun !== true);
    const isFree = head === undefined || (head.action !== "deploy" && head.color === name);
    assert.equal(queueProblem(lane, { color: name }, model.now) === undefined, isFree);
  }
}

describe("A lane, whatever several holders do to it and however time passes", () => {
  it("has rising tokens, one live lease at most, every ticket in its place, and an item that reads back the same", function () {
    this.timeout(30_000);
    let leases = 0;
    let ended = 0;
    fc.assert(
      fc.property(steps, (all) => {
        const model: Model = {
          now: 1_900_000_000_000,
          order: [],
          byRun: new Set(),
          live: undefined,
          tokens: [],
          ids: [],
          held: new Map(),
        };
        let lane = emptyLane("prod");
        for (const step of all) {
          const wasLive = model.live !== undefined;
          const next = done(lane, model, step);
          ended += step.kind === "pass" && wasLive && model.live === undefined ? 1 : 0;
          lane = { ...next, version: lane.version + 1 };
          agree(lane, model);
          assert.deepEqual(laneOf(itemOf({ lane, writes: ["w"] }), "prod"), { lane, writes: ["w"] });
        }
        leases += model.tokens.length;
      }),
      { numRuns: 150, seed: 20300102 },
    );
    // A run in which hardly anything was leased or ended would prove nothing.
    assert.ok(leases > 300, `${leases} leases`);
    assert.ok(ended > 60, `${ended} ended`);
  });
});
