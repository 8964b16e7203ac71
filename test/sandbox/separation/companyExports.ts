import { allow, CloudIds, declareNetwork, type VerticalPlan } from "./companyNetwork";
import { declareKey, declareReleaseStore } from "./companyStore";
import { type DraftExport, type DraftResource, type Place, StackState } from "./stackState";

const MANAGEMENT = "111111111111";
const DELIVERY = "222222222222";
const AUDIT = "333333333333";
const ROOT = "r-ab12";
const ORGANIZATION = "o-abcdefghij";

const VERTICALS: readonly VerticalPlan[] = [
  { stack: "prod", vertical: "payments", classification: "banking", accountId: "044444444401", block: 20 },
  { stack: "prod", vertical: "marketing", classification: "public", accountId: "044444444402", block: 21 },
  { stack: "staging", vertical: "payments", classification: "banking", accountId: "044444444403", block: 40 },
  { stack: "staging", vertical: "marketing", classification: "public", accountId: "044444444404", block: 41 },
];

/**
 * The exports of a small company, whose verticals are apart: a foundation, and the stacks prod and staging with two verticals
 * each. Shapes and types are those of real exports; of each kind of resource there is what the proof looks at.
 */
export function companyExports(): DraftExport[] {
  const numbers = new CloudIds();
  const foundation = new StackState("duotone-foundation", "org");
  const units = declareFoundation(foundation, numbers);
  const stacks = ["staging", "prod"].map((stack) => {
    const state = new StackState("duotone", stack);
    const management = state.provider("management", MANAGEMENT, { stack });
    const audit = state.provider("audit", AUDIT, { stack });
    for (const plan of VERTICALS.filter((vertical) => vertical.stack === stack)) {
      declareVertical(state, plan, { management, audit }, units, numbers);
    }
    return state.export;
  });
  return [foundation.export, ...stacks];
}

/** Ids of units, by `<stack>/<sensitivity>`. */
type Units = ReadonlyMap<string, string>;

function declareFoundation(state: StackState, ids: CloudIds): Units {
  const management = state.provider("management", MANAGEMENT, {});
  const delivery = state.provider("delivery", DELIVERY, {});
  const audit = state.provider("audit", AUDIT, {});
  const unit = (name: string, parentId: string, logicalName = name) =>
    state.resource(
      "aws:organizations/organizationalUnit:OrganizationalUnit",
      logicalName,
      ids.next("ou-ab12"),
      { name, parentId },
      { provider: management },
    ).id ?? "";
  const infrastructure = unit("infrastructure", ROOT);
  const security = unit("security", ROOT);
  const units = new Map<string, string>();
  for (const stack of ["prod", "staging"]) {
    const environment = unit(stack, ROOT);
    for (const sensitivity of ["restricted", "standard"]) {
      units.set(`${stack}/${sensitivity}`, unit(sensitivity, environment, `${stack}-${sensitivity}`));
    }
  }
  declareAccount(
    state,
    "delivery",
    DELIVERY,
    infrastructure,
    { purpose: "delivery" },
    { provider: management },
  );
  declareAccount(state, "audit", AUDIT, security, { purpose: "audit" }, { provider: management });
  declareGuardrails(state, ids, units, { provider: management });
  const imageKey = declareKey(state, "images", "01234567-89ab-cdef-0123-000000000001", DELIVERY, {
    provider: delivery,
  });
  state.resource(
    "aws:iam/role:Role",
    "auditor",
    "duotone-auditor",
    { name: "duotone-auditor", assumeRolePolicy: allow({ AWS: `arn:aws:iam::${MANAGEMENT}:root` }) },
    { provider: audit },
    { arn: `arn:aws:iam::${AUDIT}:role/duotone-auditor` },
  );
  state.resource(
    "aws:route53/zone:Zone",
    "example.com",
    "ZPUBLIC0123456789",
    { name: "example.com" },
    { provider: delivery },
  );
  declareReleaseStore(state, ids, { delivery, audit });
  state.output({ imageKeyArn: imageKey.outputs.arn });
  return units;
}

function declareGuardrails(state: StackState, ids: CloudIds, units: Units, place: Place): void {
  const restricted = ["prod/restricted", "staging/restricted"].map((key) => units.get(key) ?? "");
  const kinds: readonly (readonly [string, string, readonly string[]])[] = [
    ["accounts", "SERVICE_CONTROL_POLICY", [ROOT]],
    ["separation", "SERVICE_CONTROL_POLICY", [ROOT]],
    ["perimeter", "RESOURCE_CONTROL_POLICY", [ROOT]],
    ["restricted", "SERVICE_CONTROL_POLICY", restricted],
  ];
  for (const [name, type, targets] of kinds) {
    const content = JSON.stringify({ Statement: [{ Effect: "Deny", Action: "ec2:Create*", Resource: "*" }] });
    const policyId = ids.next("p");
    state.resource("aws:organizations/policy:Policy", name, policyId, { name, type, content }, place);
    for (const targetId of targets) {
      state.resource(
        "aws:organizations/policyAttachment:PolicyAttachment",
        `${name}-${targetId}`,
        `${targetId}:${policyId}`,
        { policyId, targetId },
        place,
      );
    }
  }
}

function declareAccount(
  state: StackState,
  name: string,
  id: string,
  parentId: string,
  tags: Record<string, string>,
  place: Place,
): void {
  const component = state.component("duotone:accounts:MemberAccount", name, {});
  state.resource(
    "aws:organizations/account:Account",
    name,
    id,
    { name, email: `${name}@example.com`, parentId, tags },
    { ...place, parent: component },
    { arn: `arn:aws:organizations::${MANAGEMENT}:account/${ORGANIZATION}/${id}` },
  );
}

function declareVertical(
  state: StackState,
  plan: VerticalPlan,
  providers: { readonly management: DraftResource; readonly audit: DraftResource },
  units: Units,
  ids: CloudIds,
): void {
  const { stack, vertical, classification, accountId } = plan;
  const sensitivity = classification === "banking" ? "restricted" : "standard";
  declareAccount(
    state,
    vertical,
    accountId,
    units.get(`${stack}/${sensitivity}`) ?? "",
    { vertical, classification },
    { provider: providers.management },
  );
  const provider = state.provider(vertical, accountId, { stack, vertical });
  const bucketArn = declareArchive(state, plan, providers.audit, ids);
  declareNetwork(state, plan, provider, bucketArn, ids);
  const key = declareKey(
    state,
    `${vertical}-logs`,
    `01234567-89ab-cdef-0123-0000000001${plan.block}`,
    accountId,
    {
      provider,
    },
  );
  state.resource(
    "aws:cloudwatch/logGroup:LogGroup",
    `${vertical}-sessions`,
    `/duotone/${vertical}/sessions`,
    { kmsKeyId: key.outputs.arn, tags: { vertical } },
    { provider },
  );
  state.resource(
    "aws:iam/role:Role",
    `${vertical}-audit`,
    "duotone-audit",
    { name: "duotone-audit", assumeRolePolicy: allow({ AWS: `arn:aws:iam::${AUDIT}:role/duotone-auditor` }) },
    { provider },
    { arn: `arn:aws:iam::${accountId}:role/duotone-audit` },
  );
  state.resource(
    "aws:iam/role:Role",
    `${vertical}-instances`,
    `${vertical}-instances-0123abc`,
    { assumeRolePolicy: allow({ Service: "ec2.amazonaws.com" }) },
    { provider },
    { arn: `arn:aws:iam::${accountId}:role/${vertical}-instances-0123abc` },
  );
}

function declareArchive(
  state: StackState,
  { stack, vertical, accountId }: VerticalPlan,
  provider: DraftResource,
  ids: CloudIds,
): string {
  const parent = state.component("duotone:observability:LogArchive", vertical, { stack, vertical });
  const place = { provider, parent };
  const bucket = ids.next(`duotone-${stack}-${vertical}`);
  const key = declareKey(state, `${vertical}-archive`, ids.next("01234567-89ab-cdef-0123"), AUDIT, place);
  state.resource("aws:s3/bucket:Bucket", `${vertical}-archive`, bucket, { bucket }, place, {
    arn: `arn:aws:s3:::${bucket}`,
  });
  state.resource(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    `${vertical}-archive`,
    bucket,
    { bucket, rules: [{ applyServerSideEncryptionByDefault: { kmsMasterKeyId: key.outputs.arn } }] },
    place,
  );
  state.resource(
    "aws:s3/bucketPolicy:BucketPolicy",
    `${vertical}-archive`,
    bucket,
    { bucket, policy: allow({ Service: "delivery.logs.amazonaws.com" }, { "aws:SourceAccount": accountId }) },
    place,
  );
  return `arn:aws:s3:::${bucket}`;
}
