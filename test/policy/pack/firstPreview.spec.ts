import assert from "node:assert/strict";

import type { Node } from "../../../policy/model/resource";
import { type PlainObject, UNKNOWN } from "../../../policy/model/value";
import { analyze, analyzeStack, type WireResource } from "../support/host";
import { configured } from "../support/hosted";
import { settings, unknown } from "../support/world";

const { asOf, inventory, exemptions } = settings();
const PROVIDER = "pulumi:providers:aws";

/** The provider of an account. */
function provider(props: Record<string, unknown>): WireResource {
  return { type: PROVIDER, name: "audit", urn: `urn:pulumi:prod::duotone::${PROVIDER}::audit`, props };
}

const UNCONFIGURED = provider({ region: "eu-west-1", allowedAccountIds: unknown });
const CONFIGURED = provider({ region: "eu-west-1", allowedAccountIds: '["200000000001"]' });

function key(props: Record<string, unknown>, by?: WireResource): WireResource {
  const type = "aws:kms/key:Key";
  const urn = `urn:pulumi:prod::duotone::${type}::logs`;
  return { type, name: "logs", urn, props, ...(by === undefined ? {} : { provider: by }) };
}

/** One run of the engine: what the stack rules see of the last resource's properties. */
function run(): {
  readonly analyze: (resource: WireResource) => Promise<unknown>;
  readonly seen: (...resources: readonly WireResource[]) => Promise<PlainObject | undefined>;
} {
  let nodes: readonly Node[] = [];
  const look = {
    id: "SEG-01",
    scope: "stack" as const,
    evaluate: ({ model }: { readonly model: { readonly nodes: readonly Node[] } }) => {
      nodes = model.nodes;
      return [];
    },
  };
  const policies = configured([look], "duotone/prod", { asOf, inventory, exemptions });
  return {
    analyze: (resource) => analyze(policies, resource),
    seen: async (...resources) => {
      assert.deepEqual(await analyzeStack(policies, resources), []);
      return nodes.at(-1)?.props;
    },
  };
}

describe("the pack in a stack's first preview", () => {
  const given = { description: "Logs", enableKeyRotation: true, policy: unknown };

  it("takes a resource's inputs where its provider could not be asked for outputs", async () => {
    const { analyze: analyzed, seen } = run();
    await analyzed(key(given, UNCONFIGURED));
    assert.deepEqual(await seen(key({}, UNCONFIGURED)), {
      description: "Logs",
      enableKeyRotation: true,
      policy: UNKNOWN,
      id: UNKNOWN,
      arn: UNKNOWN,
    });
  });

  it("takes an id that the program gives for what it is", async () => {
    const { analyze: analyzed, seen } = run();
    await analyzed(key({ arn: "arn:aws:sns:eu-west-1:200000000001:alarms" }, UNCONFIGURED));
    const props = await seen(key({}, UNCONFIGURED));
    assert.equal(props?.arn, "arn:aws:sns:eu-west-1:200000000001:alarms");
  });

  it("takes the last inputs of what is analysed twice, as a replacement is", async () => {
    const { analyze: analyzed, seen } = run();
    await analyzed(key(given, UNCONFIGURED));
    await analyzed(key({ enableKeyRotation: false }, UNCONFIGURED));
    assert.deepEqual(await seen(key({}, UNCONFIGURED)), {
      enableKeyRotation: false,
      id: UNKNOWN,
      arn: UNKNOWN,
    });
  });

  const unchanged: Record<string, readonly [checked: WireResource | undefined, made: WireResource]> = {
    "has outputs, even if they lack an input": [
      key(given, UNCONFIGURED),
      key({ description: "Logs" }, UNCONFIGURED),
    ],
    "has a provider that is configured": [key(given, CONFIGURED), key({}, CONFIGURED)],
    "had a provider that was not configured, and has one that is": [
      key(given, UNCONFIGURED),
      key({}, CONFIGURED),
    ],
    "has no provider, as a component": [key(given), key({})],
    "is only read, or comes from elsewhere": [undefined, key({}, UNCONFIGURED)],
  };
  for (const [title, [checked, made]] of Object.entries(unchanged)) {
    it(`leaves alone what ${title}`, async () => {
      const { analyze: analyzed, seen } = run();
      if (checked !== undefined) {
        await analyzed(checked);
      }
      assert.deepEqual(await seen(made), made.props);
    });
  }

  it("knows nothing of another run", async () => {
    await run().analyze(key(given, UNCONFIGURED));
    assert.deepEqual(await run().seen(key({}, UNCONFIGURED)), {});
  });
});
