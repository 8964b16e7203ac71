import assert from "node:assert/strict";

import { declaredProps } from "../../../policy/model/declaredProps";
import { UNKNOWN } from "../../../policy/model/value";
import { node, unknown } from "../support/world";

describe("declared properties", () => {
  const props = { given: unknown, filled: unknown, known: "yes" };

  it("are without what the provider will fill in", () => {
    const made = node("aws:lb/loadBalancer:LoadBalancer", "core", { props, edges: { given: [] } });
    assert.deepEqual(declaredProps(made), { given: UNKNOWN, known: "yes" });
  });
  it("are all of them where nothing tells what was given", () => {
    const made = node("aws:lb/loadBalancer:LoadBalancer", "core", { props });
    assert.deepEqual(declaredProps(made), { given: UNKNOWN, filled: UNKNOWN, known: "yes" });
    const { type, name, urn, provider, options } = made;
    assert.deepEqual(declaredProps({ type, name, urn, provider, options, props: made.props }), made.props);
  });
});
