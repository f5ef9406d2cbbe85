// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/json_dialect.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace aisle {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

std::string unescaped(std::string_view step) {
    std::string name;
    for (std::size_t i = 0; i < step.size(); ++i) {
        const bool escape = step[i] == '~' && i + 1 < step.size();
        if (escape && step[i + 1] == '1') {
            name += '/';
            ++i;
        } else if (escape && step[i + 1] == '0') {
            name += '~';
            ++i;
        } else {
            name += step[i];
        }
    }
    return name;
}

const Json* one_step(const Json& json, std::string_view step) {
    if (json.is_object()) return json.find(unescaped(step));
    std::size_t index = 0;
    const char* end = step.data() + step.size();
    const auto [behind, error] = std::from_chars(step.data(), end, index);
    const bool number = error == std::errc{} && behind == end && (step == "0" || step[0] != '0');
    return number && index < json.items().size() ? &json.items()[index] : nullptr;
}

// One receipt's line, and what it says by our words.
class Line {
public:
    Line(std::string_view text, const Json& json, const JournalTemplate& form, ReceiptDraft& draft)
        : text_(text), json_(json), form_(form), draft_(draft) {}

    void take() {
        auto words = words_of(json_, form_.columns);
        draft_.take_head(words);
        if (const auto tax = said(words, "tax"); !tax.empty()) draft_.take_tax(words);
        for (const auto& item : array("items", purchase_lines_max)) {
            draft_.take_item(words_of(item, form_.item_columns));
        }
        for (const auto& discount : array("discounts", purchase_lines_max)) {
            draft_.take_discount(words_of(discount, form_.discount_columns));
        }
        for (const auto& tender : array("tenders", purchase_tenders_max)) {
            draft_.take_tender(words_of(tender, form_.tender_columns));
        }
    }

private:
    const Json::Array& array(std::string_view word, std::size_t most) {
        static const Json::Array none;
        const auto pointer = form_.columns.find(word);
        if (pointer == form_.columns.end()) return none;
        const Json* json = pointed_at(json_, pointer->second);
        if (!json || json->is_null()) return none;
        if (!json->is_array()) draft_.fail("\"" + std::string(word) + "\" is no array");
        if (json->items().size() > most) {
            draft_.fail("there are too many in \"" + std::string(word) + "\"");
            return none;
        }
        return json->items();
    }

    TillWords words_of(const Json& json, const JournalTemplate::Columns& columns) {
        TillWords words;
        for (const auto& [word, pointer] : columns) {
            if (word == "items" || word == "tenders" || word == "discounts") continue;
            const Json* value = pointed_at(json, pointer);
            words.emplace(word, value ? written(word, *value) : std::string());
        }
        return words;
    }

    // As the till would have written it in a text.
    std::string written(std::string_view word, const Json& value) {
        if (value.is_null()) return {};
        if (const auto text = value.string()) return std::string(*text);
        if (const auto flag = value.boolean()) return *flag ? "true" : "false";
        if (!value.number()) {
            draft_.fail("\"" + std::string(word) + "\" is no single value");
            return {};
        }
        std::string number(value.slice(text_));
        std::ranges::replace(number, '.', form_.numbers.decimal_mark);
        return number;
    }

    std::string_view text_;
    const Json& json_;
    const JournalTemplate& form_;
    ReceiptDraft& draft_;
};

}  // namespace

const Json* pointed_at(const Json& json, std::string_view pointer) {
    const Json* at = &json;
    while (at && !pointer.empty()) {
        pointer.remove_prefix(1);
        const auto step = pointer.substr(0, pointer.find('/'));
        at = one_step(*at, step);
        pointer.remove_prefix(step.size());
    }
    return at;
}

JsonDialect::JsonDialect(JournalTemplate form, ReceiptPlace place, Charset charset)
    : form_(std::move(form)), place_(std::move(place)), charset_(std::move(charset)) {}

std::uint64_t JsonDialect::begin(std::uint64_t position, std::string_view) {
    line_.clear();
    skips_ = false;
    end_ = position;
    number_ = position == 0 ? 1 : 0;
    return position;
}

std::vector<JournalRecord> JsonDialect::feed(std::string_view bytes, bool ended, WallTime read_at) {
    std::vector<JournalRecord> told;
    while (!bytes.empty()) {
        const auto size = std::min(bytes.find('\n'), bytes.size());
        const bool whole = size < bytes.size();
        if (line_.size() + size > journal_line_bytes_max) skips_ = true;
        if (!skips_) line_ += bytes.substr(0, size);
        const auto used = size + (whole ? 1 : 0);
        bytes.remove_prefix(used);
        end_ += used;
        if (!whole) break;
        take(std::exchange(line_, {}), told, read_at);
        if (number_ != 0) ++number_;
    }
    if (ended) take(std::exchange(line_, {}), told, read_at);
    return told;
}

void JsonDialect::take(std::string_view line, std::vector<JournalRecord>& told, WallTime read_at) {
    if (number_ == 1 && line.starts_with(byte_order_mark)) {
        line.remove_prefix(byte_order_mark.size());
    }
    line = trimmed(line);
    JournalRecord record{end_, number_, {}, {}};
    if (std::exchange(skips_, false)) {
        record.trouble =
            "a line is longer than " + std::to_string(journal_line_bytes_max) + " bytes";
    } else if (line.empty()) {
        return;
    } else {
        auto outcome = read(line, read_at);
        record.body = std::move(outcome.body);
        record.trouble = std::move(outcome.trouble);
    }
    told.push_back(std::move(record));
}

ReceiptDraft::Outcome JsonDialect::read(std::string_view line, WallTime read_at) const {
    std::string text(line);
    // JSON is strict about UTF-8, and so is this reader; other charsets are read as they can be.
    if (charset_.name() != "UTF-8") text = charset_.to_utf8(line);
    if (form_.columns.empty()) {
        auto trouble = why_refused(text, place_, read_at);
        if (!trouble.empty()) text.clear();
        return {std::move(text), std::move(trouble)};
    }
    const auto json = Json::parse(text);
    if (!json) return {{}, "it is no JSON, " + json.error().place()};
    ReceiptDraft draft(form_, place_);
    Line(text, *json, form_, draft).take();
    return draft.finish(read_at, !form_.columns.contains("total"),
                        !form_.columns.contains("tenders"));
}

}  // namespace aisle
