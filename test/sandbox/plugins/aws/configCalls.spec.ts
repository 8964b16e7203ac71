import assert from "node:assert/strict";

import { Metadata } from "@grpc/grpc-js";
import {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  ConfigureResponse,
} from "@pulumi/pulumi/proto/provider_pb";

import { ConfigCalls } from "../../../../sandbox/plugins/aws/configCalls";
import { structOf } from "../../../../sandbox/plugins/aws/messages";
import type { ValueMap } from "../../../../sandbox/plugins/aws/values";
import { FakeBridge, plain, smallCatalogue } from "./fakeBridge";

const SETTINGS: ValueMap = {
  region: "eu-west-1",
  maxRetries: "1",
  defaultTags: '{"tags":{"managed-by":"duotone"}}',
  assumeRoles: '[{"roleArn":"arn:aws:iam::123456789012:role/R"}]',
  version: "7.48.0",
};

describe("the configuration of an account provider", () => {
  const checked = async (news: ValueMap) => {
    const bridge = new FakeBridge((_path, request) =>
      new CheckResponse().setInputs((request as CheckRequest).getNews()),
    );
    const calls = new ConfigCalls(bridge, smallCatalogue());
    const response = await calls.check(new CheckRequest().setNews(structOf(news)), new Metadata());
    return { response, sent: plain((bridge.asked[0]?.request as CheckRequest).getNews()) };
  };

  it("has its single blocks as lists in the bridge, and comes back as it was", async () => {
    const { response, sent } = await checked(SETTINGS);
    assert.deepEqual(sent, { ...SETTINGS, defaultTags: '[{"tags":{"managed-by":"duotone"}}]' });
    assert.deepEqual(plain(response.getInputs()), SETTINGS);
    assert.deepEqual(response.getFailuresList(), []);
  });

  it("may be renamed inside its JSON text", async () => {
    const { response, sent } = await checked({ assumeRoleWithWebIdentity: '{"roleArn":"arn"}' });
    assert.deepEqual(sent, { assumeRoleWithWebIdentities: '[{"roleArn":"arn"}]' });
    assert.deepEqual(plain(response.getInputs()), { assumeRoleWithWebIdentity: '{"roleArn":"arn"}' });
  });

  it("is refused where the Terraform provider lacks a setting, inside JSON texts too", async () => {
    const { response, sent } = await checked({
      region: "eu-west-1",
      userAgents: '[{"productName":"x"}]',
      defaultTags: '{"tgs":{}}',
    });
    assert.deepEqual(
      response
        .getFailuresList()
        .map((found) => found.getProperty())
        .sort(),
      ["defaultTags.tgs", "userAgents"],
    );
    assert.deepEqual(sent, { region: "eu-west-1" });
  });

  it("is configured in the bridge's shape, and takes ids for references to resources", async () => {
    const bridge = new FakeBridge(() =>
      new ConfigureResponse().setAcceptresources(true).setSupportspreview(true),
    );
    const calls = new ConfigCalls(bridge, smallCatalogue());
    const response = await calls.configure(
      new ConfigureRequest().setArgs(structOf(SETTINGS)),
      new Metadata(),
    );
    const sent = plain((bridge.asked[0]?.request as ConfigureRequest).getArgs());
    assert.equal(sent["defaultTags"], '[{"tags":{"managed-by":"duotone"}}]');
    assert.equal(response.getAcceptresources(), false);
    assert.equal(response.getSupportspreview(), true);
  });
});
