// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/unparsed_event.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/receipt/scrubbed_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

// JSON writes a control character as six bytes; a receipt's text has none but its line ends.
bool is_sign(char c) {
    return static_cast<unsigned char>(c) >= ' ' && c != '\x7f';
}

// Whole lines, as many as there is room for.
std::string text_of(const PrintedPaper& paper) {
    std::string text;
    for (const auto& line : paper.lines) {
        auto kept = scrubbed(line);
        std::erase_if(kept, [](char c) { return !is_sign(c); });
        if (text.size() + kept.size() + 1 > unparsed_text_bytes_max / 2) break;
        text += kept + "\n";
    }
    return text;
}

// A digest is written in fewer than a hundred bytes.
static_assert(unparsed_text_bytes_max + paper_persons_max * 100 + 64 <= person_bytes_max);

std::string person_of(const PrintedPaper& paper, const PersonsKnownBy& by) {
    std::string person;
    const auto text = text_of(paper);
    if (text.empty()) return person;
    JsonWriter json(person);
    json.begin_object().member("text", text);
    const auto persons = persons_on(paper.lines, by);
    if (!persons.empty()) {
        json.key("identifiers").begin_array();
        for (const auto& identifier : persons) write_identifier(json, identifier);
        json.end_array();
    }
    json.end_object();
    return person;
}

}  // namespace

EventDraft purchase_unparsed(const Unparsed& what, const PrintedPaper& paper,
                             const PersonsKnownBy& by) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("source", what.source).member("reason", what.reason);
    json.member_if("template", what.receipt_template).member("lines", paper.lines.size());
    if (paper.image) json.member("image", true);
    json.end_object();
    return make_draft(EventKinds::purchase_unparsed, std::move(data), person_of(paper, by));
}

EventDraft record_unparsed(const Unparsed& what, const RecordPlace& place) {
    auto name = scrubbed(place.file);
    std::erase_if(name, [](char c) { return !is_sign(c); });
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("source", what.source).member("reason", what.reason);
    json.member_if("template", what.receipt_template).member("file", name);
    if (place.line > 0) json.member("line", place.line);
    json.member("end", place.end).end_object();
    return make_draft(EventKinds::purchase_unparsed, std::move(data));
}

}  // namespace aisle
