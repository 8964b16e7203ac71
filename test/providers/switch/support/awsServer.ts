import http from "node:http";
import type { AddressInfo } from "node:net";

import { itemOf } from "../../../../components/images/catalogueItem";
import type { AutoScalingGroup, LiveRecord, RecordChange } from "../../../../providers/switch/switchCloud";
import { answer, describedAnswer } from "./describedAnswers";
import { awsError, type FakeAws } from "./fakeAws";
import { s3Action, StoreServer } from "./storeServer";

/** One request as the server saw it. */
export interface SeenCall {
  readonly action: string;

  /** Key that signed the request: `ROLE-<role name>` after an AssumeRole, else the caller's own. */
  readonly accessKey: string;
}

interface BatchGetItem {
  readonly RequestItems: Readonly<
    Record<
      string,
      {
        readonly Keys: readonly {
          readonly service: { readonly S: string };
          readonly build: { readonly S: string };
        }[];
      }
    >
  >;
}

/** A fake AWS behind AWS's own protocols: Route 53's XML, the query protocol of ELB, Auto Scaling and STS, the JSON of SSM and CloudWatch. */
export class AwsServer {
  public readonly seen: SeenCall[] = [];

  /** Answers to be given instead of the real ones: by action, an error, or `hang` for no answer at all. */
  public readonly faults = new Map<string, (Error | "hang")[]>();

  /** Queue, ledger and topic. */
  public readonly stores = new StoreServer();
  private readonly server: http.Server;

  public constructor(private readonly aws: FakeAws) {
    this.server = http.createServer((request, response) => {
      void this.handle(request, response);
    });
  }

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "/", "http://aws");
    const target = request.headers["x-amz-target"];
    const form = new URLSearchParams(body);
    const action =
      typeof target === "string"
        ? target.split(".")[1]
        : (form.get("Action") ?? s3Action(url.pathname, url.searchParams) ?? route53Action(request, url));
    const isJson = typeof target === "string";
    this.seen.push({
      action: action ?? "",
      accessKey: /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "",
    });
    const fault = this.faults.get(action ?? "")?.shift();
    if (fault === "hang") {
      return;
    }
    try {
      if (fault !== undefined) {
        throw fault;
      }
      const { pathname: path } = url;
      const answer =
        this.stores.answer(action ?? "", { path, method: request.method ?? "", body, form }) ??
        (await this.answer(action ?? "", { url, body, form }));
      response
        .writeHead(200, { "content-type": isJson ? "application/x-amz-json-1.1" : "text/xml" })
        .end(answer);
    } catch (error) {
      const { name, message } = error as Error;
      response
        .writeHead(name === "PreconditionFailed" ? 412 : 400, {
          "content-type": isJson ? "application/x-amz-json-1.1" : "text/xml",
        })
        .end(
          isJson
            ? JSON.stringify({ __type: name, message })
            : url.pathname.startsWith("/ledger")
              ? `<Error><Code>${name}</Code><Message>${message}</Message></Error>`
              : `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`,
        );
    }
  }

  private async answer(
    action: string,
    { url, body, form }: { url: URL; body: string; form: URLSearchParams },
  ): Promise<string> {
    const cloud = this.aws.cloud();
    const signal = new AbortController().signal;
    const json = () => JSON.parse(body) as { readonly Name: string; readonly Value: string };
    const job = () => ({ vertical: "", parameterName: json().Name });
    const fleet = {
      service: "",
      kind: "web" as const,
      autoScalingGroupName: form.get("AutoScalingGroupNames.member.1") ?? "",
      targetGroupArn: form.get("TargetGroupArn") ?? "",
      alarmNames: [],
    };
    const zoneId = url.pathname.split("/")[3] ?? "";
    switch (action) {
      case "AssumeRole":
        return `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE-${form.get("RoleArn")?.split("/")[1] ?? ""}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
      case "ListResourceRecordSets":
        return this.page(zoneId, url.searchParams);
      case "ChangeResourceRecordSets": {
        const comment = /<Comment>(.*?)<\/Comment>/.exec(body)?.[1] ?? "";
        return changeInfo(await cloud.changeRecords(zoneId, changesOf(body), comment, signal), "PENDING");
      }
      case "GetChange": {
        const changeId = url.pathname.split("/")[3] ?? "";
        return changeInfo(
          changeId,
          (await cloud.isInSync(changeId, signal)) ? "INSYNC" : "PENDING",
          "GetChangeResponse",
        );
      }
      case "DescribeTargetHealth": {
        const members = (await cloud.targetHealth(fleet, signal)).map(
          ({ targetId, state, reason }) =>
            `<member><Target><Id>${targetId}</Id></Target><TargetHealth><State>${state}</State>${reason === undefined ? "" : `<Reason>${reason}</Reason>`}</TargetHealth></member>`,
        );
        return `<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>${members.join("")}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`;
      }
      case "DescribeAutoScalingGroups": {
        const names = [...form].flatMap(([key, value]) =>
          key.startsWith("AutoScalingGroupNames.member.") ? [value] : [],
        );
        const groups = await Promise.all(
          names.map((autoScalingGroupName) =>
            cloud.autoScalingGroup({ ...fleet, autoScalingGroupName }, signal),
          ),
        );
        return answer(action, {
          AutoScalingGroups: groups.flatMap((group) =>
            group === undefined
              ? []
              : [{ ...this.aws.descriptions.get(group.name)?.group, ...inAwsWords(group) }],
          ),
        });
      }
      case "BatchGetItem": {
        const { RequestItems } = JSON.parse(body) as BatchGetItem;
        const responses = Object.entries(RequestItems).map(async ([table, { Keys }]) => {
          const keys = Keys.map(({ service, build }) => ({ service: service.S, build: build.S }));
          return [table, (await cloud.readImages(keys, signal)).map(itemOf)] as const;
        });
        return JSON.stringify({
          Responses: Object.fromEntries(await Promise.all(responses)),
          UnprocessedKeys: {},
        });
      }
      case "DescribeAlarms": {
        const { AlarmNames } = JSON.parse(body) as { readonly AlarmNames: readonly string[] };
        const alarms = await cloud.alarms(undefined, AlarmNames, signal);
        const answers = alarms.map(({ name, state, reason, since }) => ({
          AlarmName: name,
          StateValue: state,
          StateReason: reason,
          StateUpdatedTimestamp: since === undefined ? undefined : Date.parse(since) / 1000,
        }));
        return JSON.stringify({ MetricAlarms: answers, CompositeAlarms: [] });
      }
      case "GetParameter": {
        const value = await cloud.readParameter(job(), signal);
        if (value === undefined) {
          throw awsError("ParameterNotFound", "");
        }
        return JSON.stringify({ Parameter: { Name: json().Name, Type: "String", Value: value } });
      }
      case "PutParameter":
        await cloud.writeParameter(job(), json().Value, signal);
        return JSON.stringify({ Version: 1 });
      case "DeleteParameter":
        if (!this.aws.parameters.has(json().Name)) {
          throw awsError("ParameterNotFound", "");
        }
        await cloud.deleteParameter(job(), signal);
        return "{}";
      default: {
        const described = describedAnswer(action, form, [...this.aws.descriptions.values()]);
        if (described === undefined) {
          throw awsError("InvalidAction", `${action} is not served here`);
        }
        return described;
      }
    }
  }

  /** A page as Route 53 gives it: ordered by the labels from the right, at most so many, starting at a name. */
  private page(zoneId: string, query: URLSearchParams): string {
    const zone = this.aws.zones.get(zoneId);
    if (zone === undefined) {
      throw awsError("NoSuchHostedZone", `No hosted zone found with ID: ${zoneId}`);
    }
    const key = (name: string) => name.replace(/\.$/, "").split(".").reverse().join(".");
    const start = key(query.get("name") ?? "");
    const size = Math.min(Number(query.get("maxitems") ?? 300), this.pageSize);
    const from = zone
      .map((record) => ({ record, key: key(record.name) }))
      .filter((entry) => entry.key >= start)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ record }) => record);
    const next = from[size];
    const more =
      next === undefined
        ? "<IsTruncated>false</IsTruncated>"
        : `<IsTruncated>true</IsTruncated><NextRecordName>${next.name}.</NextRecordName>`;
    const sets = from
      .slice(0, size)
      .map((record) => `<ResourceRecordSet>${recordXml(record)}</ResourceRecordSet>`);
    return `<ListResourceRecordSetsResponse><ResourceRecordSets>${sets.join("")}</ResourceRecordSets>${more}<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`;
  }

  /** Fewer than Route 53's 300, where a test wants pages. */
  public pageSize = 300;
}

function inAwsWords({ name, min, desired, instances }: AutoScalingGroup): object {
  return {
    AutoScalingGroupName: name,
    MinSize: min,
    DesiredCapacity: desired,
    Instances: instances.map(({ instanceId, lifecycleState, healthStatus }) => ({
      InstanceId: instanceId,
      LifecycleState: lifecycleState,
      HealthStatus: healthStatus,
    })),
  };
}

function route53Action(request: http.IncomingMessage, url: URL): string {
  if (url.pathname.includes("/change/")) {
    return "GetChange";
  }
  return request.method === "POST" ? "ChangeResourceRecordSets" : "ListResourceRecordSets";
}

function changeInfo(id: string, status: string, tag = "ChangeResourceRecordSetsResponse"): string {
  return `<${tag}><ChangeInfo><Id>/change/${id}</Id><Status>${status}</Status><SubmittedAt>2030-01-01T00:00:00Z</SubmittedAt></ChangeInfo></${tag}>`;
}

/** Route 53 lists names with a dot at the end, and special characters as octal numbers. */
function recordXml({ name, type, alias, ttl, values, setIdentifier }: LiveRecord): string {
  const target =
    alias === undefined
      ? `<TTL>${ttl ?? 0}</TTL><ResourceRecords>${(values ?? []).map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`).join("")}</ResourceRecords>`
      : `<AliasTarget><HostedZoneId>${alias.zoneId}</HostedZoneId><DNSName>${alias.dnsName}.</DNSName><EvaluateTargetHealth>${alias.evaluateTargetHealth}</EvaluateTargetHealth></AliasTarget>`;
  const set = setIdentifier === undefined ? "" : `<SetIdentifier>${setIdentifier}</SetIdentifier>`;
  return `<Name>${name.replace("*", "\\052")}.</Name><Type>${type}</Type>${set}${target}`;
}

function changesOf(body: string): RecordChange[] {
  const field = (xml: string, name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(xml)?.[1];
  return [...body.matchAll(/<Change>(.*?)<\/Change>/g)].map(([, xml = ""]) => {
    const ttl = field(xml, "TTL");
    const common = { name: field(xml, "Name") ?? "", type: field(xml, "Type") ?? "" };
    const record: LiveRecord =
      ttl === undefined
        ? {
            ...common,
            alias: {
              dnsName: field(xml, "DNSName") ?? "",
              zoneId: field(xml, "HostedZoneId") ?? "",
              evaluateTargetHealth: field(xml, "EvaluateTargetHealth") === "true",
            },
          }
        : {
            ...common,
            ttl: Number(ttl),
            values: [...xml.matchAll(/<Value>(.*?)<\/Value>/g)].map(([, value = ""]) => value),
          };
    return { action: (field(xml, "Action") ?? "") as RecordChange["action"], record };
  });
}
