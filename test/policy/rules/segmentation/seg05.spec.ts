import assert from "node:assert/strict";

import { seg05 } from "../../../../policy/rules/segmentation/seg05";
import { ANY, crossing, describeTie, said } from "../../support/ties";
import { ACCOUNTS, node, unknown } from "../../support/world";

const ACCEPTER = "aws:ram/resourceShareAccepter:ResourceShareAccepter";
const ACCOUNT = "aws:organizations/account:Account";
const ALL = "aws:ram/resourceShareAssociationsExclusive:ResourceShareAssociationsExclusive";
const PRINCIPAL = "aws:ram/principalAssociation:PrincipalAssociation";
const RESOURCE = "aws:ram/resourceAssociation:ResourceAssociation";
const SHARE = "aws:ram/resourceShare:ResourceShare";

const OWN = ACCOUNTS.marketing;

describe("SEG-05: no share leaves its vertical", () => {
  const required = true;
  describeTie(seg05, {
    type: PRINCIPAL,
    path: "principal",
    to: ACCOUNT,
    required,
    beside: { resourceShareArn: OWN },
  });
  describeTie(seg05, {
    type: PRINCIPAL,
    path: "resourceShareArn",
    to: SHARE,
    required,
    beside: { principal: OWN },
  });
  describeTie(seg05, {
    type: RESOURCE,
    path: "resourceShareArn",
    to: SHARE,
    required,
    beside: { resourceArn: OWN },
  });
  describeTie(seg05, {
    type: RESOURCE,
    path: "resourceArn",
    to: ANY,
    required,
    beside: { resourceShareArn: OWN },
  });
  describeTie(seg05, { type: ACCEPTER, path: "shareArn", to: SHARE, required });
  describeTie(seg05, { type: ALL, path: "resourceShareArn", to: SHARE, required });
  describeTie(seg05, { type: ALL, path: "principals[]", to: ACCOUNT, beside: { resourceShareArn: OWN } });
  describeTie(seg05, { type: ALL, path: "resourceArns[]", to: ANY, beside: { resourceShareArn: OWN } });

  for (const [value, wanted] of [
    [false, 0],
    ["false", 0],
    [true, 1],
    ["true", 1],
    [undefined, 1],
    ["nonsense", 1],
    [unknown, 1],
  ] as const) {
    it(`${wanted === 0 ? "takes" : "refuses"} allowExternalPrincipals: ${String(value)}`, () => {
      const messages = said(seg05, [node(SHARE, "share", { props: { allowExternalPrincipals: value } })]);
      assert.equal(messages.length, wanted);
      assert.equal(messages.join().includes("Cannot prove"), value === unknown);
    });
  }

  for (const [title, principal] of Object.entries({
    "a whole organization": "arn:aws:organizations::100000000001:organization/o-abc",
    "a unit of it": "arn:aws-cn:organizations::100000000001:ou/o-abc/ou-abc-12345678",
  })) {
    it(`refuses ${title} as principal, even where management may have it`, () => {
      const share = { resourceShareArn: OWN };
      for (const found of [
        node(PRINCIPAL, "user", { props: { ...share, principal } }),
        node(ALL, "user", { props: { ...share, principals: [principal] } }),
      ]) {
        assert.match(
          said(seg05, [found], crossing("SEG-05", "marketing", "management")).join(),
          /principals?(\[0\])? is an organization or a unit of it/,
        );
      }
    });
  }

  it("takes an account of an organization for that account", () => {
    const principal = `arn:aws:organizations::100000000001:account/o-abc/${ACCOUNTS.payments}`;
    const found = node(PRINCIPAL, "user", { props: { resourceShareArn: OWN, principal } });
    assert.match(said(seg05, [found]).join(), /principal is of the management account/);
  });
});
