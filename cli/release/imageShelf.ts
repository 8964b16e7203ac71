import type { CatalogueImage } from "../../components/images/catalogueItem";

/** An image as EC2 has it. */
export interface ImageInAccount {
  readonly id: string;
  readonly ownerAccountId: string;

  /** Whether every disk that it is made of is encrypted. */
  readonly encrypted: boolean;
}

/** The image catalogue, as far as people look at it. */
export interface ImageShelf {
  /** The images of a service, the newest first. */
  list(service: string): Promise<readonly CatalogueImage[]>;

  /** Every image that the delivery account has in the stack's region. */
  inAccount(): Promise<readonly ImageInAccount[]>;
  close(): void;
}
