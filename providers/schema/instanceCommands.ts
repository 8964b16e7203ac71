/** An instance of a cluster's auto scaling group. */
export interface GroupInstance {
  readonly instanceId: string;

  /** Whether it is in service and healthy, in Auto Scaling's words. */
  readonly isHealthy: boolean;

  /** Whether its SSM agent answers. */
  readonly isOnline: boolean;
}

/** A command that is to be run on one instance. */
export interface CommandWish {
  readonly instanceId: string;

  /** Found again by: at most 100 characters. */
  readonly comment: string;

  /** One line for a shell. */
  readonly line: string;

  /** Seconds until it must have begun on the instance. */
  readonly deliverySeconds: number;

  /** Seconds that it may take from then on. */
  readonly runSeconds: number;
}

/** How a command stands. */
export interface CommandView {
  readonly state: "waiting" | "running" | "done" | "failed";

  /** SSM's own word, for example `Execution Timed Out`. */
  readonly detail: string;

  /** Absent while it runs, and where it never did. */
  readonly exitCode?: number;

  /** What it has said so far. SSM tells it when the command has ended, and of a long one the beginning only. */
  readonly output: string;
}

/** The part of AWS that runs a command on an instance. Every method gives up when the signal aborts. */
export interface InstanceCommands {
  /** The instances of the cluster's group, sorted by id. @throws Error where there is no such group. */
  instances(signal: AbortSignal): Promise<readonly GroupInstance[]>;

  /**
   * Sends a command, in one try.
   *
   * @returns Its id.
   * @throws CommandNotSent where it is certain that none was sent; any other error leaves that open.
   */
  send(wish: CommandWish, signal: AbortSignal): Promise<string>;

  /** Id of the command of that comment on an instance; undefined where SSM knows none. */
  find(
    about: Pick<CommandWish, "instanceId" | "comment"> & { readonly since: string },
    signal: AbortSignal,
  ): Promise<string | undefined>;

  /** How a command stands; undefined where SSM does not know it, or not yet. */
  look(commandId: string, instanceId: string, signal: AbortSignal): Promise<CommandView | undefined>;

  /** Asks for its end. It may end well all the same. */
  cancel(commandId: string, instanceId: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A command that certainly was not sent. */
export class CommandNotSent extends Error {
  public override readonly name = "CommandNotSent";

  /** @param isBusy Whether the same may be taken a moment later. */
  public constructor(
    message: string,
    public readonly isBusy: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
