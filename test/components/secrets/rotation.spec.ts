import assert from "node:assert/strict";

import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

import { rotate } from "../../../components/secrets/rotation";

interface Version {
  value?: string;
  stages: string[];
}

/** Secrets Manager with one secret, as far as a rotation sees it. */
class FakeSecretsManager extends SecretsManagerClient {
  public readonly versions = new Map<string, Version>();
  private passwords = 0;

  public override send = ((command: unknown) =>
    Promise.resolve(this.answer(command))) as SecretsManagerClient["send"];

  public constructor(versions: Readonly<Record<string, Version>>) {
    super({ region: "eu-west-1" });
    this.versions = new Map(Object.entries(versions));
  }

  private answer(command: unknown): unknown {
    if (command instanceof GetRandomPasswordCommand) {
      assert.equal(command.input.ExcludePunctuation, true);
      this.passwords += 1;
      return { RandomPassword: `${this.passwords}`.repeat(command.input.PasswordLength ?? 0) };
    }
    if (command instanceof GetSecretValueCommand) {
      const value = this.versions.get(command.input.VersionId ?? "")?.value;
      if (value === undefined) {
        throw new ResourceNotFoundException({ message: "no value", $metadata: {} });
      }
      return { SecretString: value };
    }
    if (command instanceof PutSecretValueCommand) {
      const {
        ClientRequestToken: id = "",
        SecretString: value = "",
        VersionStages: stages = [],
      } = command.input;
      this.versions.set(id, { value, stages });
      return {};
    }
    if (command instanceof DescribeSecretCommand) {
      return {
        VersionIdsToStages: Object.fromEntries([...this.versions].map(([id, { stages }]) => [id, stages])),
      };
    }
    assert.ok(command instanceof UpdateSecretVersionStageCommand);
    const { VersionStage: stage = "", MoveToVersionId: to = "", RemoveFromVersionId: from } = command.input;
    const holder = [...this.versions].find(([, { stages }]) => stages.includes(stage))?.[0];
    assert.equal(from, holder, "AWS wants to be told which version has the label");
    if (from !== undefined) {
      this.versions.get(from)?.stages.splice(0, Infinity, "AWSPREVIOUS");
    }
    this.versions.get(to)?.stages.push(stage);
    return {};
  }
}

const event = (step: string) => ({ Step: step, SecretId: "secret", ClientRequestToken: "new" });
const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"];

describe("rotation of a secret", () => {
  it("makes a value of 64 characters and then makes it the current one", async () => {
    const client = new FakeSecretsManager({
      old: { value: "before", stages: ["AWSCURRENT"] },
      new: { stages: ["AWSPENDING"] },
    });
    for (const step of STEPS) {
      await rotate(event(step), client);
    }
    assert.deepEqual(client.versions.get("new"), {
      value: "1".repeat(64),
      stages: ["AWSPENDING", "AWSCURRENT"],
    });
    assert.deepEqual(client.versions.get("old"), { value: "before", stages: ["AWSPREVIOUS"] });
  });

  it("gives a secret without any value its first one", async () => {
    const client = new FakeSecretsManager({ new: { stages: ["AWSPENDING"] } });
    for (const step of STEPS) {
      await rotate(event(step), client);
    }
    assert.deepEqual(client.versions.get("new"), {
      value: "1".repeat(64),
      stages: ["AWSPENDING", "AWSCURRENT"],
    });
  });

  it("changes nothing more when every step comes twice", async () => {
    const client = new FakeSecretsManager({
      old: { value: "before", stages: ["AWSCURRENT"] },
      new: { stages: ["AWSPENDING"] },
    });
    for (const step of STEPS) {
      await rotate(event(step), client);
      await rotate(event(step), client);
    }
    assert.deepEqual(client.versions.get("new"), {
      value: "1".repeat(64),
      stages: ["AWSPENDING", "AWSCURRENT"],
    });
  });

  it("fails on a step that no rotation has", async () => {
    await assert.rejects(rotate(event("deleteSecret"), new FakeSecretsManager({})), /"deleteSecret"/);
  });

  it("passes on what AWS refuses, and makes no value then", async () => {
    const client = new FakeSecretsManager({});
    client.send = (() => Promise.reject(new Error("AccessDenied"))) as SecretsManagerClient["send"];
    await assert.rejects(rotate(event("createSecret"), client), /AccessDenied/);
  });
});
