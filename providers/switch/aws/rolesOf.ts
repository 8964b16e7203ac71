import {
  paginateGetAccountAuthorizationDetails,
  type IAMClient,
  type ManagedPolicyDetail,
  type RoleDetail,
} from "@aws-sdk/client-iam";

/** Most roles and policies in one answer; https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
const PAGE = 1000;

/** The roles of an account, each with its policies' documents and its instance profiles, and the account's own policies. */
export interface AccountRoles {
  readonly roles: readonly RoleDetail[];
  readonly policies: readonly ManagedPolicyDetail[];
}

/** All of them at once: role by role, it would be five calls for each. */
export async function rolesIn(client: IAMClient, abortSignal: AbortSignal): Promise<AccountRoles> {
  const roles: RoleDetail[] = [];
  const policies: ManagedPolicyDetail[] = [];
  const pages = paginateGetAccountAuthorizationDetails(
    { client, pageSize: PAGE },
    { Filter: ["Role", "LocalManagedPolicy"] },
    { abortSignal },
  );
  for await (const { RoleDetailList, Policies } of pages) {
    roles.push(...(RoleDetailList ?? []));
    policies.push(...(Policies ?? []));
  }
  return { roles, policies };
}
