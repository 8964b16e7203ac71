import * as pulumi from "@pulumi/pulumi";

import {
  checkSchemas,
  readSchemaReadings,
  type SchemaUser,
} from "../../../../components/data/releaseSchemas";
import type { BakeOutput } from "../../../../components/images/imageBake";
import { type BakedJudge, judgedId } from "../../../../components/images/releasedImages";
import { KeptOnDestroy } from "../../../../providers/keptOnDestroy";
import type { SchemaRange } from "../../../../providers/schema/state";

const config = new pulumi.Config();

export = async () => {
  const judged = config.requireObject<SchemaUser>("judged");
  const accountIds = config.requireObject<Record<string, string>>("accountIds");
  const ranges = config.requireObject<Record<string, SchemaRange>>("ranges");
  const readings = await readSchemaReadings(judged, new Map(Object.entries(accountIds)));
  const judge = await checkSchemas(judged, readings, new Map(Object.entries(ranges)));
  const baked = config.getObject<BakeOutput & Parameters<BakedJudge>[0]>("baked");
  if (baked !== undefined) {
    // Any resource that takes the id, as a launch permission does.
    const kept = judgedId(pulumi.output(baked), baked, judge);
    new KeptOnDestroy("image", { kept: [{ what: kept, why: "A test.", whatToDo: "Nothing." }] });
  }
  return { releases: Object.fromEntries(judged.clusters.map(({ name, release }) => [name, release])) };
};
