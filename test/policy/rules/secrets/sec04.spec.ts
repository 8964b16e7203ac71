import assert from "node:assert/strict";

import { sec04 } from "../../../../policy/rules/secrets/sec04";
import { checkAll, node, unknown } from "../../support/world";

const PASSWORD = "hunter2-and-more";

describe("SEC-04: no secrets in the stack's outputs", () => {
  const messages = (props: Record<string, unknown>, type = "pulumi:pulumi:Stack") =>
    checkAll(sec04, [node(type, "duotone-prod", { props })]).map(({ message }) => message);

  const right: Record<string, Record<string, unknown>> = {
    "no outputs": {},
    "names and numbers": {
      accounts: { marketing: "200000000003" },
      publicNames: ["www.example.com"],
      count: 3,
    },
    "outputs that are not known yet": { accountId: unknown, nested: { list: [unknown] } },
    "the ARN of a secret": {
      signingSecret: "arn:aws:secretsmanager:eu-west-1:200000000001:secret:core/x-GVuPlQ",
    },
    "the name of a parameter": { dbPassword: "/duotone/prod/password" },
    "an empty value": { dbPassword: "" },
    "what is about a secret": { secretArn: unknown, passwordPolicy: "strict", tokenEndpoint: unknown },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
    "an output that is called a password": [{ dbPassword: PASSWORD }, /Output dbPassword is called a secret/],
    "an output that is called a password and not known yet": [
      { dbPassword: unknown },
      /Output dbPassword is called a secret/,
    ],
    "a nested output": [{ core: { apiKeys: [PASSWORD] } }, /Output core\.apiKeys\[0\] is called a secret/],
    "a token": [{ deployToken: PASSWORD }, /Output deployToken is called a secret/],
    credentials: [{ credentials: PASSWORD }, /Output credentials is called a secret/],
    "an address with a password": [
      { database: `postgres://app:${PASSWORD}@db.example.com/app` },
      /Output database holds an address with a password \(line 1\)/,
    ],
    "a configuration in base64": [
      { boot: Buffer.from(`DB_PASSWORD=${PASSWORD}\n`).toString("base64") },
      /Output boot holds a value that is called a secret \(line 1, in base64: line 1\)/,
    ],
    "what cannot be read": [
      { boot: Buffer.from([0x1f, 0x8b, ...Array<number>(40).fill(9)]).toString("base64") },
      /Cannot prove: output boot cannot be read/,
    ],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}, and does not repeat it`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
      assert.ok(!(message ?? "").includes(PASSWORD));
    });
  }

  it("looks at the stack alone", () => {
    assert.deepEqual(messages({ dbPassword: PASSWORD }, "aws:rds/instance:Instance"), []);
  });
});
