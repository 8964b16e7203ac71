import { accountProvider } from "./accountProviders";
import { findAccounts } from "./components/accounts/findAccounts";
import { resolveReleases } from "./components/images/releasedImages";
import { loadConfig } from "./config";
import { readFoundation } from "./foundationReference";
import { declarePlatform, stackTags } from "./platform";
import { wantedAccounts } from "./verticals";

export = async () => {
  const config = loadConfig();
  const foundation = await readFoundation(config);
  const management = accountProvider(
    "management",
    { accountId: foundation.managementAccountId },
    config.aws,
    stackTags(config),
  );
  const [{ existingIds: existingAccountIds }, resolvedImages] = await Promise.all([
    findAccounts(management, config.aws.region, wantedAccounts(config)),
    resolveReleases(config, foundation),
  ]);
  return declarePlatform({ config, foundation, existingAccountIds, management, resolvedImages });
};
