/** What a run of the rules did, for whoever must know that they ran. */
export class Tally {
  private readonly ran = new Set<string>();
  private exempt = 0;

  /** A rule is asked about something that it applies to. */
  public asked(rule: string): void {
    this.ran.add(rule);
  }

  /** Something that a rule found is taken back by an exemption. */
  public tookBack(): void {
    this.exempt += 1;
  }

  /** Rules that were asked at least once. */
  public get rules(): number {
    return this.ran.size;
  }

  public get exemptFindings(): number {
    return this.exempt;
  }
}
