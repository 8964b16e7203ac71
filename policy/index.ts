import { PolicyPack } from "@pulumi/policy";
import { getProject, getStack } from "@pulumi/pulumi";

import { policiesOf } from "./pack";
import { RULES } from "./rules/rules";

new PolicyPack("duotone", {
  policies: policiesOf(RULES, `${getProject()}/${getStack()}`),
});
