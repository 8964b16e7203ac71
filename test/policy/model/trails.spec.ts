import assert from "node:assert/strict";

import { selectorsOf } from "../../../policy/model/trails";
import { plainProperties } from "../../../policy/model/value";
import { unknown } from "../support/world";

/** What is selected, in words: the bucket asked for is `duotone-restricted-1`. */
function said(trail: object): readonly string[] {
  const { selectors, more } = selectorsOf(plainProperties(trail));
  return [
    ...selectors.map(
      (selector) =>
        `${selector.events}:${selector.reads ? " reads" : ""}${selector.writes ? " writes" : ""}` +
        (selector.allBut.length === 0 ? "" : ` but ${selector.allBut.join(" ")}`) +
        (selector.takesIn("duotone-restricted-1") ? "" : " elsewhere"),
    ),
    ...(more ? ["more"] : []),
  ];
}

describe("what a trail writes down", () => {
  it("is all that is managed, where nothing is said", () => {
    assert.deepEqual(said({}), ["management: reads writes"]);
    assert.deepEqual(said({ eventSelectors: [], advancedEventSelectors: [] }), ["management: reads writes"]);
  });

  it("is not known where a selection is not", () => {
    assert.deepEqual(said({ eventSelectors: unknown }), ["more"]);
    assert.deepEqual(said({ advancedEventSelectors: unknown }), ["more"]);
    assert.deepEqual(said({ advancedEventSelectors: [unknown] }), ["more"]);
  });

  describe("by basic selectors", () => {
    const basic = (selector: object) => said({ eventSelectors: [selector] });
    const objects = (...values: unknown[]) => ({
      includeManagementEvents: false,
      dataResources: [{ type: "AWS::S3::Object", values }],
    });

    it("is what is managed, unless it is left out", () => {
      const none = "objects: reads writes elsewhere";
      assert.deepEqual(basic({}), ["management: reads writes", none]);
      assert.deepEqual(basic({ includeManagementEvents: true }), ["management: reads writes", none]);
      assert.deepEqual(basic({ includeManagementEvents: "false" }), [none]);
      assert.deepEqual(basic({ excludeManagementEventSources: ["kms.amazonaws.com"] }), [none]);
      assert.deepEqual(basic({ excludeManagementEventSources: [] }), ["management: reads writes", none]);
      assert.deepEqual(basic({ includeManagementEvents: unknown }), [none, "more"]);
    });

    it("is reading, writing or both", () => {
      const type = (readWriteType: unknown) => basic({ ...objects("arn:aws:s3"), readWriteType });
      assert.deepEqual(type("All"), ["objects: reads writes"]);
      assert.deepEqual(type("ReadOnly"), ["objects: reads"]);
      assert.deepEqual(type("WriteOnly"), ["objects: writes"]);
      assert.deepEqual(type("Nothing"), ["objects:"]);
      assert.deepEqual(type(unknown), ["objects:", "more"]);
    });

    it("is of the objects whose ARN begins so", () => {
      assert.deepEqual(basic(objects("arn:aws:s3:::duotone-restricted-1/")), ["objects: reads writes"]);
      assert.deepEqual(basic(objects("arn:aws-cn:s3:::duotone-restricted-1/")), ["objects: reads writes"]);
      assert.deepEqual(basic(objects("arn:aws:s3:::other/", "arn:aws:s3:::")), ["objects: reads writes"]);
      assert.deepEqual(basic(objects("arn:aws:s3:::duotone-restricted-1/logs")), [
        "objects: reads writes elsewhere",
      ]);
      assert.deepEqual(
        basic({
          includeManagementEvents: false,
          dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:s3"] }],
        }),
        ["objects: reads writes elsewhere"],
      );
    });
  });

  describe("by advanced selectors", () => {
    const advanced = (...fieldSelectors: object[]) => said({ advancedEventSelectors: [{ fieldSelectors }] });
    const equals = (field: string, ...values: unknown[]) => ({ field, equals: values });
    const MANAGEMENT = equals("eventCategory", "Management");
    const DATA = equals("eventCategory", "Data");
    const OBJECTS = equals("resources.type", "AWS::S3::Object");
    const arns = (operator: string, ...values: unknown[]) => ({ field: "resources.ARN", [operator]: values });

    it("is what is managed", () => {
      assert.deepEqual(advanced(MANAGEMENT), ["management: reads writes"]);
      assert.deepEqual(advanced(MANAGEMENT, equals("readOnly", "true")), ["management: reads"]);
      assert.deepEqual(advanced(MANAGEMENT, equals("readOnly", "false")), ["management: writes"]);
      assert.deepEqual(advanced(MANAGEMENT, equals("readOnly", "true", "false")), ["management:"]);
    });

    it("is nothing that counts where it is narrowed by something else", () => {
      assert.deepEqual(advanced(MANAGEMENT, { field: "eventSource", notEquals: ["kms.amazonaws.com"] }), []);
      assert.deepEqual(advanced(DATA, OBJECTS, equals("eventName", "GetObject")), []);
      assert.deepEqual(advanced(DATA), []);
      assert.deepEqual(advanced(DATA, equals("resources.type", "AWS::DynamoDB::Table")), []);
      assert.deepEqual(advanced(equals("eventCategory", "Management", "Data"), OBJECTS), []);
      assert.deepEqual(advanced({ field: "eventCategory", notEquals: ["Management"] }, OBJECTS), []);
      assert.deepEqual(advanced({ field: "eventCategory", equals: ["Data"], notEquals: ["x"] }, OBJECTS), []);
      assert.deepEqual(advanced(OBJECTS), []);
    });

    it("is all objects, or those whose ARN begins so", () => {
      assert.deepEqual(advanced(DATA, OBJECTS), ["objects: reads writes"]);
      assert.deepEqual(
        advanced(DATA, OBJECTS, arns("startsWiths", "arn:aws:s3:::x", "arn:aws:s3:::duotone-")),
        ["objects: reads writes"],
      );
      const elsewhere = ["objects: reads writes elsewhere"];
      assert.deepEqual(advanced(DATA, OBJECTS, arns("startsWiths", "arn:aws:s3:::x")), elsewhere);
      assert.deepEqual(advanced(DATA, OBJECTS, arns("equals", "arn:aws:s3:::duotone-")), elsewhere);
      assert.deepEqual(
        advanced(DATA, OBJECTS, { ...arns("startsWiths", "arn:aws:s3:::duotone-"), notEndsWiths: ["1"] }),
        elsewhere,
      );
    });

    it("is read with the empty lists that AWS reports", () => {
      const empty = {
        equals: [],
        startsWiths: [],
        endsWiths: [],
        notEquals: [],
        notStartsWiths: [],
        notEndsWiths: [],
      };
      assert.deepEqual(
        advanced(
          { ...empty, ...DATA },
          { ...empty, ...OBJECTS },
          { ...empty, ...arns("startsWiths", "arn:aws:s3:::duotone-restricted-") },
        ),
        ["objects: reads writes"],
      );
    });

    it("may leave out events by name", () => {
      assert.deepEqual(advanced(DATA, OBJECTS, { field: "eventName", notEquals: ["PutObject"] }), [
        "objects: reads writes but PutObject",
      ]);
    });

    it("is not known where a part of it is not", () => {
      assert.deepEqual(advanced(DATA, OBJECTS, arns("startsWiths", unknown, "arn:aws:s3:::duotone-")), [
        "more",
      ]);
    });
  });
});
