import assert from "node:assert/strict";

import { LostDiagnostics, parseDiagnostic } from "../../../../sandbox/plugins/aws/lostDiagnostics";

const line = (type: string, rpc: string, summary: string) =>
  `2026-01-02T03:04:05.678Z [ERROR] provider.terraform-provider-aws: Response contains error diagnostic: ` +
  `diagnostic_detail="" diagnostic_severity=ERROR diagnostic_summary="${summary}" tf_resource_type=${type} ` +
  `@module=sdk.proto tf_rpc=${rpc} timestamp=2026-01-02T03:04:05.678Z`;

describe("a diagnostic in the provider's log", () => {
  it("gives its type, its call and its text", () => {
    assert.deepEqual(parseDiagnostic(line("aws_vpc", "ApplyResourceChange", 'creating: \\"no\\"')), {
      terraformType: "aws_vpc",
      rpc: "ApplyResourceChange",
      text: 'creating: "no"',
    });
  });

  it("may tell its detail over several lines", () => {
    const entry =
      '2026-01-02T03:04:05.678Z [ERROR] x: Response contains error diagnostic: diagnostic_summary="creating" ' +
      "tf_data_source_type=aws_ami tf_rpc=ReadDataSource\n  diagnostic_detail=\n  | first\n  | second\n  ";
    assert.deepEqual(parseDiagnostic(entry), {
      terraformType: "aws_ami",
      rpc: "ReadDataSource",
      text: "creating: first\nsecond",
    });
  });

  it("is not any other line", () => {
    assert.equal(parseDiagnostic("panic: runtime error"), undefined);
  });
});

describe("lost diagnostics", () => {
  const collected = () => {
    const passed: string[] = [];
    return { passed, diagnostics: new LostDiagnostics((text) => passed.push(text)) };
  };

  it("are claimed once, oldest first, by type and call", async () => {
    const { diagnostics } = collected();
    diagnostics.read(`${line("aws_vpc", "ValidateResourceTypeConfig", "checked")}\n`);
    diagnostics.read(`${line("aws_subnet", "ApplyResourceChange", "other")}\n`);
    diagnostics.read(
      `${line("aws_vpc", "ApplyResourceChange", "one")}\n${line("aws_vpc", "ApplyResourceChange", "two")}\n`,
    );
    const claim = () => diagnostics.claim("aws_vpc", ["ApplyResourceChange"], 0);
    assert.deepEqual([await claim(), await claim(), await claim()], ["one", "two", undefined]);
  });

  it("are waited for, because the log line may come after the answer", async () => {
    const { diagnostics } = collected();
    const claim = diagnostics.claim("aws_vpc", ["ApplyResourceChange"], 5000);
    const text = `${line("aws_vpc", "ApplyResourceChange", "late")}\n`;
    diagnostics.read(text.slice(0, 50));
    diagnostics.read(text.slice(50));
    assert.equal(await claim, "late");
  });

  it("of any type are claimed where no type is expected", async () => {
    const { diagnostics } = collected();
    diagnostics.read(`${line("", "ConfigureProvider", "no credentials")}\n`);
    assert.equal(await diagnostics.claim(undefined, ["ConfigureProvider"], 0), "no credentials");
  });

  it("leave every other line to be shown", () => {
    const { passed, diagnostics } = collected();
    diagnostics.read(`panic: boom\n${line("aws_vpc", "ApplyResourceChange", "one")}\ngoroutine 1\n`);
    assert.deepEqual(passed, ["panic: boom", "goroutine 1"]);
  });
});
