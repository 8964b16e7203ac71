import assert from "node:assert/strict";

import type { ProviderArgs } from "@pulumi/aws";

import { defaultProviderProblems, readAwsSettings } from "../../configuration/awsSettings";

/** The type check keeps this complete when the SDK gets another setting. */
const PROVIDER_SETTINGS: Readonly<Record<keyof ProviderArgs, true>> = {
  accessKey: true,
  allowedAccountIds: true,
  assumeRoleWithWebIdentity: true,
  assumeRoles: true,
  customCaBundle: true,
  defaultTags: true,
  ec2MetadataServiceEndpoint: true,
  ec2MetadataServiceEndpointMode: true,
  endpoints: true,
  forbiddenAccountIds: true,
  httpProxy: true,
  httpsProxy: true,
  ignoreTags: true,
  insecure: true,
  maxRetries: true,
  noProxy: true,
  profile: true,
  region: true,
  retryMode: true,
  s3UsEast1RegionalEndpoint: true,
  s3UsePathStyle: true,
  secretKey: true,
  sharedConfigFiles: true,
  sharedCredentialsFiles: true,
  skipCredentialsValidation: true,
  skipMetadataApiCheck: true,
  skipRegionValidation: true,
  skipRequestingAccountId: true,
  stsRegion: true,
  tagPolicyCompliance: true,
  token: true,
  tokenBucketRateLimiterCapacity: true,
  useDualstackEndpoint: true,
  useFipsEndpoint: true,
  userAgents: true,
};

const wrong = (values: Readonly<Record<string, unknown>>) =>
  readAwsSettings({ region: "eu-west-1", ...values }).problems;

describe("readAwsSettings", () => {
  it("takes the provider's settings, as the engine hands them over", () => {
    const { whole, problems } = readAwsSettings({
      region: "eu-west-1",
      profile: "platform",
      maxRetries: "1",
      retryMode: "adaptive",
      skipCredentialsValidation: "true",
      useFipsEndpoint: "false",
      endpoints: [{ s3: "http://127.0.0.1:5000" }],
      ignoreTags: { keyPrefixes: ["cost:"] },
      sharedConfigFiles: ["/etc/aws/config"],
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(whole, {
      region: "eu-west-1",
      profile: "platform",
      maxRetries: 1,
      retryMode: "adaptive",
      skipCredentialsValidation: true,
      useFipsEndpoint: false,
      endpoints: [{ s3: "http://127.0.0.1:5000" }],
      ignoreTags: { keyPrefixes: ["cost:"] },
      sharedConfigFiles: ["/etc/aws/config"],
    });
  });

  for (const [came, message] of [
    [
      undefined,
      "aws:region is missing. Allowed: a region of AWS, for example eu-west-1. Set it: pulumi config set aws:region eu-west-1",
    ],
    [
      "eu-wset-1",
      'aws:region is "eu-wset-1". Allowed: a region of AWS, for example eu-west-1. Did you mean eu-west-1?',
    ],
    [
      "us-gov-west-1",
      'aws:region is "us-gov-west-1". Allowed: a region of AWS, for example eu-west-1. ' +
        "It is of another partition than the ARNs that this program writes: take a public region.",
    ],
  ] as const) {
    it(`refuses the region ${String(came)}`, () => {
      assert.deepEqual(wrong({ region: came }), [message]);
    });
  }

  it("knows every setting that the provider has", () => {
    assert.deepEqual(
      Object.keys(PROVIDER_SETTINGS).filter((key) =>
        wrong({ [key]: 0 }).some((problem) => problem.startsWith(`aws:${key} is not a setting`)),
      ),
      [],
    );
  });

  it("refuses unknown settings", () => {
    const [message = "", ...more] = wrong({ maxRetry: "1" });
    assert.deepEqual(more, []);
    assert.match(
      message,
      /^aws:maxRetry is not a setting\. Allowed: customCaBundle, .*\. Did you mean maxRetries\?$/,
    );
  });

  for (const key of [
    "allowedAccountIds",
    "forbiddenAccountIds",
    "assumeRole",
    "assumeRoles",
    "defaultTags",
  ]) {
    it(`refuses ${key}, which differs from account to account`, () => {
      assert.deepEqual(wrong({ [key]: [] }), [
        `aws:${key} is set. Allowed: nothing. The program sets it for each account's provider: remove it from the stack.`,
      ]);
    });
  }

  for (const key of ["accessKey", "secretKey", "token", "assumeRoleWithWebIdentity"]) {
    it(`refuses the credential ${key} without showing it`, () => {
      assert.deepEqual(wrong({ [key]: "hush" }), [
        `aws:${key} is set. Allowed: nothing. Credentials come from the environment or a profile, where the release ` +
          "switch and the image bakes find them too: remove it from the stack.",
      ]);
    });
  }

  it("refuses values of the wrong kind, all at once", () => {
    assert.deepEqual(
      wrong({
        maxRetries: "many",
        insecure: "no",
        retryMode: "fast",
        profile: "",
        sharedConfigFiles: "config",
        endpoints: { ec2: "http://x" },
      }),
      [
        'aws:endpoints is {"ec2":"http://x"}. Allowed: a list of maps from a service to a URL, for example ' +
          "[{ s3: https://s3.example.com }]. Correct it, or name the endpoint in the environment as AWS_ENDPOINT_URL, " +
          "where all of the program sees it.",
        'aws:insecure is "no". Allowed: true, false. Correct it or remove it.',
        'aws:maxRetries is "many". Allowed: a whole number from 0 to 1000. Correct it or remove it.',
        "aws:profile is empty. Allowed: a profile of the shared configuration files. Correct it or remove it.",
        'aws:retryMode is "fast". Allowed: standard, adaptive. Correct it or remove it.',
        'aws:sharedConfigFiles is "config". Allowed: a list of paths. Correct it or remove it.',
      ],
    );
  });
});

describe("defaultProviderProblems", () => {
  it("is content where the provider of the caller's own account is off", () => {
    assert.deepEqual([defaultProviderProblems(["aws"]), defaultProviderProblems(["*"])], [[], []]);
  });

  for (const [came, said] of [
    [undefined, "is missing"],
    [["gcp"], 'is ["gcp"]'],
    ["aws", 'is "aws"'],
  ] as const) {
    it(`refuses a list that ${said}`, () => {
      assert.deepEqual(defaultProviderProblems(came), [
        `pulumi:disable-default-providers ${said}. Allowed: a list with aws in it. ` +
          "Add aws: a resource without its account's provider would be made in the account of your credentials.",
      ]);
    });
  }
});
