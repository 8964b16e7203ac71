import { Malformed, objectAt, type Texts, textsOf } from "./iamTexts";
import { type PlainObject, UNKNOWN } from "./value";

/**
 * One comparison of a statement's `Condition`; all of them have to hold.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export interface Condition extends Texts {
  /** Without `IfExists` and without the quantifier, for example `StringEquals`. */
  readonly operator: string;

  /** It holds, too, where the request has no such key. `ForAllValues` does the same. */
  readonly holdsWithoutKey: boolean;

  /** In lower case: the names of condition keys have no case. */
  readonly key: string;
}

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

/** The conditions of a statement. */
export function readConditions(
  { Condition: block }: PlainObject,
  at: string,
): { readonly conditions: readonly Condition[]; readonly moreConditions: boolean } {
  if (block === undefined || block === null) {
    return { conditions: [], moreConditions: false };
  }
  if (block === UNKNOWN) {
    return { conditions: [], moreConditions: true };
  }
  const operators = Object.entries(objectAt(block, `${at}.Condition`));
  return {
    conditions: operators.flatMap(([operator, keys]) =>
      keys === UNKNOWN
        ? []
        : Object.entries(objectAt(keys, `${at}.Condition`)).map(([key, values]) => {
            const [, quantifier, name, ifExists] = OPERATOR.exec(operator) ?? [];
            if (name === undefined) {
              throw new Malformed(`${at}.Condition has an operator that is none`);
            }
            return {
              operator: name,
              holdsWithoutKey: quantifier === "ForAllValues" || ifExists !== undefined,
              key: key.toLowerCase(),
              ...textsOf(values ?? null, `${at}.Condition`, true),
            };
          }),
    ),
    moreConditions: operators.some(([, keys]) => keys === UNKNOWN),
  };
}
