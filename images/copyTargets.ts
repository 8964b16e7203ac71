/** Where an image is to be copied to. */
export interface CopyTarget {
  readonly region: string;

  /** Key of that region, which the copy's volumes are encrypted with. */
  readonly keyArn: string;
}

/** Targets as the bake program's option has them: each with a key of its own region, and none twice. */
export const COPIES =
  /^(?!.*\b([a-z0-9-]+)=.*,\1=)(([a-z]{2}(-[a-z]+)+-\d+)=arn:aws[a-z-]*:kms:\3:\d{12}:key\/[\w-]+(,(?=.)|$))+$/;
export const COPIES_ALLOWED =
  "<region>=<ARN of a KMS key of that region> for each region, separated by commas, every region once";

/** The targets that an option names, sorted by region. */
export function copiesOf(option: string | undefined): readonly CopyTarget[] {
  return (option?.split(",") ?? []).sort().map((one) => {
    const [region = "", keyArn = ""] = one.split("=");
    return { region, keyArn };
  });
}
