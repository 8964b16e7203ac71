import assert from "node:assert/strict";

import { parse } from "yaml";

import { withLeast, withServices } from "../../bench/scaleStack";
import { type DuotoneConfig, readConfig } from "../../config";
import { stackText } from "../configuration/stackFile";

interface File {
  readonly config: Readonly<Record<string, unknown>>;
}

function configOf(text: string): DuotoneConfig {
  const read = readConfig((parse(text) as File).config, "prod");
  assert.ok("config" in read, "problems" in read ? read.problems.join("\n") : "");
  return read.config;
}

describe("withServices", () => {
  for (const count of [1, 9, 36]) {
    it(`makes a valid stack of ${count} services in each cluster`, () => {
      const { services, clusters } = configOf(withServices(stackText("prod"), count));
      assert.equal(services.length, count);
      for (const { release } of clusters) {
        assert.deepEqual(Object.keys(release).sort(), services.map(({ name }) => name).sort());
      }
    });
  }

  it("leaves the file as it is where it has as many", () => {
    assert.deepEqual(parse(withServices(stackText("prod"), 9)), parse(stackText("prod")));
  });

  it("has four times of everything with four times the services", () => {
    const counts = (count: number) => {
      const { services, verticals } = configOf(withServices(stackText("prod"), count));
      const having = (has: (service: (typeof services)[number]) => boolean) => services.filter(has).length;
      return {
        verticals: verticals.length,
        databases: having(({ database }) => database !== undefined),
        caches: having(({ cache }) => cache !== undefined),
        archives: having(({ archive }) => archive),
        files: having(({ files }) => files),
        jobs: services.flatMap(({ jobs }) => jobs).length,
        settings: having(({ settings }) => Object.keys(settings).length > 0),
        workers: having(({ kind }) => kind === "worker"),
      };
    };
    const [own, fourfold] = [counts(9), counts(36)];
    assert.deepEqual(
      fourfold,
      Object.fromEntries(Object.entries(own).map(([what, many]) => [what, 4 * many])),
    );
  });

  it("has no vertical without a service", () => {
    const { verticals, services } = configOf(withServices(stackText("prod"), 1));
    assert.deepEqual(
      verticals.map(({ name }) => name),
      services.map(({ vertical }) => vertical),
    );
  });

  for (const count of [0, 1.5]) {
    it(`refuses ${count} services`, () => {
      assert.throws(() => withServices(stackText("prod"), count), /it takes 1 at least/);
    });
  }
});

describe("withLeast", () => {
  it("makes a valid stack of one vertical and one cluster, without a service", () => {
    const { verticals, clusters, services, activeColor } = configOf(withLeast(stackText("prod")));
    assert.deepEqual([verticals.length, clusters.length, services.length, activeColor], [1, 1, 0, undefined]);
  });
});
