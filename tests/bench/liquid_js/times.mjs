// SPDX-License-Identifier: BSL-1.0
// Times the rendering of a mail, given as a file, in liquidjs: parsed once, as a host would do it, warmed up, and
// measured in rounds; prints the median of a round. Its own escaping of outputs is on, as in HTML bodies of nurture.
import { readFileSync } from "node:fs";
import { Liquid } from "liquidjs";

const warmUp = 20_000;
const rounds = 9;
const rendersPerRound = 10_000;

const mail = readFileSync(process.argv[2], "utf8");
const scope = {
    unsubscribe_url: "https://example.com/unsubscribe?key=0123456789abcdef",
    lead: {
        first_name: "Ada",
        last_name: "Lovelace",
        title: "Head of Marketing & Operations",
        email: "ada@example.com",
        score: 62,
        city: "London",
        topics: ["lead scoring", "routing", "reporting"],
        renewal_date: "2026-05-20",
    },
    account: { name: "Analytical Engines Ltd", industry: "software", employees: 240 },
};

const engine = new Liquid({ outputEscape: "escape", timezoneOffset: 0 });
const template = engine.parse(mail);

// Both must have done the same work: the text that nurture writes is the second argument.
const expected = readFileSync(process.argv[3], "utf8").replaceAll("&quot;", "&#34;");
if (engine.renderSync(template, scope).replaceAll("&quot;", "&#34;") !== expected) {
    throw new Error("liquidjs writes another text");
}

function nanosecondsPerRender(times) {
    let written = 0;
    const begin = process.hrtime.bigint();
    for (let i = 0; i < times; ++i) {
        written += engine.renderSync(template, scope).length;
    }
    const end = process.hrtime.bigint();
    if (written === 0) {
        throw new Error("nothing was written");
    }
    return Number(end - begin) / times;
}

nanosecondsPerRender(warmUp);
const times = Array.from({ length: rounds }, () => nanosecondsPerRender(rendersPerRound));
times.sort((a, b) => a - b);
console.log(`liquidjs ${times[(rounds - 1) / 2].toFixed(1)}`);
