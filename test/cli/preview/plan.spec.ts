import assert from "node:assert/strict";

import { planOf } from "../../../cli/preview/plan";
import { countWords } from "../../../cli/preview/planWords";
import { reported, stackReport } from "./reports";

const KEY = "aws:kms/key:Key";
const GROUP = "aws:autoscaling/group:Group";

describe("the plan of a stack", () => {
  it("has what is lost first: protected, then what holds data, then the rest", () => {
    const { losses } = planOf({
      steps: [
        reported({ change: "replace", type: GROUP, name: "a" }),
        reported({ change: "delete", type: GROUP, name: "b" }),
        reported({ change: "replace", type: KEY, name: "c" }),
        reported({ change: "delete", type: KEY, name: "d" }),
        reported({ change: "delete", type: GROUP, name: "e", protect: true }),
        reported({ change: "create", type: KEY, name: "f" }),
        reported({ change: "update", type: KEY, name: "g", protect: true }),
      ],
    });
    assert.deepEqual(
      losses.map(({ name, danger }) => [name, danger]),
      [
        ["e", "protected"],
        ["d", "holds data"],
        ["c", "holds data"],
        ["b", undefined],
        ["a", undefined],
      ],
    );
  });

  for (const type of [
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:dynamodb/table:Table",
    "aws:efs/fileSystem:FileSystem",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:secretsmanager/secret:Secret",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:organizations/account:Account",
    "aws:route53/zone:Zone",
    "aws:cloudtrail/trail:Trail",
  ]) {
    it(`knows that ${type} holds something`, () => {
      assert.equal(planOf({ steps: [reported({ change: "delete", type })] }).losses[0]?.danger, "holds data");
    });
  }

  for (const type of [
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:kms/alias:Alias",
    "aws:ec2/vpc:Vpc",
    "aws:route53/record:Record",
  ]) {
    it(`knows that ${type} holds nothing`, () => {
      assert.equal(planOf({ steps: [reported({ change: "delete", type })] }).losses[0]?.danger, undefined);
    });
  }

  it("goes account by account, the one without last, by change and type", () => {
    const { accounts, counts } = planOf({
      steps: [
        reported({ account: null, name: "z" }),
        reported({ account: "payments", name: "b" }),
        reported({ account: "payments", name: "a" }),
        reported({ account: "payments", change: "delete", name: "c" }),
        reported({ account: "accounts", change: "create", type: GROUP, name: "d" }),
      ],
    });
    assert.deepEqual(
      accounts.map(({ account, groups }) => [account, groups.map(({ change, names }) => [change, names])]),
      [
        ["accounts", [["create", ["d"]]]],
        [
          "payments",
          [
            ["delete", ["c"]],
            ["update", ["a", "b"]],
          ],
        ],
        [undefined, [["update", ["z"]]]],
      ],
    );
    assert.deepEqual(counts, { create: 1, update: 3, replace: 0, delete: 1, forget: 0 });
  });

  it("is counted in words", () => {
    assert.equal(
      countWords(
        planOf({ steps: [reported(), reported({ change: "replace" }), reported({ change: "create" })] }),
        stackReport({ unchanged: 7 }),
      ),
      "1 replaced, 1 updated and 1 created; 7 stay as they are.",
    );
    assert.equal(
      countWords(planOf({ steps: [] }), stackReport({ unchanged: 1 })),
      "Nothing changes: all 1 resource stay as they are.",
    );
  });

  it("says so where the preview did not get to its end", () => {
    const ended = (unchanged: number) =>
      stackReport({ unchanged, evaluation: null, problems: ["The promotion gate refuses."] });
    const nothing = planOf({ steps: [] });
    assert.equal(
      countWords(planOf({ steps: [reported({ change: "create" })] }), ended(7)),
      "1 created; 7 stay as they are. The preview ended before the rest.",
    );
    assert.equal(
      countWords(nothing, ended(7)),
      "Not known: the preview ended early. Of what it came to, nothing changes (7 resources).",
    );
    assert.equal(countWords(nothing, ended(0)), "Not known: the preview ended before the first resource.");
    // A pack that is too old to say what it looked at has still run to its end.
    assert.equal(
      countWords(nothing, stackReport({ unchanged: 7, evaluation: null })),
      "Nothing changes: all 7 resources stay as they are.",
    );
  });
});
