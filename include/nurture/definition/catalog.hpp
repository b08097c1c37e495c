// SPDX-License-Identifier: BSL-1.0
/// \file
/// Everything a host deploys at once: workflows, content, segments, scoring, fields and settings.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/definition/document.hpp>
#include <nurture/definition/workflow.hpp>
#include <nurture/lead/field_type.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/time/holidays.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/window.hpp>

namespace nurture::inline v0 {

/// Other texts of a content for some of its leads (S21). What is not given is as in the base content.
struct ContentVariant {
    std::string name{};
    std::uint32_t weight =
        0; ///< Share of the leads in hundredths of a percent; the base content has the rest of 10,000.
    std::optional<SourceString> subject{};
    std::optional<SourceString> preview{};
    std::optional<SourceString> text{};
    std::optional<SourceString> html{};
    std::optional<SourceString> from{};
    std::optional<SourceString> reply_to{};
    std::optional<Fields> data{};
    Place place{};

    friend bool operator==(const ContentVariant&, const ContentVariant&) = default;
};

/// A piece of content: what a `send` sends. Texts are Liquid.
struct Content {
    ContentId id{};
    ChannelId channel{};
    SourceString subject{};
    SourceString preview{};
    SourceString text{};
    SourceString html{};
    SourceString from{};     ///< The text `owner` alone is the lead's owner; empty: settings.sender.
    SourceString reply_to{}; ///< The same.
    std::string category{};  ///< Empty: the workflow's.
    std::string stage{};     ///< Buyer-journey stage.
    std::vector<std::string> topics{};
    SourceString when{};                    ///< Whom it is for; others are skipped as `not_eligible`.
    std::optional<Instant> expires_at{};    ///< After this instant it is no longer sent.
    bool once = false;                      ///< A lead gets it once ever.
    Fields data{};                          ///< Handed to the channel as it is.
    std::vector<ContentVariant> variants{}; ///< As written; which one a lead gets does not depend on their order.
    Measure measure = Measure::goal;
    Place place{};

    friend bool operator==(const Content&, const Content&) = default;
};

/// A segment: the leads for which a condition holds at this moment, asked for by `inSegment("id")`.
struct Segment {
    SegmentId id{};
    std::string title{};
    std::string description{};
    SourceString when{}; ///< Over lead, account, score, history and `now`.
    Place place{};

    friend bool operator==(const Segment&, const Segment&) = default;
};

/// Points for what a lead is: a rule of `scoring.fit` (S37).
struct FitRule {
    SourceString when{}; ///< Over lead, account and history; nothing that time alone changes, and no score.
    double points = 0;
    Place place{};
    friend bool operator==(const FitRule&, const FitRule&) = default;
};

/// Points for what a lead does: a rule of `scoring.engagement` (S37).
struct EngagementRule {
    EventMatch match{};
    double points = 0;
    std::uint32_t limit = 0; ///< It counts at most so often …
    Milliseconds per{0};     ///< … in (t − per, t] of elapsed time; both zero: always.
    Place place{};
    friend bool operator==(const EngagementRule&, const EngagementRule&) = default;
};

/// `scoring`: how the parts of a lead's score come about (S37).
struct Scoring {
    bool declared = false; ///< Whether there is a `scoring`; else fit is the score that the host's CRM keeps.
    std::vector<FitRule> fit{};
    std::vector<EngagementRule> engagement{};
    std::optional<Milliseconds> half_life{}; ///< In which points of engagement halve; none: they stay.
    std::optional<double> min{};             ///< Engagement is never below …
    std::optional<double> max{};             ///< … and never above.
    Place place{};
    friend bool operator==(const Scoring&, const Scoring&) = default;
};

/// Whether a lead is in a category by default (S25a).
enum class Consent { opt_out, opt_in };

/// `delivery.retry` (S30).
struct RetryPolicy {
    Milliseconds first = std::chrono::minutes(1);
    double factor = 2;
    Milliseconds at_most = std::chrono::hours(1);
    Milliseconds give_up_after = std::chrono::hours(24);
    friend bool operator==(const RetryPolicy&, const RetryPolicy&) = default;
};

/// What becomes of a message in doubt on a channel that can neither repeat safely nor look up (S29).
enum class InDoubt { assume_sent, resend };

/// `settings.delivery`: the operator's part.
struct DeliverySettings {
    RetryPolicy retry{};
    InDoubt in_doubt_marketing = InDoubt::assume_sent;
    InDoubt in_doubt_transactional = InDoubt::resend;
    Milliseconds late_events = std::chrono::hours(72);                                    ///< S4
    Milliseconds event_ids = std::chrono::hours(24 * 30);                                 ///< S3
    std::optional<Milliseconds> duplicates_within = Milliseconds(std::chrono::hours(24)); ///< S26; none: `never`
    Milliseconds stale_after = std::chrono::hours(24 * 7);                                ///< S33
    std::string name_space{};                                                             ///< S29, `namespace`
    std::optional<Milliseconds> keep_inputs{}; ///< For how long the store keeps them; none: `never`
    friend bool operator==(const DeliverySettings&, const DeliverySettings&) = default;
};

/// `settings.limits` (S41). Reaching one is a diagnostic or a journalled refusal.
struct Limits {
    std::size_t steps = 2'000;               ///< Per workflow.
    std::size_t nesting = 32;                ///< Of steps in steps.
    std::size_t workflows = 10'000;          ///< Per catalog.
    std::size_t enrollments = 100;           ///< Active per lead.
    std::size_t leads_per_account = 10'000;  ///< That a changed answer of their account goes on to.
    std::size_t events_kept = 1'000;         ///< Per lead and type.
    std::size_t event_bytes = 64 * 1024;     ///< Of one event.
    std::size_t message_bytes = 1024 * 1024; ///< Rendered.
    std::size_t visits = 1'000;              ///< Of one step in one enrollment.
    friend bool operator==(const Limits&, const Limits&) = default;
};

/// `settings.sender`.
struct Sender {
    std::string from{};
    std::string reply_to{};
    std::string company{};
    std::string postal_address{};
    friend bool operator==(const Sender&, const Sender&) = default;
};

/// `settings.footer`: joined to marketing e-mail whose body holds no unsubscribe_url. Liquid.
struct Footer {
    SourceString text{};
    SourceString html{};
    friend bool operator==(const Footer&, const Footer&) = default;
};

/// How many messages a lead gets at most (S28): `limit` of them in a time, or one at a time with a `gap` behind it.
struct Cap {
    ChannelId channel{};           ///< Whose messages count; empty: of every channel.
    std::string category{};        ///< The same; empty: of every category. Transactional ones never count.
    std::uint32_t limit = 1;       ///< So many …
    Milliseconds per{0};           ///< … in this elapsed time, `per` or `gap`; zero: in a calendar day of the lead.
    bool skips = false;            ///< `on_hit: skip`; else the message waits …
    Milliseconds give_up_after{0}; ///< … at most so long.
    Place place{};
    friend bool operator==(const Cap&, const Cap&) = default;
};

/// "2 email messages of category marketing in 7d".
[[nodiscard]] std::string to_string(const Cap& cap);

/// A rule of `settings.cadence`.
struct CadenceRule {
    SourceString when{}; ///< Over lead, account, score, history and `now`.
    double factor = 1;   ///< Delays are so many times as long.
    friend bool operator==(const CadenceRule&, const CadenceRule&) = default;
};

/// `settings`.
struct Settings {
    std::string time_zone{}; ///< IANA name; empty: UTC.
    std::map<std::string, Consent, std::less<>> categories{{"marketing", Consent::opt_out},
                                                           {"transactional", Consent::opt_out}};
    std::vector<std::string> lifecycle_stages{"subscriber", "lead", "mql", "sql", "opportunity", "customer"};
    Window business_hours = Window::business_hours(); ///< Closed on holidays: what business days and hours are.
    Holidays holidays{};
    std::map<std::string, Window, std::less<>> windows{}; ///< By id, besides `business_hours`; closed on holidays too.
    std::optional<QuietHours> quiet_hours{};
    bool skips_in_quiet_hours = false; ///< `on_hit: skip`: a send that finds them is skipped, else it waits.
    std::vector<Cap> caps{};
    std::vector<CadenceRule> cadence{}; ///< Of delays with `cadence`; the first that holds counts.
    Sender sender{};
    Footer footer{};
    DeliverySettings delivery{};
    Limits limits{};
    Place place{};

    friend bool operator==(const Settings&, const Settings&) = default;
};

/// A catalog. Plain data: built in C++ or read from files, then compiled.
struct Catalog {
    Settings settings{};
    FieldTypes fields{};
    Scoring scoring{};
    std::map<SegmentId, Segment> segments{};
    std::map<ContentId, Content> contents{};
    std::map<WorkflowId, Workflow> workflows{};

    friend bool operator==(const Catalog&, const Catalog&) = default;
};

/// Gives documents their meaning. Everything that can be read is in the value; every mistake is a remark: unknown or
/// duplicate keys, wrong types, options in another's place, features that this version does not have
/// (rule "unsupported"). References and conditions are checked by compile().
[[nodiscard]] Checked<Catalog> read_catalog(const std::vector<Document>& documents);

/// The canonical form: JSON by key order over nodes and edges, equal for equal workflows, without places.
[[nodiscard]] std::string to_canonical(const Workflow& workflow);
[[nodiscard]] std::string to_canonical(const Content& content);
[[nodiscard]] std::string to_canonical(const Segment& segment);
[[nodiscard]] std::string to_canonical(const Scoring& scoring);
[[nodiscard]] std::string to_canonical(const Settings& settings);
[[nodiscard]] std::string to_canonical(const FieldTypes& fields);

/// Reads a workflow's canonical form back to an equal definition; Errc::unreadable if it is none.
[[nodiscard]] Result<Workflow> read_canonical_workflow(std::string_view json);
/// The same of a segment.
[[nodiscard]] Result<Segment> read_canonical_segment(std::string_view json);

} // namespace nurture::inline v0
