import type { Metadata } from "@grpc/grpc-js";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { InvokeResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { BridgeCalls } from "./bridge";
import type { Catalogue } from "./catalogue";
import { withLostText } from "./errors";
import { converted, failure, propertiesOf, structOf } from "./messages";
import { pathToSdk } from "./propertyPaths";
import { toBridgeInputs, toSdk } from "./shape";
import { unknownInputs } from "./unknownInputs";
import type { ValueMap } from "./values";

/**
 * Results that version 7 of the SDK offers under a second name: SDK name by the name that provider 5 has it under.
 */
const SECOND_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "aws:index/getRegion:getRegion": { region: "name" },
};

const READ_CALLS = ["ReadDataSource", "ValidateDataSourceConfig", "ValidateDataResourceConfig"];

/** Calls a data source. Arguments that would be dropped are refused, as a resource's inputs are. */
export async function invoke(
  bridge: BridgeCalls,
  catalogue: Catalogue,
  request: InvokeRequest,
  metadata: Metadata,
): Promise<InvokeResponse> {
  const token = request.getTok();
  const bridgeToken = catalogue.bridgeToken(token);
  const rules = catalogue.rules(token);
  const args = propertiesOf(request.getArgs());
  const problems = unknownInputs(catalogue.inputs(token), args);
  if (problems.length > 0) {
    return new InvokeResponse().setFailuresList(problems.map(failure));
  }
  request.setTok(bridgeToken);
  request.setArgs(structOf(toBridgeInputs(rules, args)));
  const terraformType = catalogue.terraformName(token);
  const response = await withLostText(bridge.diagnostics, { terraformType, terraformCalls: READ_CALLS }, () =>
    bridge.call(service.invoke, request, metadata),
  );
  for (const found of response.getFailuresList()) {
    found.setProperty(pathToSdk(rules, found.getProperty()));
  }
  return response.setReturn(
    converted(response.getReturn(), (result) => withSecondNames(token, toSdk(rules, result))),
  );
}

function withSecondNames(token: string, result: ValueMap): ValueMap {
  const copies = Object.entries(SECOND_NAMES[token] ?? {}).flatMap(([name, source]) => {
    const value = result[source];
    return value === undefined || result[name] !== undefined ? [] : [[name, value] as const];
  });
  return { ...result, ...Object.fromEntries(copies) };
}
