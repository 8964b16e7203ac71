import assert from "node:assert/strict";

import { auda } from "../../../../policy/rules/logging/auda";
import { checkOne, node, unknown } from "../../support/world";

const MANAGEMENT = { field: "eventCategory", equals: ["Management"] };

describe("AUD-A: trails write down all that is managed", () => {
  const messages = (props: Record<string, unknown>) =>
    checkOne(auda, node("aws:cloudtrail/trail:Trail", "trail", { props })).map(({ message }) => message);
  const good = { isMultiRegionTrail: true };
  const select = (...fields: object[]) => ({
    ...good,
    advancedEventSelectors: [{ fieldSelectors: [MANAGEMENT, ...fields] }],
  });

  const right: Record<string, Record<string, unknown>> = {
    "a trail of every region": good,
    "true as text": { isMultiRegionTrail: "true", enableLogging: "true", includeGlobalServiceEvents: "true" },
    "a selection of all management events": select(),
    "one that another one adds to": {
      ...good,
      advancedEventSelectors: ["true", "false"].map((readOnly) => ({
        fieldSelectors: [MANAGEMENT, { field: "readOnly", equals: [readOnly] }],
      })),
    },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
    "one region": [{ isMultiRegionTrail: false }, /isMultiRegionTrail is not true/],
    "one region as text": [{ isMultiRegionTrail: "false" }, /isMultiRegionTrail is not true/],
    "regions that nothing is said of": [{}, /isMultiRegionTrail is not true/],
    "unknown regions": [{ isMultiRegionTrail: unknown }, /Cannot prove: isMultiRegionTrail is not known/],
    "logging that is off": [{ ...good, enableLogging: false }, /enableLogging is not true/],
    "logging that is off as text": [{ ...good, enableLogging: "false" }, /enableLogging is not true/],
    "unknown logging": [{ ...good, enableLogging: unknown }, /Cannot prove: enableLogging is not known/],
    "no global events": [
      { ...good, includeGlobalServiceEvents: false },
      /includeGlobalServiceEvents is not true/,
    ],
    "unknown global events": [
      { ...good, includeGlobalServiceEvents: unknown },
      /Cannot prove: includeGlobalServiceEvents/,
    ],
    "reading only": [select({ field: "readOnly", equals: ["true"] }), /leave out management events/],
    "writing only": [select({ field: "readOnly", equals: ["false"] }), /leave out management events/],
    "a selection that leaves events out": [
      select({ field: "eventName", notEquals: ["Decrypt"] }),
      /leave out management events/,
    ],
    "objects only": [
      {
        ...good,
        advancedEventSelectors: [
          {
            fieldSelectors: [
              { field: "eventCategory", equals: ["Data"] },
              { field: "resources.type", equals: ["AWS::S3::Object"] },
            ],
          },
        ],
      },
      /leave out management events/,
    ],
    "an unknown selection": [{ ...good, eventSelectors: unknown }, /Cannot prove: its event selectors/],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("looks at trails", () => {
    assert.deepEqual(auda.types, ["aws:cloudtrail/trail:Trail"]);
  });
});
