import assert from "node:assert/strict";

import { dataSubnetsOf } from "../../../sandbox/separation/dataSubnets";
import {
  type Estate,
  fieldsOfResource,
  readEstate,
  type VerticalAccount,
} from "../../../sandbox/separation/estate";
import type { DraftExport, DraftResource } from "./stackState";

/** A copy of some exports, in which a test breaks something. */
export class Draft {
  public readonly exports: DraftExport[];

  /** A restricted vertical of prod. */
  public readonly a: VerticalAccount;

  /** Another vertical of prod, which is not restricted. */
  public readonly b: VerticalAccount;
  private readonly estate: Estate;
  private readonly byUrn: ReadonlyMap<string, DraftResource>;

  public constructor(stackExports: readonly unknown[]) {
    this.exports = structuredClone(stackExports) as DraftExport[];
    this.estate = readEstate(this.exports);
    this.byUrn = new Map(
      this.exports
        .flatMap(({ deployment }) => deployment.resources)
        .map((resource) => {
          // A component's state has neither, where there is nothing in it.
          const fields: Partial<DraftResource> = resource;
          Object.assign(resource, { inputs: fields.inputs ?? {}, outputs: fields.outputs ?? {} });
          return [resource.urn, resource];
        }),
    );
    this.a = this.vertical(true);
    this.b = this.vertical(false);
  }

  /** The resources of a type in an account of the vertical, or in one that serves all. */
  public all(account: VerticalAccount | "management" | "delivery" | "audit", type: string): DraftResource[] {
    return this.estate.resources
      .filter((resource) => resource.type === type)
      .filter((resource) =>
        typeof account === "string"
          ? resource.account?.kind === account
          : resource.account?.id === account.id,
      )
      .map(({ urn }) => this.byUrn.get(urn) ?? assert.fail(urn));
  }

  /** The first of them; with a part of its name, the first whose name has it. */
  public one(
    account: VerticalAccount | "management" | "delivery" | "audit",
    type: string,
    part = "",
  ): DraftResource {
    const found = this.all(account, type).find(({ urn }) => urn.split("::").at(-1)?.includes(part));
    return found ?? assert.fail(`There is no ${type} ${part} in ${JSON.stringify(account)}.`);
  }

  public provider(stack: string, name: string): DraftResource {
    return (
      this.byUrn.get(
        [...this.byUrn.keys()].find((urn) =>
          new RegExp(`^urn:pulumi:${stack}::[^:]+::pulumi:providers:aws::${name}$`).test(urn),
        ) ?? "",
      ) ?? assert.fail(`${stack} has no provider ${name}.`)
    );
  }

  /** The first data subnet of a vertical. */
  public dataSubnet({ id }: VerticalAccount): DraftResource {
    const subnet = dataSubnetsOf(this.estate).find(({ account }) => account?.id === id);
    return this.byUrn.get(subnet?.urn ?? "") ?? assert.fail(`Account ${id} has no data subnet.`);
  }

  /** The association of a subnet with its route table. */
  public association({ id }: DraftResource): DraftResource {
    const found = this.estate.resources.find(
      (resource) =>
        resource.type.includes("routeTableAssociation") && fieldsOfResource(resource).subnetId === id,
    );
    return this.byUrn.get(found?.urn ?? "") ?? assert.fail(`${id ?? "a subnet"} has no route table.`);
  }

  /** Log archive's resource of a type. */
  public archived({ stack, vertical }: VerticalAccount, type: string): DraftResource {
    const found = this.estate.resources.find(
      (resource) =>
        resource.type === type &&
        resource.stack === stack &&
        resource.ancestors.some(
          (ancestor) => ancestor.type.endsWith(":LogArchive") && ancestor.inputs.vertical === vertical,
        ),
    );
    return this.byUrn.get(found?.urn ?? "") ?? assert.fail(`The archive of ${vertical} has no ${type}.`);
  }

  /** The account's own resource. */
  public account({ id }: { readonly id: string }): DraftResource {
    const found = this.estate.resources.find(
      (resource) => resource.type === "aws:organizations/account:Account" && resource.id === id,
    );
    return this.byUrn.get(found?.urn ?? "") ?? assert.fail(`There is no account ${id}.`);
  }

  /** Ids of accounts that serve all verticals. */
  public idOf(kind: "management" | "delivery" | "audit"): string {
    return this.estate.accounts.find((account) => account.kind === kind)?.id ?? assert.fail(kind);
  }

  /** Changes a resource as an update would: what is asked for, and what the cloud then has. */
  public set(resource: DraftResource, fields: Record<string, unknown>): void {
    Object.assign(resource.inputs, fields);
    Object.assign(resource.outputs, fields);
  }

  /** Makes a further resource, where another one is. */
  public add(beside: DraftResource, type: string, inputs: Record<string, unknown>): void {
    const { resources } = this.stateOf(beside);
    const urn = `${beside.urn.split("::").slice(0, 2).join("::")}::${type}::further`;
    const place = {
      ...(beside.parent === undefined ? {} : { parent: beside.parent }),
      ...(beside.provider === undefined ? {} : { provider: beside.provider }),
    };
    resources.push({
      ...place,
      urn,
      type,
      custom: true,
      id: "further-0fedcba987654",
      inputs,
      outputs: { ...inputs },
    });
  }

  public remove(resource: DraftResource): void {
    const { resources } = this.stateOf(resource);
    resources.splice(resources.indexOf(resource), 1);
  }

  private stateOf(resource: DraftResource): DraftExport["deployment"] {
    const found = this.exports.find(({ deployment }) => deployment.resources.includes(resource));
    return found?.deployment ?? assert.fail(`No state has ${resource.urn}.`);
  }

  private vertical(restricted: boolean): VerticalAccount {
    return (
      this.estate.verticals.find(
        (account) => account.stack === "prod" && account.restricted === restricted,
      ) ?? assert.fail("prod has no restricted vertical, or no other.")
    );
  }
}
