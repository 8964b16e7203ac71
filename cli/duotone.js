#!/usr/bin/env node
"use strict";

const path = require("node:path");

if (require.main === module) {
  // Types were checked where the project was checked; checking them again would cost seconds at every command.
  require("ts-node").register({ transpileOnly: true, project: path.join(__dirname, "..", "tsconfig.json") });
  require("./main").main();
}
