import { main } from "@pulumi/pulumi/provider";

import { onEngineEnd } from "../command/engineEnd";
import { AwsxProvider } from "./provider";

onEngineEnd(() => {
  process.exit(0);
});
void main(new AwsxProvider(), process.argv.slice(2));
