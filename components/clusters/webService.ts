import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ServiceAlarms } from "../observability/serviceAlarms";
import { registered, ServiceFleet, type ServiceFleetArgs } from "./serviceFleet";

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

  /** Whether AWS refuses to delete the balancer. */
  readonly deletionProtection: boolean;
}

/** One web service in one cluster: its own balancer, and the instances behind it. */
export class WebService extends pulumi.ComponentResource {
  /** Where an alias record points. */
  public readonly dnsName: pulumi.Output<string>;
  public readonly zoneId: pulumi.Output<string>;
  public readonly targetGroupArn: pulumi.Output<string>;
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly alarmNames: readonly pulumi.Output<string>[];

  public constructor(name: string, args: WebServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:clusters:WebService", name, registered(args), opts);

    const securityGroup = this.createSecurityGroup(name, args);
    const balancer = this.createBalancer(name, args, securityGroup);
    const targetGroup = this.createTargetGroup(name, args);
    const listeners = this.createListeners(name, args, balancer, targetGroup);
    const fleet = new ServiceFleet(
      name,
      { ...args, targetGroupArn: targetGroup.arn },
      // A group's instances can only become healthy in a target group that a listener uses.
      { parent: this, dependsOn: listeners },
    );
    this.connect(name, args, securityGroup.id, fleet.securityGroupId);
    const alarms = new ServiceAlarms(
      name,
      {
        watched: { balancerArnSuffix: balancer.arnSuffix, targetGroupArnSuffix: targetGroup.arnSuffix },
        min: args.min,
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
        tags: { ...args.tags },
      },
      { parent: this, protect: args.protect },
    );
  }

  private createTargetGroup(name: string, args: WebServiceArgs): aws.lb.TargetGroup {
    return new aws.lb.TargetGroup(
      name,
      {
        vpcId: args.network.vpcId,
        port: args.port,
        protocol: "HTTP",
        targetType: "instance",
        deregistrationDelay: DEREGISTRATION_DELAY,
        healthCheck: { path: args.healthPath, protocol: "HTTP", ...HEALTH_CHECK },
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
  ): aws.lb.Listener[] {
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
        { parent: this },
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
        { parent: this },
      ),
    ];
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
