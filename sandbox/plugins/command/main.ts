import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

import { onEngineEnd } from "./engineEnd";
import { EngineLog } from "./engineLog";
import { commandService } from "./service";

/** As in Pulumi's own providers: a command may print much, and all of it travels in one message. */
const LARGEST_MESSAGE_BYTES = 400 * 1024 * 1024;

const cancellation = new AbortController();
// The engine's address comes last, after its logging flags.
const log = new EngineLog(process.argv.slice(2).at(-1));
const server = new grpc.Server({
  "grpc.max_receive_message_length": LARGEST_MESSAGE_BYTES,
  "grpc.max_send_message_length": LARGEST_MESSAGE_BYTES,
});
server.addService(
  ResourceProviderService,
  commandService({ log, environment: { ...process.env }, cancellation }),
);

onEngineEnd(() => {
  cancellation.abort();
  process.exit(0);
});

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    console.error(`The stand-in for command cannot listen on 127.0.0.1: ${error.message}`);
    process.exit(1);
  }
  // The engine reads the port from the first line of standard output.
  console.log(String(port));
});
