import type { Node } from "../../model/resource";
import { isInVertical } from "../../model/sameAccount";
import { verticalsLookedAt } from "../../model/stacks";
import { read, readFlag, readText } from "../../model/value";
import type { InventoryVertical } from "../../settings/inventory";
import { isRestricted } from "../../settings/settings";
import { missing, type StackContext, type StackFinding, type StackRule, unproven } from "../rule";

/** A service that watches an account, and the resource that switches it on. */
interface Watcher {
  readonly what: string;
  readonly type: string;

  /** `yes` where it is on, with everything that it can watch. */
  readonly isOn: (node: Node) => "yes" | "no" | "unknown";
}

const WATCHERS: readonly Watcher[] = [
  {
    what: "Config Recorder of all resources, those of all regions included",
    type: "aws:cfg/recorder:Recorder",
    isOn: ({ props }) =>
      both(
        on(readFlag(props, "recordingGroup", "allSupported"), "yes"),
        on(readFlag(props, "recordingGroup", "includeGlobalResourceTypes"), "no"),
      ),
  },
  {
    what: "Config RecorderStatus with isEnabled",
    type: "aws:cfg/recorderStatus:RecorderStatus",
    isOn: ({ props }) => on(readFlag(props, "isEnabled"), "no"),
  },
  {
    what: "Config DeliveryChannel",
    type: "aws:cfg/deliveryChannel:DeliveryChannel",
    isOn: ({ props }) => (read(props, "s3BucketName").is === "absent" ? "no" : "yes"),
  },
  {
    what: "GuardDuty Detector that is enabled",
    type: "aws:guardduty/detector:Detector",
    isOn: ({ props }) => on(readFlag(props, "enable"), "yes"),
  },
  { what: "Security Hub Account", type: "aws:securityhub/account:Account", isOn: () => "yes" },
  {
    what: "Access Analyzer of the account",
    type: "aws:accessanalyzer/analyzer:Analyzer",
    isOn: ({ props }) => among(readText(props, "type"), ["ACCOUNT", "ORGANIZATION"]),
  },
  {
    what: "Macie Account that is enabled",
    type: "aws:macie2/account:Account",
    isOn: ({ props }) => among(readText(props, "status"), ["ENABLED"]),
  },
];

/** Accounts with personal or banking data are watched: of the verticals of the stacks that are looked at. */
export const audf: StackRule = {
  id: "AUD-F",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] =>
    verticalsLookedAt(context.model, context.settings)
      .filter(isRestricted)
      .flatMap((vertical) => WATCHERS.flatMap((watcher) => finding(context, vertical, watcher))),
};

function finding(
  context: StackContext,
  vertical: InventoryVertical,
  { what, type, isOn }: Watcher,
): readonly StackFinding[] {
  const answers = context.model
    .ofType(type)
    .filter((node) => isInVertical(context, node, vertical))
    .map(isOn);
  if (answers.includes("yes")) {
    return [];
  }
  const from = { restricted: isRestricted(vertical) };
  return answers.includes("unknown")
    ? [
        unproven(
          `whether the vertical ${vertical.name} of ${vertical.stack} has a ${what} is not known yet.`,
          from,
        ),
      ]
    : [missing(`The vertical ${vertical.name} of ${vertical.stack} has no ${what}.`, from)];
}

/** @param unsaid What AWS takes it for where nothing is said. */
function on(flag: ReturnType<typeof readFlag>, unsaid: "yes" | "no"): "yes" | "no" | "unknown" {
  const said = flag === "absent" ? unsaid : flag;
  return said === "yes" || said === "unknown" ? said : "no";
}

function both(one: "yes" | "no" | "unknown", other: "yes" | "no" | "unknown"): "yes" | "no" | "unknown" {
  return (["no", "unknown"] as const).find((answer) => one === answer || other === answer) ?? "yes";
}

/** A text that is absent stands for the first one, which AWS takes then. */
function among(reading: ReturnType<typeof readText>, wanted: readonly string[]): "yes" | "no" | "unknown" {
  switch (reading.is) {
    case "known":
      return wanted.includes(reading.text) ? "yes" : "no";
    case "absent":
      return "yes";
    case "unknown":
      return "unknown";
    case "invalid":
      return "no";
  }
}
