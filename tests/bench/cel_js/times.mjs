// SPDX-License-Identifier: BSL-1.0
// Times the typical entry condition of decisions_bench.cpp in two implementations of CEL for JavaScript. Each is
// parsed once, as a host would do it, warmed up, and measured in rounds; prints the median of a round per line.
import { evaluate as evaluateChevrotain, parse as parseChevrotain } from "cel-js";
import { parse as parseCompiled } from "@marcbachmann/cel-js";

const expression =
    'lead.lifecycle_stage in ["subscriber", "lead"] && lead.score >= 50 && !(lead.industry == "education")';
const warmUp = 200_000;
const rounds = 9;
const evaluationsPerRound = 100_000;

function contenders() {
    const fields = { lifecycle_stage: "lead", industry: "software" };
    const compiled = parseCompiled(expression);
    const tree = parseChevrotain(expression);
    if (!tree.isSuccess) {
        throw new Error("cel-js cannot parse the condition");
    }
    const withInt = { lead: { ...fields, score: 62n } };
    const withNumber = { lead: { ...fields, score: 62 } };
    return {
        "@marcbachmann/cel-js": () => compiled(withInt),
        "cel-js": () => evaluateChevrotain(tree.cst, withNumber),
    };
}

function nanosecondsPerCall(call, times) {
    let held = 0;
    const begin = process.hrtime.bigint();
    for (let i = 0; i < times; ++i) {
        held += call() === true ? 1 : 0;
    }
    const end = process.hrtime.bigint();
    if (held !== times) {
        throw new Error("the condition does not hold");
    }
    return Number(end - begin) / times;
}

for (const [name, call] of Object.entries(contenders())) {
    nanosecondsPerCall(call, warmUp);
    const times = Array.from({ length: rounds }, () => nanosecondsPerCall(call, evaluationsPerRound));
    times.sort((a, b) => a - b);
    console.log(`${name} ${times[(rounds - 1) / 2].toFixed(1)}`);
}
