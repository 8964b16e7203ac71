import { keyText, serviceKey } from "../../../components/images/imageCatalogue";
import type { SchemaRange } from "../../../providers/schema/state";
import { catalogueImage } from "../../components/images/catalogueImage";
import { inputsFor, readGate } from "../../../cli/release/gateReading";
import { readSchemaFacts, releasing } from "../../../cli/release/schemaFacts";
import { switchInStack } from "../../../cli/release/switchInStack";
import type { EngineResult, EngineRun, Session, StackConfig } from "../../../cli/session";
import { switchOperations, type SwitchOperations } from "../../../providers/switch/operations";
import type { SwitchCloud } from "../../../providers/switch/switchCloud";
import type { Release, SwitchInputs } from "../../../providers/switch/switchInputs";
import type { Clock, Properties } from "../../../providers/switch/types";
import { CALLER, FakeAws } from "../../providers/switch/support/fakeAws";
import { switchInputs } from "../../providers/switch/support/fixture";
import { FakeDatabase } from "../../providers/schema/support/fakeDatabase";
import { FakeShelf } from "./fakeShelf";
import { PROJECT } from "../../providers/switch/support/stack";

/** A commit of one repeated digit. */
export const commitOf = (digit: string) => digit.repeat(40);

const SERVICES = ["batch", "core", "shop", "web"];
const URN =
  "urn:pulumi:prod::duotone::duotone:dns:PublicNames$pulumi-nodejs:dynamic/release:ReleaseSwitch::public-names";

/** Sleeps of this length and longer are those of a lease that is kept: they last until somebody wakes them. */
const LONG = 10_000;

/** By service that has a database, then by commit: what the image states to run on. */
type StatedRanges = Readonly<Record<string, Readonly<Record<string, SchemaRange>>>>;

/** Where a run of the engine may be disturbed. What it returns is the run's failure. */
type Disturbance = (run: EngineRun) => Promise<string | undefined> | string | undefined;

/**
 * A session in memory: the real release switch with its gate, queue and ledger on a fake AWS, and an engine that does
 * nothing but run it.
 */
export class FakeSession implements Session {
  public readonly stack = "prod";
  public readonly stackFile = "Pulumi.prod.yaml";
  public readonly aws: FakeAws;
  public readonly clock: Clock;

  /** The stack's file. */
  public readonly file: Record<string, unknown>;

  /** What was written into the stack's file, in its order. */
  public readonly writes: string[] = [];
  public readonly runs: {
    readonly kind: "preview" | "update";
    readonly env: EngineRun["env"];
    readonly message: string;
  }[] = [];
  public beforePreview: Disturbance = () => undefined;
  public beforeUpdate: Disturbance = () => undefined;
  public afterUpdate: Disturbance = () => undefined;
  public callerError: Error | undefined;
  public isDeployed = true;
  public hasSwitch = true;
  public closed = 0;
  public readonly shelf = new FakeShelf();

  /** The state of the only database that there is, and the instances that migrate it. */
  public readonly database: FakeDatabase;

  /** What the export has besides the switch. */
  public readonly resources: object[] = [];
  private recorded: { readonly inputs: Properties; readonly outputs: Properties } | undefined;
  private readonly sleepers = new Set<() => void>();

  private constructor(
    active: string,
    private readonly ranges: StatedRanges,
    private readonly lines: string[] = [],
  ) {
    const release = (digit: string) =>
      Object.fromEntries(SERVICES.map((service) => [service, commitOf(digit)]));
    this.file = {
      "aws:region": "eu-west-1",
      activeColor: active,
      clusters: { prod1: { colour: true }, prod2: { colour: true }, qaprod1: { colour: false } },
      services: Object.fromEntries(SERVICES.map((service) => [service, {}])),
      releases: { prod1: release("a"), prod2: release("b"), qaprod1: release("a") },
    };
    this.aws = FakeAws.running(this.program());
    const { clock } = this.aws;
    this.database = new FakeDatabase("core", clock);
    this.clock = {
      now: () => clock.now(),
      random: () => clock.random(),
      deadline: (seconds, what) => clock.deadline(seconds, what),
      sleep: (milliseconds, signal) =>
        milliseconds < LONG ? clock.sleep(milliseconds, signal) : this.longSleep(signal),
    };
  }

  /** A stack that was deployed once. Neither its AWS nor its engine remembers that. */
  public static async deployed(active = "prod1", ranges: StatedRanges = {}): Promise<FakeSession> {
    const session = new FakeSession(active, ranges);
    for (const [service, byCommit] of Object.entries(ranges)) {
      for (const [commit, schema] of Object.entries(byCommit)) {
        session.state(service, commit, schema);
      }
    }
    const switches = session.operations({});
    const { inputs } = await switches.check({}, plain(session.program()));
    const { outs } = await switches.create(plain(inputs));
    session.recorded = { inputs: plain(inputs), outputs: plain(outs) };
    session.aws.batches.length = 0;
    return session;
  }

  /** Lets the catalogue have an image that states what it runs on. */
  private state(service: string, commit: string, schema: SchemaRange): void {
    const key = serviceKey(service, commit, "arm64");
    const imageId = `ami-0${commit.slice(0, 16)}`;
    this.aws.catalogue.set(keyText(key), catalogueImage({ ...key, imageId, schema }));
  }

  /** Lets whoever keeps a lease look at once. */
  public wake(): void {
    for (const wake of this.sleepers) {
      wake();
    }
  }

  public caller() {
    return this.callerError === undefined ? Promise.resolve(CALLER) : Promise.reject(this.callerError);
  }

  public releaseSwitch() {
    return Promise.resolve().then(() => switchInStack(this.stack, this.deployment()));
  }

  public config(): Promise<StackConfig> {
    return Promise.resolve(structuredClone(this.file));
  }

  public setConfig(path: string, value: string): Promise<void> {
    this.writes.push(`${path}=${value}`);
    this.change(path, value);
    return Promise.resolve();
  }

  public removeConfig(path: string): Promise<void> {
    this.writes.push(`${path} removed`);
    this.change(path, undefined);
    return Promise.resolve();
  }

  public outputs() {
    return Promise.resolve({});
  }

  public exported() {
    return Promise.resolve({ deployment: this.deployment() });
  }

  public configsDeployed() {
    return Promise.resolve([]);
  }

  public async preview(run: EngineRun): Promise<EngineResult> {
    this.runs.push({ kind: "preview", env: run.env, message: run.message });
    const failed = await this.beforePreview(run);
    if (failed !== undefined) {
      return result({ problems: [failed] });
    }
    const { inputs, failures } = await this.check(run);
    if (failures.length > 0) {
      return result({ refusals: failures.map(({ reason }) => reason) });
    }
    const { changes } = await this.operations(run.env).diff(this.recorded?.outputs ?? {}, inputs);
    return result({ changed: changes ? ["public-names"] : [] });
  }

  public async update(run: EngineRun): Promise<EngineResult> {
    this.runs.push({ kind: "update", env: run.env, message: run.message });
    const failed = await this.beforeUpdate(run);
    if (failed !== undefined) {
      return result({ problems: [failed] });
    }
    const { inputs, failures } = await this.check(run);
    if (failures.length > 0) {
      return result({ refusals: failures.map(({ reason }) => reason) });
    }
    this.lines.length = 0;
    this.deployFleets();
    try {
      const { outs } = await this.operations(run.env).update(
        "public-names",
        this.recorded?.outputs ?? {},
        inputs,
      );
      this.recorded = { inputs, outputs: plain(outs) };
    } catch (error) {
      // Who is killed leaves the state as it was.
      if (!this.aws.isDead && error instanceof Error && "properties" in error) {
        this.recorded = { inputs, outputs: plain(error.properties) };
      }
      return result({
        problems: [error instanceof Error ? error.message : String(error)],
        lines: this.lines,
      });
    }
    this.lines.forEach((line) => {
      run.phase.line(line);
    });
    const problem = await this.afterUpdate(run);
    return problem === undefined
      ? result({ changed: ["public-names"], lines: this.lines })
      : result({ problems: [problem], changed: ["public-names"], lines: this.lines });
  }

  public async readGate(...[of, to, signal]: Parameters<Session["readGate"]>) {
    const inputs = inputsFor(of, to, this.file);
    return readGate({ cloud: this.aws.cloud(), clock: this.clock }, of, inputs, signal);
  }

  public readSchemas(...[of, wish, signal]: Parameters<Session["readSchemas"]>) {
    return readSchemaFacts(this.aws.cloud(), releasing(of.inputs, wish), signal);
  }

  public queue() {
    return { ...this.aws.stores.queue, close: () => (this.closed += 1) };
  }

  public notify(_of: unknown, ...[notice, signal]: Parameters<SwitchCloud["notify"]>) {
    return this.aws.cloud().notify(notice, signal);
  }

  public ledger() {
    return { ...this.aws.stores.ledger, close: () => (this.closed += 1) };
  }

  public migrations() {
    const { store, commands } = this.database;
    return { store, commands, close: () => (this.closed += 1) };
  }

  public images() {
    return Promise.resolve(this.shelf);
  }

  /** What the program would declare with the stack's file as it is. */
  private program(): SwitchInputs {
    const releases = this.file.releases as Record<string, Record<string, string>>;
    const byColor = (color: string): Record<string, Release> =>
      Object.fromEntries(
        Object.entries(releases[color] ?? {}).map(([service, commit]) => [
          service,
          { commit, imageId: `ami-0${commit.slice(0, 16)}` },
        ]),
      );
    return switchInputs({
      activeColor: String(this.file.activeColor),
      releases: { prod1: byColor("prod1"), prod2: byColor("prod2") },
      freezeWindows: (this.file.freezeWindows ?? []) as SwitchInputs["freezeWindows"],
      overrides: (this.file.overrides ?? []) as SwitchInputs["overrides"],
      ...(Object.keys(this.ranges).length > 0 && {
        schemas: Object.fromEntries(
          Object.keys(this.ranges).map((service) => [service, { tableName: "duotone-prod-accounts" }]),
        ),
      }),
    });
  }

  /** Whatever comes before the switch in an update: instances of the commits that the file names. */
  private deployFleets(): void {
    const inputs = this.program();
    for (const [color, fleets] of Object.entries(inputs.fleets)) {
      fleets.forEach((fleet) => {
        this.aws.describe(inputs, color, fleet);
      });
    }
  }

  private async check(run: EngineRun) {
    const { inputs, failures } = await this.operations(run.env).check(
      this.recorded?.inputs ?? {},
      plain(this.program()),
    );
    return { inputs: plain(inputs), failures };
  }

  private operations(env: EngineRun["env"]): SwitchOperations {
    const { DUOTONE_TICKET: ticketId, DUOTONE_FENCING_TOKEN: token } = env;
    return switchOperations({
      cloudFor: () => this.aws.cloud(),
      clock: this.aws.clock,
      project: PROJECT,
      progress: (line) => this.lines.push(line),
      ...(ticketId !== undefined && { turn: { ticketId, token: Number(token) } }),
    });
  }

  private deployment() {
    const stack = {
      urn: "urn:pulumi:prod::duotone::pulumi:pulumi:Stack::duotone-prod",
      type: "pulumi:pulumi:Stack",
    };
    const { inputs = {}, outputs = {} } = this.recorded ?? {};
    const found = { urn: URN, type: "pulumi-nodejs:dynamic/release:ReleaseSwitch", inputs, outputs };
    return {
      resources: this.isDeployed ? (this.hasSwitch ? [stack, found, ...this.resources] : [stack]) : [],
    };
  }

  private change(path: string, value: string | undefined): void {
    const [first = "", ...rest] = path.split(".");
    const last = rest.pop();
    if (last === undefined) {
      this.file[first] = value;
      return;
    }
    const holder = rest.reduce(
      (at, key) => at[key] as Record<string, unknown>,
      this.file[first] as Record<string, unknown>,
    );
    if (value === undefined) {
      Reflect.deleteProperty(holder, last);
    } else {
      holder[last] = value;
    }
  }

  private longSleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        this.sleepers.delete(wake);
        resolve();
      };
      this.sleepers.add(wake);
      signal.addEventListener("abort", () => {
        this.sleepers.delete(wake);
        reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
      });
    });
  }
}

function result(parts: {
  readonly refusals?: readonly string[];
  readonly problems?: readonly string[];
  readonly changed?: readonly string[];
  readonly lines?: readonly string[];
}): EngineResult {
  const { refusals = [], problems = [], changed = [], lines = [] } = parts;
  return {
    resources: 921,
    changed,
    switchLines: [...lines],
    ...(refusals.length + problems.length > 0 && { failure: { refusals, problems } }),
  };
}

/** What survives the way through the engine: plain data. */
function plain(value: unknown): Properties {
  return JSON.parse(JSON.stringify(value)) as Properties;
}
