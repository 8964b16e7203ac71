import assert from "node:assert/strict";

import { net10 } from "../../../../policy/rules/network/net10";
import { checkOne, node, unknown } from "../../support/world";

const GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway";

describe("NET-10: transit gateways connect nothing by themselves", () => {
  const messages = (props: object) =>
    checkOne(net10, node(GATEWAY, "core", { props: { ...props } })).map(({ message }) => message);
  const good = {
    autoAcceptSharedAttachments: "disable",
    defaultRouteTableAssociation: "disable",
    defaultRouteTablePropagation: "disable",
  };

  it("has nothing against one that has all three disabled", () => {
    assert.deepEqual(messages(good), []);
  });

  it("has nothing against one that leaves shared attachments to AWS's default", () => {
    assert.deepEqual(messages({ ...good, autoAcceptSharedAttachments: undefined }), []);
  });

  for (const property of Object.keys(good)) {
    for (const value of ["enable", false, ["disable"]]) {
      it(`refuses ${property} of ${JSON.stringify(value)}`, () => {
        const [message, ...others] = messages({ ...good, [property]: value });
        assert.match(message ?? "", new RegExp(`\\. ${property} is not \`disable\`\\.`));
        assert.deepEqual(others, []);
      });
    }

    it(`cannot prove an unknown ${property}`, () => {
      const [message, ...others] = messages({ ...good, [property]: unknown });
      assert.match(message ?? "", new RegExp(`Cannot prove: ${property} is not known yet\\.`));
      assert.deepEqual(others, []);
    });
  }

  for (const property of ["defaultRouteTableAssociation", "defaultRouteTablePropagation"]) {
    it(`refuses an absent ${property}`, () => {
      const [message, ...others] = messages({ ...good, [property]: undefined });
      assert.match(message ?? "", new RegExp(`\\. ${property} is not \`disable\`\\.`));
      assert.deepEqual(others, []);
    });
  }

  it("looks at transit gateways", () => {
    assert.deepEqual(net10.types, [GATEWAY]);
  });
});
