import assert from "node:assert/strict";

import type { Draft } from "./draft";
import { breaking, type Mutant } from "./mutant";
import type { DraftResource } from "./stackState";

const ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment";
const POLICY = "aws:organizations/policy:Policy";
const UNIT = "aws:organizations/organizationalUnit:OrganizationalUnit";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** Accounts, what is in them, and what they stand behind. */
export const organizationMutants: readonly Mutant[] = [
  ...breaking("accountBinding", {
    "a provider allows two accounts": (draft) => {
      providerOfA(draft).inputs.allowedAccountIds = JSON.stringify([draft.a.id, draft.b.id]);
    },
    "a provider allows any account": (draft) => {
      delete providerOfA(draft).inputs.allowedAccountIds;
    },
    "a provider's accounts are no list": (draft) => {
      providerOfA(draft).inputs.allowedAccountIds = draft.a.id;
    },
    "a provider allows an account of which nobody knows": (draft) => {
      providerOfA(draft).inputs.allowedAccountIds = JSON.stringify(["999999999999"]);
    },
    "a provider assumes a role of another account": (draft) => {
      const roleArn = `arn:aws:iam::${draft.b.id}:role/OrganizationAccountAccessRole`;
      providerOfA(draft).inputs.assumeRoles = JSON.stringify([{ roleArn }]);
    },
    "a provider has credentials of its own": (draft) => {
      providerOfA(draft).inputs.accessKey = "AKIDEXAMPLE";
    },
    "a resource is on a default provider": (draft) => {
      const provider = providerOfA(draft);
      const urn = provider.urn.replace(/::[^:]+$/, "::default_7_48_0");
      draft.add(provider, "pulumi:providers:aws", {});
      Object.assign(added(draft), { urn, inputs: provider.inputs });
      draft.one(draft.a, GROUP).provider = `${urn}::further`;
    },
    "a resource's ARN is of another account": (draft) => {
      draft.one(draft.a, GROUP).outputs.arn = `arn:aws:ec2:eu-west-1:${draft.b.id}:security-group/sg-1`;
    },
    "an account does not say what it is for": (draft) => {
      const account = draft.account(draft.a);
      Object.assign(account.inputs, { tags: {} });
      Object.assign(account.outputs, { tags: {}, tagsAll: {} });
    },
  }),
  ...breaking("placement", {
    "a resource is made by another vertical's provider": (draft) => {
      const group = draft.one(draft.a, GROUP);
      group.provider = draft.one(draft.b, GROUP).provider ?? assert.fail();
    },
    "a resource has another vertical's tag": (draft) => {
      draft.set(draft.one(draft.a, GROUP), { tags: { vertical: draft.b.vertical } });
    },
    "a vertical's resource is in the delivery account": (draft) => {
      const group = draft.one(draft.a, GROUP);
      group.provider = draft.one("delivery", "aws:kms/key:Key").provider ?? assert.fail();
    },
    "a provider works in the other stack's account": (draft) => {
      const staging = draft.provider("staging", draft.a.vertical);
      providerOfA(draft).inputs.allowedAccountIds = staging.inputs.allowedAccountIds;
    },
  }),
  ...breaking("guardrails", {
    "a guardrail is taken off the root": (draft) => {
      draft.remove(attachmentTo(draft, "r-"));
    },
    "a guardrail is taken off one unit of restricted verticals": (draft) => {
      draft.remove(attachmentTo(draft, unitOf(draft, "restricted").id ?? ""));
    },
    "the units of restricted verticals have no guardrail": (draft) => {
      const units = draft.all("management", UNIT).filter(({ inputs }) => inputs.name === "restricted");
      assert.ok(units.length > 0);
      for (const attachment of draft.all("management", ATTACHMENT)) {
        if (units.some(({ id }) => id === attachment.inputs.targetId)) {
          draft.remove(attachment);
        }
      }
    },
    "a guardrail is attached to one unit instead of the root": (draft) => {
      draft.set(attachmentTo(draft, "r-"), { targetId: unitOf(draft, "standard").id });
    },
    "a guardrail denies nothing": (draft) => {
      draft.set(draft.one("management", POLICY), { content: JSON.stringify({ Statement: [] }) });
    },
    "a restricted vertical is in the standard unit": (draft) => {
      draft.set(draft.account(draft.a), { parentId: parentOf(draft.account(draft.b)) });
    },
    "an account stays where it was made": (draft) => {
      const root = draft
        .all("management", UNIT)
        .map(parentOf)
        .find((parent) => parent.startsWith("r-"));
      draft.set(draft.account(draft.b), { parentId: root });
    },
    "an account is in the other environment's unit": (draft) => {
      const staging = draft.provider("staging", draft.a.vertical).inputs.allowedAccountIds;
      const [id = ""] = JSON.parse(String(staging)) as string[];
      draft.set(draft.account(draft.a), { parentId: parentOf(draft.account({ id })) });
    },
    "a unit hangs on a unit that nobody knows": (draft) => {
      draft.set(unitOf(draft, "restricted"), { parentId: "ou-ab12-nowhere" });
    },
    "the audit account is in the delivery account's unit": (draft) => {
      const [audit, delivery] = [draft.idOf("audit"), draft.idOf("delivery")];
      draft.set(draft.account({ id: audit }), { parentId: parentOf(draft.account({ id: delivery })) });
    },
  }),
];

function providerOfA(draft: Draft): DraftResource {
  return draft.provider(draft.a.stack, draft.a.vertical);
}

function parentOf({ inputs }: DraftResource): string {
  return String(inputs.parentId);
}

/** The unit of prod's restricted or other verticals: where one of them is. */
function unitOf(draft: Draft, sensitivity: "restricted" | "standard"): DraftResource {
  const parent = parentOf(draft.account(sensitivity === "restricted" ? draft.a : draft.b));
  return draft.all("management", UNIT).find(({ id }) => id === parent) ?? assert.fail(sensitivity);
}

/** An attachment to a target whose id begins like this. */
function attachmentTo(draft: Draft, target: string): DraftResource {
  return (
    draft.all("management", ATTACHMENT).find(({ inputs }) => String(inputs.targetId).startsWith(target)) ??
    assert.fail(target)
  );
}

/** What was added last. */
function added(draft: Draft): DraftResource {
  return (
    draft.exports
      .flatMap(({ deployment }) => deployment.resources)
      .find(({ urn }) => urn.endsWith("::further")) ?? assert.fail()
  );
}
