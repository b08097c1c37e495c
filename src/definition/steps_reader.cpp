// SPDX-License-Identifier: BSL-1.0
/// \file
/// The steps of a workflow.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "definition/literal.hpp"
#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

/// A verb with the words that stand beside it and in its value (of a split: in its arms), each list separated by
/// spaces.
struct Verb {
    std::string_view name;
    bool supported;
    std::string_view beside; ///< Besides `id` and `if`.
    std::string_view later;  ///< Beside it too, but not in this version.
    std::string_view inside;
};

constexpr std::array<Verb, 22> verbs = {{
    {"send", true, "category on_failure window", "nothing_left", "pick"},
    {"set", true, "", "", ""},
    {"compute", true, "", "", ""},
    {"tag", true, "", "", ""},
    {"untag", true, "", "", ""},
    {"note", true, "", "", ""},
    {"delay", true, "", "", "for at weekdays cadence compute until date offset if_past"},
    {"wait", true, "timeout forever then else", "", "event where message link until any since task"},
    {"branch", true, "cases else", "", ""},
    {"split", true, "arms measure", "", "weight steps holdout"},
    {"goto", true, "", "", ""},
    {"exit", true, "", "", "to reason"},
    {"score", true, "", "", "points reason"},
    {"subscribe", true, "", "", ""},
    {"unsubscribe", true, "", "", ""},
    {"assign", false, "", "", "pool owner reassign"},
    {"task", false, "", "", "title due to"},
    {"notify", false, "", "", "text to channel"},
    {"enroll", true, "", "", ""},
    {"unenroll", true, "", "", "group"},
    {"handoff", false, "", "", "pool lifecycle_stage task unenroll notify"},
    {"call", false, "on_failure timeout", "", "action with"},
}};

bool lists(std::string_view words, std::string_view word) noexcept {
    for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) {
            return true;
        }
    }
    return false;
}

void add_words(std::vector<std::string>& names, std::string_view words) {
    while (!words.empty()) {
        const std::size_t space = words.find(' ');
        names.emplace_back(words.substr(0, space));
        words = space == std::string_view::npos ? std::string_view() : words.substr(space + 1);
    }
}

const Verb* find_verb(std::string_view name) noexcept {
    const auto* found = std::find_if(verbs.begin(), verbs.end(), [&](const Verb& verb) { return verb.name == name; });
    return found == verbs.end() ? nullptr : found;
}

std::vector<std::string> verb_names() {
    std::vector<std::string> names;
    for (const Verb& verb : verbs) {
        names.emplace_back(verb.name);
    }
    return names;
}

/// Reads one step of a list.
class StepReader {
public:
    StepReader(const Document& document, std::string place, std::size_t depth, const StepScope& scope,
               const Reading& reading)
        : document_(document), place_(std::move(place)), depth_(depth), scope_(scope), outer_(reading),
          reading_(reading.of(named(document, place_))) {}

    std::optional<Step> read() {
        const DocumentMember* verb = find_verb_member();
        if (verb == nullptr) {
            return std::nullopt;
        }
        step_.place = verb->place;
        check_keys(*verb);
        if (const Document* id = document_.find("id")) {
            step_.id = read_id(*id, "id", reading_).value_or("");
            step_.id_place = id->place;
        }
        if (const Document* condition = document_.find("if")) {
            step_.condition = read_expression(*condition, "if", reading_);
        }
        // What cannot be read stands in as a note, so that nothing else seems to be missing.
        step_.what = NoteNode{};
        read_verb(verb->key, verb->value);
        return std::move(step_);
    }

private:
    /// What the step is called in remarks.
    static std::string named(const Document& document, const std::string& place) {
        const Document* id = document.find("id");
        return id != nullptr && is_catalog_id(id->text) ? fmt::format("step \"{}\"", id->text) : place;
    }

    const DocumentMember* find_verb_member() {
        if (document_.kind != Document::Kind::map) {
            const bool bare = document_.kind == Document::Kind::scalar && find_verb(document_.text) != nullptr;
            reading_.wrong_type(document_.place, bare ? fmt::format("a step is a map; write \"{}:\"", document_.text)
                                                      : fmt::format("a step is a map such as \"send: welcome\", not {}",
                                                                    kind_name(document_)));
            return nullptr;
        }
        check_duplicates(document_, reading_);
        const DocumentMember* first = nullptr;
        for (const DocumentMember& member : document_.members) {
            if (find_verb(member.key) == nullptr) {
                continue;
            }
            if (first == nullptr) {
                first = &member;
            } else if (first->key != member.key) {
                reading_.error("unknown_key", member.place,
                               fmt::format("a step has one verb; \"{}\" begins a step of its own, so put \"- \" "
                                           "before it (\"{}\" stands there already)",
                                           member.key, first->key));
            }
        }
        if (first == nullptr) {
            no_verb();
        }
        return first;
    }

    void no_verb() {
        std::vector<std::string> known = verb_names();
        std::string found;
        const DocumentMember* stranger = nullptr;
        for (const DocumentMember& member : document_.members) {
            if (!is_step_option(member.key) && stranger == nullptr) {
                stranger = &member;
            }
        }
        if (stranger != nullptr) {
            reading_.error(
                "unknown_key", stranger->place,
                fmt::format("{} is not a verb of a step{}", quoted(stranger->key), suggestion(stranger->key, known)));
        } else {
            reading_.error("type", document_.place, "a step needs a verb such as send, delay or branch");
        }
    }

    void check_keys(const DocumentMember& verb_member) {
        const Verb& verb = *find_verb(verb_member.key);
        for (const DocumentMember& member : document_.members) {
            const std::string& key = member.key;
            if (find_verb(key) != nullptr || key == "id" || key == "if" || lists(verb.beside, key)) {
                continue;
            }
            if (lists(verb.later, key)) {
                reading_.unsupported(member.place, fmt::format("\"{}\" beside \"{}\"", key, verb.name));
            } else if (lists(verb.inside, key)) {
                reading_.error("unknown_key", member.place,
                               fmt::format("\"{}\" belongs inside {} of \"{}\", not beside it", key,
                                           verb.name == "split" ? "an arm" : "the value", verb.name));
            } else if (is_step_option(key)) {
                reading_.error(
                    "unknown_key", member.place,
                    fmt::format("\"{}\" does not go with \"{}\"; it stands beside {}", key, verb.name, takers(key)));
            } else {
                std::vector<std::string> known = verb_names();
                add_words(known, "id if");
                add_words(known, verb.beside);
                unknown_key(member, "a step", known, reading_);
            }
        }
    }

    /// The verbs beside which an option stands.
    static std::string takers(std::string_view option) {
        std::vector<std::string> names;
        for (const Verb& verb : verbs) {
            if (lists(verb.beside, option) || lists(verb.later, option)) {
                names.push_back(fmt::format("\"{}\"", verb.name));
            }
        }
        return fmt::format("{}", fmt::join(names, " and "));
    }

    void read_verb(std::string_view verb, const Document& value) {
        if (!find_verb(verb)->supported) {
            reading_.unsupported(step_.place, fmt::format("\"{}\"", verb));
        } else if (verb == "send") {
            send(value);
        } else if (verb == "set") {
            set(value);
        } else if (verb == "compute") {
            compute(value);
        } else if (verb == "tag" || verb == "untag") {
            step_.what = TagNode{read_texts(value, verb, reading_), verb == "untag"};
        } else if (verb == "note") {
            step_.what = NoteNode{read_template(value, verb, reading_)};
        } else if (verb == "subscribe" || verb == "unsubscribe") {
            step_.what = SubscribeNode{read_texts(value, verb, reading_), verb == "subscribe"};
        } else if (verb == "enroll") {
            if (const auto workflow = read_id(value, verb, reading_)) {
                step_.what = EnrollNode{*workflow};
            }
        } else if (verb == "unenroll") {
            unenroll(value);
        } else if (verb == "score") {
            step_.what = read_score(value, reading_);
        } else if (verb == "delay") {
            delay(value);
        } else if (verb == "wait") {
            wait(value);
        } else if (verb == "branch") {
            branch(value);
        } else if (verb == "split") {
            split(value);
        } else if (verb == "goto") {
            jump(value);
        } else {
            exit(value);
        }
    }

    void unenroll(const Document& value) {
        if (value.kind == Document::Kind::map) {
            static constexpr Key keys[] = {{"group", Known::later}};
            const KeyedMap map(value, keys, "the value of \"unenroll\"", reading_);
            return;
        }
        const std::optional<std::string> workflow = read_id(value, "unenroll", reading_);
        if (workflow) {
            step_.what = UnenrollNode{*workflow == "all" ? "" : *workflow};
        }
    }

    void send(const Document& value) {
        SendNode node;
        if (value.kind == Document::Kind::map) {
            static constexpr Key keys[] = {{"pick", Known::later}};
            const KeyedMap map(value, keys, "the value of \"send\"", reading_);
            return;
        }
        node.content = read_id(value, "send", reading_).value_or("");
        if (const Document* category = document_.find("category")) {
            node.category = read_id(*category, "category", reading_).value_or("");
        }
        if (const Document* window = document_.find("window")) {
            node.window = read_id(*window, "window", reading_).value_or("");
        }
        if (const Document* on_failure = document_.find("on_failure")) {
            const auto word = read_text(*on_failure, "on_failure", reading_);
            if (word && *word == "exit") {
                node.on_failure = SendNode::OnFailure::exit;
            } else if (word && *word != "continue") {
                node.on_failure = SendNode::OnFailure::step;
                step_.target = SourceString(*word, on_failure->place);
            }
        }
        step_.what = std::move(node);
    }

    /// A map of fields, each a bare name, `lead.name` or `account.name`.
    template <class Read>
    void fields(const Document& value, std::string_view verb, Read read) {
        if (value.kind != Document::Kind::map || value.members.empty()) {
            reading_.wrong_type(value.place,
                                fmt::format("\"{}\" needs a map of fields such as {{lead.plan: …}}", verb));
            return;
        }
        check_duplicates(value, reading_);
        for (const DocumentMember& member : value.members) {
            if (auto name = field_name(member)) {
                read(*std::move(name), member);
            }
        }
    }

    std::optional<FieldName> field_name(const DocumentMember& member) {
        const std::size_t dot = member.key.find('.');
        const std::string owner = dot == std::string::npos ? "lead" : member.key.substr(0, dot);
        const std::string name = dot == std::string::npos ? member.key : member.key.substr(dot + 1);
        if ((owner != "lead" && owner != "account") || name.empty() || name.find('.') != std::string::npos) {
            reading_.wrong_type(
                member.place, fmt::format("{} is no field; write lead.… or account.… and a name", quoted(member.key)));
            return std::nullopt;
        }
        return FieldName{owner == "account" ? FieldName::Owner::account : FieldName::Owner::lead, name};
    }

    [[nodiscard]] FieldType type_of(const FieldName& field) const {
        const bool lead = field.owner == FieldName::Owner::lead;
        const FieldTypes::Named& declared = lead ? scope_.fields->lead : scope_.fields->account;
        const FieldTypes::Named& built_in = lead ? built_in_lead_fields() : built_in_account_fields();
        for (const FieldTypes::Named* types : {&declared, &built_in}) {
            const auto found = types->find(field.name);
            if (found != types->end()) {
                return found->second;
            }
        }
        return {};
    }

    void set(const Document& value) {
        SetNode node;
        fields(value, "set", [&](FieldName name, const DocumentMember& member) {
            if (auto literal = read_field_value(member.value, type_of(name), member.key, reading_)) {
                node.fields.emplace_back(std::move(name), *std::move(literal));
            }
        });
        step_.what = std::move(node);
    }

    void compute(const Document& value) {
        ComputeNode node;
        fields(value, "compute", [&](FieldName name, const DocumentMember& member) {
            node.fields.emplace_back(std::move(name), read_expression(member.value, member.key, reading_));
        });
        step_.what = std::move(node);
    }

    void delay(const Document& value) { step_.what = read_delay(value, reading_); }

    void wait(const Document& value) {
        WaitNode node{read_wait_value(value, reading_), std::nullopt};
        const Document* timeout = document_.find("timeout");
        const Document* forever = document_.find("forever");
        const bool endless = forever != nullptr && read_bool(*forever, "forever", reading_).value_or(true);
        if (timeout != nullptr) {
            node.timeout = read_duration(*timeout, "timeout", reading_).value_or(CalendarDuration{1, Milliseconds(0)});
        }
        const bool misplaced = value.find("timeout") != nullptr || value.find("forever") != nullptr;
        if (timeout != nullptr && endless) {
            reading_.wrong_type(forever->place, "a wait has either a \"timeout\" or \"forever: true\"");
        } else if (timeout == nullptr && !endless && !misplaced) {
            reading_.error("wait_without_timeout", step_.place,
                           "a wait needs \"timeout\" beside it, or \"forever: true\"");
        }
        way("then", Edge::Kind::met);
        way("else", Edge::Kind::timed_out);
        step_.what = std::move(node);
    }

    /// Reads the list of steps that stands beside the verb under this key, if there is one.
    void way(const std::string& key, Edge::Kind kind) {
        if (const Document* list = document_.find(key)) {
            add_way(kind, 0, key, *list);
        }
    }

    void add_way(Edge::Kind kind, std::size_t arm, std::string place, const Document& list) {
        std::vector<Step> steps = read_steps(list, place_ + "." + place, depth_ + 1, scope_, outer_);
        step_.ways.push_back({kind, arm, std::move(place), std::move(steps)});
    }

    void branch(const Document& value) {
        if (const Document* cases = document_.find("cases")) {
            branch_on(value, *cases);
        } else if (value.kind == Document::Kind::list) {
            branch_if(value);
        } else if (value.kind == Document::Kind::scalar) {
            reading_.wrong_type(value.place, "a branch on an expression needs \"cases\" beside it; a branch on "
                                             "conditions is a list of {if: …, then: […]}");
        } else {
            reading_.wrong_type(value.place, fmt::format("\"branch\" must be a list of {{if: …, then: […]}}, not {}",
                                                         kind_name(value)));
        }
    }

    void branch_on(const Document& value, const Document& cases) {
        BranchNode node;
        node.subject = read_expression(value, "branch", reading_);
        if (cases.kind != Document::Kind::map || cases.members.empty()) {
            reading_.wrong_type(cases.place, "\"cases\" must be a map such as {DE: […], US: […]}");
        } else {
            check_duplicates(cases, reading_);
            for (const DocumentMember& one : cases.members) {
                add_way(Edge::Kind::arm, node.arms.size(), "cases." + one.key, one.value);
                node.arms.emplace_back(one.key, one.place);
            }
        }
        way("else", Edge::Kind::otherwise);
        step_.what = std::move(node);
    }

    void branch_if(const Document& list) {
        BranchNode node;
        const Document* otherwise = nullptr;
        for (const Document& item : list.items) {
            const bool last = &item == &list.items.back();
            const bool is_else =
                item.kind == Document::Kind::map && item.find("else") != nullptr && item.find("if") == nullptr;
            if (is_else) {
                otherwise = read_else_item(item, last);
            } else {
                read_arm(item, node);
            }
        }
        if (node.arms.empty()) {
            reading_.wrong_type(list.place, "a branch needs at least one {if: …, then: […]}");
        }
        const DocumentMember* beside = nullptr;
        for (const DocumentMember& member : document_.members) {
            beside = member.key == "else" ? &member : beside;
        }
        if (beside != nullptr && otherwise != nullptr) {
            reading_.error("duplicate_key", beside->place, "\"else\" is given twice, beside the branch and as an item");
        } else if (otherwise != nullptr) {
            add_way(Edge::Kind::otherwise, 0, "else", *otherwise);
        }
        if (beside != nullptr && otherwise == nullptr) {
            add_way(Edge::Kind::otherwise, 0, "else", beside->value);
        }
        step_.what = std::move(node);
    }

    const Document* read_else_item(const Document& item, bool last) {
        static constexpr Key keys[] = {{"else"}};
        const KeyedMap map(item, keys, "the \"else\" of a branch", reading_);
        if (!last) {
            reading_.wrong_type(item.place, "\"else\" is the last item of a branch");
        }
        return map.find("else");
    }

    void read_arm(const Document& item, BranchNode& node) {
        static constexpr Key keys[] = {
            {"if"},
            {"then"},
            {"else", Known::elsewhere, "stands beside \"branch\" or is the last item of its list, not inside an arm"}};
        const KeyedMap map(item, keys, "an arm of a branch", reading_);
        if (!map) {
            return;
        }
        for (const std::string_view key : {"if", "then"}) {
            if (!map.has(key)) {
                reading_.wrong_type(item.place, fmt::format("an arm of a branch needs \"{}\"", key));
            }
        }
        const std::size_t arm = node.arms.size();
        node.arms.push_back(map.has("if") ? read_expression(*map.find("if"), "if", reading_) : SourceString());
        if (const Document* then = map.find("then")) {
            add_way(Edge::Kind::arm, arm, fmt::format("branch[{}].then", arm), *then);
        }
    }

    void split(const Document& value) {
        WrittenSplit written = read_split(document_, value, reading_);
        if (written.node.arms.empty()) {
            return;
        }
        for (std::size_t arm = 0; arm < written.steps.size(); ++arm) {
            if (const Document* list = written.steps[arm]) {
                add_way(Edge::Kind::arm, arm, "arms." + written.node.arms[arm].name, *list);
            }
        }
        step_.what = std::move(written.node);
    }

    void jump(const Document& value) {
        step_.what = GotoNode{};
        if (const auto target = read_text(value, "goto", reading_)) {
            step_.target = SourceString(*target, value.place);
        } else {
            step_.what = NoteNode{};
        }
    }

    void exit(const Document& value) {
        ExitNode node;
        if (value.kind == Document::Kind::map) {
            static constexpr Key keys[] = {{"to"}, {"reason"}};
            const KeyedMap map(value, keys, "the value of \"exit\"", reading_);
            if (const Document* to = map.find("to")) {
                node.to = read_id(*to, "to", reading_).value_or("");
            }
            read_into(node.reason, map, "reason", read_text, reading_);
        } else if (value.kind != Document::Kind::null) {
            node.reason = read_text(value, "exit", reading_).value_or("");
        }
        step_.what = std::move(node);
    }

    const Document& document_;
    std::string place_;
    std::size_t depth_;
    const StepScope& scope_;
    const Reading& outer_;  ///< Of the workflow.
    const Reading reading_; ///< Of this step.
    Step step_{};
};

} // namespace

std::vector<Step> read_steps(const Document& list, const std::string& place, std::size_t depth, const StepScope& scope,
                             const Reading& reading) {
    std::vector<Step> steps;
    if (depth > scope.nesting) {
        reading.error("limit", list.place,
                      fmt::format("{} is nested deeper than settings.limits.nesting ({})", place, scope.nesting));
        return steps;
    }
    if (list.kind != Document::Kind::list) {
        reading.wrong_type(list.place, fmt::format("\"{}\" must be a list of steps, each beginning with \"- \", not {}",
                                                   place, kind_name(list)));
        return steps;
    }
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        if (auto step = StepReader(list.items[i], fmt::format("{}[{}]", place, i), depth, scope, reading).read()) {
            steps.push_back(*std::move(step));
        }
    }
    return steps;
}

} // namespace nurture::inline v0::reading
