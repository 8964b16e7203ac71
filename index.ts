import { accountProvider } from "./accountProviders";
import { findAccounts } from "./components/accounts/findAccounts";
import { checkSchemas, readSchemaReadings } from "./components/data/releaseSchemas";
import { resolveReleases } from "./components/images/releasedImages";
import { loadConfig } from "./config";
import { readFoundation } from "./foundationReference";
import { declarePlatform, stackTags } from "./platform";
import { withoutStackTraces } from "./stackTraces";
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
  const accounts = findAccounts(management, config.aws.region, wantedAccounts(config));
  const [{ existingIds: existingAccountIds }, { ids: resolvedImages, ranges }, schemas] = await Promise.all([
    accounts,
    resolveReleases(config, foundation),
    accounts.then(({ existingIds }) => readSchemaReadings(config, existingIds)),
  ]);
  const judgeBaked = await checkSchemas(config, schemas, ranges);
  return withoutStackTraces(() =>
    declarePlatform({ config, foundation, existingAccountIds, management, resolvedImages, judgeBaked }),
  );
};
