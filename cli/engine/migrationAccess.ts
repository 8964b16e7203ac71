import { roleSession } from "../../providers/aws/roleSession";
import { awsCommands } from "../../providers/schema/awsCommands";
import { coordinationTableName } from "../../providers/schema/coordination";
import { migrationTable } from "../../providers/schema/migrationTable";
import { schemaStore } from "../../providers/schema/schemaStore";
import { schemaKey } from "../../providers/schema/state";
import type { Clock } from "../../providers/switch/types";
import type { ServiceFleet } from "../migrate/serviceFleets";
import type { MigrationAccess } from "../session";

/** The coordination table and the instances of one fleet, in its vertical's account. */
export function migrationAccess(
  stack: string,
  { service, vertical, region, roleArn, autoScalingGroupName }: ServiceFleet,
  clock: Clock,
): MigrationAccess {
  const credentials = roleArn === undefined ? undefined : roleSession(roleArn, "duotone-migrate", region);
  const tableName = coordinationTableName(stack, vertical);
  const table = migrationTable({ tableName, region, credentials, key: schemaKey(service) });
  const store = schemaStore(table, service, clock);
  const commands = awsCommands({ region, credentials, autoScalingGroupName });
  return {
    store,
    commands,
    close: () => {
      store.close();
      commands.close();
    },
  };
}
