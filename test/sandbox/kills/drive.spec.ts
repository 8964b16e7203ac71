import assert from "node:assert/strict";
import path from "node:path";

import type * as pulumi from "@pulumi/pulumi";

import { Gateway } from "../../../sandbox/cloud/gateway";
import { GatewayClient } from "../../../sandbox/cloud/gatewayClient";
import type { Cycle } from "../../../sandbox/kills/cycle";
import { driveFailures, driveKills, type DriveArgs, type Point } from "../../../sandbox/kills/drive";
import { DynamicHost } from "../../../sandbox/kills/dynamicHost";
import { found, NOTHING_FOUND } from "../../../sandbox/kills/findings";
import type { Properties } from "../../../sandbox/kills/oneResource";
import { providerText } from "../../../sandbox/kills/providerText";
import { signedFor, Upstream } from "../cloud/upstream";

const PROJECT = path.resolve(__dirname, "../../..");

type Provider = pulumi.dynamic.ResourceProvider<Properties, Properties>;

/** Makes a topic, and then tells somebody. Sent as a program of its own, so that it captures nothing but the switch. */
function makerOfTopics({ isCareful }: { readonly isCareful: boolean }): Provider {
  const call = async (action: string, { authorization }: Properties) => {
    const response = await fetch(process.env["AWS_ENDPOINT_URL"] ?? "", {
      method: "POST",
      headers: {
        authorization: String(authorization),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: `Action=${action}`,
    });
    if (!response.ok) {
      throw new Error(`${action}: ${response.status}`);
    }
    return response.text();
  };
  return {
    check: (_olds: Properties, inputs: Properties) => Promise.resolve({ inputs }),
    diff: () => Promise.resolve({ changes: false }),
    create: async (inputs: Properties) => {
      if (!isCareful || (await call("ListTopics", inputs)) === "0") {
        await call("CreateTopic", inputs);
      }
      try {
        await call("Publish", inputs);
      } catch (error) {
        throw isCareful
          ? Object.assign(error as Error, { id: "topic", properties: inputs, reasons: [] })
          : error;
      }
      return { id: "topic", outs: inputs };
    },
    update: (_id: string, _olds: Properties, outs: Properties) => Promise.resolve({ outs }),
  };
}

describe("the driver of kills", function () {
  this.timeout(120_000);
  let upstream: Upstream;
  let gateway: Gateway;
  let args: (isCareful: boolean) => Promise<DriveArgs>;
  let topics: number;

  beforeEach(async () => {
    topics = 0;
    upstream = new Upstream();
    upstream.answer = ({ body }) => {
      topics += body.includes("CreateTopic") ? 1 : 0;
      return { body: body.includes("ListTopics") ? String(topics) : "<done/>" };
    };
    gateway = new Gateway(await upstream.listen(), () => undefined);
    const endpoint = `http://127.0.0.1:${await gateway.listen()}`;
    args = async (isCareful) => ({
      gateway: new GatewayClient(endpoint),
      startHost: () => DynamicHost.start(PROJECT, { AWS_ENDPOINT_URL: endpoint }),
      cycle: cycleOf(await providerText(makerOfTopics({ isCareful }))),
    });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  function cycleOf(text: string): Cycle {
    return {
      title: "topics",
      operations: [
        {
          title: "creation",
          wanted: { authorization: signedFor("sns"), __provider: text },
          settled: () => Promise.resolve(found({ duplicates: topics === 1 ? [] : [`${topics} topics`] })),
        },
      ],
      interrupted: () => Promise.resolve(NOTHING_FOUND),
      look: () => Promise.resolve(topics),
      reset: () => {
        topics = 0;
        return Promise.resolve();
      },
    };
  }

  const told = (points: readonly Point[]) =>
    points.map(({ title, findings }) => [
      title.replace("topics, creation, ", ""),
      findings.duplicates.length,
    ]);

  it("finds what a provider makes twice that does not look before it makes", async () => {
    assert.deepEqual(told(await driveKills(await args(false))), [
      ["killed before sns CreateTopic", 0],
      ["killed after sns CreateTopic", 1],
      ["killed before sns Publish", 1],
      ["killed after sns Publish", 1],
      ["killed before the reply", 1],
      ["killed after the reply", 1],
    ]);
  });

  it("finds nothing where a provider looks first", async () => {
    // Half of the moments will do: those after.
    const points = await driveKills({ ...(await args(true)), share: { index: 1, of: 2 } });
    assert.deepEqual(
      points.map(({ title, findings }) => [title, findings]),
      ["after sns CreateTopic", "after sns Publish", "after sns ListTopics", "after the reply"].map(
        (moment) => [`topics, creation, killed ${moment}`, NOTHING_FOUND],
      ),
    );
  });

  it("finds failures after a change of which the engine was not told, and takes its share", async () => {
    const careless = await driveFailures(await args(false));
    assert.deepEqual(
      careless.map(({ title, findings }) => [title, findings.byHand.length]),
      [
        ["topics, creation, denied sns CreateTopic", 0],
        ["topics, creation, denied sns Publish", 1],
      ],
    );
    assert.match(careless[1]?.findings.byHand[0] ?? "", /told of no id: failed: .*Publish: 403/);

    const careful = await driveFailures({ ...(await args(true)), share: { index: 1, of: 2 } });
    assert.deepEqual(careful, [{ title: "topics, creation, denied sns Publish", findings: NOTHING_FOUND }]);
  });
});
