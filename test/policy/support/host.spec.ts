import assert from "node:assert/strict";

import type { Policies, ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";

import { analyze, analyzeStack, secretOnTheWire, UNKNOWN_ON_THE_WIRE, type WireResource } from "./host";

/** What the pack relies on, fact by fact: another version of the host that behaves otherwise fails here first. */
describe("the policy host", () => {
  const one: WireResource = { type: "t:i:T", name: "one", urn: "urn:pulumi:s::p::t:i:T::one" };
  const other: WireResource = { type: "t:i:T", name: "other", urn: "urn:pulumi:s::p::t:i:T::other" };

  const onResource = (
    validateResource: (args: ResourceValidationArgs, report: ReportViolation) => void | Promise<void>,
  ): Policies => [
    { name: "tested", description: "Tested.", enforcementLevel: "mandatory", validateResource },
  ];
  const onStack = (
    validateStack: (args: StackValidationArgs, report: ReportViolation) => void | Promise<void>,
  ): Policies => [{ name: "tested", description: "Tested.", enforcementLevel: "mandatory", validateStack }];

  describe("and values that are not known yet", () => {
    const unknowns = {
      ...one,
      props: {
        text: UNKNOWN_ON_THE_WIRE,
        block: { inner: UNKNOWN_ON_THE_WIRE },
        list: [UNKNOWN_ON_THE_WIRE],
      },
    };

    it("makes an advisory of whatever reads one, whatever the policy's level", async () => {
      const found = await analyze(
        onResource(({ props }, report) => {
          if (props.text === "bad") {
            report("never reached");
          }
        }),
        unknowns,
      );
      assert.deepEqual(
        found.map(({ level }) => level),
        ["advisory"],
      );
      assert.match(found[0]?.message ?? "", /^can't run policy/);
    });

    it("ends a stack policy at the first one, and keeps what was reported before", async () => {
      const found = await analyzeStack(
        onStack(({ resources }, report) => {
          for (const { name, props, urn } of resources) {
            report(`${name} looked at`, urn);
            if (props.text === "anything") {
              return;
            }
          }
        }),
        [unknowns, other],
      );
      assert.equal(found.length, 2);
      assert.match(found[0]?.message ?? "", /one looked at/);
      assert.match(found[1]?.message ?? "", /can't run policy/);
    });

    it("gives what is there by a property's descriptor, and says without reading that it is there", async () => {
      const seen: unknown[] = [];
      const found = await analyze(
        onResource(({ props }) => {
          const { block, list } = props as Record<string, object>;
          seen.push(Object.getOwnPropertyDescriptor(props, "text")?.value);
          seen.push(Object.getOwnPropertyDescriptor(block, "inner")?.value);
          seen.push(Object.getOwnPropertyDescriptor(list, "0")?.value);
          seen.push(
            "text" in props,
            Object.keys(props).sort(),
            Array.isArray(list),
            (list as unknown[]).length,
          );
        }),
        unknowns,
      );
      assert.deepEqual(found, []);
      assert.deepEqual(seen, [
        UNKNOWN_ON_THE_WIRE,
        UNKNOWN_ON_THE_WIRE,
        UNKNOWN_ON_THE_WIRE,
        true,
        ["block", "list", "text"],
        true,
        1,
      ]);
    });

    it("takes a text with one inside for any other text", async () => {
      const found = await analyze(
        onResource(({ props }, report) => {
          report(String((props.policy as string).includes(UNKNOWN_ON_THE_WIRE)));
        }),
        { ...one, props: { policy: `{"Resource":"${UNKNOWN_ON_THE_WIRE}"}` } },
      );
      assert.match(found[0]?.message ?? "", /true$/);
    });
  });

  describe("and violations", () => {
    it("reports them under their own name, level and URN", async () => {
      const report = (tell: ReportViolation) => {
        (tell as unknown as (violation: object) => void)({
          name: "ABC-01",
          message: "Told.",
          enforcementLevel: "advisory",
          severity: "low",
          urn: other.urn,
        });
      };
      const expected = [{ policy: "ABC-01", level: "advisory", urn: other.urn, message: "Told." }];
      const told = [
        ...(await analyzeStack(
          onStack((_, tell) => {
            report(tell);
          }),
          [one, other],
        )),
      ];
      assert.deepEqual(
        told.map(({ message, ...rest }) => ({ ...rest, message: message.split("\n").at(-1) })),
        expected,
      );
      const [single] = await analyze(
        onResource((_, tell) => {
          report(tell);
        }),
        one,
      );
      assert.equal(single?.policy, "ABC-01");
      assert.equal(single.level, "advisory");
    });

    it("loses what is reported after the policy has ended", async () => {
      const found = await analyze(
        onResource((_, report) => {
          setImmediate(() => {
            report("too late");
          });
        }),
        one,
      );
      assert.deepEqual(found, []);
    });

    it("waits for a policy's promise", async () => {
      const found = await analyze(
        onResource(async (_, report) => {
          await new Promise((resolve) => setImmediate(resolve));
          report("in time");
        }),
        one,
      );
      assert.equal(found.length, 1);
    });

    it("gives nothing back where one policy throws, not even what others found", async () => {
      const policies = [
        ...onResource((_, report) => {
          report("found");
        }),
        ...onResource(() => {
          throw new Error("broken");
        }),
      ];
      await assert.rejects(analyze(policies, one), /broken/);
    });

    it("takes a policy without a level for advisory", async () => {
      const [policy] = onResource((_, report) => {
        report("found");
      });
      assert.ok(policy !== undefined);
      Reflect.deleteProperty(policy, "enforcementLevel");
      assert.deepEqual(
        (await analyze([policy], one)).map(({ level }) => level),
        ["advisory"],
      );
    });

    it("runs two policies of one name", async () => {
      const policies = onResource((_, report) => {
        report("found");
      });
      assert.equal((await analyze([...policies, ...policies], one)).length, 2);
    });

    it("does not run a policy that is disabled", async () => {
      const policies = onStack((_, report) => {
        report("found");
      }).map((policy): Policies[number] => ({ ...policy, enforcementLevel: "disabled" }));
      assert.deepEqual(await analyzeStack(policies, [one]), []);
    });
  });

  describe("and what it hands over", () => {
    /** What a stack policy sees of one resource. */
    async function seen<T>(
      resources: readonly WireResource[],
      look: (args: StackValidationArgs) => T,
    ): Promise<T> {
      const found: T[] = [];
      await analyzeStack(
        onStack((args) => {
          found.push(look(args));
        }),
        resources,
      );
      const [only] = found;
      assert.ok(only !== undefined);
      return only;
    }

    it("is secrets in clear", async () => {
      const secret = { ...one, props: { password: secretOnTheWire("in clear") } };
      assert.equal(
        await seen([secret], ({ resources }) => resources[0]?.props.password as unknown),
        "in clear",
      );
    });

    it("is an edge list without what is not in the stack, and the key all the same", async () => {
      const edges = { known: [other.urn], gone: ["urn:pulumi:s::p::t:i:T::gone"], literal: [] };
      const told = await seen([{ ...one, edges }, other], ({ resources }) =>
        Object.fromEntries(
          Object.entries(resources[0]?.propertyDependencies ?? {}).map(([key, from]) => [
            key,
            from.map(({ urn }) => urn),
          ]),
        ),
      );
      assert.deepEqual(told, { known: [other.urn], gone: [], literal: [] });
    });

    it("is a provider's inputs as they are sent: lists are JSON in a string", async () => {
      const provider = {
        type: "pulumi:providers:aws",
        name: "accounts",
        urn: "urn:pulumi:s::p::pulumi:providers:aws::accounts",
        props: { allowedAccountIds: '["200000000001"]' },
      };
      assert.equal(
        await seen(
          [{ ...one, provider }],
          ({ resources }) => resources[0]?.provider?.props.allowedAccountIds as unknown,
        ),
        '["200000000001"]',
      );
    });

    it("is the text `false` where the provider takes text, which is as good as true to a careless reader", async () => {
      const flag = { ...one, props: { encrypted: "false" } };
      assert.equal(await seen([flag], ({ resources }) => Boolean(resources[0]?.props.encrypted)), true);
    });

    it("is what a resource is protected by, and what changes of it are overlooked", async () => {
      const options = { ...one, protect: true, ignoreChanges: ["ingress"] };
      assert.deepEqual(
        await seen([options], ({ resources }) => [
          resources[0]?.opts.protect,
          resources[0]?.opts.ignoreChanges,
        ]),
        [true, ["ingress"]],
      );
    });

    it("is no copy that one policy could change for the next", async () => {
      const names: unknown[] = [];
      const change = onResource(({ props }) => {
        names.push(props.name);
        props.name = "changed";
      });
      await analyze([...change, ...change], { ...one, props: { name: "given" } });
      assert.deepEqual(names, ["given", "given"]);
    });

    it("is an empty list for an empty stack, to policies that look at all of it", async () => {
      assert.equal(await seen([], ({ resources }) => resources.length), 0);
    });
  });
});
