// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/gs1_elements.hpp"

#include "agent/domain/scan/gs1_check.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace aisle {
namespace {

Error refused(std::string_view number, const std::string& why) {
    return Error(Errc::invalid, "(" + std::string(number) + ") " + why).coded("gs1_invalid");
}

std::string in_bytes(const Gs1Ai& ai) {
    const auto most = std::to_string(ai.most);
    return ai.least == ai.most ? most : std::to_string(ai.least) + " to " + most;
}

std::string_view name_of(char set) {
    switch (set) {
        case 'N':
            return "digits";
        case 'Y':
            return "capitals, digits, # - and /";
        case 'Z':
            return "base64url";
        default:
            return "the 82 characters of GS1";
    }
}

Result<void> check_part(const Gs1Element& element, const Gs1Part& part, std::string_view value) {
    if (!is_of_set(part.characters, value)) {
        return refused(element.number, "is not made of " + std::string(name_of(part.characters)));
    }
    for (const auto check : part.checks) {
        if (check == Gs1Check::none) break;
        if (passes(check, value)) continue;
        const bool digit = check == Gs1Check::csum || check == Gs1Check::csumalpha;
        return refused(element.number,
                       digit ? "has a wrong check digit"
                             : "is not as its " + std::string(element.ai->title) + " has to be");
    }
    return {};
}

Result<void> check_value(const Gs1Element& element) {
    auto rest = element.value;
    const auto& ai = *element.ai;
    if (rest.size() < ai.least || rest.size() > ai.most) {
        return refused(element.number,
                       "has " + std::to_string(rest.size()) + " bytes and not " + in_bytes(ai));
    }
    for (const auto& part : ai.parts()) {
        if (rest.empty() && part.optional) break;
        const auto size = std::min<std::size_t>(part.most, rest.size());
        if (size < part.least) return refused(element.number, "ends within one of its parts");
        TRY(check_part(element, part, rest.substr(0, size)));
        rest.remove_prefix(size);
    }
    if (!rest.empty()) return refused(element.number, "goes on behind its last part");
    return {};
}

std::uint16_t number_of(std::string_view digits) {
    std::uint16_t number = 0;
    for (const char c : digits) number = static_cast<std::uint16_t>(number * 10 + (c - '0'));
    return number;
}

bool matches(const Gs1Pattern& pattern, const Gs1Element& element) {
    return element.key >= pattern.first && element.key <= pattern.last &&
           element.number.size() == pattern.digits;
}

bool has_what_it_needs(const Gs1Elements& elements, const Gs1Ai& ai) {
    if (ai.needs().empty()) return true;
    bool all = true;
    for (const auto& pattern : ai.needs()) {
        all = all && elements.has(pattern);
        if (!pattern.ends) continue;
        if (all) return true;
        all = true;
    }
    return false;
}

// Names, addresses and phones of who gets or sends, what a patient's wristband says, an
// account, and the number of who is served.
bool names_person(const Gs1Element& element) {
    constexpr std::pair<int, int> personal[] = {
        {4300, 4306}, {4308, 4319}, {7250, 7259}, {8007, 8007}, {8018, 8018}};
    return std::ranges::any_of(personal, [&](const auto& range) {
        return element.number.size() == 4 && element.key >= range.first &&
               element.key <= range.second;
    });
}

Error nothing() {
    return Error(Errc::invalid, "an empty element string").coded("gs1_invalid");
}

Error unpaired(const Gs1Element& element, const std::string& why) {
    return refused(element.number, why).coded("gs1_pairing");
}

}  // namespace

Result<void> Gs1Elements::add(std::string_view number, std::string_view value) {
    const Gs1Element element{find_gs1_ai(number), number_of(number), number, value};
    if (!element.ai) return refused(number, "is no application identifier");
    TRY(check_value(element));
    for (const auto& other : all()) {
        if (other.number != number) continue;
        // A second carrier on the same item may say the same again.
        if (other.value == value) return {};
        return refused(number, "stands there twice, with two values");
    }
    if (size_ == elements_.size()) {
        return Error(Errc::too_large, "more than " + std::to_string(gs1_elements_max) +
                                          " application identifiers in one code")
            .coded("gs1_invalid");
    }
    elements_[size_++] = element;
    return {};
}

std::string_view Gs1Elements::value(std::string_view number) const {
    for (const auto& element : all()) {
        if (element.number == number) return element.value;
    }
    return {};
}

bool Gs1Elements::has(const Gs1Pattern& pattern, const Gs1Element* but) const {
    return std::ranges::any_of(all(), [&](const Gs1Element& element) {
        return &element != but && matches(pattern, element);
    });
}

Gs1Elements Gs1Elements::without_persons() const {
    Gs1Elements kept;
    for (const auto& element : all()) {
        if (!names_person(element)) kept.elements_[kept.size_++] = element;
    }
    return kept;
}

Result<void> check_pairing(const Gs1Elements& elements) {
    for (const auto& element : elements.all()) {
        for (const auto& pattern : element.ai->excludes()) {
            if (elements.has(pattern, &element)) {
                return unpaired(element, "may not stand beside another that is there");
            }
        }
        if (!has_what_it_needs(elements, *element.ai)) {
            return unpaired(element, "stands without what it belongs to");
        }
    }
    return {};
}

Result<void> parse_element_string(std::string_view bytes, Gs1Elements& elements) {
    const bool separated = bytes.find(group_separator) != std::string_view::npos;
    if (bytes.starts_with(group_separator)) bytes.remove_prefix(1);
    if (bytes.empty()) return nothing();
    bool ran_on = false;  // a value might have ended sooner
    while (!bytes.empty()) {
        const auto digits = gs1_ai_size(bytes);
        const auto number = bytes.substr(0, std::max<std::size_t>(digits, 2));
        const auto* ai = find_gs1_ai(number);
        if (!ai) return refused(number, "is no application identifier");
        bytes.remove_prefix(number.size());
        const auto end = std::min(bytes.find(group_separator), bytes.size());
        const auto size = ai->fixed ? std::min<std::size_t>(end, ai->most) : end;
        const auto added = elements.add(number, bytes.substr(0, size));
        ran_on = ran_on || (!ai->fixed && size > ai->most);
        if (!added && ran_on && !separated) {
            return Error(added.error()).coded("gs1_separator_missing");
        }
        ran_on = ran_on || !ai->fixed;
        if (!added) return added.error();
        bytes.remove_prefix(size);
        if (bytes.starts_with(group_separator)) bytes.remove_prefix(1);
    }
    return check_pairing(elements);
}

Result<void> parse_bracketed(std::string_view text, Gs1Elements& elements) {
    constexpr std::size_t close_most = 5;  // "(8110)"
    if (text.empty()) return nothing();
    while (!text.empty()) {
        const auto close = text.find(')');
        if (text.front() != '(' || close > close_most) {
            return Error(Errc::invalid, "an identifier in brackets was expected at \"" +
                                            std::string(text.substr(0, 4)) + "\"")
                .coded("gs1_invalid");
        }
        const auto number = text.substr(1, close - 1);
        text.remove_prefix(close + 1);
        // A bracket may stand in a value; one that digits and another bracket follow does not.
        auto end = text.find('(');
        while (end != std::string_view::npos && gs1_ai_size(text.substr(end + 1)) == 0) {
            end = text.find('(', end + 1);
        }
        end = std::min(end, text.size());
        TRY(elements.add(number, text.substr(0, end)));
        text.remove_prefix(end);
    }
    return check_pairing(elements);
}

}  // namespace aisle
