import * as path from "node:path";
import type { Gaps } from "./catalogue";
import { compareShapes } from "./comparison";
import type { Differences } from "./rules";
import { sdkShape } from "./sdkShape";
import type { PackageShape } from "./shapes";
import { PROVIDER_TYPE, tokenTable, type TypeTable } from "./tokens";

/** Pairs of names that mean the same and that no grammar reveals: the bridge's by the SDK's. */
const NAMED_PAIRS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": { logGroup: "logGroupName" },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { name: "alarmName" },
  "aws:lambda/function:Function": { code: "filename", name: "functionName" },
  "aws:lambda/permission:Permission": { function: "functionName" },
  "aws:route53/record:Record": { aliases: "alias" },
  "aws:sns/topicSubscription:TopicSubscription": { topic: "topicArn" },
};

/** The tables as they follow from the SDK's type files and the bridge's schema. */
export interface ComputedTables {
  readonly renames: Differences;
  readonly gaps: Gaps;
  /** What has to be solved by hand: types the bridge lacks, and differences that no rule expresses. */
  readonly conflicts: readonly string[];
}

/** Computes `renames.json` and `gaps.json`. Takes some seconds: the SDK's type files go through the compiler. */
export function computedTables(types: TypeTable, bridge: PackageShape): ComputedTables {
  const sdkDir = path.dirname(require.resolve("@pulumi/aws/package.json"));
  const tokens = new Map([[PROVIDER_TYPE, PROVIDER_TYPE], ...tokenTable(types).toBridge]);
  const found = compareShapes(sdkShape(sdkDir, types), bridge, tokens, NAMED_PAIRS);
  return {
    renames: found.differences,
    gaps: {
      sdkOnlyInputs: found.missingInputs,
      sdkOnlyOutputs: found.missingOutputs,
      bridgeOnlyInputs: found.foreignInputs,
    },
    conflicts: [...found.missingTypes.map((type) => `${type}: not in the bridge`), ...found.conflicts],
  };
}
