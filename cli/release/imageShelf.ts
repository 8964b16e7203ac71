import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { CatalogueKey } from "../../components/images/catalogueTable";
import type { StateChange } from "../../components/images/imageState";

/** An image as EC2 has it. */
export interface ImageInAccount {
  readonly id: string;

  /** Absent where EC2 does not say it. */
  readonly name?: string;
  readonly ownerAccountId: string;

  /** Whether every disk that it is made of is encrypted. */
  readonly encrypted: boolean;
}

/** The image catalogue, and the account that owns what is in it. */
export interface ImageShelf {
  /** Region that images are baked in. */
  readonly region: string;

  /** The images of a service, or of `base-image`, the newest first. */
  list(service: string): Promise<readonly CatalogueImage[]>;

  /** Every image that the delivery account has in a region; where none is named, in the one that images are baked in. */
  inAccount(region?: string): Promise<readonly ImageInAccount[]>;

  /** Who may start an image and is none of the consumers, one phrase each. */
  strangers(imageId: string, region: string, consumers: readonly string[]): Promise<readonly string[]>;

  /**
   * Moves an image to a state.
   *
   * @returns Whether it was in another one before.
   * @throws ImageError where the state cannot follow on the image's.
   */
  changeState(key: CatalogueKey, change: StateChange): Promise<boolean>;
  close(): void;
}
