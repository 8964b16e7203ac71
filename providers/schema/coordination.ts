/** Name of the DynamoDB table in which a vertical's instances, and who migrates its databases, agree on who does what. */
export function coordinationTableName(stack: string, vertical: string): string {
  return `duotone-${stack}-${vertical}`;
}
