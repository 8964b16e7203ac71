import assert from "node:assert/strict";

import {
  CreateOrganizationalUnitCommand,
  DeleteOrganizationalUnitCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";

import {
  type TestCloud,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
} from "../emulator";

describe("emulated organizational units", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let organizations: OrganizationsClient;
  let rootId: string;

  before(async () => {
    cloud = await startTestCloud();
    organizations = new OrganizationsClient(clientConfig(cloud));
    await createOrganization(cloud);
    rootId = (await organizations.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? "";
  });

  after(() => stopTestCloud(cloud));

  async function unit(name: string, parentId = rootId): Promise<string> {
    const { OrganizationalUnit: made } = await organizations.send(
      new CreateOrganizationalUnitCommand({ ParentId: parentId, Name: name }),
    );
    return made?.Id ?? "";
  }

  const remove = (id: string) =>
    organizations.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: id }));

  it("are deleted once accounts and units have left them, and not before", async () => {
    const id = await unit("prod");
    const inner = await unit("restricted", id);
    await assert.rejects(remove(id), { name: "OrganizationalUnitNotEmptyException" });
    await remove(inner);

    const { ended } = await createAccount(cloud, "prod-accounts");
    const AccountId = ended.AccountId;
    await organizations.send(
      new MoveAccountCommand({ AccountId, SourceParentId: rootId, DestinationParentId: id }),
    );
    await assert.rejects(remove(id), { name: "OrganizationalUnitNotEmptyException" });
    await organizations.send(
      new MoveAccountCommand({ AccountId, SourceParentId: id, DestinationParentId: rootId }),
    );
    await remove(id);
  });

  it("have one name each below one parent", async () => {
    const staging = await unit("staging");
    await assert.rejects(unit("staging"), { name: "DuplicateOrganizationalUnitException" });
    assert.notEqual(await unit("staging", staging), staging);
  });
});
