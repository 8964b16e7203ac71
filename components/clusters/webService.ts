import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ServiceAlarms } from "../observability/serviceAlarms";
import { GRACE_SECONDS, registered, ServiceFleet, type ServiceFleetArgs } from "./serviceFleet";
import { trackTarget } from "./targetTracking";

/** TLS 1.2 and 1.3 only; https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** Seconds that a leaving instance has to finish its requests. AWS's default of 300 holds every deploy up. */
const DEREGISTRATION_DELAY = 30;

/** Two good checks ten seconds apart bring an instance in, three bad ones take it out. */
const HEALTH_CHECK = { interval: 10, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 3, matcher: "200" };

export interface WebServiceArgs extends Omit<ServiceFleetArgs, "targetGroupArn"> {
  /** Port that the service listens on, on its instances. */
  readonly port: number;

  /** Path that answers 200 while the service can take requests. */
  readonly healthPath: string;

  /** Whether the balancer is reachable from inside the network only. */
  readonly internal: boolean;

  /** A validated certificate that covers the public and the per-cluster name. */
  readonly certificateArn: pulumi.Input<string>;

  /** Where the balancer writes who came: the bucket, and the beginning of its files' names. */
  readonly accessLogs: { readonly bucket: pulumi.Input<string>; readonly prefix: string };

  /** The firewall before the balancer; none before one that is internal. */
  readonly webAclArn: pulumi.Input<string> | undefined;

  /** Requests a minute that the number of instances follows; the processors alone decide where it is absent. */
  readonly requestsPerTarget: number | undefined;

  /** Seconds from which on answers are too slow. */
  readonly latencySeconds: number;

  /** Whether AWS refuses to delete the balancer. */
  readonly deletionProtection: boolean;
}

/**
 * One web service in one cluster: its own balancer, and the instances behind it.
 *
 * The balancer speaks TLS with the instances too. It does not ask who signed their certificate: that it talks to the right
 * ones is the network's doing, in which nobody can take another's address, and the security groups'.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
export class WebService extends pulumi.ComponentResource {
  /** Where an alias record points. */
  public readonly dnsName: pulumi.Output<string>;
  public readonly zoneId: pulumi.Output<string>;
  public readonly targetGroupArn: pulumi.Output<string>;
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly alarmNames: readonly pulumi.Output<string>[];

  public constructor(name: string, args: WebServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { port, healthPath, internal, requestsPerTarget, latencySeconds } = args;
    const inputs = { ...registered(args), port, healthPath, internal, requestsPerTarget, latencySeconds };
    super("duotone:clusters:WebService", name, inputs, opts);

    const securityGroup = this.createSecurityGroup(name, args);
    const balancer = this.createBalancer(name, args, securityGroup);
    const targetGroup = this.createTargetGroup(name, args);
    const firewall = this.putFirewall(name, args, balancer);
    const listeners = this.createListeners(name, args, balancer, targetGroup, firewall);
    const fleet = new ServiceFleet(
      name,
      { ...args, targetGroupArn: targetGroup.arn },
      // A group's instances can only become healthy in a target group that a listener uses.
      { parent: this, dependsOn: listeners },
    );
    this.connect(name, args, securityGroup.id, fleet.securityGroupId);
    const suffixes = { balancerArnSuffix: balancer.arnSuffix, targetGroupArnSuffix: targetGroup.arnSuffix };
    this.trackRequests(name, args, fleet.autoScalingGroupName, suffixes);
    const alarms = new ServiceAlarms(
      name,
      {
        group: { ...args, autoScalingGroupName: fleet.autoScalingGroupName },
        web: { ...suffixes, latencySeconds: args.latencySeconds },
        noticesTopicArn: args.noticesTopicArn,
        tags: args.tags,
      },
      { parent: this },
    );

    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.targetGroupArn = targetGroup.arn;
    this.autoScalingGroupName = fleet.autoScalingGroupName;
    this.alarmNames = alarms.alarmNames;
    this.registerOutputs({
      dnsName: this.dnsName,
      zoneId: this.zoneId,
      targetGroupArn: this.targetGroupArn,
      autoScalingGroupName: this.autoScalingGroupName,
      alarmNames: this.alarmNames,
    });
  }

  private createSecurityGroup(name: string, args: WebServiceArgs): aws.ec2.SecurityGroup {
    const balancerName = `${name}-balancer`;
    const securityGroup = new aws.ec2.SecurityGroup(
      balancerName,
      {
        description: `Balancer of ${name}`,
        vpcId: args.network.vpcId,
        tags: { Name: balancerName, ...args.tags },
      },
      { parent: this },
    );
    const allow = (rule: string, description: string, port: number, cidrIpv4: string) =>
      new aws.vpc.SecurityGroupIngressRule(
        `${balancerName}-${rule}`,
        {
          securityGroupId: securityGroup.id,
          description,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          cidrIpv4,
          tags: { ...args.tags },
        },
        { parent: this },
      );
    const callers = args.internal ? args.network.cidr : "0.0.0.0/0";
    allow("http", "HTTP, answered with a redirect to HTTPS", 80, callers);
    allow("https", "HTTPS", 443, callers);
    if (args.internal) {
      // HTTPS only, like the app tier's network ACL.
      for (const remote of args.network.remoteCidrs ?? []) {
        allow(`https-from-${remote.replace("/", "-")}`, "HTTPS from behind the site VPN", 443, remote);
      }
    }
    return securityGroup;
  }

  private createBalancer(
    name: string,
    args: WebServiceArgs,
    securityGroup: aws.ec2.SecurityGroup,
  ): aws.lb.LoadBalancer {
    return new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: args.internal,
        securityGroups: [securityGroup.id],
        subnets: args.internal ? args.network.appSubnetIds : args.network.publicSubnetIds,
        dropInvalidHeaderFields: true,
        enableDeletionProtection: args.deletionProtection,
        accessLogs: { enabled: true, ...args.accessLogs },
        tags: { ...args.tags },
      },
      { parent: this, protect: args.protect },
    );
  }

  private putFirewall(
    name: string,
    { webAclArn }: WebServiceArgs,
    balancer: aws.lb.LoadBalancer,
  ): readonly pulumi.Resource[] {
    return webAclArn === undefined
      ? []
      : [new aws.wafv2.WebAclAssociation(name, { resourceArn: balancer.arn, webAclArn }, { parent: this })];
  }

  private createTargetGroup(name: string, args: WebServiceArgs): aws.lb.TargetGroup {
    return new aws.lb.TargetGroup(
      name,
      {
        vpcId: args.network.vpcId,
        port: args.port,
        protocol: "HTTPS",
        targetType: "instance",
        deregistrationDelay: DEREGISTRATION_DELAY,
        healthCheck: { path: args.healthPath, protocol: "HTTPS", ...HEALTH_CHECK },
        tags: { ...args.tags },
      },
      { parent: this },
    );
  }

  private createListeners(
    name: string,
    args: WebServiceArgs,
    balancer: aws.lb.LoadBalancer,
    targetGroup: aws.lb.TargetGroup,
    firewall: readonly pulumi.Resource[],
  ): aws.lb.Listener[] {
    // Nobody is let in before the firewall is there.
    const opts = { parent: this, dependsOn: [...firewall] };
    return [
      new aws.lb.Listener(
        `${name}-http`,
        {
          loadBalancerArn: balancer.arn,
          port: 80,
          protocol: "HTTP",
          defaultActions: [
            { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
          ],
          tags: { ...args.tags },
        },
        opts,
      ),
      new aws.lb.Listener(
        `${name}-https`,
        {
          loadBalancerArn: balancer.arn,
          port: 443,
          protocol: "HTTPS",
          sslPolicy: TLS_POLICY,
          certificateArn: args.certificateArn,
          defaultActions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
          tags: { ...args.tags },
        },
        opts,
      ),
    ];
  }

  private trackRequests(
    name: string,
    { requestsPerTarget, min, max }: WebServiceArgs,
    autoScalingGroupName: pulumi.Output<string>,
    suffixes: {
      readonly balancerArnSuffix: pulumi.Output<string>;
      readonly targetGroupArnSuffix: pulumi.Output<string>;
    },
  ): void {
    if (requestsPerTarget !== undefined) {
      const metric = { requestsPerTarget, ...suffixes };
      trackTarget(
        `${name}-requests`,
        { autoScalingGroupName, min, max, metric, warmup: GRACE_SECONDS },
        { parent: this },
      );
    }
  }

  /** Lets the balancer reach the instances on the service's port, and nobody else. */
  private connect(
    name: string,
    { port, tags }: WebServiceArgs,
    balancer: pulumi.Input<string>,
    instances: pulumi.Input<string>,
  ): void {
    const common = { ipProtocol: "tcp", fromPort: port, toPort: port, tags: { ...tags } };
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-balancer-to-instances`,
      {
        securityGroupId: balancer,
        description: "To the instances",
        referencedSecurityGroupId: instances,
        ...common,
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-balancer`,
      {
        securityGroupId: instances,
        description: "From the balancer",
        referencedSecurityGroupId: balancer,
        ...common,
      },
      { parent: this },
    );
  }
}
