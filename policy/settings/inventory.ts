import { z } from "zod";

const accountId = z.string().regex(/^\d{12}$/, "the 12 digits of an account id, in quotes");
const name = z.string().min(1);
const role = z.enum(["management", "delivery", "audit"]);
const instant = z.iso.datetime({ offset: true });

/** What the rules know beside the stack that they look at. All stacks of an organization are in it. */
export const inventorySchema = z.strictObject({
  /** What each stack is: nothing of production is guessed from a name. Key: `<project>/<stack>`. */
  stacks: z.record(
    z.string().regex(/^[^/]+\/[^/]+$/),
    z.strictObject({
      environment: z.enum(["production", "staging", "organization"]),

      /** Cluster by name; a colour is one that may have the public names. */
      clusters: z.record(name, z.strictObject({ colour: z.boolean(), internal: z.boolean() })),
      activeColor: name.optional(),

      /** Commit by service, by cluster. */
      releases: z.record(name, z.record(name, z.string())),

      /** What its own file lets pass for a while, of one service or of all: revoked images, live instances that are replaced. */
      overrides: z
        .array(
          z.strictObject({ gate: z.enum(["images", "protect"]), service: name.optional(), until: instant }),
        )
        .optional(),

      /** Ids, ARNs and endpoints of its data stores, which no stack of another environment may name. */
      dataStores: z.array(z.string().min(8)).optional(),
      regions: z.array(name).min(1),
    }),
  ),

  /** Every vertical of every stack. */
  verticals: z.array(
    z.strictObject({
      name,

      /** `<project>/<stack>` */
      stack: name,
      classification: z.enum(["pii", "banking", "internal", "public"]),
      cidr: z.cidrv4(),
      email: name,

      /** Known once the account exists. */
      accountId: accountId.optional(),

      /** Networks of it that other stacks may name. Optional: a stack's own are known from the stack. */
      vpcIds: z.array(z.string().regex(/^vpc-[0-9a-f]{8,17}$/)).optional(),
    }),
  ),

  /** Accounts that belong to no vertical. */
  accounts: z.array(
    z
      .strictObject({
        role,

        /** Known once the account exists. */
        id: accountId.optional(),

        /** Tells an account that is only now declared. */
        email: name.optional(),
      })
      .refine(({ id, email }) => id !== undefined || email !== undefined, "needs an id or an e-mail address"),
  ),

  /** Images that the catalogue knows. */
  images: z.array(
    z.strictObject({
      id: z.string().regex(/^ami-[0-9a-f]{8,17}$/),
      service: name,
      commit: name,
      region: name,
      ownerAccountId: accountId,
      builtAt: instant,
      encrypted: z.boolean(),

      /** What the catalogue says of it, and of the base image that it was made of: the worse counts. */
      state: z
        .strictObject({
          is: z.enum(["usable", "deprecated", "revoked"]),

          /** In words that follow on the image's id. */
          reason: name.optional(),

          /** Whether the catalogue says that a staging stack was well with it. */
          triedOnStaging: z.boolean(),
        })
        .refine(({ is, reason }) => is === "usable" || reason !== undefined, "needs a reason"),

      /** Stacks that ran it, as `<project>/<stack>`. */
      deployedTo: z.array(name),
    }),
  ),

  /** Ways between verticals that somebody answers for. */
  crossings: z.array(
    z.strictObject({
      rule: name,
      from: name,
      to: name,
      owner: name,
      reason: z.string().min(10),
      expires: instant,
    }),
  ),

  /** Roles of shared accounts that roles of verticals may trust, beside the auditors'. */
  trustedRoles: z
    .array(
      z.strictObject({
        account: role,
        name,

        /** `reads`: only roles that a permissions boundary keeps to reading. */
        access: z.enum(["reads", "deploys"]),
      }),
    )
    .optional(),

  /** DNS names outside of all stacks that alias records may point at. */
  aliasTargets: z.array(name).optional(),

  /** How names of buckets begin whose objects' reading and changing the organization's trail writes down. */
  recordedBuckets: z.array(name).optional(),

  /** How names of buckets with personal or banking data begin, of whose objects the trail writes down every request. */
  restrictedBuckets: z.array(name).optional(),

  /** Resources whose absence nobody would see otherwise: deleting one calls no rule. */
  mustExist: z.array(z.strictObject({ stack: name, type: name, name })),
});

export type Inventory = z.infer<typeof inventorySchema>;
export type InventoryStack = Inventory["stacks"][string];
export type InventoryVertical = Inventory["verticals"][number];
export type InventoryImage = Inventory["images"][number];
