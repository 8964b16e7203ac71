import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { trustOf } from "../../../components/accounts/namedPrincipals";

interface Trust {
  readonly Statement: readonly [
    {
      readonly Effect: string;
      readonly Action: string;
      readonly Principal: { readonly AWS: readonly string[] };
      readonly Condition: Record<string, Record<string, unknown>>;
    },
  ];
}

/** The document as AWS gets it. */
async function written(patterns: readonly string[]): Promise<Trust> {
  const document = trustOf({ patterns, accountId: pulumi.output("100000000001"), organizationId: "o-1" });
  const text = pulumi.jsonStringify(document) as pulumi.Output<string> & { promise(): Promise<string> };
  return JSON.parse(await text.promise()) as Trust;
}

describe("trustOf", () => {
  it("trusts the patterns' accounts, and in them whoever matches and belongs to the organization", async () => {
    const patterns = ["arn:aws:iam::200000000002:role/b/*", "arn:aws:iam::100000000001:user/ann"];
    const { Statement: statements } = await written(patterns);
    assert.equal(statements.length, 1);
    assert.deepEqual(statements[0], {
      Sid: "NamedPrincipals",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::100000000001:root", "arn:aws:iam::200000000002:root"] },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:PrincipalOrgID": "o-1" },
        ArnLike: { "aws:PrincipalArn": patterns },
      },
    });
  });

  it("takes one account for any account", async () => {
    const any = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Audit_*";
    const { Statement: statements } = await written([any]);
    assert.deepEqual(statements[0].Principal.AWS, ["arn:aws:iam::100000000001:root"]);
  });

  it("never trusts an account that no pattern names, whatever a pattern looks like", async () => {
    const account = fc.constantFrom("*", "100000000001", "200000000002", "300000000003");
    const pattern = fc.oneof(
      fc
        .tuple(account, fc.stringMatching(/^[\w*?/-]+$/))
        .map(([id, name]) => `arn:aws:iam::${id}:role/${name}`),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pattern), async (patterns) => {
        const named = new Set(patterns.map((text) => text.split(":")[4] ?? "*"));
        const { Statement: statements } = await written(patterns);
        const { Principal: principal, Condition: condition } = statements[0];
        for (const root of principal.AWS) {
          const id = root.split(":")[4] ?? "";
          assert.ok(named.has(id) || (id === "100000000001" && named.has("*")), root);
        }
        assert.equal(new Set(principal.AWS).size, principal.AWS.length);
        assert.deepEqual(condition.ArnLike, { "aws:PrincipalArn": patterns });
      }),
    );
  });
});
