import assert from "node:assert/strict";

import { parse } from "yaml";

import { withVerticals } from "../../bench/verticalsStack";
import { readConfig } from "../../config";
import { stackText } from "../configuration/stackFile";

interface File {
  readonly config: Readonly<Record<string, unknown>>;
}

describe("withVerticals", () => {
  for (const count of [1, 3, 12]) {
    it(`makes a valid stack of ${count} verticals and no service`, () => {
      const { config: values } = parse(withVerticals(stackText("prod"), "prod", count)) as File;
      const read = readConfig(values, "prod");
      assert.ok("config" in read, "problems" in read ? read.problems.join("\n") : "");
      const { verticals, services, clusters } = read.config;
      assert.equal(verticals.length, count);
      assert.deepEqual(services, []);
      assert.deepEqual(
        clusters.map(({ release }) => Object.keys(release)),
        clusters.map(() => []),
      );
    });
  }

  it("has the same share of restricted verticals, whatever their number", () => {
    const share = (count: number) => {
      const { config } = parse(withVerticals(stackText("prod"), "prod", count)) as File;
      const verticals = Object.values(
        config["duotone:verticals"] as Record<string, { classification: string }>,
      );
      return verticals.filter(({ classification }) => classification !== "public").length / count;
    };
    assert.equal(share(3), share(12));
  });

  it("leaves the rest of the file as it is", () => {
    const file = (text: string) => parse(text) as File;
    const [before, after] = [file(stackText("prod")), file(withVerticals(stackText("prod"), "prod", 3))];
    const changed = ["duotone:verticals", "duotone:services", "duotone:releases"];
    const rest = ({ config }: File) => Object.entries(config).filter(([key]) => !changed.includes(key));
    assert.deepEqual(rest(after), rest(before));
  });

  for (const count of [0, 101, 1.5]) {
    it(`refuses ${count} verticals`, () => {
      assert.throws(() => withVerticals(stackText("prod"), "prod", count), /1 to 100/);
    });
  }
});
