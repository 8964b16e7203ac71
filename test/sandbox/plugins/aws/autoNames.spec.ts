import assert from "node:assert/strict";

import {
  autoNamedField,
  automaticName,
  deletesBeforeReplace,
  type NamingRequest,
} from "../../../../sandbox/plugins/aws/autoNames";
import { UNKNOWN } from "../../../../sandbox/plugins/aws/values";

const request = (changes: Partial<NamingRequest>): NamingRequest => ({
  type: "aws:sns/topic:Topic",
  urnName: "Notices",
  news: {},
  olds: {},
  suffix: "0a1b2c3",
  engine: undefined,
  ...changes,
});

describe("the field that names a resource", () => {
  it("is its own for some types, and name for the rest that have one", () => {
    assert.equal(
      autoNamedField("aws:s3/bucket:Bucket", () => true),
      "bucket",
    );
    assert.equal(
      autoNamedField("aws:sns/topic:Topic", (name) => name === "name"),
      "name",
    );
    assert.equal(
      autoNamedField("aws:ec2/vpc:Vpc", () => false),
      undefined,
    );
  });

  it("is not filled for a record, whose name the program has to give", () => {
    assert.equal(
      autoNamedField("aws:route53/record:Record", () => true),
      undefined,
    );
  });
});

describe("an automatic name", () => {
  it("is the logical name and a suffix", () => {
    assert.equal(automaticName("name", request({})), "Notices-0a1b2c3");
  });

  it("is lower case, prefixed or suffixed where AWS demands it", () => {
    assert.equal(automaticName("bucket", request({ type: "aws:s3/bucket:Bucket" })), "notices-0a1b2c3");
    assert.equal(automaticName("name", request({ type: "aws:kms/alias:Alias" })), "alias/Notices-0a1b2c3");
    assert.equal(automaticName("name", request({ news: { fifoTopic: true } })), "Notices-0a1b2c3.fifo");
  });

  it("is not made where the program gives a name or a prefix, known or not", () => {
    assert.equal(automaticName("name", request({ news: { name: "mine" } })), undefined);
    assert.equal(automaticName("name", request({ news: { name: UNKNOWN } })), undefined);
    assert.equal(automaticName("name", request({ news: { namePrefix: "mine" } })), undefined);
  });

  it("stays what it was", () => {
    const olds = { name: "Notices-9999999", __defaults: ["name"] };
    assert.equal(automaticName("name", request({ olds })), "Notices-9999999");
    assert.equal(automaticName("name", request({ olds: { name: "Notices-9999999" } })), "Notices-9999999");
  });

  it("is made anew where the program gave one before and has withdrawn it", () => {
    assert.equal(
      automaticName("name", request({ olds: { name: "mine", __defaults: [] } })),
      "Notices-0a1b2c3",
    );
  });

  it("that is too long is refused, with what to do", () => {
    assert.throws(
      () =>
        automaticName("name", request({ type: "aws:lb/loadBalancer:LoadBalancer", urnName: "x".repeat(25) })),
      {
        message:
          /is 33 characters long, and aws:lb\/loadBalancer:LoadBalancer allows 32\. Give .* or set "name"\./,
      },
    );
  });

  it("follows the stack's naming settings", () => {
    const type = "aws:s3/bucket:Bucket";
    const proposedName = "Prod-Notices";
    assert.equal(
      automaticName("bucket", request({ type, engine: { mode: "propose", proposedName } })),
      "prod-notices",
    );
    assert.equal(
      automaticName("bucket", request({ type, engine: { mode: "enforce", proposedName } })),
      "Prod-Notices",
    );
    assert.throws(
      () => automaticName("bucket", request({ type, engine: { mode: "disable", proposedName } })),
      {
        message: /Automatic naming is disabled for this stack: set "bucket"/,
      },
    );
  });
});

describe("a replacement", () => {
  it("deletes first where the program names the resource itself", () => {
    assert.equal(deletesBeforeReplace("name", { name: "mine", __defaults: [] }), true);
  });

  it("creates first where the name was made up, or where there is none", () => {
    assert.equal(deletesBeforeReplace("name", { name: "x-1", __defaults: ["name"] }), false);
    assert.equal(deletesBeforeReplace("name", { __defaults: [] }), false);
    assert.equal(deletesBeforeReplace(undefined, { __defaults: [] }), false);
  });
});
