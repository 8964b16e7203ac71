import type { Session } from "../../cli/session";
import { FakeStack } from "../cli/support/fakeStack";
import { runDuotone, type Told } from "../cli/support/run";
import { TABLE } from "./bakery";

/** What the collector is told of the world. As a program of its own it takes it as JSON. */
export interface World {
  /** Folder of the project. */
  readonly root: string;

  /** Role of the delivery account. */
  readonly roleArn: string;

  /** Milliseconds that are added to the time. */
  readonly later: number;

  /** Images of launch templates by stack; null for a stack that cannot be read. */
  readonly templates: Readonly<Record<string, readonly string[] | null>>;
}

/** Runs `duotone images gc` on the emulated cloud of the environment, with stacks whose engine is not asked. */
export function collect(world: World, args: readonly string[]): Promise<Told> {
  const clock: Session["clock"] = {
    now: () => Date.now() + world.later,
    random: () => 0,
    deadline: () => new AbortController().signal,
    sleep: () => Promise.resolve(),
  };
  return runDuotone(
    new FakeStack("prod", clock),
    ["images", "gc", "--json", "--newest-bases", "1", ...args],
    {
      cwd: world.root,
      openSession: ({ stack }) => Promise.resolve(stackOf(stack, world, clock)),
    },
  );
}

function stackOf(name: string, { roleArn, templates }: World, clock: Session["clock"]): Session {
  const images = templates[name] ?? [];
  if (templates[name] === null) {
    throw new Error(`the backend of ${name} does not answer`);
  }
  const stack = new FakeStack(name, clock);
  stack.releaseSwitch = () => Promise.resolve(undefined);
  stack.has = { imageCatalogueTable: TABLE, deliveryRoleArn: roleArn };
  stack.deployment = {
    deployment: {
      resources: images.map((imageId) => ({
        urn: `urn:pulumi:${name}::duotone::aws:ec2/launchTemplate:LaunchTemplate::core`,
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        outputs: { imageId },
      })),
    },
  };
  return stack;
}

if (require.main === module) {
  const [world = "", ...args] = process.argv.slice(2);
  collect(JSON.parse(world) as World, args).catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
    process.exitCode = 1;
  });
}
