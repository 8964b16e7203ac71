import { createHash, generateKeyPairSync } from "node:crypto";

import { type BadInput, badInput } from "./badInput";
import { type Change, set } from "./changes";
import { accepted, foundBeyond, refused } from "./judgedChange";
import { secretOnTheWire } from "../support/host";
import type { Json } from "../support/declared/wire";
import { TEMPLATE } from "./types";

/** Joined here, so that no search for secrets takes them for any. */
const join = (...parts: readonly string[]) => parts.join("");
const letters = (count: number) =>
  createHash("sha512")
    .update(`letters ${count}`)
    .digest("base64")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, count);
const password = join("q8Zr2vXw71", "LmTk0pQz");

const { publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const body = publicKey.split("\n").slice(1, -2).join("\n");

const HARMLESS: Readonly<Record<string, string>> = {
  "a public certificate": `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`,
  "a public SSH key": `echo "ssh-rsa ${join("AAAAB3NzaC1yc2E", "AAAADAQAB", letters(60))} ann@example.com"`,
  "a commit": `git checkout ${createHash("sha1").update("commit").digest("hex")}`,
};

const SECRET: Readonly<Record<string, readonly [before: string, value: string]>> = {
  "an AWS access key": ["export AWS_ACCESS_KEY_ID=", join("AK", "IA", "Z7QJ4X2MB5TR6KDW")],
  "a temporary AWS access key": ["export AWS_ACCESS_KEY_ID=", join("AS", "IA", "Z7QJ4X2MB5TR6KDW")],
  "a GitHub token": ["export TOKEN=", join("gh", "p_", letters(36))],
  "a Slack token": ["export TOKEN=", join("xo", "xb-", "123456789012-", letters(24))],
  "password=": ["password=", password],
  "the address of a database with its password": [
    "export DSN=postgres://app:",
    `${password}@db.internal/app`,
  ],
};

/** Values that are secret, and that only look so. */
export const secretInputs: readonly BadInput[] = [
  ...Object.entries(HARMLESS).map(([what, text]) => accepted(`${what} in user data`, userData(script(text)))),
  ...Object.entries(SECRET).map(([what, [before, value]]) =>
    refused(`${what} in user data`, ["CMP-04"], userData(script(`${before}${value}`)), { hidden: value }),
  ),
  badInput(
    "the same user data, marked as a secret and not",
    "the same violations, with the value in none",
    async () => {
      const text = script(`password=${password}`);
      const [marked, open] = await Promise.all(
        [secretOnTheWire(text) as Json, text].map((value) => foundBeyond(userData(value))),
      );
      return [
        ...(JSON.stringify(marked) === JSON.stringify(open) ? [] : ["others"]),
        ...(open?.some(({ policy, level }) => policy === "CMP-04" && level === "mandatory") === true
          ? []
          : ["none of CMP-04"]),
        ...(JSON.stringify(open).includes(password) ? ["the value is repeated"] : []),
      ];
    },
  ),
];

function script(text: string): string {
  return Buffer.from(`#!/bin/sh\n${text}\n`).toString("base64");
}

function userData(value: Json): Change {
  return set(TEMPLATE, "staging-core", { userData: value });
}
