import { readFile } from "node:fs/promises";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import type { ImageShelf } from "../../../cli/release/imageShelf";
import type { Caller } from "../../../providers/switch/switchCloud";
import type { EngineResult, EngineRun, Session, StackConfig } from "../../../cli/session";
import { FakeShelf } from "./fakeShelf";

/** What the pack is given for each of its policies. */
export interface GivenSettings {
  readonly proof: string;
  readonly asOf: string;
  readonly inventory: { readonly stacks: object; readonly verticals: readonly object[] };
  readonly exemptions: readonly object[];
}

/** A stack that is only previewed: its engine tells what it is told to. */
export class FakeStack implements Session {
  public readonly stackFile = "Pulumi.yaml";
  public readonly clock: Session["clock"];
  public readonly runs: {
    readonly pack: string | undefined;
    readonly settings: Record<string, GivenSettings>;
  }[] = [];

  /** What the engine tells, given the proof that its pack was started with. */
  public tells: (proof: string) => readonly EngineEvent[] = () => [];
  public failure: EngineResult["failure"];
  public has: Readonly<Record<string, unknown>> = {};
  public deployment: unknown = { deployment: {} };
  public updates: readonly StackConfig[] = [];

  public readonly shelf = new FakeShelf();

  public constructor(
    public readonly stack: string,
    clock: Session["clock"],
  ) {
    this.clock = clock;
  }

  public outputs() {
    return Promise.resolve(this.has);
  }

  public exported() {
    return Promise.resolve(this.deployment);
  }

  public configsDeployed(): Promise<readonly StackConfig[]> {
    return Promise.resolve(this.updates);
  }

  public async preview({ policies, onEvent }: EngineRun): Promise<EngineResult> {
    const text = policies === undefined ? "{}" : await readFile(policies.config, "utf8");
    const settings = JSON.parse(text) as Record<string, GivenSettings>;
    this.runs.push({ pack: policies?.pack, settings });
    this.tells(settings.stack?.proof ?? "").forEach((event) => onEvent?.(event));
    return {
      resources: 0,
      changed: [],
      switchLines: [],
      ...(this.failure === undefined ? {} : { failure: this.failure }),
    };
  }

  public migrations(): never {
    throw new Error("Nothing is migrated here.");
  }

  public images(): Promise<ImageShelf> {
    return Promise.resolve(this.shelf);
  }

  public caller(): Promise<Caller> {
    return Promise.resolve({ account: "123456789012", arn: "arn:aws:iam::123456789012:role/preview" });
  }

  public readonly update = unused("update");
  public releaseSwitch: Session["releaseSwitch"] = unused("releaseSwitch");
  public readonly config = unused("config");
  public readonly setConfig = unused("setConfig");
  public readonly removeConfig = unused("removeConfig");
  public readonly readGate = unused("readGate");
  public readonly readSchemas = unused("readSchemas");
  public readonly notify = unused("notify");
  public queue: Session["queue"] = unused("queue");
  public ledger: Session["ledger"] = unused("ledger");
}

/** A preview must not do this. */
function unused(what: string): () => never {
  return () => {
    throw new Error(`A preview called ${what}.`);
  };
}
