import type { CatalogueTable } from "../../components/images/catalogueTable";
import type { CheckFailure, Clock, Properties } from "../switch/types";

export type { CheckFailure as Refusal, Properties };

/** An image that the stack runs. */
export interface DeployedImage {
  readonly service: string;
  readonly build: string;
  readonly imageId: string;
}

/** What the mark is told. */
export interface DeploymentInputs {
  /** Version of the code; a new one is one update of the resource. */
  readonly version: number;
  readonly stack: string;
  readonly catalogueRegion: string;
  readonly region: string;
  readonly tableName: string;
  readonly roleArn?: string | undefined;
  readonly images: readonly DeployedImage[];
}

/** What the engine keeps. */
export interface DeploymentState extends DeploymentInputs {
  /** Images of which the catalogue says that staging ran them, or that it is too late to say so; as `service#build`. */
  readonly settled: readonly string[];
}

/** The catalogue, and who writes to it. */
export interface Catalogue extends Pick<CatalogueTable, "read" | "changeState" | "close"> {
  /** ARN of the credentials that Pulumi runs with. */
  callerArn(signal: AbortSignal): Promise<string>;
}

/** What the operations work with. */
export interface DeploymentTools {
  readonly openCatalogue: (inputs: DeploymentInputs) => Promise<Catalogue>;
  readonly clock: Clock;
  readonly progress: (message: string) => void;
}
