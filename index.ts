import { accountProvider } from "./accountProviders";
import { lookUpOrganization } from "./components/accounts/organization";
import { resolveReleases } from "./components/images/releasedImages";
import { loadConfig } from "./config";
import { readFoundation } from "./foundationReference";
import { declarePlatform, stackTags } from "./platform";

export = async () => {
  const config = loadConfig();
  const foundation = await readFoundation(config);
  const management = accountProvider(
    "management",
    { accountId: foundation.managementAccountId },
    config.aws,
    stackTags(config.stack),
  );
  const [organization, resolvedImages] = await Promise.all([
    lookUpOrganization(management),
    resolveReleases(config, foundation),
  ]);
  return declarePlatform({ config, foundation, organization, management, resolvedImages });
};
