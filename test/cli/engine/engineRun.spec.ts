import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { type EngineControls, followEngine } from "../../../cli/engine/engineRun";
import type { OnInterrupt } from "../../../cli/interruption";
import type { EngineRun } from "../../../cli/session";

/** Milliseconds that an engine has to say that it heard Ctrl-C, and then some. */
const HEARD = 1_700;

class Interrupts {
  private readonly listeners = new Set<OnInterrupt>();

  public onInterrupt(listener: OnInterrupt): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public fire(times: number): void {
    this.listeners.forEach((listener) => {
      listener(times);
    });
  }

  public get count(): number {
    return this.listeners.size;
  }
}

function runOf(lines: string[], signal = new AbortController().signal): EngineRun {
  return {
    message: "",
    env: {},
    expected: 3,
    signal,
    phase: { update: () => undefined, line: (text) => lines.push(text) },
  };
}

/** An engine that counts the signals it gets, until it is told to end. */
function engine() {
  const state: { signals: number; controls?: EngineControls; end: () => void } = {
    signals: 0,
    end: () => undefined,
  };
  const start = (controls: EngineControls) => {
    state.controls = controls;
    controls.signal.addEventListener("abort", () => {
      state.signals += 1;
    });
    return new Promise<void>((_resolve, reject) => {
      state.end = () => {
        reject(
          new Error(
            "code: 255\n stdout: \n stderr: Command failed with exit code 255: pulumi up\nerror: update canceled\n err?: \n",
          ),
        );
      };
    });
  };
  return { state, start };
}

const CANCELLING = {
  sequence: 1,
  timestamp: 0,
  stdoutEvent: { message: "^C received; cancelling.", color: "always" },
};

describe("following the engine", function () {
  this.timeout(20_000);

  it("tells an engine that did not hear Ctrl-C itself, once", async () => {
    const interrupts = new Interrupts();
    const { state, start } = engine();
    const lines: string[] = [];
    const run = followEngine(start, runOf(lines), interrupts);
    interrupts.fire(1);
    assert.equal(state.signals, 0);
    await sleep(HEARD);
    assert.equal(state.signals, 1);
    state.end();
    const { failure } = await run;
    assert.deepEqual(failure?.problems, ["error: update canceled"]);
    assert.equal(interrupts.count, 0);
    assert.match(lines.join("\n"), /Asked the engine to end/);
  });

  it("leaves an engine alone that heard it: a second signal would end it at once", async () => {
    const interrupts = new Interrupts();
    const { state, start } = engine();
    const run = followEngine(start, runOf([]), interrupts);
    interrupts.fire(1);
    state.controls?.onEvent(CANCELLING);
    await sleep(HEARD);
    assert.equal(state.signals, 0);
    interrupts.fire(2);
    assert.equal(state.signals, 1);
    state.end();
    await run;
  });

  it("asks the engine to end when its run is called off", async () => {
    const { state, start } = engine();
    const controller = new AbortController();
    const run = followEngine(start, runOf([], controller.signal), new Interrupts());
    controller.abort(new Error("the turn is lost"));
    await sleep(HEARD);
    assert.equal(state.signals, 1);
    state.end();
    await run;
  });

  it("hands on what the switch says and what was done", async () => {
    const lines: string[] = [];
    const metadata = {
      op: "update" as const,
      urn: "urn:pulumi:prod::duotone::t::public-names",
      type: "",
      provider: "",
    };
    const result = await followEngine(
      ({ onEvent }) => {
        onEvent({ sequence: 1, timestamp: 0, resourcePreEvent: { metadata } });
        onEvent({
          sequence: 2,
          timestamp: 0,
          diagnosticEvent: {
            severity: "info",
            color: "never",
            message: "release switch: zone Z0: 1 name changed in one batch",
          },
        });
        onEvent({ sequence: 3, timestamp: 0, resOutputsEvent: { metadata } });
        return Promise.resolve();
      },
      runOf(lines),
      new Interrupts(),
    );
    assert.deepEqual(lines, ["zone Z0: 1 name changed in one batch"]);
    assert.deepEqual(result, { resources: 1, changed: ["public-names"], switchLines: lines });
  });
});
