import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { documentsOf, IDENTITY_POLICIES, RESOURCE_POLICIES } from "../../../policy/model/policyProperties";
import { node, unknown } from "../support/world";

const PROVIDER = path.resolve(__dirname, "../../../node_modules/@pulumi/aws");
const DOCUMENT = { Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } };

/** Texts of the provider that are called a policy and are no document of IAM, or take rights away only. */
const OTHERS = [
  "aws:cloudwatch/logAccountPolicy:LogAccountPolicy",
  "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
  "aws:cloudwatch/logIndexPolicy:LogIndexPolicy",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  "aws:iot/policy:Policy",
  "aws:iot/policyAttachment:PolicyAttachment",
  "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment",
  "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy",
  "aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy",
  "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
  "aws:sns/dataProtectionPolicy:DataProtectionPolicy",
  "aws:ses/receiptFilter:ReceiptFilter",
  "aws:transfer/access:Access",
  "aws:transfer/user:User",
  "aws:verifiedaccess/endpoint:Endpoint",
  "aws:verifiedaccess/group:Group",
];

describe("Properties with policy documents", () => {
  const declared = declaredPolicies();

  it("are all that the provider has", () => {
    const known = [...Object.keys(IDENTITY_POLICIES), ...Object.keys(RESOURCE_POLICIES), ...OTHERS];
    assert.deepEqual(
      [...declared.keys()].filter((type) => !known.includes(type)),
      [],
    );
  });

  for (const [type, property] of Object.entries({ ...IDENTITY_POLICIES, ...RESOURCE_POLICIES })) {
    it(`are inputs of the provider: ${property} of ${type}`, () => {
      const [, file = ""] = type.split(":");
      const text = readFileSync(path.join(PROVIDER, `${file}.d.ts`), "utf8");
      const [, args = ""] = text.split(/export interface \w+Args \{/);
      assert.match(args, new RegExp(`^    ${property.split(".")[0] ?? ""}\\??: `, "m"));
      assert.ok(readFileSync(path.join(PROVIDER, `${file}.js`), "utf8").includes(`'${type}'`));
    });
  }

  it("are read along their path", () => {
    const [found] = documentsOf(
      node("aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy", "a", {
        props: { details: { policy: JSON.stringify(DOCUMENT) } },
      }),
      RESOURCE_POLICIES,
    );
    assert.equal(found?.at, "details.policy");
    assert.equal(found.document.is, "known");
  });

  it("are all the inline policies of a role", () => {
    const role = (inlinePolicies: unknown) =>
      documentsOf(node("aws:iam/role:Role", "a", { props: { inlinePolicies } }), IDENTITY_POLICIES).map(
        ({ at, document }) => `${at} ${document.is}`,
      );
    assert.deepEqual(role([{ policy: DOCUMENT }, unknown, { policy: "{" }, { name: "a" }]), [
      "inlinePolicies[0].policy known",
      "inlinePolicies[1].policy unknown",
      "inlinePolicies[2].policy invalid",
      "inlinePolicies[3].policy absent",
    ]);
    assert.deepEqual(role(unknown), ["inlinePolicies unknown"]);
    assert.deepEqual(role(undefined), []);
  });

  it("are none where the table has no such type", () => {
    assert.deepEqual(documentsOf(node("aws:ec2/vpc:Vpc", "a"), RESOURCE_POLICIES), []);
  });
});

/** Types with a text input that is called a policy. */
function declaredPolicies(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const modules = readdirSync(PROVIDER, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== "types",
  );
  for (const { name: module } of modules) {
    for (const file of readdirSync(path.join(PROVIDER, module)).filter((name) => name.endsWith(".d.ts"))) {
      const text = readFileSync(path.join(PROVIDER, module, file), "utf8");
      const [, args = ""] = text.split(/export interface \w+Args \{/);
      const [, property] =
        /^ {4}(policy|policyDocument|resourcePolicy|accessPolicy|accessPolicies|repositoryPolicy|inlinePolicy)\??: pulumi\.Input<string/m.exec(
          args,
        ) ?? [];
      const [, type] =
        /__pulumiType = '([^']+)'/.exec(
          readFileSync(path.join(PROVIDER, module, file.replace(".d.ts", ".js")), "utf8"),
        ) ?? [];
      if (property !== undefined && type !== undefined) {
        found.set(type, property);
      }
    }
  }
  return found;
}
