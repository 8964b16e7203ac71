import assert from "node:assert/strict";

import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
  type PolicyType,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

import { type TestCloud, clientConfig, createOrganization, startTestCloud, stopTestCloud } from "../emulator";

const DENY = { Effect: "Deny", Action: "s3:*", Resource: "*" };
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const MALFORMED = { name: "MalformedPolicyDocumentException" };
const TOO_MANY = { name: "ConstraintViolationException" };

describe("emulated policies of an organization", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let organizations: OrganizationsClient;
  let rootId: string;
  let made = 0;

  const create = async (type: PolicyType, content: string) => {
    made += 1;
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({
        Type: type,
        Content: content,
        Name: `policy-${String(made)}`,
        Description: "x",
      }),
    );
    return Policy?.PolicySummary?.Id ?? "";
  };
  const attach = (PolicyId: string) =>
    organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: rootId }));

  before(async () => {
    cloud = await startTestCloud();
    organizations = new OrganizationsClient(clientConfig(cloud));
    await createOrganization(cloud);
    rootId = (await organizations.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? "";
  });

  after(() => stopTestCloud(cloud));

  it("are refused when malformed", async () => {
    const bad: readonly (readonly [PolicyType, string])[] = [
      ["SERVICE_CONTROL_POLICY", "{"],
      ["SERVICE_CONTROL_POLICY", "{}"],
      ["SERVICE_CONTROL_POLICY", document({ ...DENY, Principal: "*" })],
      ["SERVICE_CONTROL_POLICY", document({ Effect: "Deny", Resource: "*" })],
      ["RESOURCE_CONTROL_POLICY", document(DENY)],
      ["RESOURCE_CONTROL_POLICY", document({ ...DENY, Principal: "*", Effect: "Allow" })],
      ["RESOURCE_CONTROL_POLICY", document({ ...DENY, Principal: "*", Action: "*" })],
      ["RESOURCE_CONTROL_POLICY", document({ ...DENY, Principal: "*", Action: ["s3:*", "ec2:*"] })],
    ];
    for (const [type, content] of bad) {
      await assert.rejects(create(type, content), MALFORMED, content);
    }
    const id = await create("SERVICE_CONTROL_POLICY", document(DENY));
    await assert.rejects(
      organizations.send(new UpdatePolicyCommand({ PolicyId: id, Content: "{" })),
      MALFORMED,
    );
  });

  it("are refused when too long", async () => {
    const long = (length: number, principal: object) =>
      document({
        ...DENY,
        ...principal,
        Sid: "x".repeat(length - document({ ...DENY, ...principal, Sid: "" }).length),
      });
    await create("SERVICE_CONTROL_POLICY", long(10_240, {}));
    await assert.rejects(create("SERVICE_CONTROL_POLICY", long(10_241, {})), TOO_MANY);
    await create("RESOURCE_CONTROL_POLICY", long(5_120, { Principal: "*" }));
    await assert.rejects(create("RESOURCE_CONTROL_POLICY", long(5_121, { Principal: "*" })), TOO_MANY);
  });

  it("are attached only where their type is enabled, and once", async () => {
    const id = await create("RESOURCE_CONTROL_POLICY", document({ ...DENY, Principal: "*" }));
    await assert.rejects(attach(id), { name: "PolicyTypeNotEnabledException" });
    await organizations.send(
      new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: "RESOURCE_CONTROL_POLICY" }),
    );
    await attach(id);
    await assert.rejects(attach(id), { name: "DuplicatePolicyAttachmentException" });
    await organizations.send(
      new DisablePolicyTypeCommand({ RootId: rootId, PolicyType: "RESOURCE_CONTROL_POLICY" }),
    );
  });

  it("are as many on one target as AWS takes, its own included", async () => {
    await organizations.send(
      new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: "SERVICE_CONTROL_POLICY" }),
    );
    for (let count = 1; count < 10; count += 1) {
      await attach(await create("SERVICE_CONTROL_POLICY", document(DENY)));
    }
    await assert.rejects(attach(await create("SERVICE_CONTROL_POLICY", document(DENY))), TOO_MANY);
    const { Policies } = await organizations.send(
      new ListPoliciesForTargetCommand({
        TargetId: rootId,
        Filter: "SERVICE_CONTROL_POLICY",
        MaxResults: 20,
      }),
    );
    assert.equal(Policies?.length, 10);
  });

  it("can name the caller: a user has an ARN of IAM", async () => {
    const { Arn } = await new STSClient(clientConfig(cloud)).send(new GetCallerIdentityCommand({}));
    assert.match(Arn ?? "", /^arn:aws:iam::\d{12}:user\/\w+$/);
  });
});
