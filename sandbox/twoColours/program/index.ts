import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { ReleaseSwitch, type ReleaseSwitchArgs } from "../../../providers/releaseSwitch";

/** Plain values only, so that no provider but the switch's own has to start. */
const config = new pulumi.Config();
const world = JSON.parse(readFileSync(config.require("world"), "utf8")) as ReleaseSwitchArgs;
new ReleaseSwitch("names", {
  ...world,
  activeColor: config.require("activeColor"),
  releases: config.getObject<ReleaseSwitchArgs["releases"]>("releases") ?? world.releases,
});
