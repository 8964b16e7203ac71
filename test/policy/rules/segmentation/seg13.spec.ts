import assert from "node:assert/strict";

import type { Node, ProviderOf } from "../../../../policy/model/resource";
import { seg13 } from "../../../../policy/rules/segmentation/seg13";
import { crossing, describeTie, said, thingOf } from "../../support/ties";
import { ACCOUNTS, node, providerFor, unknown } from "../../support/world";

const ACCOUNT = "aws:organizations/account:Account";
const ARCHIVE = "duotone:observability:LogArchive";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKETS = [BUCKET, "aws:s3/bucketV2:BucketV2"];
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const DESTINATION = "aws:cloudwatch/logDestination:LogDestination";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const STREAM = "aws:kinesis/stream:Stream";

const required = true;

describe("SEG-13: logs go to their own archive", () => {
  for (const to of BUCKETS) {
    for (const type of ["lb", "alb", "elb"].map((module) => `aws:${module}/loadBalancer:LoadBalancer`)) {
      describeTie(seg13, { type, path: "accessLogs.bucket", to });
    }
    for (const type of ["lb", "alb"].map((module) => `aws:${module}/loadBalancer:LoadBalancer`)) {
      describeTie(seg13, { type, path: "connectionLogs.bucket", to });
    }
    describeTie(seg13, { type: "aws:cloudtrail/trail:Trail", path: "s3BucketName", to, required });
    describeTie(seg13, {
      type: "aws:cfg/deliveryChannel:DeliveryChannel",
      path: "s3BucketName",
      to,
      required,
    });
    describeTie(seg13, { type: "aws:s3/bucketLogging:BucketLogging", path: "targetBucket", to, required });
    describeTie(seg13, {
      type: "aws:s3/bucketLoggingV2:BucketLoggingV2",
      path: "targetBucket",
      to,
      required,
    });
    describeTie(seg13, { type: "aws:redshift/logging:Logging", path: "bucketName", to });
    const sync = "aws:ssm/resourceDataSync:ResourceDataSync";
    describeTie(seg13, { type: sync, path: "s3Destination.bucketName", to, required });
  }
  for (const type of BUCKETS) {
    describeTie(seg13, { type, path: "logging.targetBucket", to: BUCKET, filledIn: true });
    describeTie(seg13, { type, path: "loggings[].targetBucket", to: BUCKET, filledIn: true });
  }
  for (const to of [...BUCKETS, DELIVERY, LOG_GROUP]) {
    describeTie(seg13, { type: FLOW_LOG, path: "logDestination", to, required });
    describeTie(seg13, {
      type: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
      path: "deliveryDestinationConfiguration.destinationResourceArn",
      to,
    });
    const acl = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
    describeTie(seg13, { type: acl, path: "logDestinationConfigs[]", to, required });
    const queries = "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig";
    describeTie(seg13, { type: queries, path: "destinationArn", to, required });
    const lattice = "aws:vpclattice/accessLogSubscription:AccessLogSubscription";
    describeTie(seg13, { type: lattice, path: "destinationArn", to, required });
    for (const type of ["aws:apigatewayv2/stage:Stage", "aws:apigateway/stage:Stage"]) {
      describeTie(seg13, { type, path: "accessLogSettings.destinationArn", to });
    }
    for (const key of ["bucketName", "logGroup", "deliveryStream"]) {
      describeTie(seg13, {
        type: "aws:networkfirewall/loggingConfiguration:LoggingConfiguration",
        path: `loggingConfiguration.logDestinationConfigs[].logDestination.${key}`,
        to,
        bareIsOwn: key !== "bucketName",
      });
    }
  }
  describeTie(seg13, {
    type: "aws:cloudtrail/trail:Trail",
    path: "cloudWatchLogsGroupArn",
    to: LOG_GROUP,
    beside: { s3BucketName: ACCOUNTS.marketing },
  });
  const filter = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";
  for (const to of [DESTINATION, DELIVERY, STREAM, "aws:lambda/function:Function"]) {
    describeTie(seg13, { type: filter, path: "destinationArn", to, required });
  }
  for (const to of [DELIVERY, STREAM]) {
    describeTie(seg13, { type: DESTINATION, path: "targetArn", to, required });
  }
  describeTie(seg13, {
    type: "aws:cloudwatch/logDelivery:LogDelivery",
    path: "deliveryDestinationArn",
    to: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    required,
  });
  describeTie(seg13, {
    type: "aws:route53/queryLog:QueryLog",
    path: "cloudwatchLogGroupArn",
    to: LOG_GROUP,
    required,
  });
  describeTie(seg13, {
    type: "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
    path: "resolverQueryLogConfigId",
    to: "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig",
    required,
  });

  describe("archives in the audit account", () => {
    const archive = (owner: string, component = ARCHIVE): readonly [Node, Node] => {
      const parent = node(component, owner);
      return [
        parent,
        node(BUCKET, `archive-${owner}`, {
          props: { id: `archive-${owner}`, arn: `arn:aws:s3:::archive-${owner}` },
          provider: providerFor("audit"),
          parent,
        }),
      ];
    };
    const sent = (to: readonly Node[], provider: ProviderOf = providerFor("accounts")) =>
      said(seg13, [
        ...to,
        node(FLOW_LOG, "user", { props: { logDestination: to.at(-1)?.props.arn }, provider }),
      ]);

    it("take the logs of their own vertical", () => {
      assert.deepEqual(sent(archive("accounts")), []);
      const [parent, bucket] = archive("accounts");
      const log = node(FLOW_LOG, "user", {
        props: { logDestination: unknown },
        provider: providerFor("accounts"),
        edges: { logDestination: [bucket, parent] },
      });
      assert.deepEqual(said(seg13, [parent, bucket, log]), []);
    });

    it("take no other's", () => {
      assert.match(
        sent(archive("payments")).join(),
        /logDestination is of the archive of duotone\/prod:payments in the audit account, and user of the vertical duotone\/prod:accounts/,
      );
      assert.equal(sent(archive("delivery")).length, 1);
      assert.equal(sent(archive("unheard-of")).length, 1);
      assert.equal(sent(archive("accounts", "other:index:Component")).length, 1);
    });

    it("are those of their own stack's verticals", () => {
      const staging = { ...providerFor("accounts"), props: { allowedAccountIds: '["300000000001"]' } };
      assert.match(
        sent(archive("accounts"), staging).join(),
        /archive of duotone\/prod:accounts in the audit account/,
      );
    });

    it("take a log of another vertical where somebody answers for it", () => {
      const [parent, bucket] = archive("payments");
      const log = node(FLOW_LOG, "user", {
        props: { logDestination: bucket.props.arn },
        provider: providerFor("accounts"),
      });
      assert.deepEqual(said(seg13, [parent, bucket, log], crossing("SEG-13", "accounts", "audit")), []);
    });

    it("are of shared accounts, too", () => {
      assert.deepEqual(sent(archive("delivery"), providerFor("delivery")), []);
      assert.equal(sent(archive("delivery"), providerFor("management")).length, 1);
      assert.deepEqual(sent(archive("trail", "other:index:Component"), providerFor("management")), []);
      assert.equal(sent(archive("accounts"), providerFor("delivery")).length, 1);
    });

    it("are in no other shared account", () => {
      const [parent, bucket] = archive("accounts");
      assert.equal(sent([parent, { ...bucket, provider: providerFor("delivery") }]).length, 1);
    });
  });

  describe("policies of an archive", () => {
    const parent = node(ARCHIVE, "accounts");
    const policyOf = (
      policy: unknown,
      edges: readonly Node[] = [],
      type = "aws:s3/bucketPolicy:BucketPolicy",
    ) =>
      said(seg13, [
        parent,
        ...edges,
        node(type, "policy", {
          props: { policy },
          provider: providerFor("audit"),
          parent,
          edges: { policy: edges },
        }),
      ]);
    const allowing = (statement: object) =>
      policyOf(
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...statement }],
        }),
      );
    const principal = (account: string) => ({ Principal: { AWS: `arn:aws:iam::${account}:root` } });

    it("let in its vertical, the audit account, and services on behalf of its vertical", () => {
      assert.deepEqual(allowing(principal(ACCOUNTS.accounts)), []);
      assert.deepEqual(allowing(principal(ACCOUNTS.audit)), []);
      assert.deepEqual(
        allowing({
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": ACCOUNTS.accounts } },
        }),
        [],
      );
      assert.deepEqual(
        allowing({
          Principal: "*",
          Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNTS.accounts } },
        }),
        [],
      );
    });

    it("let in no other vertical, no other account, and not everybody", () => {
      assert.match(
        allowing(principal(ACCOUNTS.payments)).join(),
        /lets in the vertical duotone\/prod:payments, in an archive of duotone\/prod:accounts/,
      );
      assert.match(allowing(principal(ACCOUNTS.delivery)).join(), /lets in the delivery account/);
      assert.match(allowing(principal("999999999999")).join(), /lets in account 999999999999/);
      assert.deepEqual(allowing({ Principal: { Service: "delivery.logs.amazonaws.com" } }), []);
      assert.match(allowing({ Principal: "*" }).join(), /names no account/);
      assert.match(allowing({ Principal: { AWS: ["*"] } }).join(), /names no account/);
      assert.match(allowing({}).join(), /names no account/);
    });

    it("may deny anybody anything", () => {
      assert.deepEqual(allowing({ Effect: "Deny", Principal: "*" }), []);
      assert.deepEqual(allowing({ Effect: "Deny", ...principal(ACCOUNTS.payments) }), []);
    });

    it("may be one statement that is no list", () => {
      const Statement = { Effect: "Allow", ...principal(ACCOUNTS.payments), Action: "*", Resource: "*" };
      assert.equal(policyOf(JSON.stringify({ Statement })).length, 1);
    });

    it("that cannot be read prove nothing", () => {
      for (const policy of ["no JSON", "[]", "null", "{}", undefined, 7]) {
        assert.match(policyOf(policy).join(), /Cannot prove: policy/, String(policy));
      }
    });

    it("that are unknown are those of the accounts that they come from", () => {
      assert.deepEqual(policyOf(unknown, [thingOf("accounts", ACCOUNT)]), []);
      assert.match(
        policyOf(unknown, [thingOf("accounts", ACCOUNT), thingOf("payments", ACCOUNT)]).join(),
        /Cannot prove: policy is not known yet, and the vertical duotone\/prod:payments is in it/,
      );
      assert.match(policyOf(unknown).join(), /Cannot prove: policy cannot be read/);
    });

    for (const type of [
      "aws:kms/key:Key",
      "aws:kms/keyPolicy:KeyPolicy",
      "aws:s3/bucketPolicy:BucketPolicy",
    ]) {
      it(`are looked at in ${type}`, () => {
        assert.equal(policyOf("no JSON", [], type).length, 1);
      });
    }

    it("of other buckets are no business of this rule", () => {
      const other = node("aws:s3/bucketPolicy:BucketPolicy", "policy", {
        props: { policy: "no JSON" },
        provider: providerFor("audit"),
      });
      assert.deepEqual(said(seg13, [other]), []);
      assert.deepEqual(
        said(seg13, [parent, { ...other, provider: providerFor("accounts"), parent: parent.urn }]),
        [],
      );
    });
  });
});
