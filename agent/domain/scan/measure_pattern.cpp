// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/measure_pattern.hpp"

#include "agent/base/ascii.hpp"

namespace aisle {
namespace {

constexpr std::size_t ean_digits = 13;
constexpr std::string_view signs = "PIVKC";
constexpr int decimals_max = 5;

Error wrong(std::string_view text, const std::string& why) {
    return {Errc::invalid,
            "\"" + std::string(text) + "\" " + why + "; write it as in 2{P}{IIIII}{VVVVV}{C}"};
}

}  // namespace

std::string_view to_string(MeasureKind kind) {
    switch (kind) {
        case MeasureKind::weight:
            return "weight";
        case MeasureKind::price:
            return "price";
        case MeasureKind::count:
            return "count";
    }
    return "price";
}

std::optional<MeasureKind> parse_measure_kind(std::string_view word) {
    for (const auto kind : {MeasureKind::weight, MeasureKind::price, MeasureKind::count}) {
        if (word == to_string(kind)) return kind;
    }
    return std::nullopt;
}

Result<MeasurePattern> MeasurePattern::parse(std::string_view text, MeasureKind kind,
                                             int decimals) {
    MeasurePattern pattern;
    pattern.kind_ = kind;
    pattern.decimals_ = decimals;
    if (decimals < 0 || decimals > decimals_max) return wrong(text, "has no such decimals");
    char group = 0;
    bool open = false;
    for (const char c : text) {
        if (c == '{' && !open) {
            open = true;
            group = 0;
        } else if (c == '}' && open && group != 0) {
            open = false;
        } else if (open && signs.find(c) != std::string_view::npos && (group == 0 || group == c)) {
            group = c;
            pattern.form_ += c;
        } else if (!open && is_digit(c)) {
            pattern.form_ += c;
        } else {
            return wrong(text, std::string("has a \"") + c + "\" where none can be");
        }
    }
    const auto& form = pattern.form_;
    if (open || form.size() != ean_digits) return wrong(text, "does not make 13 digits");
    if (form.front() != '2' && form.front() != '0') {
        return wrong(text, "begins with what is not a store's own: 2, or 0 for a UPC");
    }
    if (form.find('V') == std::string::npos) return wrong(text, "has no {V}");
    if (form.find('C') != ean_digits - 1) return wrong(text, "has no {C} at its end");
    return pattern;
}

std::optional<Measure> MeasurePattern::read(std::string_view ean) const {
    if (ean.size() != form_.size()) return std::nullopt;
    Measure measure;
    measure.kind = kind_;
    measure.decimals = decimals_;
    for (std::size_t i = 0; i < ean.size(); ++i) {
        if (is_digit(form_[i]) && ean[i] != form_[i]) return std::nullopt;
        if (form_[i] == 'I') measure.item += ean[i];
        if (form_[i] == 'V') measure.value = measure.value * 10 + (ean[i] - '0');
    }
    return measure;
}

}  // namespace aisle
