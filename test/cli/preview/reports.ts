import type { PreviewReport, ReportedFinding, ReportedStep, StackReport } from "../../../cli/preview/report";

/** A report of a stack that nothing is wrong with; whatever is given replaces it. */
export function stackReport(changed: Partial<StackReport> = {}): StackReport {
  return {
    stack: "duotone/prod",
    problems: [],
    findings: [],
    evaluation: { rules: 98, resources: 1004, exempt: 21 },
    steps: [],
    unchanged: 990,
    promotion: { refusals: [], move: null },
    seconds: 61,
    ...changed,
  };
}

export function previewReport(changed: Partial<PreviewReport> = {}): PreviewReport {
  return {
    base: "main (9c8be7e)",
    packFrom: "main (9c8be7e)",
    problems: [],
    files: [],
    notes: [],
    stacks: [stackReport()],
    ...changed,
  };
}

export function reported(changed: Partial<ReportedStep> = {}): ReportedStep {
  return {
    change: "update",
    urn: "urn:pulumi:prod::duotone::aws:ec2/launchTemplate:LaunchTemplate::prod2-core",
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: "prod2-core",
    account: "accounts",
    protect: false,
    properties: [],
    ...changed,
  };
}

export function reportedFinding(changed: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    rule: "CMP-01",
    mandatory: true,
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: "prod2-core",
    message: "Instances answer IMDSv2 only. metadataOptions.httpTokens is not `required`.",
    ...changed,
  };
}
