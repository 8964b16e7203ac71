import assert from "node:assert/strict";

import { openCatalogueTable } from "../../components/images/catalogueTable";
import { livingBakes } from "../../images/bakeLease";
import { findLeftovers, reclaim } from "../../images/leftovers";
import { openLeaseTable } from "../../images/leaseTable";
import {
  BAKE_KILLS,
  bakeAgain,
  type BakeKill,
  inTheAccount,
  killBake,
  KILL_STAGES,
  registeredImage,
} from "./bakeKills";
import { REGION, resultOf, TABLE, useBakery } from "./bakery";

/** Milliseconds for one row: two bakes, and the time for which the dead one's lease counts. */
const TEST_LIMIT = 5 * 60 * 1000;

/** The least that the project promises. */
const STAGES = 6;

describe("bakes that are killed, with real Packer on the emulated cloud", function () {
  this.timeout(TEST_LIMIT);
  const opened = useBakery();
  let there: ReadonlySet<string> = new Set();

  /** What came to the account since the last look. */
  const further = async () => {
    const lines = await inTheAccount(opened());
    const added = lines.filter((line) => !there.has(line));
    there = new Set(lines);
    return added;
  };
  const commitOf = (index: number) => ({
    service: "core",
    commit: index.toString(16).padStart(2, "0").repeat(20),
  });

  before(async function () {
    this.timeout(TEST_LIMIT);
    resultOf(await opened().base());
    await further();
  });

  it(`are killed at no fewer than ${STAGES} stages`, () => {
    assert.ok(KILL_STAGES.length >= STAGES);
  });

  for (const [index, kill] of BAKE_KILLS.entries()) {
    it(`${kill.victim}, with ${kill.stage.title}: the next bake leaves one image and nothing else`, async () => {
      const bakery = opened();
      const commit = commitOf(index);
      await killBake(bakery, commit, kill);
      const image = await bakeAgain(bakery, commit);
      const own = (await bakery.images()).find(({ ImageId }) => ImageId === image.imageId);
      const snapshots = (own?.BlockDeviceMappings ?? []).map(
        ({ Ebs }) => `snapshot ${Ebs?.SnapshotId ?? ""}`,
      );
      assert.deepEqual(await further(), [`image ${image.imageId}`, ...snapshots]);
    });
  }

  it("leave Packer to clean up, which nobody waits for, when the bake alone is killed", async () => {
    const bakery = opened();
    await further();
    const { orphans } = await killBake(bakery, commitOf(0xe0), killOf("the instance starting", "the bake"));
    assert.ok(orphans.some((command) => command.includes("packer build")));
    assert.deepEqual(await further(), []);
  });

  it("leave to the collection what no bake comes back for", async () => {
    const bakery = opened();
    const dead = commitOf(0xe1);
    await killBake(bakery, dead, killOf("the image made, the instance not yet removed", "the machine"));
    const left = await further();
    const kinds = new Set(left.map((line) => line.slice(0, line.lastIndexOf(" "))));
    // The instance and its volume too, unless the call that was under way when its caller died was still carried out.
    for (const kind of ["image", "key pair", "security group", "snapshot"]) {
      assert.ok(kinds.has(kind), kind);
    }

    const place = {
      region: REGION,
      tableName: TABLE,
      credentials: () => bakery.dynamodb.config.credentials(),
    };
    const [catalogue, leases] = await Promise.all([openCatalogueTable(place), openLeaseTable(place)]);
    try {
      const search = async () =>
        findLeftovers({ ec2: bakery.ec2, catalogue, living: await livingBakes(leases) });
      const { signal } = new AbortController();
      let leftovers = await search();
      // While the dead bake's lease lasts, it may be alive.
      while (leftovers.length === 0) {
        leftovers = await search();
      }
      assert.deepEqual(leftovers.map(({ kind, id }) => `${kind} ${id}`).sort(), left);
      await reclaim(bakery.ec2, leftovers, () => undefined, signal);
      // Once more, as a run would that was told of them before they were gone.
      await reclaim(bakery.ec2, leftovers, () => undefined, signal);
      assert.deepEqual(await search(), []);
    } finally {
      catalogue.close();
      leases.close();
    }
    assert.deepEqual(
      (await inTheAccount(bakery)).filter((line) => left.includes(line)),
      [],
    );
    assert.equal(await registeredImage(bakery, dead), undefined);
  });
});

function killOf(title: string, victim: BakeKill["victim"]): BakeKill {
  const found = BAKE_KILLS.find((kill) => kill.stage.title === title && kill.victim === victim);
  assert.ok(found);
  return found;
}
