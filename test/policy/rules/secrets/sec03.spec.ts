import assert from "node:assert/strict";

import { sec03 } from "../../../../policy/rules/secrets/sec03";
import { checkAll, type Given, node, unknown } from "../../support/world";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const INSTANCE = "aws:ec2/instance:Instance";
const FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
const STAGING = { stackName: "duotone/staging" };
const VALUE = "correct horse battery";

const secret = node("aws:secretsmanager/secret:Secret", "signing", { props: { arn: unknown } });
const bucket = node("aws:s3/bucket:Bucket", "archive", {});
const managed = node("aws:rds/instance:Instance", "managed", { props: { manageMasterUserPassword: true } });
const database = node("aws:rds/instance:Instance", "database", { props: { password: VALUE } });
const later = node("aws:rds/instance:Instance", "later", { props: { password: unknown } });
const version = node("aws:secretsmanager/secretVersion:SecretVersion", "version", {
  props: { secretString: `{"password":"x"}` },
});
const password = node("random:index/randomPassword:RandomPassword", "generated", {
  props: { result: unknown },
});
const foreign = node("other:index/thing:Thing", "thing", {});
const ALL = [secret, bucket, managed, database, later, version, password, foreign];
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("SEC-03: what user data is made of", () => {
  const messages = (type: string, given: Given, changed: object = {}) =>
    checkAll(sec03, [...ALL, node(type, "core", given)], changed).map(({ message }) => message);
  const from = (...sources: readonly ReturnType<typeof node>[]): Given => ({
    props: { userData: unknown },
    edges: { userData: sources },
  });

  const right: Record<string, [type: string, given: Given, changed?: object]> = {
    "no user data": [TEMPLATE, {}],
    "known user data": [TEMPLATE, { props: { userData: base64("#!/bin/sh\n") } }],
    "the ARN of a secret that does not exist yet": [TEMPLATE, from(secret)],
    "names of several resources": [TEMPLATE, from(secret, bucket)],
    "the address of a database that keeps its own password": [TEMPLATE, from(managed)],
    "what staging does not know yet": [TEMPLATE, { props: { userData: unknown } }, STAGING],
    "what staging does not know yet, from something unknown": [TEMPLATE, from(foreign, version), STAGING],
    "an instance's user data that only the provider fills": [
      INSTANCE,
      { props: { userDataBase64: unknown }, edges: { ami: [] } },
    ],
  };
  for (const [title, [type, given, changed]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, given, changed), []);
    });
  }

  const wrong: Record<string, [type: string, given: Given, said: RegExp, changed?: object]> = {
    "what nobody knows": [
      TEMPLATE,
      { props: { userData: unknown } },
      /Cannot prove: userData is not known yet, and nothing of this stack tells/,
    ],
    "what comes from elsewhere": [TEMPLATE, from(), /Cannot prove: userData is not known yet, and nothing/],
    "what comes from a type that is not listed": [
      TEMPLATE,
      from(secret, foreign),
      /Cannot prove: userData is not known yet, and thing, which it comes from, may hold a secret/,
    ],
    "what comes from a database with a password": [
      TEMPLATE,
      from(database),
      /and database, which it comes from/,
    ],
    "what comes from a database with an unknown password": [
      TEMPLATE,
      from(later),
      /and later, which it comes/,
    ],
    "what comes from the value of a secret": [TEMPLATE, from(version), /and version, which it comes from/],
    "a generated password": [TEMPLATE, from(password), /userData is made of the secret generated/],
    "a generated password on staging": [
      TEMPLATE,
      from(password),
      /userData is made of the secret generated/,
      STAGING,
    ],
    "the value of a secret of this stack": [
      TEMPLATE,
      { props: { userData: base64(`first: ${VALUE}.`) } },
      /userData holds the value of the secret database/,
    ],
    "the value of a secret on staging": [
      TEMPLATE,
      { props: { userData: base64(`first: ${VALUE}.`) } },
      /userData holds the value of the secret database/,
      STAGING,
    ],
    "an instance's second property": [
      INSTANCE,
      { props: { userDataBase64: unknown } },
      /Cannot prove: userDataBase64 is not known yet/,
    ],
    "a fleet's specification": [
      FLEET,
      {
        props: { launchSpecifications: [{ userData: unknown }] },
        edges: { launchSpecifications: [password] },
      },
      /launchSpecifications\[0\]\.userData is made of the secret generated/,
    ],
    "a fleet that nobody knows": [
      FLEET,
      { props: { launchSpecifications: unknown } },
      /Cannot prove: launchSpecifications\.userData is not known yet/,
    ],
  };
  for (const [title, [type, given, said, changed]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, given, changed);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
      assert.doesNotMatch(message ?? "", new RegExp(VALUE));
    });
  }
});
