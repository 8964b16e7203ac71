import type { Metadata } from "@grpc/grpc-js";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  ConfigureResponse,
  DiffRequest,
  DiffResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { BridgeCalls } from "./bridge";
import type { Catalogue } from "./catalogue";
import { withLostText } from "./errors";
import { converted, failure, propertiesOf, structOf } from "./messages";
import { pathToBridge, pathToSdk } from "./propertyPaths";
import { configToBridge, configToSdk, unpackedConfig } from "./providerConfig";
import { diffToSdk } from "./resourceCalls";
import { PROVIDER_TYPE } from "./tokens";
import { unknownInputs } from "./unknownInputs";
import type { ValueMap } from "./values";

/** What the engine itself adds to every provider's configuration. */
const ENGINE_SETTINGS: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal"]);

const CONFIG_CALLS = ["ConfigureProvider", "Configure", "PrepareProviderConfig", "ValidateProviderConfig"];

/** The calls about the configuration of an account provider. */
export class ConfigCalls {
  constructor(
    private readonly bridge: BridgeCalls,
    private readonly catalogue: Catalogue,
  ) {}

  async check(request: CheckRequest, metadata: Metadata): Promise<CheckResponse> {
    const rules = this.catalogue.rules(PROVIDER_TYPE);
    const news = propertiesOf(request.getNews());
    const problems = unknownInputs(this.catalogue.inputs(PROVIDER_TYPE), settingsOf(news));
    // The bridge would refuse the same settings once more, in its own words.
    const refused = new Set(problems.map(({ property }) => property.split(/[.[]/, 1)[0]));
    request.setNews(
      structOf(Object.fromEntries(Object.entries(news).filter(([name]) => !refused.has(name)))),
    );
    this.toBridge(request);
    const response = await this.forward(() => this.bridge.call(service.checkConfig, request, metadata));
    response.setInputs(converted(response.getInputs(), (config) => configToSdk(rules, config)));
    const failures = response.getFailuresList();
    for (const found of failures) {
      found.setProperty(pathToSdk(rules, found.getProperty()));
    }
    return response.setFailuresList([...problems.map(failure), ...failures]);
  }

  async diff(request: DiffRequest, metadata: Metadata): Promise<DiffResponse> {
    const rules = this.catalogue.rules(PROVIDER_TYPE);
    this.toBridge(request);
    request.setOldInputs(converted(request.getOldInputs(), (config) => configToBridge(rules, config)));
    request.setIgnorechangesList(request.getIgnorechangesList().map((path) => pathToBridge(rules, path)));
    const response = await this.forward(() => this.bridge.call(service.diffConfig, request, metadata));
    return diffToSdk(rules, response);
  }

  async configure(request: ConfigureRequest, metadata: Metadata): Promise<ConfigureResponse> {
    const rules = this.catalogue.rules(PROVIDER_TYPE);
    request.setArgs(converted(request.getArgs(), (config) => configToBridge(rules, config)));
    const response = await this.forward(() => this.bridge.call(service.configure, request, metadata));
    // The bridge takes references to resources for objects: the engine is to send their ids instead.
    return response.setAcceptresources(false);
  }

  private toBridge(request: CheckRequest | DiffRequest): void {
    const rules = this.catalogue.rules(PROVIDER_TYPE);
    request.setOlds(converted(request.getOlds(), (config) => configToBridge(rules, config)));
    request.setNews(converted(request.getNews(), (config) => configToBridge(rules, config)));
  }

  private forward<Response>(call: () => Promise<Response>): Promise<Response> {
    return withLostText(
      this.bridge.diagnostics,
      { terraformType: undefined, terraformCalls: CONFIG_CALLS },
      call,
    );
  }
}

function settingsOf(config: ValueMap): ValueMap {
  return unpackedConfig(
    Object.fromEntries(Object.entries(config).filter(([name]) => !ENGINE_SETTINGS.has(name))),
  );
}
