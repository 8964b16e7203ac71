import type { Mutant } from "./mutant";

const DATABASE = { file: "components/data/database.ts", stack: "prod" } as const;
const GROUPS = { file: "components/data/databaseGroups.ts", stack: "prod" } as const;
const CACHE = { file: "components/data/cache.ts", stack: "prod" } as const;
const FILES = { file: "components/data/sharedFiles.ts", stack: "prod" } as const;
const ARCHIVE = { file: "components/data/archive.ts", stack: "prod" } as const;
const VAULT = { file: "components/data/backupVault.ts", stack: "prod" } as const;
const ACCESS = { file: "components/clusters/storeAccess.ts", stack: "prod" } as const;

/** Faults in data stores, and in who reaches them. */
export const dataMutants: readonly Mutant[] = [
  {
    ...DATABASE,
    title: "databases have addresses on the internet",
    text: "publiclyAccessible: false",
    replacement: "publiclyAccessible: true",
    refusedBy: ["DAT-06"],
  },
  {
    ...DATABASE,
    title: "databases are not encrypted",
    text: "storageEncrypted: true",
    replacement: "storageEncrypted: false",
    refusedBy: ["DAT-05"],
  },
  {
    ...DATABASE,
    title: "databases are encrypted with AWS's key",
    text: "kmsKeyId: keyArn,",
    replacement: "",
    refusedBy: ["DAT-05"],
  },
  {
    ...DATABASE,
    title: "the program knows the password of databases",
    text: "manageMasterUserPassword: true,",
    replacement: 'password: "correct-horse-battery-staple",',
    refusedBy: ["DAT-08"],
  },
  {
    ...DATABASE,
    title: "databases go with their zone",
    text: "multiAz: stores.multiZone",
    replacement: "multiAz: false",
    refusedBy: ["DAT-07"],
  },
  {
    ...DATABASE,
    title: "databases have no backups of their own",
    text: "backupRetentionPeriod: stores.backupDays",
    replacement: "backupRetentionPeriod: 0",
    refusedBy: ["DAT-07"],
  },
  {
    ...DATABASE,
    title: "databases go without a last snapshot",
    text: "skipFinalSnapshot: false",
    replacement: "skipFinalSnapshot: true",
    refusedBy: ["DAT-07"],
  },
  {
    ...DATABASE,
    title: "a slip deletes databases",
    text: "deletionProtection: protect",
    replacement: "deletionProtection: false",
    refusedBy: ["DAT-07"],
  },
  {
    ...GROUPS,
    title: "databases take connections without TLS",
    text: '{ name: "rds.force_ssl", value: "1" }',
    replacement: '{ name: "rds.force_ssl", value: "0" }',
    refusedBy: ["DAT-09"],
  },
  {
    ...CACHE,
    title: "caches take connections without TLS as well",
    text: 'transitEncryptionMode: "required"',
    replacement: 'transitEncryptionMode: "preferred"',
    refusedBy: ["DAT-09"],
  },
  {
    ...CACHE,
    title: "caches are not encrypted",
    text: "atRestEncryptionEnabled: true",
    replacement: "atRestEncryptionEnabled: false",
    refusedBy: ["DAT-05"],
  },
  {
    ...FILES,
    title: "shared files are not encrypted",
    text: "encrypted: true",
    replacement: "encrypted: false",
    refusedBy: ["DAT-05"],
  },
  {
    ...ARCHIVE,
    title: "finished files can be made public",
    text: "blockPublicPolicy: true",
    replacement: "blockPublicPolicy: false",
    refusedBy: ["DAT-01"],
  },
  {
    ...ARCHIVE,
    title: "finished files are lost when they are written over",
    text: 'status: "Enabled" } },\n      kept,',
    replacement: 'status: "Suspended" } },\n      kept,',
    refusedBy: ["DAT-04"],
  },
  {
    ...ARCHIVE,
    title: "finished files are encrypted with AWS's key",
    text: 'sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn',
    replacement: 'sseAlgorithm: "aws:kms"',
    refusedBy: ["DAT-03"],
  },
  {
    ...VAULT,
    title: "backups are encrypted with AWS's key",
    text: "kmsKeyArn: keyArn, ",
    replacement: "",
    refusedBy: ["DAT-05"],
  },
  {
    ...ACCESS,
    title: "everything in the network reaches the stores",
    text: "referencedSecurityGroupId: args.securityGroupId,",
    replacement: 'cidrIpv4: "10.0.0.0/8",',
    refusedBy: ["SEG-08"],
  },
];
