import type { Resource } from "../../model/resource";
import { read } from "../../model/value";
import { bad, type Finding, type ResourceRule } from "../rule";

/** Inputs of providers that are credentials. */
const CREDENTIALS = ["accessKey", "secretKey", "token"];

/**
 * Providers have no credentials: whoever runs the program brings them, and the provider takes a role. In the program or
 * its configuration they would be in the state, and last for ever.
 */
export const key05: ResourceRule = {
  id: "KEY-05",
  scope: "resource",
  types: ["pulumi:providers:aws", "pulumi:providers:aws-native"],
  evaluate: ({ props }: Resource): readonly Finding[] =>
    CREDENTIALS.filter((property) => read(props, property).is !== "absent").map((property) =>
      bad(`${property} is set.`),
    ),
};
