import { Metadata, status } from "@grpc/grpc-js";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { type CreateRequest, ErrorResourceInitFailed, ReadRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { BridgeCalls } from "./bridge";
import { answerTo, CallFailure } from "./errors";
import { propertiesOf, structOf } from "./messages";
import type { ValueMap } from "./values";

/**
 * The input that is a resource's id, of types whose creation goes on waiting when the resource is there: an auto scaling
 * group is made by one call, and then has no healthy instances for as long as it takes.
 *
 * The vendor's plugin keeps such a resource in the state. The any-Terraform-provider plugin drops what its provider says
 * of it (`CreateWithContext` in its `pkg/pf/tfbridge`, version 3.116), so it is read again by this id.
 */
export const ID_INPUTS: Readonly<Record<string, string>> = { "aws:autoscaling/group:Group": "name" };

/** A resource that is there although its creation failed, in the SDK's words. */
export interface Unfinished {
  readonly id: string;
  readonly properties: ValueMap;
}

/**
 * What is there of a resource whose creation failed; undefined where nothing is, or nobody can tell.
 *
 * @param request The creation as the bridge was asked for it.
 * @param names What the bridge calls the id among a resource's properties, and how its state is said in the SDK's words.
 */
export async function readUnfinished(
  bridge: BridgeCalls,
  request: CreateRequest,
  id: string,
  names: { readonly id: string; readonly toSdk: (state: ValueMap) => ValueMap },
  metadata: Metadata,
): Promise<Unfinished | undefined> {
  const reading = new ReadRequest()
    .setId(id)
    .setUrn(request.getUrn())
    .setType(request.getType())
    .setProperties(structOf({ ...propertiesOf(request.getProperties()), [names.id]: id }));
  try {
    const found = await bridge.call(service.read, reading, metadata);
    return found.getId() === ""
      ? undefined
      : { id, properties: names.toSdk(propertiesOf(found.getProperties())) };
  } catch {
    // The creation's own error says more.
    return undefined;
  }
}

/** The failure that has the engine keep the resource, and try its initialization again with the next update. */
export function initFailed(error: unknown, { id, properties }: Unfinished): CallFailure {
  const { code = status.UNKNOWN, details = "" } = answerTo(error);
  const failed = new ErrorResourceInitFailed()
    .setId(id)
    .setProperties(structOf(properties))
    .setReasonsList([details]);
  const packed = new Any();
  packed.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const metadata = new Metadata();
  // Where gRPC has the structured details of an error.
  metadata.add(
    "grpc-status-details-bin",
    Buffer.from(new Status().setCode(code).setMessage(details).setDetailsList([packed]).serializeBinary()),
  );
  return new CallFailure({ code, details, metadata });
}
