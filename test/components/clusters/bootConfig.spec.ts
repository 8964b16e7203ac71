import assert from "node:assert/strict";

import { bootUserData } from "../../../components/clusters/bootConfig";

const config = {
  service: "core",
  cluster: "prod1",
  commit: "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912",
  region: "eu-west-1",
  port: 8080,
};
const text = (userData: string) => Buffer.from(userData, "base64").toString();

describe("bootUserData", () => {
  it("is a shell script that leaves the configuration as JSON", () => {
    const script = text(bootUserData(config));
    assert.match(script, /^#!\/bin\/sh\nset -eu\n/);
    const json = /<<'BOOT'\n(.*)\nBOOT\n/.exec(script)?.[1];
    assert.deepEqual(JSON.parse(json ?? ""), config);
  });

  it("does not depend on the order of the fields", () => {
    const reversed = Object.fromEntries(Object.entries(config).reverse()) as typeof config;
    assert.equal(bootUserData(reversed), bootUserData(config));
  });

  it("differs between the colours in cluster and commit only", () => {
    const other = { ...config, cluster: "prod2", commit: "9ab0d12c3e4f5061728394a5b6c7d8e9f0a1b2c3" };
    const back = text(bootUserData(other))
      .replace(other.cluster, config.cluster)
      .replace(other.commit, config.commit);
    assert.equal(back, text(bootUserData(config)));
  });
});
