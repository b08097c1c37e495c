// SPDX-License-Identifier: BSL-1.0

#include <nurture/rehearsal/scenario.hpp>

#include <algorithm>
#include <utility>

#include "rehearsal/expectations.hpp"
#include "rehearsal/findings.hpp"
#include "rehearsal/script.hpp"
#include "rehearsal/stage.hpp"

namespace nurture::inline v0 {

namespace {

using namespace rehearsal;
using Outcome = ScenarioResult::Outcome;

void fail(ScenarioResult& result, std::vector<ScenarioFailure> failures) {
    result.outcome = Outcome::failed;
    std::move(failures.begin(), failures.end(), std::back_inserter(result.failures));
}

void fail(ScenarioResult& result, const Diagnostics& remarks) {
    for (const Diagnostic& remark : remarks) {
        if (remark.severity == Severity::error) {
            fail(result, {{remark.place, remark.message + (remark.hint.empty() ? "" : "; " + remark.hint), {}}});
        }
    }
}

void skip(ScenarioResult& result, std::vector<std::string> features) {
    result.outcome = Outcome::skipped;
    result.failures.clear();
    result.missing = std::move(features);
}

bool asks_for_findings(const Expectations& expect) {
    return !expect.errors.empty() || !expect.no_findings.empty() || expect.clean;
}

void play(const Script& script, const Head& head, const Plan& plan, const ScenarioOptions& options,
          ScenarioResult& result) {
    Stage stage(plan, script, head.start, options);
    Compared compared;
    if (const auto opened = stage.open(); !opened) {
        fail(result, {{head.place, opened.error().message, {}}});
        return;
    }
    const auto check = [&](const Expectations& expect, const Place& place) {
        Result<std::vector<ScenarioFailure>> failures = check_expectations(expect, stage, compared);
        if (!failures) {
            fail(result, {{place, failures.error().message, {}}});
        } else if (!failures->empty()) {
            fail(result, std::move(failures).value());
        }
        return result.outcome == Outcome::passed;
    };
    for (const Entry& entry : script.timeline) {
        if (const auto played = stage.play(entry); !played) {
            fail(result, {{entry.place, played.error().message, {}}});
            return;
        }
        const auto* const expect = std::get_if<Expectations>(&entry.act);
        if (expect != nullptr && !check(*expect, entry.place)) {
            return;
        }
    }
    if (const auto done = stage.run_to(script.until); !done) {
        fail(result, {{head.place, done.error().message, {}}});
        return;
    }
    check(script.expect, head.place);
}

/// What check says of the catalog comes first: with errors nothing can be played. True if the scenario goes on.
bool judge_findings(const Expectations& expect, const Findings& findings, ScenarioResult& result) {
    std::vector<std::string> missing = missing_features(findings.remarks);
    std::vector<ScenarioFailure> unmet = check_findings(expect, findings.remarks);
    if (!unmet.empty()) {
        missing.empty() ? fail(result, std::move(unmet)) : skip(result, std::move(missing));
        return false;
    }
    if (!has_errors(findings.remarks)) {
        return true;
    }
    if (!expect.errors.empty()) {
        return false;
    } // as expected, and the end of it
    missing.empty() ? fail(result, findings.remarks) : skip(result, std::move(missing));
    return false;
}

} // namespace

bool is_scenario(const Document& document) noexcept {
    return document.find("scenario") != nullptr;
}

ScenarioResult play_scenario(const Document& document, const CatalogSource& source, const ScenarioOptions& options) {
    ScenarioResult result;
    Diagnostics remarks;
    const reading::Reading reading(remarks);
    const Head head = read_head(document, reading);
    result.name = head.name;
    result.place = head.place;
    if (has_errors(remarks) && missing_features(remarks).empty()) {
        fail(result, remarks);
        return result;
    }
    const Findings findings = find(head, source);
    const Script script = read_script(document, head, findings.catalog.fields, reading);
    std::vector<std::string> missing = missing_features(remarks);
    if (missing.empty() && has_errors(remarks)) {
        fail(result, remarks);
        return result;
    }
    const bool goes_on = judge_findings(script.expect, findings, result);
    if (result.outcome == Outcome::skipped) {
        std::copy_if(missing.begin(), missing.end(), std::back_inserter(result.missing), [&](const std::string& name) {
            return std::find(result.missing.begin(), result.missing.end(), name) == result.missing.end();
        });
    } else if (!missing.empty() && (goes_on || !asks_for_findings(script.expect))) {
        skip(result, std::move(missing));
    } else if (goes_on) {
        play(script, head, findings.plan, options, result);
    }
    return result;
}

std::string to_string(const ScenarioFailure& failure) {
    const auto indented = [](const std::string& text, const std::string& by) {
        std::string out;
        std::size_t begin = 0;
        while (begin < text.size()) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            out += by + text.substr(begin, end - begin) + '\n';
            begin = end + 1;
        }
        return out;
    };
    std::string text = failure.place.source == nullptr ? std::string("scenario") : failure.place.source->name;
    if (failure.place.line != 0) {
        text += ':' + std::to_string(failure.place.line);
    }
    text += ": ";
    const std::size_t first = std::min(failure.message.find('\n'), failure.message.size());
    text += failure.message.substr(0, first) + '\n';
    if (first < failure.message.size()) {
        text += indented(failure.message.substr(first + 1), "  ");
    }
    return text + indented(failure.timeline, "    ");
}

} // namespace nurture::inline v0
