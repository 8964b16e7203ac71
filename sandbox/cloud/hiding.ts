import type { AwsError } from "./awsErrors";
import type { Operation } from "./operation";

/** A kind of object that AWS shows to other calls only some seconds after it was made. */
interface Hideable {
  /** The call whose answer tells the name, if it is not the one that makes the object. */
  readonly learnedFrom?: string;
  /** Where the object's name or id stands, in the request or in the answer. */
  readonly name: { readonly in: "request" | "answer"; readonly pattern: RegExp };
  /** What the object's own service answers about an object that it does not know. */
  readonly notFound: (name: string) => AwsError;
  /** What other services answer when they are told to use it. */
  readonly elsewhere?: Readonly<Record<string, (name: string) => AwsError>>;
}

const assumeRoleDenied = (): AwsError => ({
  status: 403,
  code: "AccessDenied",
  message: "Not authorized to perform sts:AssumeRole",
});

const invalidInstanceProfile =
  (code: string) =>
  (name: string): AwsError => ({
    status: 400,
    code,
    message: `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
  });

function ec2Object(pattern: RegExp, code: string, noun: string): Hideable {
  return {
    name: { in: "answer", pattern },
    notFound: (name) => ({ status: 400, code, message: `The ${noun} '${name}' does not exist` }),
  };
}

const IMAGE = ec2Object(/<imageId>([^<]+)</, "InvalidAMIID.NotFound", "image id");

const HIDEABLES: Readonly<Record<string, Hideable>> = {
  "iam:CreateRole": {
    name: { in: "request", pattern: /(?:^|[&\n])RoleName=([^&\n]+)/ },
    notFound: (name) => ({
      status: 404,
      code: "NoSuchEntity",
      message: `The role with name ${name} cannot be found.`,
    }),
    elsewhere: { sts: assumeRoleDenied },
  },
  "iam:CreateInstanceProfile": {
    name: { in: "request", pattern: /(?:^|[&\n])InstanceProfileName=([^&\n]+)/ },
    notFound: (name) => ({
      status: 404,
      code: "NoSuchEntity",
      message: `Instance Profile ${name} cannot be found.`,
    }),
    elsewhere: {
      ec2: invalidInstanceProfile("InvalidParameterValue"),
      autoscaling: invalidInstanceProfile("ValidationError"),
    },
  },
  "iam:CreatePolicy": {
    name: { in: "answer", pattern: /<Arn>([^<]+)</ },
    notFound: (name) => ({ status: 404, code: "NoSuchEntity", message: `Policy ${name} was not found.` }),
  },
  "organizations:CreateAccount": {
    learnedFrom: "DescribeCreateAccountStatus",
    name: { in: "answer", pattern: /"AccountId":\s*"(\d{12})"/ },
    notFound: () => ({
      status: 400,
      code: "AccountNotFoundException",
      message: "You specified an account that doesn't exist.",
    }),
    elsewhere: { sts: assumeRoleDenied },
  },
  "organizations:CreateOrganizationalUnit": {
    name: { in: "answer", pattern: /"Id":\s*"(ou-[^"]+)"/ },
    notFound: () => ({
      status: 400,
      code: "OrganizationalUnitNotFoundException",
      message: "You specified an organizational unit that doesn't exist.",
    }),
  },
  "ec2:CopyImage": IMAGE,
  "ec2:CreateImage": IMAGE,
  "ec2:RegisterImage": IMAGE,
  "ec2:CreateSecurityGroup": ec2Object(/<groupId>([^<]+)</, "InvalidGroup.NotFound", "security group"),
  "ec2:CreateSubnet": ec2Object(/<subnetId>([^<]+)</, "InvalidSubnetID.NotFound", "subnet ID"),
  "ec2:CreateVpc": ec2Object(/<vpcId>([^<]+)</, "InvalidVpcID.NotFound", "vpc ID"),
};

/** The calls whose results a `hide` fault can hide, as `service:Action`. */
export const HIDEABLE_CALLS: readonly string[] = Object.keys(HIDEABLES);

/** Keeps new objects out of sight for a while, as the propagation delay of AWS does. */
export class Hiding {
  private hidden: { name: string; until: number; service: string; kind: Hideable }[] = [];

  public constructor(private readonly now: () => number = Date.now) {}

  /** Whether this operation is the one whose request or answer tells the name of what `call` has made. */
  public static tellsName(call: string, operation: Operation): boolean {
    const kind = HIDEABLES[call];
    const [service, action] = call.split(":");
    return (
      kind !== undefined && operation.service === service && operation.action === (kind.learnedFrom ?? action)
    );
  }

  /** Notes what a successful call has made, to hide it for so many milliseconds. @returns whether it found a name */
  public note(call: string, operation: Operation, answer: string, ms: number): boolean {
    const kind = HIDEABLES[call];
    const name = kind?.name.pattern.exec(kind.name.in === "request" ? operation.text : answer)?.[1];
    if (kind === undefined || name === undefined || this.hidden.some((known) => known.name === name)) {
      return false;
    }
    this.hidden.push({ name, until: this.now() + ms, service: operation.service, kind });
    return true;
  }

  /** What AWS would answer to a call that speaks of an object that is still hidden. */
  public refusal(operation: Operation): AwsError | undefined {
    const now = this.now();
    const found = this.hidden.find((object) => object.until > now && speaksOf(operation.text, object.name));
    if (found === undefined) {
      return undefined;
    }
    return operation.service === found.service
      ? found.kind.notFound(found.name)
      : found.kind.elsewhere?.[operation.service]?.(found.name);
  }

  /** Shows everything again. */
  public clear(): void {
    this.hidden = [];
  }
}

/** Whether a text holds a name as a whole: `core` is not meant where `core-prod1` is written. */
function speaksOf(text: string, name: string): boolean {
  const wordPart = /[A-Za-z0-9_-]/;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!wordPart.test(text.charAt(at - 1)) && !wordPart.test(text.charAt(at + name.length))) {
      return true;
    }
  }
  return false;
}
