/** A resource of a state that a test makes or changes. */
export interface DraftResource {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  parent?: string;
  provider?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

/** The export of one stack, as `pulumi stack export` prints it. */
export interface DraftExport {
  version: number;
  deployment: { resources: DraftResource[] };
}

/** A place in a stack: what a resource is made in. */
export interface Place {
  readonly parent?: DraftResource | undefined;
  readonly provider?: DraftResource | undefined;
}

/** The state of one stack while it is written. */
export class StackState {
  public readonly resources: DraftResource[] = [];
  private readonly root: DraftResource;

  public constructor(
    private readonly project: string,
    private readonly stack: string,
  ) {
    this.root = this.add("pulumi:pulumi:Stack", `${project}-${stack}`, { custom: false });
  }

  public get export(): DraftExport {
    return { version: 3, deployment: { resources: this.resources } };
  }

  public output(outputs: Record<string, unknown>): void {
    Object.assign(this.root.outputs, outputs);
  }

  public component(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    place: Place = {},
  ): DraftResource {
    return this.add(type, name, { custom: false, inputs, outputs: {}, ...parentOf(place) });
  }

  /** A provider of an account; the engine keeps lists as JSON. */
  public provider(name: string, accountId: string, tags: Record<string, string>): DraftResource {
    const roleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
    return this.add("pulumi:providers:aws", name, {
      custom: true,
      id: `id-of-${name}`,
      inputs: {
        region: "eu-west-1",
        allowedAccountIds: JSON.stringify([accountId]),
        assumeRoles: JSON.stringify([{ roleArn, sessionName: "duotone" }]),
        defaultTags: JSON.stringify({ tags }),
      },
      outputs: {},
    });
  }

  /** A resource of AWS. The cloud gives back what it was given, and `made` on top. */
  public resource(
    type: string,
    name: string,
    id: string,
    inputs: Record<string, unknown>,
    place: Place,
    made: Record<string, unknown> = {},
  ): DraftResource {
    const { provider } = place;
    return this.add(type, name, {
      custom: true,
      id,
      inputs,
      outputs: { ...inputs, ...made },
      ...parentOf(place),
      ...(provider === undefined ? {} : { provider: `${provider.urn}::${provider.id ?? ""}` }),
    });
  }

  private add(type: string, name: string, rest: Partial<DraftResource>): DraftResource {
    const urn = `urn:pulumi:${this.stack}::${this.project}::${type}::${name}`;
    const resource = { custom: true, inputs: {}, outputs: {}, ...rest, urn, type };
    this.resources.push(resource);
    return resource;
  }
}

function parentOf({ parent }: Place): { parent?: string } {
  return parent === undefined ? {} : { parent: parent.urn };
}
