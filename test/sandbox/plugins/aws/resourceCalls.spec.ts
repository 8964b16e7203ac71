import assert from "node:assert/strict";

import { Metadata, status } from "@grpc/grpc-js";
import {
  CheckFailure,
  CheckRequest,
  CheckResponse,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ErrorResourceInitFailed,
  PropertyDiff,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { answerTo } from "../../../../sandbox/plugins/aws/errors";
import { structOf } from "../../../../sandbox/plugins/aws/messages";
import { ResourceCalls } from "../../../../sandbox/plugins/aws/resourceCalls";
import type { ValueMap } from "../../../../sandbox/plugins/aws/values";
import { FakeBridge, plain, smallCatalogue } from "./fakeBridge";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const RECORD = "aws:route53/record:Record";
const urn = (type: string) => `urn:pulumi:prod::duotone::duotone:network:Names$${type}::Core`;

function callsWith(answer: (request: unknown) => unknown) {
  const bridge = new FakeBridge((_path, request) => answer(request));
  return { bridge, calls: new ResourceCalls(bridge, smallCatalogue()) };
}

const echo = (request: unknown) => new CheckResponse().setInputs((request as CheckRequest).getNews());

function checkRequest(type: string, news: ValueMap, olds?: ValueMap) {
  const request = new CheckRequest().setUrn(urn(type)).setType(type).setNews(structOf(news));
  return request.setRandomseed(Uint8Array.from([0xab, 0xcd, 0xef, 0x01])).setOlds(olds && structOf(olds));
}

describe("check", () => {
  it("speaks the bridge's words to the bridge and the SDK's to the engine", async () => {
    const { bridge, calls } = callsWith(echo);
    const inputs = { name: "core", aliases: [{ name: "lb" }] };
    const response = await calls.check(checkRequest(RECORD, inputs), new Metadata());
    const sent = bridge.asked[0]?.request as CheckRequest;
    assert.equal(sent.getUrn(), urn("aws:index/route53Record:Route53Record"));
    assert.equal(sent.getType(), "aws:index/route53Record:Route53Record");
    assert.deepEqual(plain(sent.getNews()), { name: "core", alias: { name: "lb" } });
    assert.deepEqual(plain(response.getInputs()), { ...inputs, __defaults: [] });
  });

  it("names what the program leaves unnamed, and notes that it did", async () => {
    const { calls } = callsWith(echo);
    const response = await calls.check(checkRequest(ALARM, {}), new Metadata());
    assert.deepEqual(plain(response.getInputs()), { name: "Core-abcdef0", __defaults: ["name"] });
  });

  it("keeps the bridge from naming what has a prefix", async () => {
    const { bridge, calls } = callsWith(echo);
    const response = await calls.check(checkRequest(ALARM, { namePrefix: "core" }), new Metadata());
    assert.deepEqual(plain((bridge.asked[0]?.request as CheckRequest).getNews()), {
      alarmName: null,
      namePrefix: "core",
    });
    assert.deepEqual(plain(response.getInputs()), { namePrefix: "core", __defaults: [] });
  });

  it("lists inputs that would be dropped together with the bridge's own findings, in the SDK's words", async () => {
    const { calls } = callsWith((request) =>
      echo(request).setFailuresList([
        new CheckFailure().setProperty("rules[0].filters[0].prefix").setReason("bad"),
      ]),
    );
    const response = await calls.check(
      checkRequest(LIFECYCLE, { rules: [{ filter: { prefx: "a" } }] }),
      new Metadata(),
    );
    assert.deepEqual(
      response.getFailuresList().map((found) => found.getProperty()),
      ["rules[0].filter.prefx", "rules[0].filter.prefix"],
    );
  });

  it("refuses what has no counterpart without asking the bridge", async () => {
    const { bridge, calls } = callsWith(echo);
    const response = await calls.check(checkRequest(RECORD, { aliases: [{}, {}] }), new Metadata());
    assert.match(response.getFailuresList()[0]?.getReason() ?? "", /"aliases" holds 2 blocks/);
    assert.equal(bridge.asked.length, 0);
  });

  it("refuses a type that is not in the table, with what to do", async () => {
    const { calls } = callsWith(echo);
    await assert.rejects(calls.check(checkRequest("aws:ecs/cluster:Cluster", {}), new Metadata()), {
      message: /does not serve aws:ecs\/cluster:Cluster\. .* add the token there with its Terraform name/,
    });
  });
});

describe("diff", () => {
  const request = (news: ValueMap) =>
    new DiffRequest()
      .setUrn(urn(LIFECYCLE))
      .setOlds(structOf({ rules: [{ id: "a" }] }))
      .setOldInputs(structOf({ rules: [{ id: "a" }], __defaults: [] }))
      .setNews(structOf(news))
      .setIgnorechangesList(["rules[0].filter.prefix"]);

  it("puts empty blocks back into the state only, and drops its own notes", async () => {
    const { bridge, calls } = callsWith(() => new DiffResponse());
    await calls.diff(request({ rules: [{ id: "a" }], __defaults: [] }), new Metadata());
    const sent = bridge.asked[0]?.request as DiffRequest;
    assert.deepEqual(plain(sent.getOlds()), { rules: [{ id: "a", filters: [] }] });
    assert.deepEqual(plain(sent.getOldInputs()), { rules: [{ id: "a" }] });
    assert.deepEqual(plain(sent.getNews()), { rules: [{ id: "a" }] });
    assert.deepEqual(sent.getIgnorechangesList(), ["rules[0].filters[0].prefix"]);
  });

  it("names the changes in the SDK's words", async () => {
    const { calls } = callsWith(() => {
      const response = new DiffResponse()
        .setReplacesList(["alarmName"])
        .setDiffsList(["alarmName", "threshold"]);
      response
        .getDetaileddiffMap()
        .set("alarmName", new PropertyDiff().setKind(PropertyDiff.Kind.UPDATE_REPLACE));
      return response;
    });
    const response = await calls.diff(
      new DiffRequest().setUrn(urn(ALARM)).setNews(structOf({})),
      new Metadata(),
    );
    assert.deepEqual(response.getReplacesList(), ["name"]);
    assert.deepEqual(response.getDiffsList(), ["name", "threshold"]);
    const details = response.getDetaileddiffMap();
    assert.equal(details.getLength(), 1);
    assert.equal(details.get("name")?.getKind(), PropertyDiff.Kind.UPDATE_REPLACE);
  });

  for (const [title, defaults, first] of [
    ["a replaced resource with a name of its own is deleted first", [], true],
    ["a replaced resource with a made-up name is not", ["name"], false],
  ] as const) {
    it(title, async () => {
      const { calls } = callsWith(() => new DiffResponse().setReplacesList(["threshold"]));
      const news = structOf({ name: "core", __defaults: [...defaults] });
      const response = await calls.diff(new DiffRequest().setUrn(urn(ALARM)).setNews(news), new Metadata());
      assert.equal(response.getDeletebeforereplace(), first);
    });
  }
});

describe("the id among the outputs", () => {
  const created = (type: string, state: ValueMap) => {
    const { calls } = callsWith(() => new CreateResponse().setId("i").setProperties(structOf(state)));
    return calls.create(new CreateRequest().setUrn(urn(type)), new Metadata());
  };
  const sentBack = async (type: string, state: ValueMap) => {
    const { bridge, calls } = callsWith(() => new Empty());
    await calls.delete(new DeleteRequest().setUrn(urn(type)).setProperties(structOf(state)), new Metadata());
    return plain((bridge.asked[0]?.request as DeleteRequest).getProperties());
  };

  for (const [title, type, bridgeName] of [
    ["the resource's name", RECORD, "route53RecordId"],
    ["the provider's name where the resource's is an attribute", ALARM, "awsCloudwatchMetricAlarmId"],
  ] as const) {
    it(`is called id, and by ${title} for the bridge`, async () => {
      const response = await created(type, { [bridgeName]: "i", other: 1 });
      assert.deepEqual(plain(response.getProperties()), { id: "i", other: 1 });
      assert.deepEqual(await sentBack(type, { id: "i", other: 1 }), { [bridgeName]: "i", other: 1 });
    });
  }

  it("stays where the bridge calls it id, or a state has none", async () => {
    const response = await created(LIFECYCLE, { id: "i" });
    assert.deepEqual(plain(response.getProperties()), { id: "i" });
    assert.deepEqual(await sentBack(RECORD, { route53RecordId: "i" }), { route53RecordId: "i" });
  });
});

describe("create, update, read and delete", () => {
  const sdkState = { rules: [{ id: "a" }, { filter: { prefix: "x" } }] };
  const bridgeState = { rules: [{ id: "a", filters: [] }, { filters: [{ prefix: "x" }] }] };

  it("create sends inputs and returns state", async () => {
    const { bridge, calls } = callsWith(() =>
      new CreateResponse().setId("i").setProperties(structOf(bridgeState)),
    );
    const inputs = structOf({ ...sdkState, __defaults: [] });
    const response = await calls.create(
      new CreateRequest().setUrn(urn(LIFECYCLE)).setProperties(inputs),
      new Metadata(),
    );
    assert.deepEqual(plain((bridge.asked[0]?.request as CreateRequest).getProperties()), {
      rules: [{ id: "a" }, { filters: [{ prefix: "x" }] }],
    });
    assert.deepEqual(plain(response.getProperties()), sdkState);
    assert.equal(response.getId(), "i");
  });

  it("update sends the state exactly as the bridge gave it", async () => {
    const { bridge, calls } = callsWith(() => new UpdateResponse().setProperties(structOf(bridgeState)));
    const request = new UpdateRequest()
      .setUrn(urn(LIFECYCLE))
      .setOlds(structOf(sdkState))
      .setNews(structOf(sdkState));
    const response = await calls.update(request, new Metadata());
    assert.deepEqual(plain((bridge.asked[0]?.request as UpdateRequest).getOlds()), bridgeState);
    assert.deepEqual(plain(response.getProperties()), sdkState);
  });

  it("delete sends the state exactly as the bridge gave it", async () => {
    const { bridge, calls } = callsWith(() => new Empty());
    await calls.delete(
      new DeleteRequest().setUrn(urn(LIFECYCLE)).setProperties(structOf(sdkState)),
      new Metadata(),
    );
    assert.deepEqual(plain((bridge.asked[0]?.request as DeleteRequest).getProperties()), bridgeState);
  });

  it("read of a known resource keeps the note of what was filled in", async () => {
    const { bridge, calls } = callsWith(() =>
      new ReadResponse()
        .setProperties(structOf({ alarmName: "core-1" }))
        .setInputs(structOf({ alarmName: "core-1" })),
    );
    const request = new ReadRequest()
      .setUrn(urn(ALARM))
      .setProperties(structOf({ name: "core-1" }))
      .setInputs(structOf({ name: "core-1", __defaults: ["name"] }));
    const response = await calls.read(request, new Metadata());
    assert.deepEqual(plain((bridge.asked[0]?.request as ReadRequest).getInputs()), { alarmName: "core-1" });
    assert.deepEqual(plain(response.getInputs()), { name: "core-1", __defaults: ["name"] });
  });

  it("read of a resource by its id alone is an import: no state goes out, no foreign input comes back", async () => {
    const imported = { alarmName: "core", cloudwatchMetricAlarmId: "core" };
    const { bridge, calls } = callsWith(() =>
      new ReadResponse().setProperties(structOf(imported)).setInputs(structOf(imported)),
    );
    const request = new ReadRequest().setId("core").setUrn(urn(LIFECYCLE)).setProperties(structOf({}));
    await calls.read(request, new Metadata());
    assert.deepEqual(plain((bridge.asked[0]?.request as ReadRequest).getProperties()), {});
    const response = await calls.read(new ReadRequest().setId("core").setUrn(urn(ALARM)), new Metadata());
    assert.deepEqual(plain(response.getInputs()), { name: "core", __defaults: [] });
  });

  it("read of a resource that is gone comes back empty", async () => {
    const { calls } = callsWith(() => new ReadResponse());
    const request = new ReadRequest().setUrn(urn(ALARM)).setProperties(structOf({ name: "core" }));
    const response = await calls.read(request, new Metadata());
    assert.equal(response.getId(), "");
    assert.equal(response.hasInputs(), false);
  });
});

describe("a failed call", () => {
  const serviceError = (details: string) =>
    Object.assign(new Error("2 UNKNOWN"), { code: status.UNKNOWN, details, metadata: new Metadata() });
  const failing = (details: string) => {
    const bridge = new FakeBridge(() => {
      throw serviceError(details);
    });
    return { bridge, calls: new ResourceCalls(bridge, smallCatalogue()) };
  };
  const request = () => new CreateRequest().setUrn(urn(ALARM)).setProperties(structOf({}));

  it("without a text gets AWS's own from the log", async () => {
    const { bridge, calls } = failing("");
    bridge.diagnostics.read(
      'x [ERROR] diagnostic_summary="api error LimitExceeded: no" tf_resource_type=aws_cloudwatch_metric_alarm ' +
        "tf_rpc=ApplyResourceChange\n",
    );
    const answer = answerTo(await calls.create(request(), new Metadata()).catch((error: unknown) => error));
    assert.equal(answer.details, "api error LimitExceeded: no");
    assert.equal(answer.code, status.UNKNOWN);
  });

  it("with a text keeps it", async () => {
    const { calls } = failing("the bridge's own");
    const answer = answerTo(await calls.create(request(), new Metadata()).catch((error: unknown) => error));
    assert.equal(answer.details, "the bridge's own");
  });

  it("that nobody explains says where to look", async () => {
    const { calls } = failing("");
    const answer = answerTo(await calls.create(request(), new Metadata()).catch((error: unknown) => error));
    assert.match(answer.details ?? "", /aws_cloudwatch_metric_alarm.*TF_LOG_PROVIDER=DEBUG/);
  });

  describe("to create what is there all the same", () => {
    const GROUP = "aws:autoscaling/group:Group";
    const inputs = { name: "core-1", minSize: 2, __defaults: ["name"] };
    const failingWith = (read: () => unknown) => {
      const bridge = new FakeBridge((path) => {
        if (path.endsWith("/Read")) {
          return read();
        }
        throw serviceError("waiting for capacity: none");
      });
      return { bridge, calls: new ResourceCalls(bridge, smallCatalogue()) };
    };
    const answerOf = async (calls: ResourceCalls, type: string) =>
      answerTo(
        await calls
          .create(new CreateRequest().setUrn(urn(type)).setProperties(structOf(inputs)), new Metadata())
          .catch((error: unknown) => error),
      );
    const detailsOf = ({ metadata }: ReturnType<typeof answerTo>) => {
      const [bytes] = metadata?.get("grpc-status-details-bin") ?? [];
      const [detail] = bytes instanceof Buffer ? Status.deserializeBinary(bytes).getDetailsList() : [];
      assert.equal(detail?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
      return ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    };

    it("gives the engine its state, with the reason why it is not finished", async () => {
      const { bridge, calls } = failingWith(() =>
        new ReadResponse()
          .setId("core-1")
          .setProperties(structOf({ autoscalingGroupId: "core-1", minSize: 2, arn: "a" })),
      );
      const answer = await answerOf(calls, GROUP);
      assert.equal(answer.details, "waiting for capacity: none");
      const failed = detailsOf(answer);
      assert.equal(failed.getId(), "core-1");
      assert.deepEqual(failed.getReasonsList(), ["waiting for capacity: none"]);
      assert.deepEqual(plain(failed.getProperties()), { id: "core-1", minSize: 2, arn: "a" });
      const read = bridge.asked[1]?.request as ReadRequest;
      assert.equal(read.getId(), "core-1");
      // With what it was to be made of: without it, it would be an import, which forgets how long to wait.
      assert.deepEqual(plain(read.getProperties()), {
        name: "core-1",
        minSize: 2,
        autoscalingGroupId: "core-1",
      });
    });

    it("says no more than the failure where it is not there, or cannot be read", async () => {
      const unreadable = () => {
        throw new Error("no");
      };
      for (const read of [() => new ReadResponse(), unreadable]) {
        const answer = await answerOf(failingWith(read).calls, GROUP);
        assert.equal(answer.details, "waiting for capacity: none");
        assert.deepEqual(answer.metadata?.get("grpc-status-details-bin"), []);
      }
    });

    it("is asked for only where creation is known to go on after that", async () => {
      const { bridge, calls } = failingWith(() => new ReadResponse().setId("core-1"));
      await answerOf(calls, ALARM);
      assert.equal(bridge.asked.length, 1);
    });
  });
});
