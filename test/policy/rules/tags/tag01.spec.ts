import assert from "node:assert/strict";

import { GROUP, TAGGED_TYPES, TEMPLATE } from "../../../../policy/model/tags";
import { plainProperties } from "../../../../policy/model/value";
import { tag01 } from "../../../../policy/rules/tags/tag01";
import { ACCOUNTS, checkOne, COMMIT, node, providerFor, unknown } from "../../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const PROVIDER = "pulumi:providers:aws";
const TAGS = { owner: "platform@example.com", project: "duotone", stack: "prod", vertical: "marketing" };

describe("TAG-01: tags", () => {
  const said = (type: string, props: Record<string, unknown>, provider = providerFor("marketing")) =>
    checkOne(tag01, node(type, "main", { props, provider })).map(({ message }) => message);
  const messages = (tags: unknown) => said(VPC, { tags });
  const withDefaults = (defaultTags: unknown, account: keyof typeof ACCOUNTS = "marketing") => ({
    ...providerFor(account),
    props: plainProperties({ allowedAccountIds: JSON.stringify([ACCOUNTS[account]]), defaultTags }),
  });

  const right: Record<string, unknown> = {
    "all tags": TAGS,
    "an unknown tag beside them": { ...TAGS, Name: unknown },
    "a team": { ...TAGS, owner: "Team Platform" },
    "another tag": { ...TAGS, "managed-by": "duotone", ownership: "ours" },
    "the name of a cluster": { ...TAGS, cluster: "prod2" },
    "a cluster that is not known yet": { ...TAGS, cluster: unknown },
  };
  for (const [title, tags] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(tags), []);
    });
  }

  it("counts default tags", () => {
    assert.deepEqual(said(VPC, {}, withDefaults(JSON.stringify({ tags: TAGS }))), []);
    const defaults = JSON.stringify({ tags: { ...TAGS, owner: undefined } });
    assert.deepEqual(said(VPC, { tags: { owner: "a" } }, withDefaults(defaults)), []);
  });

  const wrong: Record<string, [tags: unknown, said: RegExp]> = {
    "no tags": [undefined, /tags has no owner, project, stack\./],
    "a missing owner": [{ ...TAGS, owner: undefined }, /tags has no owner\./],
    "a missing project": [{ ...TAGS, project: null }, /tags has no project\./],
    "a missing stack": [{ ...TAGS, stack: undefined }, /tags has no stack\./],
    "tags that are not known": [
      unknown,
      /Cannot prove: tags has a value for owner, project, stack, vertical that is not known yet/,
    ],
    "an owner that is not known": [
      { ...TAGS, owner: unknown },
      /Cannot prove: tags has a value for owner that is not known yet/,
    ],
    "an empty owner": [{ ...TAGS, owner: "" }, /tags\.owner is not a team or an address/],
    "an owner that begins with a blank": [{ ...TAGS, owner: " a" }, /tags\.owner is not/],
    "an owner that ends with a blank": [{ ...TAGS, owner: "a " }, /tags\.owner is not/],
    "an owner in other letters": [{ ...TAGS, owner: "рlatform" }, /tags\.owner is not/],
    "an owner that is too long": [{ ...TAGS, owner: "a".repeat(129) }, /tags\.owner is not/],
    "an owner that is no text": [{ ...TAGS, owner: true }, /tags\.owner is no text/],
    "another project": [{ ...TAGS, project: "duotone-foundation" }, /tags\.project is not `duotone`/],
    "another stack": [{ ...TAGS, stack: "staging" }, /tags\.stack is not `prod`/],
    "another vertical": [{ ...TAGS, vertical: "payments" }, /tags\.vertical is not `marketing`/],
    "a vertical in another case": [{ ...TAGS, vertical: "Marketing" }, /tags\.vertical is not/],
    "a vertical in other letters": [{ ...TAGS, vertical: "mаrketing" }, /tags\.vertical is not/],
    "a cluster that is no cluster": [
      { ...TAGS, cluster: "green" },
      /tags\.cluster is not a cluster of the stack \(prod1, prod2, qaprod1\)/,
    ],
    "a cluster in other letters": [{ ...TAGS, cluster: "рrod1" }, /tags\.cluster is not a cluster/],
  };
  for (const [title, [tags, expected]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(tags);
      assert.match(message ?? "", expected);
      assert.deepEqual(others, []);
    });
  }

  it("takes an owner of 128 characters", () => {
    assert.deepEqual(messages({ ...TAGS, owner: "a".repeat(128) }), []);
  });

  it("refuses a cluster where the stack has no cluster", () => {
    const urn = `urn:pulumi:org::duotone-foundation::${VPC}::main`;
    const tags = { owner: "a", project: "duotone-foundation", stack: "org", cluster: "prod1" };
    const [violation, ...others] = checkOne(tag01, {
      ...node(VPC, "main", { props: { tags }, provider: providerFor("audit") }),
      urn,
    });
    assert.match(violation?.message ?? "", /tags\.cluster is not a cluster of the stack \(it has none\)/);
    assert.deepEqual(others, []);
  });

  it("does not say the value of a tag", () => {
    assert.doesNotMatch(messages({ ...TAGS, owner: "hunter2 " }).join(), /hunter2/);
  });

  it("wants the vertical where the account is a vertical's", () => {
    const rest = { ...TAGS, vertical: undefined };
    const defaults = JSON.stringify({ tags: {} });
    assert.match(said(VPC, { tags: rest }, withDefaults(defaults)).join(), /tags has no vertical\./);
    for (const account of ["management", "delivery", "audit"] as const) {
      assert.deepEqual(said(VPC, { tags: rest }, withDefaults(defaults, account)), []);
    }
  });

  it("wants a vertical of the inventory where the account is not known yet", () => {
    const provider = {
      ...providerFor("marketing"),
      props: plainProperties({ allowedAccountIds: unknown }),
    };
    assert.deepEqual(said(VPC, { tags: TAGS }, provider), []);
    assert.deepEqual(said(VPC, { tags: { ...TAGS, vertical: undefined } }, provider), []);
    assert.match(
      said(VPC, { tags: { ...TAGS, vertical: "ріі" } }, provider).join(),
      /tags\.vertical is not a vertical of the inventory/,
    );
  });

  it("does not take an account without an id for the one that it looks for", () => {
    const provider = { ...providerFor("marketing"), props: {} };
    assert.deepEqual(said(VPC, { tags: { ...TAGS, vertical: undefined } }, provider), []);
  });

  for (const key of ["owner", "project", "stack", "vertical", "cluster", "commit"]) {
    it(`refuses a key that looks like ${key}`, () => {
      const [message, ...others] = messages({ ...TAGS, [key.toUpperCase()]: "a" });
      assert.match(message ?? "", new RegExp(`tags has a key that looks like ${key} and is another`));
      assert.deepEqual(others, []);
    });
  }

  it("refuses a key in other letters beside the missing one", () => {
    const found = messages({ ...TAGS, owner: undefined, оwner: "platform" });
    assert.equal(found.length, 2);
  });

  describe("of instances", () => {
    const all = { ...TAGS, commit: COMMIT };
    const template = (instance: unknown, volume: unknown = all) =>
      said(TEMPLATE, {
        tags: TAGS,
        tagSpecifications: [
          { resourceType: "instance", tags: instance },
          { resourceType: "volume", tags: volume },
        ],
      });
    const group = (tags: object, propagateAtLaunch: unknown = true) =>
      said(GROUP, {
        tags: Object.entries(tags).map(([key, value]: [string, unknown]) => ({
          key,
          value,
          propagateAtLaunch,
        })),
      });

    it("has nothing against all tags with a commit", () => {
      assert.deepEqual(template(all), []);
      assert.deepEqual(group(all), []);
    });

    it("refuses instances or volumes without a commit", () => {
      assert.match(template(TAGS).join(), /tagSpecifications\[instance\]\.tags has no commit\./);
      assert.match(template(all, TAGS).join(), /tagSpecifications\[volume\]\.tags has no commit\./);
      assert.match(group(TAGS).join(), /tags has no commit\./);
    });

    for (const commit of [COMMIT.slice(1), `${COMMIT}0`, COMMIT.toUpperCase(), "main", "latest"]) {
      it(`refuses ${commit} as a commit`, () => {
        const [message, ...others] = group({ ...TAGS, commit });
        assert.match(message ?? "", /tags\.commit is not a commit of 40 hexadecimal digits/);
        assert.deepEqual(others, []);
      });
    }

    it("refuses a commit that is not known", () => {
      assert.match(group({ ...TAGS, commit: unknown }).join(), /Cannot prove: tags has a value for commit/);
    });

    it("refuses instances without the other tags: they get no default ones", () => {
      assert.match(
        template({ commit: COMMIT }).join(),
        /tagSpecifications\[instance\]\.tags has no owner, project, stack, vertical\./,
      );
      assert.match(group({ commit: COMMIT }).join(), /tags has no owner, project, stack, vertical\./);
    });

    it("refuses tags of a group that its instances do not get", () => {
      const found = group(all, false);
      assert.equal(found.length, 5);
      assert.match(found.join(), /tags\.vertical has no propagateAtLaunch/);
    });

    it("wants no commit of anything else", () => {
      assert.deepEqual(messages(TAGS), []);
    });
  });

  describe("that a provider ignores", () => {
    const ignoring = (ignoreTags: unknown) => said(PROVIDER, { ignoreTags });

    for (const ignoreTags of [
      undefined,
      JSON.stringify({ keys: ["Name"], keyPrefixes: ["aws:", "kubernetes.io/"] }),
      JSON.stringify({}),
      { keys: ["Name"] },
    ]) {
      it(`are none with ${JSON.stringify({ ignoreTags })}`, () => {
        assert.deepEqual(ignoring(ignoreTags), []);
      });
    }

    it("are refused by key and by prefix", () => {
      assert.match(
        ignoring(JSON.stringify({ keys: ["Name", "owner"], keyPrefixes: ["co"] })).join(),
        /ignoreTags makes the provider leave out owner, commit\./,
      );
      assert.match(ignoring({ keys: "vertical" }).join(), /leave out vertical\./);
      assert.match(
        ignoring(JSON.stringify({ keyPrefixes: [""] })).join(),
        /leave out owner, project, stack, vertical, cluster, commit\./,
      );
    });

    it("are refused where they cannot be read", () => {
      for (const ignoreTags of [
        unknown,
        "{",
        JSON.stringify({ keys: unknown }),
        JSON.stringify({ keyPrefixes: ["aws:", unknown] }),
        JSON.stringify({ keys: [["owner"]] }),
      ]) {
        const [message, ...others] = ignoring(ignoreTags);
        assert.match(message ?? "", /Cannot prove: ignoreTags has a part that cannot be read/);
        assert.deepEqual(others, []);
      }
    });
  });

  it("looks at all types that have tags, and at providers", () => {
    assert.deepEqual(tag01.types, [...TAGGED_TYPES, PROVIDER]);
    for (const type of TAGGED_TYPES) {
      assert.notEqual(said(type, {}).length, 0, type);
    }
  });

  it("has nothing against what cannot have tags", () => {
    assert.deepEqual(said("aws:iam/rolePolicy:RolePolicy", {}), []);
  });
});
