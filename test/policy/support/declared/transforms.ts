import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { type Callback, CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import * as pb from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { propertiesOf, type Properties } from "./wire";

/** Has a program transform a resource's properties, as the engine does: by calling it back. */
export async function transformed(
  transforms: readonly Callback[],
  request: pb.RegisterResourceRequest,
): Promise<Properties> {
  let properties = propertiesOf(request.getObject());
  for (const transform of transforms) {
    const asked = new pb.TransformRequest();
    asked.setType(request.getType());
    asked.setName(request.getName());
    asked.setCustom(request.getCustom());
    asked.setParent(request.getParent());
    asked.setProperties(Struct.fromJavaScript(properties));
    asked.setOptions(new pb.TransformResourceOptions());
    const answer = pb.TransformResponse.deserializeBinary(await invoked(transform, asked.serializeBinary()));
    properties = propertiesOf(answer.getProperties());
  }
  return properties;
}

async function invoked(transform: Callback, request: Uint8Array): Promise<Uint8Array> {
  const client = new CallbacksClient(transform.getTarget(), grpc.credentials.createInsecure());
  const asked = new CallbackInvokeRequest();
  asked.setToken(transform.getToken());
  asked.setRequest(request);
  try {
    return await new Promise((resolve, reject) => {
      client.invoke(asked, (error, response) => {
        if (error === null) {
          resolve(response.getResponse_asU8());
        } else {
          reject(error);
        }
      });
    });
  } finally {
    client.close();
  }
}
