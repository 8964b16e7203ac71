import assert from "node:assert/strict";

import { carriersOf, GROUP, readJson, readTag, TEMPLATE } from "../../../policy/model/tags";
import { plainProperties, UNKNOWN } from "../../../policy/model/value";
import { node, providerFor, unknown } from "../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const known = (text: string) => ({ is: "known", text });

describe("Tags", () => {
  const providerWith = (defaultTags: unknown) => ({
    ...providerFor("marketing"),
    props: plainProperties({ defaultTags }),
  });
  const withTags = (tags: unknown, defaultTags?: unknown, tagsAll?: unknown) =>
    node(VPC, "main", { props: { tags, tagsAll }, provider: providerWith(defaultTags) });
  const json = (tags: unknown) => JSON.stringify({ tags });

  it("are the resource's own, then its provider's, then all", () => {
    const all = { owner: "c" };
    assert.deepEqual(readTag(withTags({ owner: "a" }, json({ owner: "b" }), all), "owner"), known("a"));
    assert.deepEqual(readTag(withTags({ x: "a" }, json({ owner: "b" }), all), "owner"), known("b"));
    assert.deepEqual(readTag(withTags(undefined, json({ x: "b" }), all), "owner"), known("c"));
    assert.deepEqual(readTag(withTags(null, undefined, all), "owner"), known("c"));
    assert.deepEqual(readTag(withTags(undefined), "owner"), { is: "absent" });
    assert.deepEqual(readTag(withTags({}, { tags: { owner: "b" } }), "owner"), known("b"));
    const provider = { ...providerFor("marketing"), props: {} };
    assert.deepEqual(readTag(node(VPC, "main", { provider }), "owner"), { is: "absent" });
    assert.deepEqual(readTag({ ...node(VPC, "main"), provider: undefined }, "owner"), { is: "absent" });
  });

  it("are known although another one is not", () => {
    const resource = withTags({ Name: unknown, owner: "a" }, json({ stack: "b" }), unknown);
    assert.deepEqual(readTag(resource, "owner"), known("a"));
    assert.deepEqual(readTag(resource, "stack"), known("b"));
    assert.deepEqual(readTag(resource, "Name"), { is: "unknown" });
  });

  it("are unknown where they may be in something that is", () => {
    const unread = [
      withTags(unknown, json({ owner: "b" })),
      withTags({}, unknown, { owner: "c" }),
      withTags({}, "{", { owner: "c" }),
      withTags({}, "[]", { owner: "c" }),
      withTags({}, "7"),
      withTags({}, json(unknown)),
      withTags({}, json({ owner: unknown }), { owner: "c" }),
      withTags({}, undefined, unknown),
    ];
    for (const resource of unread) {
      assert.deepEqual(readTag(resource, "owner"), { is: "unknown" });
    }
  });

  it("are no members that every object has", () => {
    assert.deepEqual(readTag(withTags({ owner: "a" }), "constructor"), { is: "absent" });
  });

  it("are invalid where they are no text", () => {
    assert.deepEqual(readTag(withTags({ owner: ["a"] }), "owner"), { is: "invalid" });
  });

  it("of a provider are read from JSON", () => {
    assert.deepEqual(readJson('{"a":[1]}'), { a: [1] });
    assert.equal(readJson("{"), UNKNOWN);
    assert.equal(readJson(UNKNOWN), UNKNOWN);
    assert.equal(readJson(undefined), undefined);
  });

  it("are carried by what can have some", () => {
    const [own, ...others] = carriersOf(withTags({ b: "1", a: "2" }));
    assert.deepEqual([own?.at, own?.ofInstances, own?.keys], ["tags", false, ["a", "b"]]);
    assert.deepEqual(others, []);
    assert.deepEqual(carriersOf(node("aws:iam/rolePolicy:RolePolicy", "core")), []);
    assert.deepEqual(carriersOf(withTags(unknown))[0]?.keys, []);
  });

  describe("of a launch template", () => {
    const carriers = (tagSpecifications: unknown) =>
      carriersOf(
        node(TEMPLATE, "core", {
          props: { tags: { owner: "template" }, tagSpecifications },
          provider: providerWith(json({ owner: "default" })),
        }),
      );
    const readings = (tagSpecifications: unknown) =>
      carriers(tagSpecifications).map(({ read }) => read("owner"));

    it("are three: its own, the instances' and the volumes'", () => {
      const found = carriers([
        { resourceType: "volume", tags: { owner: "v" } },
        { resourceType: "instance", tags: { owner: "i", a: "b" } },
      ]);
      assert.deepEqual(
        found.map(({ at, ofInstances }) => [at, ofInstances]),
        [
          ["tags", false],
          ["tagSpecifications[instance].tags", true],
          ["tagSpecifications[volume].tags", true],
        ],
      );
      assert.deepEqual(
        found.map(({ read }) => read("owner")),
        [known("template"), known("i"), known("v")],
      );
      assert.deepEqual(found[1]?.keys, ["a", "owner"]);
    });

    it("do not reach instances from the provider", () => {
      const absent = { is: "absent" };
      assert.deepEqual(readings(undefined).slice(1), [absent, absent]);
      assert.deepEqual(readings([{ resourceType: "instance" }]).slice(1), [absent, absent]);
      assert.deepEqual(readings([{ resourceType: "instance", tags: {} }]).slice(1), [absent, absent]);
    });

    it("are unknown where a specification is", () => {
      const both = [{ is: "unknown" }, { is: "unknown" }];
      assert.deepEqual(readings(unknown).slice(1), both);
      assert.deepEqual(readings([unknown]).slice(1), both);
      assert.deepEqual(readings([{ resourceType: unknown, tags: { owner: "a" } }]).slice(1), both);
      const tags = [
        { resourceType: "instance", tags: unknown },
        { resourceType: "volume", tags: { owner: unknown } },
      ];
      assert.deepEqual(readings(tags).slice(1), both);
    });
  });

  describe("of an Auto Scaling group", () => {
    const reading = (tags: unknown) => {
      const [carrier, ...others] = carriersOf(
        node(GROUP, "core", { props: { tags }, provider: providerWith(json({ owner: "default" })) }),
      );
      assert.ok(carrier?.ofInstances === true && others.length === 0);
      return carrier.read("owner");
    };
    const tag = { key: "owner", value: "a", propagateAtLaunch: true };

    it("are in a list, and say whether instances get them", () => {
      assert.deepEqual(reading([{ ...tag, key: "x" }, tag]), known("a"));
      assert.deepEqual(reading([{ ...tag, propagateAtLaunch: "true" }]), known("a"));
      for (const propagateAtLaunch of [false, "false", undefined, 1]) {
        assert.deepEqual(reading([{ ...tag, propagateAtLaunch }]), { is: "kept" });
      }
    });

    it("are not the provider's", () => {
      assert.deepEqual(reading(undefined), { is: "absent" });
      assert.deepEqual(reading([]), { is: "absent" });
      assert.deepEqual(reading([{ ...tag, key: "Owner" }]), { is: "absent" });
    });

    it("are unknown where they may be there", () => {
      for (const tags of [
        unknown,
        [unknown],
        [{ ...tag, key: unknown }],
        [{ ...tag, value: unknown }],
        [{ ...tag, propagateAtLaunch: unknown }],
      ]) {
        assert.deepEqual(reading(tags), { is: "unknown" });
      }
      assert.deepEqual(reading([unknown, tag]), known("a"));
    });

    it("have keys that are known, sorted", () => {
      const tags = [{ key: "b" }, { key: unknown }, { key: "a" }];
      assert.deepEqual(carriersOf(node(GROUP, "core", { props: { tags } }))[0]?.keys, ["a", "b"]);
    });
  });
});
