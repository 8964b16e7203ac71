import * as pulumi from "@pulumi/pulumi";

import { declareNames } from "./names";
import type { NamesPlan } from "./plan";

const config = new pulumi.Config();
declareNames(pulumi.getStack(), config.require("activeColor"), config.requireObject<NamesPlan>("plan"));
