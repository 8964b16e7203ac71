import assert from "node:assert/strict";

import {
  CloseAccountCommand,
  CreateAccountCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";

import {
  CREATION_SECONDS_TAG,
  finishAccountRequests,
  setAccountQuota,
} from "../../sandbox/cloud/accountRequests";
import type { EngineRun, RunOptions } from "../../sandbox/story/pulumi";
import { nameOf } from "../../sandbox/story/stackExport";
import {
  type AccountSandbox,
  killWhen,
  meanwhile,
  openAccountSandbox,
  saidBy,
  type TestAccount,
} from "./accountStacks";
import { OPENING_LIMIT } from "./bakery";

/** Milliseconds; the slowest test runs the engine seven times, which takes a minute on a machine that is not busy. */
const TEST_LIMIT = 1_800_000;

/** Seconds; longer than any test. */
const FOREVER = 3_600;

/** Room for all that these tests make. */
const ROOMY_QUOTA = 100;

const account = (name: string): TestAccount => ({ name, email: `${name}@example.com` });

describe("accounts on the real engine", function () {
  this.timeout(TEST_LIMIT);
  let opened: AccountSandbox;
  let organizations: OrganizationsClient;

  before(async function () {
    this.timeout(OPENING_LIMIT);
    opened = await openAccountSandbox(".sandbox/tests/accounts");
    organizations = new OrganizationsClient(opened.access);
    await setAccountQuota(opened.access, ROOMY_QUOTA);
  });

  after(async () => {
    organizations.destroy();
    await opened.sandbox.close();
  });

  afterEach(() => opened.sandbox.gateway.clearFaults());

  /** One successful `pulumi up` of the stack with these accounts, its calls counted from zero. */
  async function up(
    stack: string,
    accounts: readonly TestAccount[],
    options?: RunOptions,
  ): Promise<EngineRun> {
    const run = await tryUp(stack, accounts, options);
    assert.equal(run.exitCode, 0, saidBy(run));
    return run;
  }

  async function tryUp(
    stack: string,
    accounts: readonly TestAccount[],
    options?: RunOptions,
  ): Promise<EngineRun> {
    await opened.configure(stack, accounts);
    await opened.sandbox.gateway.resetCalls();
    return opened.project.up(stack, options);
  }

  /** Runs `up`, and kills it with all its plugins as soon as this many calls of the action have come. */
  async function killedUp(
    stack: string,
    accounts: readonly TestAccount[],
    action: string,
    calls: number,
  ): Promise<void> {
    const run = await tryUp(stack, accounts, {
      onStart: (engine) => void killWhen(engine, async () => (await opened.count(action)) >= calls),
    });
    assert.equal(run.exitCode, 128 + 9, saidBy(run));
    await opened.project.cancel(stack);
  }

  it("are made one at a time, and a second run finds them unchanged", async () => {
    const names = ["serial-a", "serial-b", "serial-c", "serial-d"];
    const run = await up("serial", names.map(account));
    const calls = await opened.sandbox.gateway.records();
    const created = calls.filter(({ action }) => action === "CreateAccount");
    const finished = calls.filter(({ action }) => action === "DescribeCreateAccountStatus");
    assert.equal(created.length, names.length);
    created.forEach(({ startedAt }, index) => {
      assert.ok(
        finished.filter(({ endedAt }) => endedAt <= startedAt).length >= index,
        "an account was asked for before the one before it was made",
      );
    });
    assert.equal(run.created, 3 * names.length + 3);

    const again = await up("serial", names.map(account));
    assert.deepEqual(again.changedUrns, []);
    assert.equal(await opened.count("ListCreateAccountStatus"), 0);
    const refreshed = await opened.project.refresh("serial", { args: ["--expect-no-changes"] });
    assert.equal(refreshed.exitCode, 0, saidBy(refreshed));
  });

  it("may be added and removed anywhere in the order, and come back as the same accounts", async () => {
    await up("order", ["order-a", "order-c"].map(account));
    const changesOf = (run: EngineRun) => run.changedUrns.map(nameOf).filter((name) => name !== "kept");

    const inserted = await up("order", ["order-a", "order-b", "order-c"].map(account));
    assert.deepEqual(new Set(changesOf(inserted)), new Set(["order-b"]));
    assert.equal(inserted.updated, 1, "the list of what is kept, and nothing else");
    const { "order-b": id } = await opened.accountIds("order");

    const removed = await up("order", ["order-c", "order-a"].map(account));
    assert.deepEqual(new Set(changesOf(removed)), new Set(["order-b"]));
    assert.deepEqual([removed.created, removed.updated, removed.replaced], [0, 1, 0]);
    assert.equal(await opened.count("RemoveAccountFromOrganization"), 0);

    await up("order", ["order-b", "order-a", "order-c"].map(account));
    assert.equal((await opened.accountIds("order"))["order-b"], id);
    assert.equal(await opened.count("CreateAccount"), 0);
  });

  it("outlive the stack, which says so and finds them again", async () => {
    const accounts = [{ ...account("kept-a"), isUsed: true }, account("kept-b")];
    await up("kept", accounts);
    const before = await opened.accountIds("kept");
    await opened.sandbox.gateway.resetCalls();
    const destroyed = await opened.project.destroy("kept");
    assert.equal(destroyed.exitCode, 0, saidBy(destroyed));
    for (const action of ["CloseAccount", "RemoveAccountFromOrganization"]) {
      assert.equal(await opened.count(action), 0);
    }
    for (const [name, id] of Object.entries(before)) {
      assert.match(destroyed.output, new RegExp(`- account ${id} \\(${name}\\)`));
    }
    assert.match(destroyed.output, /why: An account cannot be deleted/);
    assert.match(destroyed.output, /what to do: Nothing: the next `pulumi up` adopts it\./);

    const previewed = await opened.project.preview("kept");
    assert.equal(previewed.exitCode, 0, saidBy(previewed));
    await up("kept", accounts);
    assert.deepEqual(await opened.accountIds("kept"), before);
    assert.equal(await opened.count("CreateAccount"), 0);
  });

  it("survive what AWS says while an organization is busy", async () => {
    const { gateway } = opened.sandbox;
    const again = "Try again later.";
    const busy = [
      { code: "ConcurrentModificationException", message: again, actions: ["CreateAccount", "MoveAccount"] },
      { code: "FinalizingOrganizationException", message: again, actions: ["CreateAccount"] },
      {
        code: "TooManyRequestsException",
        message: "Rate exceeded",
        actions: ["CreateAccount", "DescribeCreateAccountStatus", "ListParents", "MoveAccount"],
      },
    ];
    for (const [index, { code, message, actions }] of busy.entries()) {
      await gateway.setFaults(
        actions.map((action) => ({
          id: action,
          match: { service: "organizations" as const, action },
          effect: { kind: "error" as const, status: 400, code, message },
          times: 2,
        })),
      );
      await up(`busy-${index}`, [account(`busy-${index}`)]);
      assert.deepEqual(
        (await gateway.faultCounts()).map(({ struck }) => struck),
        (await gateway.faultCounts()).map(() => 2),
      );
      assert.equal((await opened.idsOf(`busy-${index}`)).length, 1);
    }
  });

  it("are used once their role can be assumed", async () => {
    const { gateway } = opened.sandbox;
    await gateway.setFaults([
      {
        id: "new role",
        match: { service: "sts", action: "AssumeRole" },
        effect: {
          kind: "error",
          status: 403,
          code: "AccessDenied",
          message: "User: arn is not authorized to perform: sts:AssumeRole on resource: role",
        },
        times: 3,
      },
    ]);
    const run = await up("role", [{ ...account("role"), isUsed: true }]);
    assert.equal((await gateway.faultCounts())[0]?.struck, 3);
    assert.match(
      run.output,
      /account role \(arn:aws:iam::\d{12}:role\/OrganizationAccountAccessRole\) is not usable yet/,
    );
    const again = await up("role", [{ ...account("role"), isUsed: true }]);
    assert.deepEqual(again.changedUrns, []);
  });

  it("are taken up by the next run where AWS Organizations itself does not show them yet", async () => {
    const { gateway } = opened.sandbox;
    await gateway.setFaults([
      {
        id: "new account",
        match: { service: "organizations", action: "CreateAccount" },
        effect: { kind: "hide", ms: 60_000 },
      },
    ]);
    const hidden = { ...account("hidden"), isUsed: true };
    const failed = await tryUp("hidden", [hidden]);
    assert.notEqual(failed.exitCode, 0);
    assert.match(saidBy(failed), /AccountNotFoundException/);
    await gateway.clearFaults();

    await up("hidden", [hidden]);
    assert.equal(await opened.count("CreateAccount"), 0);
    assert.deepEqual(await opened.accountIds("hidden"), { hidden: (await opened.idsOf("hidden"))[0] });
    assert.deepEqual((await up("hidden", [hidden])).changedUrns, []);
  });

  it("are adopted after a SIGKILL between their creation and the state", async () => {
    const { gateway } = opened.sandbox;
    await gateway.setFaults([
      {
        id: "slow answer",
        match: { service: "organizations", action: "DescribeCreateAccountStatus" },
        effect: { kind: "delay", ms: 60_000 },
      },
    ]);
    await killedUp("killed", [account("killed")], "CreateAccount", 1);
    await gateway.clearFaults();
    assert.deepEqual(await opened.accountIds("killed"), {});
    const [id, ...others] = await opened.idsOf("killed");
    assert.deepEqual(others, []);

    await up("killed", [account("killed")]);
    assert.deepEqual(await opened.accountIds("killed"), { killed: id });
    assert.equal(await opened.count("CreateAccount"), 0);
    assert.equal(
      await opened.count("MoveAccount"),
      1,
      "the killed run had not come to move it into its unit",
    );
    assert.deepEqual((await up("killed", [account("killed")])).changedUrns, []);

    // The engine goes on to tell of the interrupted creation until a person says that it is settled.
    const settled = await opened.project.refresh("killed", { args: ["--clear-pending-creates"] });
    assert.equal(settled.exitCode, 0, saidBy(settled));
    const steady = await up("killed", [account("killed")]);
    assert.deepEqual([steady.changedUrns, saidBy(steady)], [[], ""]);
  });

  it("are waited for where AWS is still making what a killed run asked for", async () => {
    const slow = { ...account("slow"), tags: { [CREATION_SECONDS_TAG]: String(FOREVER) } };
    await killedUp("slow", [slow], "DescribeCreateAccountStatus", 1);
    assert.deepEqual(await opened.idsOf("slow"), []);
    const run = await up("slow", [slow], {
      // It has asked twice: so it has found that the account is still being made, and goes on asking.
      onStart: (engine) =>
        void meanwhile(
          engine,
          async () => (await opened.count("ListCreateAccountStatus")) >= 2,
          () => finishAccountRequests(opened.access),
        ),
    });
    assert.match(run.output, /AWS is still making accounts that an earlier run asked for: slow \(car-/);
    assert.equal(await opened.count("CreateAccount"), 0);
    assert.deepEqual(await opened.accountIds("slow"), { slow: (await opened.idsOf("slow"))[0] });
  });

  it("are refused before anything is made where they belong to somebody else, are closed, or are too many", async () => {
    await up("refused", [account("refused-a")]);
    await organizations.send(
      new CreateAccountCommand({ AccountName: "somebody", Email: "refused-b@example.com" }),
    );
    const { "refused-a": closed } = await opened.accountIds("refused");
    await organizations.send(new CloseAccountCommand({ AccountId: closed }));

    const run = await tryUp("refused", ["refused-a", "refused-b"].map(account));
    assert.notEqual(run.exitCode, 0);
    assert.match(run.output, /refused-a: .* which is closed or closing \(SUSPENDED\)/);
    assert.match(run.output, /refused-b: .* which is called "somebody"/);
    assert.doesNotMatch(run.output, /\.ts:\d+/);
    assert.equal(await opened.count("CreateAccount"), 0);

    const present = (await organizations.send(new ListAccountsCommand({}))).Accounts?.length ?? 0;
    await setAccountQuota(opened.access, present + 1);
    const tooMany = await tryUp("many", ["many-a", "many-b"].map(account));
    assert.notEqual(tooMany.exitCode, 0);
    assert.match(tooMany.output, new RegExp(`may have ${present + 1} accounts and has ${present}`));
    assert.match(tooMany.output, /needs 2 more: many-a, many-b/);
    assert.equal(await opened.count("CreateAccount"), 0);

    await opened.sandbox.gateway.setFaults([
      {
        id: "may not ask",
        match: { action: "GetServiceQuota" },
        effect: {
          kind: "error",
          status: 400,
          code: "AccessDeniedException",
          message: "You are not authorized.",
        },
      },
    ]);
    const unasked = await tryUp("many", ["many-a", "many-b"].map(account));
    assert.match(unasked.output, /could not be asked: You are not authorized/);
    assert.match(unasked.output, /ACCOUNT_LIMIT_EXCEEDED/);
    assert.deepEqual([(await opened.idsOf("many-a")).length, (await opened.idsOf("many-b")).length], [1, 0]);
    await setAccountQuota(opened.access, ROOMY_QUOTA);
  });
});
