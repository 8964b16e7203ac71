import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { cmp04 } from "../../../../policy/rules/compute/cmp04";
import { checkOne, node, unknown } from "../../support/world";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
const RECIPE = "aws:imagebuilder/imageRecipe:ImageRecipe";
const PASSWORD = "hunter2-and-more";
const SCRIPT = `#!/bin/sh\nexport DB_PASSWORD=${PASSWORD}\n`;
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

describe("CMP-04: no secrets in user data", () => {
  const messages = (userData: unknown, type = TEMPLATE, property = "userData") =>
    checkOne(cmp04, node(type, "core", { props: { [property]: userData } })).map(({ message }) => message);

  const right: Record<string, unknown> = {
    "no user data": undefined,
    "empty user data": "",
    "user data that is not known yet": unknown,
    "a script": base64("#!/bin/sh\nsystemctl start duotone.service\n"),
    "the ARN of a secret": base64(
      '{"secrets":{"signing":"arn:aws:secretsmanager:eu-west-1:200000000001:secret:core/signing-GVuPlQ"}}',
    ),
    "a commit and an image": base64("commit=3f1c9e0a5b7d2c4e6f8091a2b3c4d5e6f7081920 ami-0123456789abcdef0"),
  };
  for (const [title, userData] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(userData), []);
    });
  }

  const wrong: Record<string, [userData: unknown, said: RegExp]> = {
    "a password": [base64(SCRIPT), /userData holds a value that is called a secret \(line 2\)/],
    "a password in a plain text": [SCRIPT, /userData holds a value that is called a secret \(line 2\)/],
    "a compressed password": [base64(gzipSync(SCRIPT)), /holds a value that is called a secret \(line 2\)/],
    "a password in a MIME part": [
      base64(
        `Content-Type: multipart/mixed; boundary="b"\n\n--b\n\n#cloud-config\n--b\nContent-Transfer-Encoding: base64\n\n${base64(SCRIPT)}\n--b--\n`,
      ),
      /userData, part 2, holds a value that is called a secret \(line 2\)/,
    ],
    "a password in a file of cloud-init": [
      base64(`write_files:\n- encoding: b64\n  content: ${base64(SCRIPT)}\n`),
      /holds a value that is called a secret \(line 3, in base64: line 2\)/,
    ],
    "a key that looks random": [
      base64("x A9fK2mQ7xR4tZ8bW3nL6vC1yH5dJ0sGq y\n"),
      /userData holds text as random as a key \(line 1\)/,
    ],
    "what cannot be read": [base64(Buffer.alloc(100, 0)), /Cannot prove: userData is no text/],
    "what is too long": ["a".repeat(1024 * 1024), /Cannot prove: userData is longer than/],
    "a file that cannot be unpacked": [
      base64(`content: ${base64(Buffer.from([0x1f, 0x8b, ...Array<number>(40).fill(9)]))}\n`),
      /Cannot prove: userData has something in it that cannot be read \(line 1, in base64/,
    ],
    "a part that is not known yet": [
      base64(`first=${unknown}`),
      /Cannot prove: userData has a part that is not known yet/,
    ],
    "what is no text at all": [{ a: 1 }, /userData is no text/],
  };
  for (const [title, [userData, said]] of Object.entries(wrong)) {
    it(`refuses ${title}, and does not repeat it`, () => {
      const [message, ...others] = messages(userData);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
      assert.doesNotMatch(message ?? "", new RegExp(`${PASSWORD}|A9fK2mQ7`));
    });
  }

  for (const type of [
    "aws:ec2/instance:Instance",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    TEMPLATE,
    FLEET,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    RECIPE,
    "aws:lightsail/instance:Instance",
  ]) {
    it(`looks at ${type}`, () => {
      const [message, ...others] =
        type === FLEET
          ? checkOne(
              cmp04,
              node(type, "core", { props: { launchSpecifications: [{}, { userData: SCRIPT }] } }),
            ).map((violation) => violation.message)
          : messages(SCRIPT, type, type === RECIPE ? "userDataBase64" : "userData");
      assert.match(message ?? "", /userData(?:Base64)? holds a value/);
      assert.deepEqual(others, []);
    });
  }

  for (const type of [
    "aws:ec2/instance:Instance",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  ]) {
    it(`looks at the second property of ${type}`, () => {
      assert.match(messages(base64(SCRIPT), type, "userDataBase64")[0] ?? "", /userDataBase64 holds a value/);
    });
  }
});
