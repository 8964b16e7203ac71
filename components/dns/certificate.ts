import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface CertificateArgs {
  /** The names to cover, at least one, each with the public zone that proves it. */
  readonly names: readonly { readonly name: string; readonly domain: string }[];

  /** Zone id by zone name. */
  readonly zoneIds: Readonly<Record<string, string>>;

  /** Provider of the account that owns the zones. The certificate itself is made by the component's own provider. */
  readonly zoneProvider: aws.Provider;
}

/** A certificate of one vertical, proven by records in the public zones. Its private key never leaves ACM. */
export class Certificate extends pulumi.ComponentResource {
  /** Known once AWS has validated the certificate, so that no listener is made with one that is still pending. */
  public readonly validatedArn: pulumi.Output<string>;

  public constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:dns:Certificate", name, undefined, opts);

    const [first, ...others] = args.names;
    if (first === undefined) {
      throw new pulumi.ResourceError("A certificate needs at least one name.", this);
    }
    const certificate = new aws.acm.Certificate(
      name,
      {
        domainName: first.name,
        subjectAlternativeNames: others.map((other) => other.name),
        validationMethod: "DNS",
      },
      { parent: this },
    );
    const records = args.names.map(({ name: covered, domain }) => {
      // By name, not by position: AWS gives the options in no fixed order.
      const option = certificate.domainValidationOptions.apply((options) => {
        const found = options.find((candidate) => candidate.domainName === covered);
        if (found === undefined) {
          throw new Error(`ACM gave no validation record for ${covered} of certificate ${name}.`);
        }
        return found;
      });
      return new aws.route53.Record(
        `${name}-${covered}`,
        {
          zoneId: args.zoneIds[domain] ?? "",
          name: option.resourceRecordName,
          type: option.resourceRecordType,
          records: [option.resourceRecordValue],
          ttl: 60,
        },
        { parent: this, provider: args.zoneProvider, deleteBeforeReplace: true },
      );
    });
    const validation = new aws.acm.CertificateValidation(
      name,
      {
        certificateArn: certificate.arn,
        validationRecordFqdns: records.map((record) => record.fqdn),
      },
      { parent: this },
    );

    this.validatedArn = validation.certificateArn;
    this.registerOutputs({ validatedArn: this.validatedArn });
  }
}
