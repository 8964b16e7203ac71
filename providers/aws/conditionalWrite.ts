import { isNamed } from "../switch/failure";

/**
 * Makes a write of DynamoDB that has a condition.
 *
 * @returns Whether it was made: `false` where the condition did not hold.
 */
export async function writtenIf(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isNamed(error, "ConditionalCheckFailedException")) {
      return false;
    }
    throw error;
  }
}
