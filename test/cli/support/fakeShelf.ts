import type { ImageInAccount, ImageShelf } from "../../../cli/release/imageShelf";
import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { ImageError } from "../../../components/images/imageError";
import { isStateChange } from "../../../components/images/imageState";

/** A catalogue in memory, and what EC2 has of it. */
export class FakeShelf implements ImageShelf {
  public readonly region = "eu-west-1";
  public closed = 0;

  /** By region. */
  public inRegions: Readonly<Record<string, readonly ImageInAccount[]>> = {};

  /** By image id, who else may start it. */
  public sharedWith: Readonly<Record<string, readonly string[]>> = {};

  /** Of each question for strangers, the consumers that it named. */
  public readonly consumersAsked: Record<string, readonly string[]> = {};

  /** @param images By service, the newest first. */
  public constructor(public images: Record<string, readonly CatalogueImage[]> = {}) {}

  public list(service: string) {
    return Promise.resolve(this.images[service] ?? []);
  }

  public inAccount(region: string = this.region) {
    return Promise.resolve(this.inRegions[region] ?? []);
  }

  public strangers(...[imageId, , consumers]: Parameters<ImageShelf["strangers"]>) {
    this.consumersAsked[imageId] = consumers;
    return Promise.resolve(this.sharedWith[imageId] ?? []);
  }

  public async changeState(...[{ service, build }, change]: Parameters<ImageShelf["changeState"]>) {
    const list = this.images[service] ?? [];
    const image = list.find((one) => one.build === build);
    if (image === undefined) {
      throw new ImageError(`The image catalogue has no ${service}#${build}.`);
    }
    if (!isStateChange(`${service}#${build}`, image.state, change.state)) {
      return Promise.resolve(false);
    }
    const changed = { ...image, state: change.state, stateChanges: [...image.stateChanges, change] };
    this.images[service] = list.map((one) => (one === image ? changed : one));
    return Promise.resolve(true);
  }

  public close() {
    this.closed += 1;
  }
}
