import { CreateDefaultVpcCommand } from "@aws-sdk/client-ec2";
import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { PutParameterCommand } from "@aws-sdk/client-ssm";

import type { ProgressStep } from "../sandbox/progress";
import { nameOf } from "../sandbox/story/stackExport";
import { given } from "../sandbox/twoColours/clients";
import type { World } from "../sandbox/twoColours/world";
import { UserError } from "../sandbox/userError";
import { type DynamicStack, makeRole, roleName } from "./dynamicStack";

/** Something done behind the engine's back. */
interface Injection {
  readonly what: string;

  /** Name of the resource that must be seen to have changed. */
  readonly resource: string;
  readonly inject: () => Promise<unknown>;

  /** What the program cannot make again, because it is not the program's. @default - nothing */
  readonly takeBack?: () => Promise<unknown>;
}

/** How much of what was injected a refresh has seen. */
export interface Drift {
  readonly injected: number;
  readonly seen: number;

  /** What was not seen, in words. */
  readonly unseen: readonly string[];

  /** Resources that a refresh took for changed although nobody had touched them. */
  readonly mistaken: number;
}

/**
 * Changes or deletes, one after the other, what is behind the resources of every dynamic class, and asks a refresh each time.
 * The next `pulumi up` repairs it.
 *
 * @throws UserError where a refresh sees something although everything is as it should be, before or afterwards: what
 *   it sees would say nothing.
 */
export async function drift(stack: DynamicStack, step: ProgressStep): Promise<Drift> {
  await expectNothing(stack, "Before anything was touched");
  const injections = injectionsFor(stack);
  const unseen: string[] = [];
  let mistaken = 0;
  for (const { what, resource, inject, takeBack } of injections) {
    step.update(what);
    await inject();
    const { changedUrns } = await stack.refresh();
    const changed = changedUrns.map(nameOf);
    unseen.push(...(changed.includes(resource) ? [] : [what]));
    mistaken += changed.filter((name) => name !== resource).length;
    await takeBack?.();
    await stack.up(stack.world.args.activeColor);
  }
  await expectNothing(stack, "After everything was repaired");
  return { injected: injections.length, seen: injections.length - unseen.length, unseen, mistaken };
}

async function expectNothing(stack: DynamicStack, when: string): Promise<void> {
  const { changedUrns, logFile } = await stack.refresh();
  if (changedUrns.length > 0) {
    throw new UserError(`${when}, a refresh saw changes of ${changedUrns.join(", ")}. See ${logFile}`);
  }
}

/** Nothing is behind what is kept on destroy: it makes nothing, and says so when the stack goes. */
function injectionsFor({ world, plan }: DynamicStack): readonly Injection[] {
  const { clients, args } = world;
  const away = given(
    args.colors.find((color) => color !== args.activeColor),
    "a second colour",
  );
  const access = given(Object.keys(plan.accessRoles)[0], "a role");
  const { parameterName: Name } = given(args.jobs[0], "a parameter of workers");
  return [
    {
      what: "a name points elsewhere",
      resource: "names",
      inject: async () => {
        const record = await firstRecord(world);
        const { HostedZoneId } = given(record.AliasTarget, "an alias");
        const elsewhere = { HostedZoneId, DNSName: "elsewhere.example.net", EvaluateTargetHealth: true };
        await change(world, "UPSERT", { ...record, AliasTarget: elsewhere });
      },
    },
    {
      what: "a name is deleted",
      resource: "names",
      inject: async () => change(world, "DELETE", await firstRecord(world)),
    },
    {
      what: "workers are told another colour",
      resource: "names",
      inject: () =>
        clients.parameters.send(
          new PutParameterCommand({ Name, Value: away, Type: "String", Overwrite: true }),
        ),
    },
    {
      what: "a role is deleted",
      resource: access,
      inject: () => clients.iam.send(new DeleteRoleCommand({ RoleName: roleName(access) })),
      takeBack: () => makeRole(world, access),
    },
    {
      what: "a default network is made",
      resource: "networks",
      inject: () => clients.ec2.send(new CreateDefaultVpcCommand({})),
    },
  ];
}

async function firstRecord({ clients, args }: World): Promise<ResourceRecordSet> {
  const { zoneId, fqdn } = given(args.names[0], "a name");
  const answer = await clients.names.send(
    new ListResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      StartRecordName: fqdn,
      StartRecordType: "A",
      MaxItems: 1,
    }),
  );
  return given(answer.ResourceRecordSets?.[0], `a record of ${fqdn}`);
}

function change({ clients, args }: World, action: ChangeAction, record: ResourceRecordSet): Promise<unknown> {
  return clients.names.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: given(args.names[0], "a name").zoneId,
      ChangeBatch: { Changes: [{ Action: action, ResourceRecordSet: record }] },
    }),
  );
}
