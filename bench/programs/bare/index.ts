import { readFileSync } from "node:fs";

import { type BarePlan, registerAll } from "./registerAll";

const { BARE_PLAN: plan = "" } = process.env;
registerAll(JSON.parse(readFileSync(plan, "utf8")) as BarePlan);
