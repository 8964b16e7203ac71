import * as pulumi from "@pulumi/pulumi";

// For what it loads: what it exports would declare a stack, and is not called.
import "../../../index";

class One extends pulumi.CustomResource {}

new One("aws:ec2/vpc:Vpc", "one", { cidrBlock: "10.0.0.0/16" });
