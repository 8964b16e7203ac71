import { refuses } from "../refusal";

describe("networkProblems", () => {
  refuses(
    "refuses networks that overlap, and names both",
    { "duotone:verticals.payments.cidr": "10.20.128.0/17" },
    'duotone:verticals.payments.cidr is "10.20.128.0/17" and overlaps 10.20.0.0/16 of accounts. ' +
      "Allowed: a block of its own for each vertical. Move one of the two.",
  );
  refuses(
    "names every pair that overlaps",
    { "duotone:verticals.payments.cidr": "10.20.0.0/16", "duotone:verticals.marketing.cidr": "10.20.0.0/18" },
    'duotone:verticals.marketing.cidr is "10.20.0.0/18" and overlaps 10.20.0.0/16 of accounts. ' +
      "Allowed: a block of its own for each vertical. Move one of the two.",
    'duotone:verticals.payments.cidr is "10.20.0.0/16" and overlaps 10.20.0.0/16 of accounts. ' +
      "Allowed: a block of its own for each vertical. Move one of the two.",
    'duotone:verticals.payments.cidr is "10.20.0.0/16" and overlaps 10.20.0.0/18 of marketing. ' +
      "Allowed: a block of its own for each vertical. Move one of the two.",
  );
  for (const zones of [
    ["eu-west-1a", "eu-west-1b"],
    ["eu-west-1a", "eu-west-1b", "eu-west-1b"],
    ["eu-west-1a", "eu-west-1b", "eu-west-2c"],
    ["eu-west-1a", "eu-west-1b", "eu-west-1"],
    ["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d"],
  ]) {
    refuses(
      `refuses the zones ${zones.join(", ")}`,
      { "duotone:availabilityZones": zones },
      `duotone:availabilityZones is ${JSON.stringify(zones)}. Allowed: three different zones of eu-west-1, for example ` +
        "eu-west-1a, eu-west-1b, eu-west-1c. Correct it; once deployed keep the order, a subnet's block depends on its " +
        "zone's place.",
    );
  }
});
