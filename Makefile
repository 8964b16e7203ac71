# Every target is a thin name for a program in TypeScript; `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Types are checked once, by `make lint`, and not again by every program.
TS := node --require ts-node/register/transpile-only

# Node 20 is what the project's Pulumi version runs on; the AWS SDK would say in every run that it is old.
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED := true

# npm notes what it installed in this file, so it is older than the lock exactly when the modules are.
MODULES := node_modules/.package-lock.json

.PHONY: help preview policy-check sandbox sandbox-stop sandbox-status test test-unit test-engine lint format docs bench clean

help: ## Lists the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand --tabs=18

preview: $(MODULES) ## What your change would do, under the rules of its base; ARGS="--stack prod" and others
	@node cli/duotone.js preview $(ARGS)

policy-check: $(MODULES) ## All stacks together, as they are deployed, under all rules
	@node cli/duotone.js policy check $(ARGS)

sandbox: $(MODULES) ## Tells the whole story on an emulated cloud; KEEP=1 leaves the cloud running
	@$(TS) sandbox/main.ts run

sandbox-stop: $(MODULES) ## Ends a sandbox that was kept, or that still runs
	@$(TS) sandbox/main.ts stop

sandbox-status: $(MODULES) ## Says whether a sandbox of this clone is running
	@$(TS) sandbox/main.ts status

test: $(MODULES) ## Runs everything that can run on this machine
	@$(TS) test/run.ts

test-unit: $(MODULES) ## Runs the quick tests
	@$(TS) test/run.ts unit

test-engine: $(MODULES) ## Runs the tests on the real engine, in the sandbox
	@$(TS) test/run.ts engine

lint: $(MODULES) ## Checks types, rules and formatting
	@$(TS) test/run.ts lint

format: $(MODULES) ## Formats every file
	@npx prettier --write --log-level warn .

docs: $(MODULES) ## Writes the pages that are made from the sources
	@UPDATE_GOLDEN=1 npx mocha test/policy/register/register.spec.ts

bench: $(MODULES) ## Runs the benchmarks
	@$(TS) bench/main.ts

clean: sandbox-stop ## Removes what runs leave behind; installed modules and the toolchain's cache stay
	@rm -rf .sandbox .bench

# Without install scripts: those of the Pulumi packages would download plugins, which the engine does when it needs them.
$(MODULES): package-lock.json
	npm ci --ignore-scripts
	@touch $@
