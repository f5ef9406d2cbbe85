// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/receipt_reader.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/money.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <map>

namespace aisle {
namespace {

using Groups = std::map<std::string_view, std::string_view, std::less<>>;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string_view without_zeros(std::string_view number) {
    return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

// One receipt on its way: takes line after line, and says what is wrong with one.
class Reading {
public:
    Reading(const ReceiptTemplate& brand, int exponent) : brand_(brand), exponent_(exponent) {}

    ReceiptSection section() const { return section_; }
    TillReceipt& receipt() { return receipt_; }
    bool awaits_amount() const { return named_.has_value(); }

    std::string take(const ReceiptRule& rule, const Groups& groups) {
        groups_ = &groups;
        trouble_.clear();
        switch (rule.line) {
            case ReceiptLine::items_begin:
                section_ = ReceiptSection::items;
                break;
            case ReceiptLine::item:
                take_item(rule);
                break;
            case ReceiptLine::item_name:
                take_name(rule);
                break;
            case ReceiptLine::item_amount:
                take_second_line(rule);
                break;
            case ReceiptLine::item_discount:
            case ReceiptLine::item_void:
                take_change_of_item(rule.line);
                break;
            case ReceiptLine::discount:
                receipt_.reductions.push_back({-std::abs(amount()), text("reason")});
                break;
            case ReceiptLine::subtotal:
            case ReceiptLine::total:
            case ReceiptLine::tax:
            case ReceiptLine::tender:
            case ReceiptLine::change:
                take_sum(rule);
                break;
            default:
                take_word(rule.line);
                break;
        }
        return trouble_;
    }

    // What a QR code says, behind all lines.
    std::string take_code(const Groups& groups) {
        groups_ = &groups;
        trouble_.clear();
        fill(receipt_.store, "store");
        fill(receipt_.till, "till");
        fill(receipt_.clerk, "clerk");
        fill(receipt_.member, "member");
        fill(receipt_.number, "number");
        const auto number = text("number");
        if (!number.empty() && without_zeros(number) != without_zeros(receipt_.number)) {
            trouble_ = "the receipt has another number";
        }
        if (!text("total").empty()) take_total_of_code();
        if (receipt_.time.empty() && !text("year").empty()) take_time();
        return trouble_;
    }

private:
    std::string text(std::string_view group) const {
        const auto found = groups_->find(group);
        return found == groups_->end() ? std::string() : std::string(trimmed(found->second));
    }

    std::int64_t amount(std::string_view group = "amount") {
        const auto written = text(group);
        const auto value =
            parse_amount(written, {brand_.decimal_mark, brand_.group_mark}, exponent_);
        if (!value) trouble_ = "\"" + written + "\" is no amount";
        return value.value_or(0);
    }

    void fill(TillItem& item) {
        item.amount = amount();
        if (!text("quantity").empty()) item.quantity = quantity();
        if (!text("price").empty()) item.price = std::abs(amount("price"));
        if (!text("code").empty()) item.code = text("code");
        if (!text("unit").empty()) item.unit = text("unit");
        if (item.amount < 0) item.is_return = true;
        if (item.is_return) item.amount = -std::abs(item.amount);
    }

    void fill(std::string& word, std::string_view group) const {
        if (word.empty()) word = text(group);
    }

    // As POSLog writes it: a point, and no sign.
    std::string quantity() const {
        auto written = text("quantity");
        std::erase(written, '-');
        std::ranges::replace(written, brand_.decimal_mark, '.');
        return written;
    }

    void take_item(const ReceiptRule& rule) {
        TillItem item;
        item.name = text("name");
        item.is_return = rule.is_return;
        fill(item);
        receipt_.items.push_back(std::move(item));
    }

    void take_name(const ReceiptRule& rule) {
        if (named_) trouble_ = "the item before has no amount";
        TillItem item;
        item.name = text("name");
        item.code = text("code");
        item.is_return = rule.is_return;
        named_ = std::move(item);
    }

    void take_second_line(const ReceiptRule& rule) {
        if (!named_) {
            trouble_ = "an amount without the name of an item before it";
            return;
        }
        auto item = std::move(*named_);
        named_.reset();
        item.is_return = item.is_return || rule.is_return;
        fill(item);
        receipt_.items.push_back(std::move(item));
    }

    void take_change_of_item(ReceiptLine line) {
        if (receipt_.items.empty()) {
            trouble_ = "no item stands before it";
        } else if (line == ReceiptLine::item_void) {
            receipt_.items.back().is_void = true;
        } else {
            auto& item = receipt_.items.back();
            const auto size = std::abs(amount());
            item.reductions.push_back({item.is_return ? size : -size, text("reason")});
        }
    }

    void take_sum(const ReceiptRule& rule) {
        const auto value = amount();
        if (rule.line == ReceiptLine::tax) {
            receipt_.tax += value;
        } else if (rule.line == ReceiptLine::tender) {
            receipt_.tenders.push_back({rule.tender, value});
        } else if (rule.line == ReceiptLine::change) {
            if (value != 0) receipt_.tenders.push_back({TenderType::cash, -std::abs(value)});
        } else {
            section_ = ReceiptSection::foot;
            if (rule.line == ReceiptLine::total) take_total(value);
        }
    }

    void take_total(std::int64_t value) {
        if (receipt_.total && *receipt_.total != value) trouble_ = "there is another total before";
        receipt_.total = value;
    }

    // Machines write a point, whatever stands on the paper.
    void take_total_of_code() {
        const auto written = text("total");
        const auto value = parse_amount(written, {'.', ' '}, exponent_);
        if (!value) {
            trouble_ = "\"" + written + "\" is no amount";
        } else if (receipt_.total && *receipt_.total != *value) {
            trouble_ = "the receipt has another total";
        } else {
            receipt_.total = value;
        }
    }

    void take_word(ReceiptLine line) {
        switch (line) {
            case ReceiptLine::number:
                receipt_.number = text("number");
                break;
            case ReceiptLine::time:
                take_time();
                break;
            case ReceiptLine::store:
                receipt_.store = text("store");
                break;
            case ReceiptLine::till:
                receipt_.till = text("till");
                break;
            case ReceiptLine::clerk:
                receipt_.clerk = text("clerk");
                break;
            case ReceiptLine::reprint:
                receipt_.reprint = true;
                break;
            case ReceiptLine::training:
                receipt_.training = true;
                break;
            case ReceiptLine::voided:
                receipt_.voided = true;
                break;
            default:
                break;
        }
    }

    void take_time() {
        const auto two = [](std::string digits) {
            if (digits.size() > 2) return std::string("99");
            return std::string(2 - digits.size(), '0') + digits;
        };
        auto year = text("year");
        if (year.size() == 2) year = "20" + year;
        const auto day = year + "-" + two(text("month")) + "-" + two(text("day"));
        const auto time =
            day + "T" + two(hour()) + ":" + two(text("minute")) + ":" + two(text("second"));
        if (!parse_rfc3339(time + "Z")) {
            trouble_ = "\"" + time + "\" is no time";
        } else {
            receipt_.time = time;
            // Else midnight would be of the day before, in most shops.
            receipt_.business_day = text("hour").empty() ? day : "";
        }
    }

    // "4" and "PM" is "16"; "12" and "AM" is "0". Without the half of the day as it is written.
    std::string hour() const {
        const auto half = lower(text("half"));
        if (half.empty()) return text("hour");
        int hour = 0;
        const auto written = text("hour");
        std::from_chars(written.data(), written.data() + written.size(), hour);
        constexpr int noon = 12;
        const bool known = half.starts_with('a') || half.starts_with('p');
        if (!known || hour < 1 || hour > noon) return "99";
        return std::to_string(hour % noon + (half.starts_with('p') ? noon : 0));
    }

    const ReceiptTemplate& brand_;
    int exponent_;
    const Groups* groups_ = nullptr;
    ReceiptSection section_ = ReceiptSection::head;
    std::string trouble_;
    TillReceipt receipt_;
    std::optional<TillItem> named_;  // whose amount is on the next line
};

// ---- From paper ----

// A template and a paper may be such that they would be read for minutes, on the thread that also
// answers tills. The examples' templates have 600 instructions, so that a receipt of 1,500 lines
// has 40 million of these at most, of which hardly any is really gone. Where all are, the slowest
// of RE2's ways takes up to 60 ns for each: two seconds.
constexpr std::uint64_t steps_max = 40'000'000;
constexpr std::string_view too_much_work = "too_much_work";

// How much may still be done for one paper.
class Patience {
public:
    bool over() const { return over_; }
    bool fits(const Pattern& pattern, std::string_view line) {
        return may(pattern, line) && pattern.fits(line);
    }
    bool fits(const Pattern& pattern, std::string_view line, std::vector<std::string_view>& into) {
        return may(pattern, line) && pattern.fits(line, into);
    }

private:
    bool may(const Pattern& pattern, std::string_view line) {
        const auto steps = pattern.steps_max(line.size());
        over_ = over_ || steps > left_;
        if (!over_) left_ -= steps;
        return !over_;
    }

    std::uint64_t left_ = steps_max;
    bool over_ = false;
};

Groups named_groups(const Pattern& pattern, const std::vector<std::string_view>& found) {
    Groups groups;
    for (std::size_t i = 0; i < found.size(); ++i) groups[pattern.groups()[i]] = found[i];
    return groups;
}

const ReceiptRule* rule_for(std::string_view line, const ReceiptTemplate& brand,
                            ReceiptSection section, Groups& groups, Patience& patience) {
    std::vector<std::string_view> found;
    for (const auto& rule : brand.rules) {
        if (rule.in != ReceiptSection::any && rule.in != section) continue;
        if (!patience.fits(rule.pattern, line, found)) continue;
        groups = named_groups(rule.pattern, found);
        return &rule;
    }
    return nullptr;
}

bool is_of_brand(const PrintedPaper& paper, const ReceiptTemplate& brand, Patience& patience) {
    return !brand.recognize || std::ranges::any_of(paper.lines, [&](const std::string& line) {
        return patience.fits(*brand.recognize, trimmed(line));
    });
}

ReceiptReading::Symbol read_symbol(std::string_view text, const ReceiptTemplate& brand,
                                   Reading& state, Patience& patience) {
    ReceiptReading::Symbol told{text, false, {}};
    std::vector<std::string_view> found;
    if (!brand.qr || !patience.fits(*brand.qr, text, found)) return told;
    told.taken = true;
    told.trouble = state.take_code(named_groups(*brand.qr, found));
    return told;
}

// The line that only this brand prints may be in a picture, too, and so may all items. But text
// of another brand below a logo is no picture of a receipt.
std::string why_not(const TillReceipt& receipt, const ReceiptReading& reading, bool recognized,
                    bool image) {
    if (image && (recognized ? receipt.items.empty() : reading.lines.empty())) return "raster";
    return recognized ? what_is_missing(receipt) : "not_recognized";
}

std::string how_many(std::size_t count, std::string_view what) {
    return std::to_string(count) + " " + std::string(what) + " were not understood";
}

}  // namespace

ReceiptReading ReceiptReader::read(const PrintedPaper& paper, WallTime printed) const {
    ReceiptReading reading;
    const auto currency =
        Currency::parse(brand_.currency.empty() ? place_.store.currency : brand_.currency);
    Reading state(brand_, currency ? currency->exponent() : 2);
    std::size_t not_understood = 0;
    Patience patience;
    const bool recognized = is_of_brand(paper, brand_, patience);
    for (const auto& whole : paper.lines) {
        const auto line = trimmed(whole);
        if (line.empty()) continue;
        ReceiptReading::Line told{line, std::nullopt, {}};
        Groups groups;
        const auto section = state.section();
        if (const auto* rule = rule_for(line, brand_, section, groups, patience)) {
            told.as = rule->line;
            told.trouble = state.take(*rule, groups);
        } else if (section == ReceiptSection::items) {
            told.trouble = "no rule takes it, and it stands among the items";
        }
        if (!told.trouble.empty()) ++not_understood;
        reading.lines.push_back(std::move(told));
    }
    std::size_t codes_not_understood = 0;
    for (const auto& symbol : paper.symbols) {
        reading.symbols.push_back(read_symbol(symbol, brand_, state, patience));
        if (!reading.symbols.back().trouble.empty()) ++codes_not_understood;
    }
    auto& read = state.receipt();
    read.currency = brand_.currency;
    read.tax_included = brand_.tax_included;
    reading.reprint = read.reprint;
    reading.training = read.training;
    reading.refused = patience.over() ? std::string(too_much_work)
                                      : why_not(read, reading, recognized, paper.image);
    if (reading.refused.empty() && state.awaits_amount()) {
        reading.refused = "the last item has no amount";
    }
    if (reading.refused.empty() && not_understood > 0) {
        reading.refused = how_many(not_understood, "lines");
    }
    if (reading.refused.empty() && codes_not_understood > 0) {
        reading.refused = how_many(codes_not_understood, "QR codes");
    }
    if (!reading.refused.empty()) return reading;
    reading.body = purchase_body(read, place_, printed);
    if (read.reprint) reading.repeats_of = ids_of_days_before(read, place_, printed);
    return reading;
}

}  // namespace aisle
