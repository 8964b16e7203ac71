import assert from "node:assert/strict";

import { resolveByName } from "../../../policy/model/byName";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { node, providerFor, unknown } from "../support/world";

const BUCKET = "aws:s3/bucket:Bucket";
const GROUP = "aws:cloudwatch/logGroup:LogGroup";

describe("what a value names, by name", () => {
  const files = node(BUCKET, "a", { props: { bucket: "files", id: unknown } });
  const logs = node(BUCKET, "b", { props: { bucket: "logs", id: "logs-id" } });
  const unnamed = node(BUCKET, "c", { props: { bucket: "", id: unknown } });
  const group = node(GROUP, "g", { props: { name: "/app/core" } });

  const find = (
    value: unknown,
    { edges = [], nameProperty = "bucket" }: { edges?: readonly Node[]; nameProperty?: string } = {},
  ) => {
    const user = node("aws:s3/bucketPolicy:BucketPolicy", "p", {
      props: { bucket: value },
      edges: { bucket: edges },
    });
    const model = stackModel([files, logs, unnamed, group, user]);
    return resolveByName(
      model,
      user,
      { property: "bucket", value: user.props.bucket, nameProperty },
      BUCKET,
      GROUP,
    );
  };
  const names = (found: { readonly nodes: readonly Node[] }) => found.nodes.map(({ name }) => name);

  const texts: Record<string, [text: string, names: readonly string[], nameProperty?: string]> = {
    "a name": ["files", ["a"]],
    "an id": ["logs-id", ["b"]],
    "a bucket's ARN": ["arn:aws:s3:::files", ["a"]],
    "the ARN of a folder in it": ["arn:aws-cn:s3:::files/AWSLogs", ["a"]],
    "a log group's ARN": ["arn:aws:logs:eu-west-1:1:log-group:/app/core:*", ["g"], "name"],
    "a log group's name": ["/app/core", ["g"], "name"],
    "somebody else's name": ["foreign", []],
    "somebody else's ARN": ["arn:aws:s3:::foreign", []],
    "nothing, which no name is": ["", []],
  };
  for (const [title, [text, wanted, nameProperty]] of Object.entries(texts)) {
    it(`is found by ${title}`, () => {
      const found = find(text, nameProperty === undefined ? {} : { nameProperty });
      assert.deepEqual(names(found), wanted);
      assert.deepEqual(found.foreign, wanted.length === 0 ? [text] : []);
    });
  }

  it("is found by edge where it is unknown", () => {
    assert.deepEqual(names(find(unknown, { edges: [files] })), ["a"]);
    assert.equal(find(unknown, { edges: [files, logs] }).exact, false);
  });

  it("is what has the name in the own account, where several have", () => {
    const [near, far] = [
      node(GROUP, "near", { props: { name: "/one" }, provider: providerFor("accounts") }),
      node(GROUP, "far", { props: { name: "/one" }, provider: providerFor("payments") }),
    ];
    const filter = (provider: "accounts" | "payments" | "marketing") =>
      node("aws:cloudwatch/logMetricFilter:LogMetricFilter", "f", {
        props: { logGroupName: "/one" },
        provider: providerFor(provider),
      });
    const found = (user: Node) =>
      names(
        resolveByName(
          stackModel([near, far, user]),
          user,
          { property: "logGroupName", value: "/one", nameProperty: "name" },
          GROUP,
        ),
      );
    assert.deepEqual(found(filter("accounts")), ["near"]);
    assert.deepEqual(found(filter("payments")), ["far"]);
    assert.deepEqual(found(filter("marketing")).sort(), ["far", "near"]);
  });
});
