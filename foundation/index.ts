import * as aws from "@pulumi/aws";

import { lookUpOrganization } from "../components/accounts/organization";
import { loadFoundationConfig } from "./config";
import { declareFoundation } from "./foundation";

export = async () => {
  const config = loadFoundationConfig();
  const management = new aws.Provider("management", {
    ...config.aws,
    defaultTags: { tags: { "managed-by": "duotone" } },
  });
  const organization = await lookUpOrganization(management);
  return declareFoundation(config, organization, management);
};
