// SPDX-License-Identifier: BSL-1.0

#include "content/template_parser.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "content/text_parser.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr std::size_t longest_template = 1'048'576;

/// Appends the nodes of a piece; places in them move along.
void append_piece(Program& program, Index piece, std::vector<Node> nodes) {
    const auto offset = static_cast<Index>(program.nodes.size());
    for (Node& node : nodes) {
        node.next += offset;
        if (node.op == Op::loop || node.op == Op::table) {
            node.b += offset;
        }
        program.nodes.push_back(node);
    }
    program.pieces[piece].begin += offset;
    program.pieces[piece].end += offset;
}

} // namespace

std::shared_ptr<const Program> parse_program(std::string_view text, std::vector<TemplateProblem>& problems,
                                             const TemplatePieces* pieces) {
    auto program = std::make_shared<Program>();
    Problems noted(problems);
    if (text.size() > longest_template) {
        noted.add(longest_template, "the template is longer than " + std::to_string(longest_template) + " bytes");
        return nullptr;
    }
    program->text = std::string(text);
    program->pieces.emplace_back();
    Pieces shared;
    shared.texts = pieces;
    TextParser parser(program->text, *program, noted, shared);
    program->pieces.front() = parser.parse(std::nullopt);
    for (auto& [piece, nodes] : parser.pending()) {
        append_piece(*program, piece, std::move(nodes));
    }
    if (noted.count() > 0) {
        return nullptr;
    }
    std::stable_sort(program->names.begin(), program->names.end(),
                     [](const Template::Name& a, const Template::Name& b) { return a.offset < b.offset; });
    return program;
}

} // namespace nurture::inline v0::liquid
