import type { CatalogueImage } from "../../../../components/images/catalogueItem";
import { baseKey, serviceKey } from "../../../../components/images/imageCatalogue";
import type { Fleet, SwitchInputs } from "../../../../providers/switch/switchInputs";
import { catalogueImage } from "../../../components/images/catalogueImage";

export const COM = "Z0COM";
export const ORG = "Z0ORG";

const SERVICES = [
  { service: "core", fqdn: "core.example.com", zoneId: COM },
  { service: "web", fqdn: "www.example.com", zoneId: COM },
  { service: "shop", fqdn: "shop.example.org", zoneId: ORG },
] as const;

const ALL_SERVICES = ["core", "web", "shop", "batch"];

/** Three web services in two zones and a worker, on two colours. */
export function switchInputs(overrides: Partial<SwitchInputs> = {}): SwitchInputs {
  const colors = ["prod1", "prod2"];
  const byColor = <T>(each: (color: string) => T) =>
    Object.fromEntries(colors.map((color) => [color, each(color)]));
  return {
    version: 1,
    stack: "prod",
    region: "eu-west-1",
    activeColor: "prod1",
    colors,
    dnsRoleArn: "arn:aws:iam::111111111111:role/dns",
    names: SERVICES.map(({ service, fqdn, zoneId }) => ({
      service,
      fqdn,
      zoneId,
      targets: byColor((color) => ({ dnsName: balancerOf(service, color), zoneId: "Z0ELB" })),
    })),
    releases: byColor((color) =>
      Object.fromEntries(
        ALL_SERVICES.map((service) => [service, { commit: `${color}-commit`, imageId: `ami-${color}` }]),
      ),
    ),
    fleets: byColor((color) => [
      ...SERVICES.map(({ service }): Fleet => ({
        service,
        kind: "web",
        roleArn: "arn:aws:iam::222222222222:role/deploy",
        autoScalingGroupName: `${service}-${color}`,
        targetGroupArn: `arn:tg/${service}-${color}`,
        alarmNames: [
          `duotone-${color}-${service}-healthy-hosts`,
          `duotone-${color}-${service}-failing-answers`,
        ],
      })),
      {
        service: "batch",
        kind: "worker",
        roleArn: "arn:aws:iam::222222222222:role/deploy",
        autoScalingGroupName: `batch-${color}`,
        alarmNames: [`duotone-${color}-batch-instances`],
      },
    ]),
    jobs: [
      {
        vertical: "accounts",
        roleArn: "arn:aws:iam::222222222222:role/deploy",
        parameterName: "/duotone/prod/active-color",
      },
    ],
    queue: { tableArn: "arn:aws:dynamodb:eu-west-1:111111111111:table/queue" },
    ledger: { bucket: "ledger", keyArn: "arn:aws:kms:eu-west-1:444444444444:key/1" },
    notices: { topicArn: "arn:aws:sns:eu-west-1:111111111111:notices" },
    images: {
      tableName: "images",
      region: "eu-west-1",
      roleArn: "arn:aws:iam::111111111111:role/dns",
      architectures: Object.fromEntries(ALL_SERVICES.map((service) => [service, "arm64"])),
    },
    freezeWindows: [],
    overrides: [],
    ...overrides,
  };
}

/** Every image that the inputs' releases name, and the base image of all, as the catalogue has them. */
export function cataloguedImages({
  releases,
  images: { architectures },
}: Pick<SwitchInputs, "releases" | "images">): readonly CatalogueImage[] {
  const images = Object.values(releases).flatMap((release) =>
    Object.entries(release).map(([service, { commit, imageId }]) =>
      catalogueImage({ ...serviceKey(service, commit, architectures[service] ?? "arm64"), imageId }),
    ),
  );
  return [...images, catalogueImage({ ...baseKey("2026-11-01", "arm64"), base: undefined })];
}

export function balancerOf(service: string, color: string): string {
  return `${service}-${color}.eu-west-1.elb.amazonaws.com`;
}

/** The inputs with another release of one service in one colour. */
export function withRelease(
  inputs: SwitchInputs,
  color: string,
  service: string,
  commit: string,
): SwitchInputs {
  return {
    ...inputs,
    releases: {
      ...inputs.releases,
      [color]: { ...inputs.releases[color], [service]: { commit, imageId: `ami-${commit}` } },
    },
  };
}
