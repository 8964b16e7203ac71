import { ModifyListenerCommand } from "@aws-sdk/client-elastic-load-balancing-v2";

import { given } from "../twoColours/clients";
import { TLS_POLICY } from "../twoColours/fleets";
import type { MatrixCase } from "./matrixCase";

/** Takes TLS 1.0 and 1.1, too. */
const OLD_POLICY = "ELBSecurityPolicy-2016-08";

/** Colours that are no twins. */
export const TWIN_CASES: readonly MatrixCase[] = [
  {
    name: "a listener changed by hand",
    arrange: async ({ world, idle }) => {
      const fleet = world.fleets.find(({ service, color }) => service === "core" && color === idle);
      const ListenerArn = given(fleet?.web, "a balancer").httpsListenerArn;
      const set = async (SslPolicy: string) => {
        await world.clients.elb.send(new ModifyListenerCommand({ ListenerArn, SslPolicy }));
      };
      await set(OLD_POLICY);
      return () => set(TLS_POLICY);
    },
    preview: [
      /\[twins\] core: prod\d and prod\d may differ in image and commit only, and differ in this:[^]*SslPolicy[^]*ELBSecurityPolicy-2016-08/,
    ],
  },
];
