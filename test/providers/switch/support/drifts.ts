import {
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupCommandInput,
} from "@aws-sdk/client-auto-scaling";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateVersionCommand,
  RevokeSecurityGroupIngressCommand,
  type RequestLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import {
  CreateRuleCommand,
  DeleteRuleCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AttachRolePolicyCommand, DetachRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";

import { bootUserData } from "../../../../components/clusters/bootConfig";
import { buildAlarm } from "./builtBalancer";
import { BOOT, rolePolicy, SECRET, type BuiltFleet, type TestClients } from "./builtFleet";

/** What somebody may do to a service by hand. */
export class Hands {
  private ruleArn: string | undefined;

  public constructor(
    private readonly clients: TestClients,
    private readonly built: BuiltFleet,
  ) {}

  public openSsh() {
    return this.clients.ec2.send(new AuthorizeSecurityGroupIngressCommand(this.ssh()));
  }

  public closeSsh() {
    return this.clients.ec2.send(new RevokeSecurityGroupIngressCommand(this.ssh()));
  }

  /** Starts instances from a new version of the launch template, with the changes. */
  public async ofTemplate(change: RequestLaunchTemplateData): Promise<void> {
    const { launchTemplateId, templateData } = this.built;
    const { LaunchTemplateVersion } = await this.clients.ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId: launchTemplateId,
        LaunchTemplateData: { ...templateData, ...change },
      }),
    );
    await this.startFrom(String(LaunchTemplateVersion?.VersionNumber));
  }

  public boot(change: object): Promise<void> {
    const { color, commit } = this.built.identity;
    return this.ofTemplate({ UserData: bootUserData({ ...BOOT, cluster: color, commit, ...change }) });
  }

  public startFrom(Version: string) {
    return this.ofGroup({ LaunchTemplate: { LaunchTemplateId: this.built.launchTemplateId, Version } });
  }

  public ofGroup(change: Omit<UpdateAutoScalingGroupCommandInput, "AutoScalingGroupName">) {
    const { autoScalingGroupName } = this.built.fleet;
    return this.clients.autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: autoScalingGroupName, ...change }),
    );
  }

  public sslPolicy(SslPolicy: string) {
    const ListenerArn = this.built.httpsListenerArn;
    return this.clients.elb.send(new ModifyListenerCommand({ ListenerArn, SslPolicy }));
  }

  public async addRule(): Promise<void> {
    const { Rules } = await this.clients.elb.send(
      new CreateRuleCommand({
        ListenerArn: this.built.httpsListenerArn,
        Priority: 5,
        Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["a.example.com"] } }],
        Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
      }),
    );
    this.ruleArn = Rules?.[0]?.RuleArn;
  }

  public removeRule() {
    return this.clients.elb.send(new DeleteRuleCommand({ RuleArn: this.ruleArn }));
  }

  public ofTargetGroup(Key: string, Value: string) {
    const TargetGroupArn = this.built.targetGroupArn;
    return this.clients.elb.send(
      new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key, Value }] }),
    );
  }

  public healthPath(HealthCheckPath: string) {
    const TargetGroupArn = this.built.targetGroupArn;
    return this.clients.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath }));
  }

  public ofBalancer(Key: string, Value: string) {
    const LoadBalancerArn = this.built.balancerArn;
    return this.clients.elb.send(
      new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key, Value }] }),
    );
  }

  public mayRead(secret: string) {
    return this.clients.iam.send(
      new PutRolePolicyCommand({
        RoleName: this.built.roleName,
        PolicyName: this.built.rolePolicyName,
        PolicyDocument: rolePolicy(secret),
      }),
    );
  }

  public attach(PolicyArn: string) {
    return this.clients.iam.send(new AttachRolePolicyCommand({ RoleName: this.built.roleName, PolicyArn }));
  }

  public detach(PolicyArn: string) {
    return this.clients.iam.send(new DetachRolePolicyCommand({ RoleName: this.built.roleName, PolicyArn }));
  }

  public threshold(threshold: number) {
    return buildAlarm(this.clients, `${this.built.identity.color}-core`, this.built, threshold);
  }

  private ssh() {
    const ports = { IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    return { GroupId: this.built.instancesGroupId, IpPermissions: [ports] };
  }
}

/** Something that is done to one of two twins, how it is undone, and what is found in between. */
export interface Drift {
  readonly title: string;
  readonly make: (hands: Hands) => Promise<unknown>;
  readonly undo: (hands: Hands) => Promise<unknown>;

  /** Path, what the untouched twin has, what the other has. */
  readonly found: readonly (readonly [string, string | undefined, string | undefined])[];
}

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

export const DRIFTS: readonly Drift[] = [
  {
    title: "a rule of a security group",
    make: (hands) => hands.openSsh(),
    undo: (hands) => hands.closeSsh(),
    found: [["instances' security group in tcp 22 from 0.0.0.0/0", undefined, "allowed"]],
  },
  {
    title: "the instance type",
    make: (hands) => hands.ofTemplate({ InstanceType: "t4g.large" }),
    undo: (hands) => hands.startFrom("1"),
    found: [["launch template InstanceType", "t4g.small", "t4g.large"]],
  },
  {
    title: "the environment in the user data",
    make: (hands) => hands.boot({ port: 9090 }),
    undo: (hands) => hands.startFrom("1"),
    found: [["user data line 5 port", "8080", "9090"]],
  },
  {
    title: "a launch template version that is not fixed",
    make: (hands) => hands.startFrom("$Default"),
    undo: (hands) => hands.startFrom("1"),
    found: [["auto scaling group LaunchTemplateVersion", "by number", "$Default"]],
  },
  {
    title: "the largest size",
    make: (hands) => hands.ofGroup({ MaxSize: 5 }),
    undo: (hands) => hands.ofGroup({ MaxSize: 3 }),
    found: [["auto scaling group MaxSize", "3", "5"]],
  },
  {
    title: "the TLS policy of a listener",
    make: (hands) => hands.sslPolicy("ELBSecurityPolicy-2016-08"),
    undo: (hands) => hands.sslPolicy("ELBSecurityPolicy-TLS13-1-2-2021-06"),
    found: [
      ["listener HTTPS:443 SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"],
    ],
  },
  {
    title: "another rule of a listener",
    make: (hands) => hands.addRule(),
    undo: (hands) => hands.removeRule(),
    found: [
      ["listener HTTPS:443 rule 5 Actions 1 FixedResponseConfig StatusCode", undefined, "503"],
      ["listener HTTPS:443 rule 5 Actions 1 Type", undefined, "fixed-response"],
      ["listener HTTPS:443 rule 5 Conditions 1 Field", undefined, "host-header"],
      ["listener HTTPS:443 rule 5 Conditions 1 HostHeaderConfig Values", undefined, "a.example.com"],
    ],
  },
  {
    title: "an attribute of the target group",
    make: (hands) => hands.ofTargetGroup("deregistration_delay.timeout_seconds", "0"),
    undo: (hands) => hands.ofTargetGroup("deregistration_delay.timeout_seconds", "30"),
    found: [["target group attributes deregistration_delay.timeout_seconds", "30", "0"]],
  },
  {
    title: "the health check",
    make: (hands) => hands.healthPath("/"),
    undo: (hands) => hands.healthPath("/health"),
    found: [["target group HealthCheckPath", "/health", "/"]],
  },
  {
    title: "an attribute of the balancer",
    make: (hands) => hands.ofBalancer("deletion_protection.enabled", "true"),
    undo: (hands) => hands.ofBalancer("deletion_protection.enabled", "false"),
    found: [["balancer attributes deletion_protection.enabled", "false", "true"]],
  },
  {
    title: "a policy of the role",
    make: (hands) => hands.mayRead("*"),
    undo: (hands) => hands.mayRead(SECRET),
    found: [["role policy <colour>-core-secrets Statement 1 Resource", SECRET, "*"]],
  },
  {
    title: "another policy that is attached to the role",
    make: (hands) => hands.attach(ADMINISTRATOR),
    undo: (hands) => hands.detach(ADMINISTRATOR),
    found: [[`attached policy ${ADMINISTRATOR}`, undefined, "AWS's own"]],
  },
  {
    title: "what an alarm is about",
    make: (hands) => hands.threshold(0),
    undo: (hands) => hands.threshold(1),
    found: [["alarm duotone-<colour>-core-healthy-hosts Threshold", "1", "0"]],
  },
];
