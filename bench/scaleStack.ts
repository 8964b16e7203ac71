import { parseDocument } from "yaml";

interface StackFile {
  readonly config: {
    readonly "duotone:verticals": Readonly<Record<string, Vertical>>;
    readonly "duotone:clusters": Readonly<Record<string, unknown>>;
    readonly "duotone:services": Readonly<Record<string, Service>>;
    readonly "duotone:releases": Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

interface Vertical {
  readonly email: string;
}

interface Service {
  readonly vertical: string;
  readonly kind: string;
}

/** Second part of the first copied vertical's block; the others follow. Apart from those of the stack files. */
const FIRST_BLOCK = 100;

/**
 * A stack's file with so many services in each cluster: its own ones in turn, as often as it takes. A copy is in a copy of its
 * vertical, because one vertical has names for few services only; verticals without a service are left out. Multiples of the
 * file's number of services so have stores, jobs and verticals in the file's own proportion.
 *
 * @param text The file as it is.
 * @throws Error where the number is not at least 1.
 */
export function withServices(text: string, count: number): string {
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`${count} services were asked for; it takes 1 at least.`);
  }
  const document = parseDocument(text);
  const { config } = document.toJS() as StackFile;
  const names = Object.keys(config["duotone:services"]);
  const copies = Array.from({ length: count }, (_, index) => {
    const from = names[index % names.length] ?? "";
    const round = Math.floor(index / names.length);
    return { from, round, name: copyOf(from, round) };
  });
  const services = copies.map(
    ({ from, round, name }) => [name, serviceOf(config["duotone:services"][from], name, round)] as const,
  );
  const used = new Set(services.map(([, service]) => service?.vertical));
  document.setIn(["config", "duotone:services"], Object.fromEntries(services));
  document.setIn(
    ["config", "duotone:verticals"],
    Object.fromEntries(verticalsOf(config, count).filter(([name]) => used.has(name))),
  );
  document.setIn(
    ["config", "duotone:releases"],
    Object.fromEntries(
      Object.entries(config["duotone:releases"]).map(([cluster, release]) => [
        cluster,
        Object.fromEntries(copies.map(({ from, name }) => [name, release[from]])),
      ]),
    ),
  );
  return document.toString();
}

/** A stack's file with as little as a stack may have: its first vertical, and one cluster, without a service and no colour. */
export function withLeast(text: string): string {
  const document = parseDocument(text);
  const { config } = document.toJS() as StackFile;
  const [vertical = ""] = Object.keys(config["duotone:verticals"]);
  const [cluster = ""] = Object.keys(config["duotone:clusters"]);
  document.setIn(["config", "duotone:verticals"], { [vertical]: config["duotone:verticals"][vertical] });
  document.setIn(["config", "duotone:clusters"], { [cluster]: { colour: false } });
  document.setIn(["config", "duotone:services"], {});
  document.setIn(["config", "duotone:releases"], { [cluster]: {} });
  document.deleteIn(["config", "duotone:activeColor"]);
  return document.toString();
}

/** The file's verticals, and their copies: with a block and an address of their own, which AWS takes once each. */
function verticalsOf(
  config: StackFile["config"],
  services: number,
): readonly (readonly [string, Vertical])[] {
  const own = Object.entries(config["duotone:verticals"]);
  const rounds = Math.ceil(services / Object.keys(config["duotone:services"]).length);
  return Array.from({ length: rounds }, (_, round) =>
    own.map(([name, vertical], index): readonly [string, Vertical] => {
      const block = FIRST_BLOCK + (round - 1) * own.length + index;
      return round === 0
        ? [name, vertical]
        : [
            copyOf(name, round),
            {
              ...vertical,
              ...{ cidr: `10.${block}.0.0/16` },
              email: vertical.email.replace("@", `-${round + 1}@`),
            },
          ];
    }),
  ).flat();
}

/** A web service's public name is its own: that of a copy is made of the copy's name. */
function serviceOf(service: Service | undefined, name: string, round: number): Service | undefined {
  if (service === undefined || round === 0) {
    return service;
  }
  const copy = { ...service, vertical: copyOf(service.vertical, round) };
  return service.kind === "web" ? { ...copy, ...{ hostname: name } } : copy;
}

function copyOf(name: string, round: number): string {
  return round === 0 ? name : `${name}-${round + 1}`;
}
