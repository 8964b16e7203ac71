import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { declareDynamic, type DynamicPlan } from "./declareDynamic";

const config = new pulumi.Config();
const plan = JSON.parse(readFileSync(config.require("planFile"), "utf8")) as DynamicPlan;
declareDynamic(plan, config.require("activeColor"));
