import assert from "node:assert/strict";

import { certificateNames, clusterName } from "../../../components/dns/names";

describe("clusterName", () => {
  it("puts the service before the cluster", () => {
    assert.equal(clusterName("core", "prod2", "example.com"), "core.prod2.example.com");
  });
});

describe("certificateNames", () => {
  const site = { fqdn: "example.net", domain: "example.net" };
  const offers = { fqdn: "offers.example.com", domain: "example.com" };

  it("covers each public name, and one wildcard per zone and cluster, in a fixed order", () => {
    const names = certificateNames([site, offers], ["prod1", "prod2"], true);
    assert.deepEqual(names, [
      { name: "*.prod1.example.com", domain: "example.com" },
      { name: "*.prod1.example.net", domain: "example.net" },
      { name: "*.prod2.example.com", domain: "example.com" },
      { name: "*.prod2.example.net", domain: "example.net" },
      { name: "example.net", domain: "example.net" },
      { name: "offers.example.com", domain: "example.com" },
    ]);
    assert.deepEqual(certificateNames([offers, site], ["prod2", "prod1"], true), names);
  });

  it("covers no public name in a stack without colours", () => {
    assert.deepEqual(certificateNames([site], ["staging"], false), [
      { name: "*.staging.example.net", domain: "example.net" },
    ]);
  });

  it("is empty for a vertical without web services", () => {
    assert.deepEqual(certificateNames([], ["prod1"], true), []);
  });
});
