import assert from "node:assert/strict";

import { deployed } from "./support/deployed";
import { COM, ORG } from "./support/fixture";

describe("a release switch that is deleted", () => {
  it("removes exactly its records, one batch per zone, and its parameters", async () => {
    const { aws, stack } = await deployed();
    aws.put(COM, { name: "core.example.com", type: "TXT", ttl: 60, values: ['"hello"'] });
    aws.put(COM, { name: "other.example.com", type: "A", ttl: 60, values: ["192.0.2.9"] });
    await stack.destroy();
    assert.deepEqual(Object.keys(aws.names()).sort(), ["core.example.com", "other.example.com"]);
    assert.equal(aws.batches.length, 2);
    assert.equal(aws.parameters.size, 0);
  });

  it("does not mind what is gone already", async () => {
    const { aws, stack } = await deployed();
    aws.erase(COM, "core.example.com");
    aws.zones.delete(ORG);
    aws.parameters.clear();
    await stack.destroy();
    assert.deepEqual(aws.names(), {});
  });

  it("deletes nothing where a name is not what it wrote, until a refresh has accepted that", async () => {
    const { aws, stack } = await deployed();
    aws.put(ORG, { name: "shop.example.org", type: "A", ttl: 60, values: ["192.0.2.1"] });
    await assert.rejects(
      stack.destroy(),
      /nothing was deleted:\n - shop\.example\.org should be "A alias shop-prod1.*" and is "A 192\.0\.2\.1/,
    );
    assert.deepEqual(aws.batches, []);
    await stack.refresh();
    await stack.destroy();
    assert.deepEqual(aws.names(), {});
  });

  it("is finished by the next run, wherever it was killed", async () => {
    for (let boundary = 0; ; boundary += 1) {
      const { aws, stack } = await deployed();
      aws.killAt(boundary);
      const killed = await stack.destroy().then(
        () => false,
        () => true,
      );
      aws.killAt(Infinity);
      if (!killed) {
        assert.ok(boundary > 5);
        break;
      }
      await stack.destroy();
      assert.deepEqual(aws.names(), {});
      assert.equal(aws.parameters.size, 0);
    }
  });
});
