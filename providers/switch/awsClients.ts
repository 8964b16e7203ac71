import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { Route53Client } from "@aws-sdk/client-route-53";
import { SSMClient } from "@aws-sdk/client-ssm";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";

/** Tries of one call. Throttling hits a third of calls at the worst, so that eight fail once in ten thousand. */
const MAX_ATTEMPTS = 8;

/** Milliseconds of one try, after which a silent server counts as a failed try. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 15_000;

/** Milliseconds before their end at which the SDK asks for new credentials, and the shared ones must be new, too. */
const RENEW_BEFORE = 300_000;

/** Seconds that a role is assumed for: AWS's least; https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION_SECONDS = 900;

/** The clients of one role. */
export interface Clients {
  readonly route53: Route53Client;

  /** Tries each call once: for change batches, which the switch retries itself. */
  readonly route53Once: Route53Client;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly autoScaling: AutoScalingClient;
  readonly ssm: SSMClient;
}

/**
 * The AWS clients of an operation, made once per role when first asked for.
 *
 * Credentials come from the SDK's standard chain and, where a role is given, from STS; an endpoint only from
 * `AWS_ENDPOINT_URL` in the environment. Nothing of either is ever part of the state.
 */
export class ClientPool {
  private readonly byRole = new Map<string, Clients>();

  public constructor(private readonly region: string) {}

  public of(roleArn: string | undefined): Clients {
    const key = roleArn ?? "";
    const clients = this.byRole.get(key) ?? this.make(roleArn);
    this.byRole.set(key, clients);
    return clients;
  }

  public close(): void {
    for (const clients of this.byRole.values()) {
      for (const client of [
        clients.route53,
        clients.route53Once,
        clients.elb,
        clients.autoScaling,
        clients.ssm,
      ]) {
        client.destroy();
      }
    }
    this.byRole.clear();
  }

  private make(roleArn: string | undefined): Clients {
    const common = {
      region: this.region,
      retryMode: "standard",
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT,
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
      },
    };
    const config =
      roleArn === undefined
        ? common
        : {
            ...common,
            credentials: shared(
              fromTemporaryCredentials({
                params: {
                  RoleArn: roleArn,
                  RoleSessionName: "duotone-release-switch",
                  DurationSeconds: SESSION_SECONDS,
                },
                clientConfig: common,
              }),
            ),
          };
    return {
      route53: new Route53Client(config),
      route53Once: new Route53Client({ ...config, maxAttempts: 1 }),
      elb: new ElasticLoadBalancingV2Client(config),
      autoScaling: new AutoScalingClient(config),
      ssm: new SSMClient(config),
    };
  }
}

type RoleCredentials = ReturnType<typeof fromTemporaryCredentials>;

/** One session for all clients of a role, so that STS is asked once and not by each of them. */
function shared(provider: RoleCredentials): RoleCredentials {
  let session: ReturnType<RoleCredentials> | undefined;
  return async (options) => {
    const earlier = session;
    if (earlier !== undefined) {
      const credentials = await earlier;
      if ((credentials.expiration?.getTime() ?? Infinity) - Date.now() > RENEW_BEFORE) {
        return credentials;
      }
      session = session === earlier ? undefined : session;
    }
    const current = (session ??= provider(options));
    try {
      return await current;
    } catch (error) {
      session = session === current ? undefined : session;
      throw error;
    }
  };
}
