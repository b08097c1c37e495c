// SPDX-License-Identifier: BSL-1.0
#include "simulation/made_catalog.hpp"

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/definition/document.hpp>

namespace nurture::simulation {

namespace {

using Words = std::vector<std::string_view>;

std::string pick(Dice& dice, const Words& words) {
    return std::string(words[dice.below(words.size())]);
}

/// Writes the documents of one catalog. Texts hold no quotes but those of JSON.
class Writer {
public:
    explicit Writer(Dice& dice) : dice_(dice) {}

    std::string written() {
        add(settings());
        if (dice_.in(2)) {
            add(scoring());
        }
        const std::size_t workflows = 2 + dice_.below(4);
        for (std::size_t i = 0; i < workflows; ++i) {
            names_.push_back("w" + std::to_string(i));
        }
        contents_ = 3 + dice_.below(5);
        for (std::size_t i = 0; i < workflows; ++i) {
            add(workflow(i));
        }
        for (std::size_t i = 0; i < contents_; ++i) {
            add(content(i));
        }
        return "[" + text_ + "]";
    }

private:
    void add(const std::string& document) {
        text_ += text_.empty() ? "" : ",\n ";
        text_ += document;
    }

    std::string settings() {
        std::string text = R"({"settings":{"time_zone":")" +
                           pick(dice_, {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"}) + "\"";
        text += R"(,"categories":{"newsletter":{"consent":"opt_in"},"product":{"consent":"opt_out"}})";
        text += R"(,"windows":{"mornings":{"weekdays":["mon","tue","wed","thu"],"from":"08:00","to":"11:30"},)"
                R"("evenings":{"weekdays":["mon","wed","fri","sat","sun"],"from":"17:00","to":"19:30"}})";
        if (!dice_.in(3)) {
            text += R"(,"quiet_hours":)" +
                    pick(dice_, {R"({"from":"20:00","to":"08:00")", R"({"from":"22:00","to":"07:00")",
                                 R"({"from":"12:00","to":"13:00")"}) +
                    (dice_.in(6) ? R"(,"on_hit":"skip"})" : "}");
        }
        text += caps();
        if (dice_.in(3)) {
            text += R"j(,"cadence":[{"if":"lead.points >= 40","factor":0.5},{"if":"inactive('5d')","factor":2}])j";
        }
        text += R"(,"delivery":{"keep_inputs":"3650d","retry":{"first":")" + pick(dice_, {"1min", "20s", "10min"}) +
                R"(","factor":)" + pick(dice_, {"1", "2", "3"}) + R"(,"at_most":")" + pick(dice_, {"1h", "30min"}) +
                R"(","give_up_after":")" + pick(dice_, {"24h", "2h", "3d"}) + R"("},"in_doubt":{"marketing":")" +
                pick(dice_, {"assume_sent", "assume_sent", "resend"}) + R"(","transactional":")" +
                pick(dice_, {"resend", "resend", "assume_sent"}) + R"("},"duplicates_within":")" +
                pick(dice_, {"24h", "never", "1h", "7d"}) + R"(","stale_after":")" + pick(dice_, {"7d", "2d", "30d"}) +
                R"(","late_events":")" + pick(dice_, {"72h", "12h"}) + "\"}";
        return text + "}}";
    }

    std::string caps() {
        std::string all;
        for (std::size_t i = dice_.below(4); i > 0; --i) {
            std::string cap = R"({"limit":)" + pick(dice_, {"1", "1", "2", "3"}) + R"(,"per":")" +
                              pick(dice_, {"7d", "1d", "day", "36h"}) + "\"";
            if (dice_.in(3)) {
                cap = R"({"gap":")" + pick(dice_, {"8h", "1h", "2d"}) + "\"";
            }
            if (!dice_.in(3)) {
                cap += R"(,"channel":")" + pick(dice_, {"email", "email", "sms"}) + "\"";
            }
            if (dice_.in(2)) {
                cap += R"(,"category":")" + pick(dice_, {"marketing", "product"}) + "\"";
            }
            if (dice_.in(5)) {
                cap += R"(,"on_hit":"skip")";
            } else if (dice_.in(3)) {
                cap += R"(,"give_up_after":")" + pick(dice_, {"14d", "3d", "30min"}) + "\"";
            }
            all += (all.empty() ? "" : ",") + cap + "}";
        }
        return all.empty() ? "" : R"(,"caps":[)" + all + "]";
    }

    std::string scoring() {
        std::string text = R"({"scoring":{"fit":{"rules":[{"when":"lead.points >= 30","points":10}]},"engagement":{)";
        if (!dice_.in(4)) {
            text += R"("half_life":")" + pick(dice_, {"1d", "5d", "3h"}) + R"(",)";
        }
        text += pick(dice_, {"", R"("min":0,"max":40,)"});
        return text + R"("rules":[{"event":"visited","points":7,"limit":)" + pick(dice_, {"1", "3"}) +
               R"(,"per":"1d"},{"event":["form","message_clicked"],"points":12},{"event":"paid","points":-20}]}}})";
    }

    std::string content(std::size_t i) {
        const bool sms = i == 1 || (i > 1 && dice_.in(4)); // Both channels there are.
        std::string text = R"({"content":"c)" + std::to_string(i) + R"(","channel":")" + (sms ? "sms" : "email") + "\"";
        text += R"(,"subject":"S)" + std::to_string(i) + (dice_.in(2) ? R"( {{ lead.first_name }}")" : "\"");
        text +=
            R"(,"text":"Text)" + pick(dice_, {"", " {{ lead.points }}", " {{ lead.stage | default: 'none' }}"}) + "\"";
        if (dice_.in(3)) {
            text += R"(,"category":")" + pick(dice_, {"product", "newsletter", "transactional"}) + "\"";
        }
        if (dice_.in(8)) {
            text += R"(,"once":true)";
        }
        if (dice_.in(8)) {
            text += R"(,"when":")" + condition() + "\"";
        }
        if (dice_.in(10)) {
            text += R"(,"expires_at":"2026-03-)" + std::to_string(10 + dice_.below(20)) + R"(T12:00:00Z")";
        }
        return text + "}";
    }

    std::string condition() {
        return pick(dice_,
                    {"lead.points >= 30", "lead.points < 20", "lead.stage == 'hot'", "!(lead.stage == 'customer')",
                     "hasTag('seen')", "count('visited', '3d') >= 2", "count('joined', '2d') == 0", "inactive('4d')",
                     "accountCount('form', '2d') >= 2", "accountLeads('visited', '3d') >= 2", "lead.score >= 20",
                     "score.engagement < 9", "enrolledIn('w0')", "subscribed('product')"});
    }

    std::string event() { return pick(dice_, {"joined", "visited", "form", "paid"}); }

    std::string trigger() {
        switch (dice_.below(12)) {
        case 0: return R"({"becomes":")" + condition() + "\"}";
        case 1: return R"({"event":"visited","count":2,"within":")" + pick(dice_, {"2d", "5h"}) + "\"}";
        case 2: return R"({"inactive":"3d","events":["visited","form"]})";
        case 3: return R"({"date":"lead.renewal","offset":"-2d","at":"09:00"})";
        case 4: return R"({"schedule":"FREQ=WEEKLY;BYDAY=MO,TH","at":"10:00"})";
        case 5: return R"({"event":")" + event() + R"(","where":"event.n >= 5"})";
        default: return R"({"event":")" + event() + "\"}";
        }
    }

    std::string workflow(std::size_t i) {
        sends_.clear();
        steps_ = 0;
        std::string text = R"({"workflow":")" + names_[i] + R"(","priority":)" + std::to_string(dice_.below(3));
        if (dice_.in(6)) {
            text += R"(,"category":"transactional")";
        } else if (dice_.in(6)) {
            text += R"(,"category":"product")";
        }
        if (dice_.in(6)) {
            text += R"(,"window":")" + pick(dice_, {"mornings", "evenings", "business_hours"}) + "\"";
        }
        if (dice_.in(5)) {
            text += R"(,"time_zone":"Asia/Tokyo")";
        }
        if (i == 0 || !dice_.in(8)) {
            text += R"(,"trigger":[)" + (i == 0 ? std::string(R"({"event":"joined"})") : trigger()) +
                    (dice_.in(5) ? R"(,{"event":"form"}])" : "]");
        }
        if (dice_.in(5)) {
            text += R"(,"when":")" + condition() + "\"";
        }
        if (dice_.in(6)) {
            text += R"(,"key":"has(event.n) ? string(event.n % 3) : 'none'")";
        }
        text += R"(,"reenroll":")" + pick(dice_, {"always", "always", "never", "2d", "6h"}) + "\"";
        if (dice_.in(6)) {
            text += R"(,"while_active":"restart")";
        }
        if (dice_.in(2)) {
            text += R"(,"exit":[)" +
                    (dice_.in(2) ? R"({"event":"paid"}])" : R"({"when":")" + condition() + R"(","reason":"gone"}])");
        }
        if (dice_.in(4)) {
            text += R"(,"goal":[)" + (dice_.in(2) ? std::string(R"({"event":"form","where":"event.n == 7"}])")
                                                  : std::string(R"({"when":"lead.stage == 'customer'"}])"));
        }
        if (dice_.in(6)) {
            text += R"(,"expires":")" + pick(dice_, {"5d", "20d", "36h"}) + "\"";
        }
        return text + R"(,"steps":)" + steps(i, 3 + dice_.below(5), 0, true) + "}";
    }

    std::string id() { return "s" + std::to_string(steps_++); }

    /// `may_exit`: that the last of them leaves makes no step behind unreachable.
    std::string steps(std::size_t workflow, std::size_t count, std::size_t depth, bool may_exit) {
        std::string all;
        for (std::size_t i = 0; i < count; ++i) {
            all += (all.empty() ? "[" : ",") + step(workflow, depth, may_exit && i + 1 == count);
        }
        return all + "]";
    }

    /// Half of the steps are sends and delays: what bunches messages together must show.
    std::string step(std::size_t workflow, std::size_t depth, bool may_exit) {
        const std::size_t kind = dice_.below(depth < 2 ? 20 : 16);
        const std::string named = R"({"id":")" + id() + "\"";
        const std::string plain = named + (dice_.in(12) ? R"(,"if":")" + condition() + "\"," : ",");
        if (kind < 6) {
            return send(named, plain);
        }
        if (kind < 11) {
            return plain + delay() + "}";
        }
        switch (kind) {
        case 11: return plain + R"("set":{"stage":")" + pick(dice_, {"new", "hot", "customer"}) + "\"}}";
        case 12: return plain + R"("compute":{"points":"has(lead.points) ? lead.points + 7 : 7"}})";
        case 13: return plain + (dice_.in(2) ? R"("tag":"seen"})" : R"("untag":"seen"})");
        case 14: return plain + steer(workflow) + "}";
        case 15:
            return !may_exit ? plain + R"("note":"on the way"})"
                   : workflow + 1 < names_.size() && dice_.in(2)
                       ? plain + R"("exit":{"to":")" + names_[workflow + 1] + "\"}}"
                       : plain + R"("exit":"done"})";
        case 16:
        case 17: return wait(plain, workflow, depth);
        default: return branch(plain, workflow, depth);
        }
    }

    /// What changes where a lead is, or what it gets.
    std::string steer(std::size_t workflow) {
        switch (dice_.below(6)) {
        case 0: return R"("score":)" + pick(dice_, {"15", "-4"});
        case 1: return R"("subscribe":")" + pick(dice_, {"newsletter", "product"}) + "\"";
        case 2: return R"("unsubscribe":")" + pick(dice_, {"newsletter", "product"}) + "\"";
        case 3:
            return workflow + 1 < names_.size() ? R"("enroll":")" + names_[workflow + 1] + "\"" : R"("unenroll":"all")";
        case 4: return R"("unenroll":")" + names_[dice_.below(names_.size())] + "\"";
        default: return R"("note":"points {{ lead.points }}")";
        }
    }

    std::string send(const std::string& named, const std::string& plain) {
        sends_.push_back(named.substr(7, named.size() - 8));
        std::string text = plain + R"("send":"c)" + std::to_string(dice_.below(contents_)) + "\"";
        if (dice_.in(8)) {
            text += R"(,"on_failure":"exit")";
        }
        if (dice_.in(8)) {
            text += R"(,"window":")" + pick(dice_, {"mornings", "evenings", "business_hours"}) + "\"";
        }
        if (dice_.in(10)) {
            text += R"(,"category":")" + pick(dice_, {"product", "marketing"}) + "\"";
        }
        return text + "}";
    }

    std::string delay() {
        return R"("delay":)" +
               pick(dice_, {R"("30min")", R"("2h")", R"("26h")", R"("1d")", R"("2d")", R"("1d12h")", R"("4d")",
                            R"("4bh")", R"("2bd")", R"({"for":"1d","at":"09:00"})",
                            R"({"for":"2d","at":"10:00","weekdays":["tue","thu"]})",
                            R"({"until":{"at":"10:00","weekdays":["mon","wed"]}})", R"j({"compute":"duration('5h')"})j",
                            R"({"until":{"date":"lead.renewal","offset":"-1d","at":"09:00"}})", R"({"cadence":"2d"})"});
    }

    std::string wait(const std::string& plain, std::size_t workflow, std::size_t depth) {
        std::string text = plain + R"("wait":)";
        if (!sends_.empty() && dice_.in(2)) {
            text += R"({"event":")" + pick(dice_, {"message_opened", "message_clicked"}) + "\"}";
        } else if (dice_.in(3)) {
            text += R"({"until":")" + condition() + "\"}";
        } else {
            text += R"({"event":")" + event() + "\"" + (dice_.in(3) ? R"(,"since":"enrollment"})" : "}");
        }
        text += R"(,"timeout":")" + pick(dice_, {"1d", "3d", "5h", "40min"}) + "\"";
        text += R"(,"then":)" + steps(workflow, 1 + dice_.below(2), depth + 1, true);
        return text + R"(,"else":)" + steps(workflow, 1 + dice_.below(2), depth + 1, false) + "}";
    }

    std::string branch(const std::string& plain, std::size_t workflow, std::size_t depth) {
        std::string text = plain;
        if (dice_.in(4)) {
            return text + R"("split":"tone","arms":{"a":{"weight":45,"steps":)" +
                   steps(workflow, 1 + dice_.below(2), depth + 1, false) + R"(},"b":{"weight":45,"steps":)" +
                   steps(workflow, 1, depth + 1, true) + R"(},"none":{"weight":10,"holdout":true}}})";
        }
        if (dice_.in(3)) {
            text += R"("branch":"lead.stage","cases":{"hot":)" + steps(workflow, 1 + dice_.below(2), depth + 1, true) +
                    R"(,"new":)" + steps(workflow, 1, depth + 1, false) + "}";
        } else {
            text += R"("branch":[{"if":")" + condition() + R"(","then":)" +
                    steps(workflow, 1 + dice_.below(2), depth + 1, true) + "}]";
        }
        return dice_.in(2) ? text + R"(,"else":)" + steps(workflow, 1 + dice_.below(2), depth + 1, false) + "}"
                           : text + "}";
    }

    Dice& dice_;
    std::string text_;
    std::vector<std::string> names_;
    std::vector<std::string> sends_; ///< Of the workflow being written.
    std::size_t contents_ = 0;
    std::size_t steps_ = 0;
};

} // namespace

MadeCatalog make_catalog(Dice& dice) {
    MadeCatalog made;
    made.text = Writer(dice).written();
    const Checked<Document> document = read_json(std::make_shared<SourceText>(SourceText{"made catalog", made.text}));
    const Checked<Catalog> catalog = read_catalog(document->items);
    made.catalog = *catalog;
    const Checked<Plan> plan = compile(*catalog);
    for (const Diagnostics* remarks : {&document.diagnostics, &catalog.diagnostics, &plan.diagnostics}) {
        for (const Diagnostic& remark : *remarks) {
            made.errors += remark.severity == Severity::error ? to_string(remark) + "\n" : "";
        }
    }
    if (made.errors.empty()) {
        made.plan = *plan;
    }
    return made;
}

} // namespace nurture::simulation
