import { BALANCERS, CLASSIC_BALANCER } from "./balancers";
import { aliasHostname, isBalancerHost } from "./hostnames";
import type { Node } from "./resource";
import { readSetText } from "./setText";
import type { StackModel } from "./stackModel";
import { readList, type Value } from "./value";

export const RECORD = "aws:route53/record:Record";

/** What an alias record can point at, with the outputs that it is pointed at by. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries([...BALANCERS, CLASSIC_BALANCER].map((type) => [type, ["dnsName"]])),
  [RECORD]: ["fqdn", "name"],
  "aws:apigateway/domainName:DomainName": ["cloudfrontDomainName", "regionalDomainName"],
  "aws:cloudfront/distribution:Distribution": ["domainName"],
  "aws:globalaccelerator/accelerator:Accelerator": ["dnsName"],
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": ["websiteDomain"],
};

/** One thing that a name points at. */
export interface Pointer {
  /** Property path, for example `aliases[0].name`. */
  readonly at: string;

  /** The nodes that are meant. */
  readonly nodes: readonly Node[];

  /** Whether they are exactly those meant; false where the value is unknown and could be any of them. */
  readonly exact: boolean;

  /**
   * `managed`: made from an output of the nodes. `literal`: it is the name of a node, written down, so that it stays when
   * the node is replaced. `foreign`: it is the name of nothing here. `unresolved`: not known, and nothing says where it
   * comes from.
   */
  readonly is: "managed" | "literal" | "foreign" | "unresolved";

  /** What is pointed at, where it is known. */
  readonly host: string | undefined;
}

/** What a value points at that is the DNS name of something. */
export function pointerAt(
  model: StackModel,
  node: Node,
  property: string,
  at: string,
  value: Value | undefined,
): Pointer {
  const reading = readSetText({ value }, "value");
  const sources = model.sources(node, property, ...Object.keys(TARGETS));
  if (reading.is !== "known") {
    return {
      at,
      nodes: sources,
      exact: sources.length === 1,
      is: sources.length === 0 ? "unresolved" : "managed",
      host: undefined,
    };
  }
  const host = aliasHostname(reading.text);
  const nodes = model
    .ofType(...Object.keys(TARGETS))
    .filter((found) => found !== node && isCalled(found, host));
  const managed = nodes.filter((found) => sources.includes(found));
  if (managed.length > 0) {
    return { at, nodes: managed, exact: true, is: "managed", host };
  }
  return { at, nodes, exact: true, is: nodes.length > 0 ? "literal" : "foreign", host };
}

/**
 * What a record points at: its aliases, and the load balancers among its plain values.
 *
 * A plain value that is something else is none of our business: the record that proves a certificate, for example.
 */
export function pointersOf(model: StackModel, record: Node): readonly Pointer[] {
  const aliases = readList(record.props, "aliases");
  const records = readList(record.props, "records");
  return [
    ...(aliases.is === "unknown" ? [pointerAt(model, record, "aliases", "aliases", undefined)] : []),
    ...(aliases.is === "known" ? aliases.items : []).map((alias, index) =>
      pointerAt(model, record, "aliases", `aliases[${index}].name`, nameOf(alias)),
    ),
    ...(records.is === "known" ? records.items : [])
      .map((value, index) => pointerAt(model, record, "records", `records[${index}]`, value))
      .filter(
        ({ host, nodes }) =>
          (host !== undefined && isBalancerHost(host)) ||
          nodes.some(({ type }) => BALANCER_TYPES.includes(type)),
      ),
  ];
}

const BALANCER_TYPES: readonly string[] = [...BALANCERS, CLASSIC_BALANCER];

function nameOf(alias: Value): Value | undefined {
  const reading = readSetText(alias, "name");
  return reading.is === "known" ? reading.text : undefined;
}

function isCalled({ type, props }: Node, host: string): boolean {
  return (TARGETS[type] ?? []).some((key) => {
    const name = readSetText(props, key);
    return name.is === "known" && aliasHostname(name.text) === host;
  });
}
