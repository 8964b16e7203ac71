import { settled, type Lane, type Ticket } from "../../providers/queue/lane";
import type { PublicName } from "../../providers/switch/switchInputs";
import type { MovePlan } from "../screens/moveScreen";
import type { AlarmCell, HealthCell, ServiceIn } from "../screens/serviceLines";
import type { GateReading } from "./gateReading";
import type { SwitchInStack } from "./switchInStack";

export interface MoveWish {
  readonly action: "promote" | "rollback";

  /** The colour that the names leave. */
  readonly from: string;
  readonly to: string;
  readonly requestedBy: string;
  readonly reason?: string | undefined;
  readonly reference?: string | undefined;

  /** Colour of a move that was cut off, and that this one finishes or undoes. */
  readonly endsMoveTo?: string | undefined;

  /** The ticket that the user named. */
  readonly ticketId?: string | undefined;
}

/** What a move would be, from what was read. */
export function movePlan(
  of: SwitchInStack,
  gate: GateReading,
  lane: Lane,
  wish: MoveWish,
  now: number,
): MovePlan {
  const { inputs } = of;
  const { action, from, to, endsMoveTo, requestedBy, reason, reference } = wish;
  const { ticket, ahead } = placeIn(settled(lane, now), wish);
  return {
    action,
    stack: inputs.stack,
    from,
    to,
    endsMoveTo,
    services: servicesOf(of).map((service) => ({
      service,
      old: serviceIn(of, gate, from, service),
      new: serviceIn(of, gate, to, service),
    })),
    names: namesByZone(inputs.names),
    requestedBy,
    reason,
    reference,
    ticket,
    ahead,
    freezes: gate.freezes,
    notes: gate.notes,
    schemas: gate.schemas,
    overridden: gate.overridden,
    // A ticket is taken first, and the names move when its turn has come.
    refusals: gate.refusals.filter(({ gate: name }) => name !== "queue"),
    byHand: moveByHand(inputs.stack, to),
  };
}

/** The two commands that do the same without this program. */
export function moveByHand(stack: string, color: string): string {
  return `pulumi config set activeColor ${color} --stack ${stack} && pulumi up --stack ${stack}`;
}

/** The services of a stack in the order of the switch's fleets. */
export function servicesOf({ inputs }: SwitchInStack): readonly string[] {
  return [
    ...new Set(inputs.colors.flatMap((color) => (inputs.fleets[color] ?? []).map(({ service }) => service))),
  ];
}

/** One service in one colour, as it is now. */
export function serviceIn(of: SwitchInStack, gate: GateReading, color: string, service: string): ServiceIn {
  return {
    release: of.inputs.releases[color]?.[service],
    health: healthIn(gate, color, service),
    alarms: alarmsIn(gate, color, service),
  };
}

function healthIn({ health }: GateReading, color: string, service: string): HealthCell | undefined {
  return health.find((reading) => reading.color === color && reading.service === service)?.health;
}

function alarmsIn({ alarms }: GateReading, color: string, service: string): AlarmCell | undefined {
  return alarms.find((reading) => reading.color === color && reading.service === service)?.alarms;
}

function namesByZone(names: readonly PublicName[]): Readonly<Record<string, readonly string[]>> {
  const zones = [...new Set(names.map(({ zoneId }) => zoneId))].sort();
  return Object.fromEntries(
    zones.map((zoneId) => [
      zoneId,
      names
        .filter((name) => name.zoneId === zoneId)
        .map(({ fqdn }) => fqdn)
        .sort(),
    ]),
  );
}

/** The ticket that would be used, if one is there, and those before it. */
function placeIn(
  lane: Lane,
  { ticketId, to }: MoveWish,
): { readonly ticket: Ticket | undefined; readonly ahead: readonly Ticket[] } {
  const index = lane.tickets.findIndex((ticket) =>
    ticketId === undefined
      ? ticket.action !== "deploy" && ticket.color === to && ticket.id !== lane.lease?.ticketId
      : ticket.id === ticketId,
  );
  return index < 0
    ? { ticket: undefined, ahead: lane.tickets }
    : { ticket: lane.tickets[index], ahead: lane.tickets.slice(0, index) };
}
