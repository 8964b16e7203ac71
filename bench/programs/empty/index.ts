// For what it loads, and nothing else.
import "@pulumi/pulumi";
