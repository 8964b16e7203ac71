import type { Message } from "google-protobuf";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { BridgeCalls, Method } from "../../../../sandbox/plugins/aws/bridge";
import { Catalogue, type Tables } from "../../../../sandbox/plugins/aws/catalogue";
import { LostDiagnostics } from "../../../../sandbox/plugins/aws/lostDiagnostics";
import { propertiesOf } from "../../../../sandbox/plugins/aws/messages";
import type { PackageShape } from "../../../../sandbox/plugins/aws/shapes";
import type { ValueMap } from "../../../../sandbox/plugins/aws/values";

/** A bridge that notes what it is asked, and answers with what the test gives it. */
export class FakeBridge implements BridgeCalls {
  readonly diagnostics = new LostDiagnostics(() => undefined);
  readonly asked: { readonly path: string; readonly request: unknown }[] = [];

  constructor(private readonly answer: (path: string, request: unknown) => unknown) {}

  call<Request, Response>(method: Method<Request, Response>, request: Request): Promise<Response> {
    // Both ways through the wire form: what cannot be sent fails here too.
    method.requestSerialize(request);
    this.asked.push({ path: method.path, request });
    const response = this.answer(method.path, request) as Message;
    return Promise.resolve(method.responseDeserialize(Buffer.from(response.serializeBinary())));
  }
}

/** The properties in a message field, as a plain object. */
export function plain(struct: Struct | undefined): ValueMap {
  return propertiesOf(struct);
}

const TABLES: Tables = {
  types: {
    resources: {
      "aws:autoscaling/group:Group": "aws_autoscaling_group",
      "aws:route53/record:Record": "aws_route53_record",
      "aws:cloudwatch/metricAlarm:MetricAlarm": "aws_cloudwatch_metric_alarm",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration":
        "aws_s3_bucket_lifecycle_configuration",
    },
    invokes: {
      "aws:index/getRegion:getRegion": "aws_region",
      "aws:lb/getTargetGroup:getTargetGroup": "aws_lb_target_group",
    },
  },
  differences: {
    "pulumi:providers:aws": {
      defaultTags: { shape: "listInBridge" },
      assumeRoleWithWebIdentity: { bridge: "assumeRoleWithWebIdentities", shape: "listInBridge" },
    },
    "aws:route53/record:Record": { aliases: { bridge: "alias", shape: "listInSdk" } },
    "aws:cloudwatch/metricAlarm:MetricAlarm": { name: { bridge: "alarmName" } },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
      "rules.filter": { bridge: "filters", shape: "listInBridge" },
    },
    "aws:lb/getTargetGroup:getTargetGroup": {
      healthCheck: { bridge: "healthChecks", shape: "listInBridge" },
    },
  },
  gaps: {
    sdkOnlyInputs: { "pulumi:providers:aws": ["userAgents"] },
    sdkOnlyOutputs: {},
    bridgeOnlyInputs: { "aws:cloudwatch/metricAlarm:MetricAlarm": ["cloudwatchMetricAlarmId"] },
  },
};

const SHAPE: PackageShape = {
  types: {
    "pulumi:providers:aws": {
      inputs: {
        region: { kind: "string" },
        maxRetries: { kind: "number" },
        defaultTags: { kind: "list", of: { kind: "object", type: "defaultTags" } },
        assumeRoles: { kind: "list", of: { kind: "object", type: "assumeRole" } },
        assumeRoleWithWebIdentities: { kind: "list", of: { kind: "object", type: "assumeRole" } },
      },
      outputs: {},
    },
    "aws:index/route53Record:Route53Record": {
      inputs: { name: { kind: "string" }, alias: { kind: "object", type: "alias" } },
      outputs: { route53RecordId: { kind: "string" } },
    },
    "aws:index/cloudwatchMetricAlarm:CloudwatchMetricAlarm": {
      inputs: {
        alarmName: { kind: "string" },
        threshold: { kind: "number" },
        cloudwatchMetricAlarmId: { kind: "string" },
      },
      outputs: {
        cloudwatchMetricAlarmId: { kind: "string" },
        awsCloudwatchMetricAlarmId: { kind: "string" },
      },
    },
    "aws:index/s3BucketLifecycleConfiguration:S3BucketLifecycleConfiguration": {
      inputs: { rules: { kind: "list", of: { kind: "object", type: "rule" } } },
      outputs: {},
    },
    "aws:index/autoscalingGroup:AutoscalingGroup": {
      inputs: { name: { kind: "string" }, minSize: { kind: "number" } },
      outputs: { autoscalingGroupId: { kind: "string" } },
    },
    "aws:index/getRegion:getRegion": { inputs: { name: { kind: "string" } }, outputs: {} },
    "aws:index/getLbTargetGroup:getLbTargetGroup": { inputs: { arn: { kind: "string" } }, outputs: {} },
  },
  objects: {
    alias: { name: { kind: "string" } },
    rule: { id: { kind: "string" }, filters: { kind: "list", of: { kind: "object", type: "filter" } } },
    filter: { prefix: { kind: "string" } },
    defaultTags: { tags: { kind: "map", of: { kind: "string" } } },
    assumeRole: { roleArn: { kind: "string" } },
  },
};

/** A catalogue of a few types that differ between the SDK and the bridge in every way there is. */
export function smallCatalogue(): Catalogue {
  return new Catalogue(TABLES, SHAPE);
}
