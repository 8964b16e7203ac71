import * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "../accountProviders";
import { callerAccountId } from "../components/accounts/callerAccount";
import { findAccounts } from "../components/accounts/findAccounts";
import { loadFoundationConfig } from "./config";
import { declareFoundation, foundationObstacles } from "./foundation";
import { findUnits } from "./organizationalUnits";
import { foundationTags, wantedAccounts } from "./ownAccounts";

export = async () => {
  const config = loadFoundationConfig();
  const { region } = config.aws;
  const management = accountProvider(
    "management",
    { accountId: await callerAccountId(region) },
    config.aws,
    foundationTags(config),
  );
  const found = await findAccounts(management, region, wantedAccounts(config));
  const obstacles = foundationObstacles(config, found.organization);
  if (obstacles.length > 0) {
    throw new pulumi.RunError(
      `The organization is not ready:\n${obstacles.map((obstacle) => ` - ${obstacle}`).join("\n")}`,
    );
  }
  const { rootId } = found.organization;
  const existingUnitIds = await findUnits(management, rootId, config.environments);
  return declareFoundation(config, { ...found, existingUnitIds }, management);
};
