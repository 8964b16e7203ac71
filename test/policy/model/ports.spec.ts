import assert from "node:assert/strict";

import {
  isEveryPort,
  nameOf,
  openPorts,
  reaches,
  type Traffic,
  trafficOf,
} from "../../../policy/model/ports";
import { plainProperties } from "../../../policy/model/value";
import { unknown } from "../support/world";

const read = (rule: object) => trafficOf(plainProperties(rule), "protocol");

describe("protocol and ports of a rule", () => {
  const tcp = (from: number, to: number): Traffic => ({ is: "ports", protocol: "tcp", from, to });
  const cases: Record<string, [rule: object, traffic: Traffic]> = {
    "TCP by name": [{ protocol: "tcp", fromPort: 22, toPort: 22 }, tcp(22, 22)],
    "TCP in capitals": [{ protocol: "TCP", fromPort: 22, toPort: 22 }, tcp(22, 22)],
    "TCP by number as text": [{ protocol: "6", fromPort: 22, toPort: 22 }, tcp(22, 22)],
    "TCP by number": [{ protocol: 6, fromPort: 22, toPort: 22 }, tcp(22, 22)],
    "ports as text": [{ protocol: "tcp", fromPort: "80", toPort: "443" }, tcp(80, 443)],
    "ports of -1": [{ protocol: "tcp", fromPort: -1, toPort: -1 }, tcp(0, 65535)],
    "absent ports": [{ protocol: "tcp" }, tcp(0, 65535)],
    "UDP by number": [
      { protocol: "17", fromPort: 53, toPort: 53 },
      { is: "ports", protocol: "udp", from: 53, to: 53 },
    ],
    "-1 as text, whatever the ports": [{ protocol: "-1", fromPort: 443, toPort: 443 }, { is: "all" }],
    "-1": [{ protocol: -1 }, { is: "all" }],
    all: [{ protocol: "all", fromPort: 0, toPort: 0 }, { is: "all" }],
    "an absent protocol": [{ fromPort: 443, toPort: 443 }, { is: "all" }],
    "an empty protocol": [{ protocol: "", fromPort: 443, toPort: 443 }, { is: "all" }],
    ICMP: [
      { protocol: "icmp", fromPort: 3, toPort: 4 },
      { is: "other", protocol: "icmp" },
    ],
    "ICMP by number": [
      { protocol: "1", fromPort: 3, toPort: 4 },
      { is: "other", protocol: "icmp" },
    ],
    "ICMP of IPv6 by number": [{ protocol: "58" }, { is: "other", protocol: "icmpv6" }],
    "another number": [{ protocol: "50" }, { is: "other", protocol: "50" }],
    "an unknown protocol": [{ protocol: unknown }, { is: "unknown", why: "protocol is not known yet" }],
    "a protocol that is no text": [
      { protocol: ["tcp"] },
      { is: "unknown", why: "protocol is neither text nor a number" },
    ],
    "an unknown first port": [
      { protocol: "tcp", fromPort: unknown, toPort: 22 },
      { is: "unknown", why: "fromPort is not known yet" },
    ],
    "an unknown last port": [
      { protocol: "tcp", fromPort: 22, toPort: unknown },
      { is: "unknown", why: "toPort is not known yet" },
    ],
    "a port that is no number": [
      { protocol: "tcp", fromPort: "ssh", toPort: 22 },
      { is: "unknown", why: "fromPort is no number" },
    ],
  };
  for (const [title, [rule, traffic]] of Object.entries(cases)) {
    it(`are read from ${title}`, () => {
      assert.deepEqual(read(rule), traffic);
    });
  }

  it("are read from the key of the newer resources", () => {
    const rule = plainProperties({ ipProtocol: "tcp", fromPort: 22, toPort: 22 });
    assert.deepEqual(trafficOf(rule, "ipProtocol"), tcp(22, 22));
  });

  it("reach the ports of their range, both ends included", () => {
    const reached = [21, 22, 80, 81].map((port) => reaches(tcp(22, 80), port));
    assert.deepEqual(reached, ["no", "yes", "yes", "no"]);
  });

  it("reach every port, none, or nobody knows", () => {
    assert.equal(reaches({ is: "all" }, 22), "yes");
    assert.equal(reaches({ is: "other", protocol: "icmp" }, 22), "no");
    assert.equal(reaches({ is: "unknown", why: "" }, 22), "unknown");
  });

  it("are every port, with or without port 0", () => {
    const wide = [{ is: "all" } as const, tcp(0, 65535), tcp(1, 65535)];
    const narrow = [tcp(2, 65535), tcp(0, 65534), read({ protocol: "icmp" }), read({ protocol: unknown })];
    assert.deepEqual([...wide, ...narrow].map(isEveryPort), [true, true, true, false, false, false, false]);
  });

  it("are counted once, by the protocol with the most", () => {
    const udp: Traffic = { is: "ports", protocol: "udp", from: 1, to: 4 };
    assert.equal(openPorts([]), 0);
    assert.equal(openPorts([tcp(10, 19), tcp(0, 4), tcp(15, 24), tcp(16, 17), udp]), 20);
    assert.equal(openPorts([tcp(10, 11), udp]), 4);
    assert.equal(openPorts([tcp(10, 19), udp]), 10);
    assert.equal(openPorts([tcp(0, 65535)]), 65536);
    assert.equal(openPorts([tcp(1, 2), { is: "all" }]), 65536);
    assert.equal(
      openPorts([
        { is: "other", protocol: "icmp" },
        { is: "unknown", why: "" },
      ]),
      0,
    );
    assert.equal(openPorts([tcp(20, 10)]), 0);
  });

  it("have names for people", () => {
    const named = [tcp(22, 22), tcp(0, 65535), read({ protocol: "all" }), read({ protocol: "icmp" })];
    assert.deepEqual(named.map(nameOf), [
      "tcp 22",
      "tcp 0-65535",
      "every protocol and port",
      "protocol icmp",
    ]);
    assert.equal(nameOf(read({ protocol: unknown })), "traffic that is not known yet");
  });
});
