// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/paper_persons.hpp"

#include "agent/domain/digit_run.hpp"
#include "agent/domain/email.hpp"
#include "agent/domain/phone.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

// "+86 138 0013 8000" are four groups, and a bracket more or less is one.
constexpr std::size_t phone_groups_max = 6;
constexpr std::size_t phone_signs_min = 7;
constexpr std::size_t phone_signs_max = 18;  // E.164's fifteen digits, and a plus or two zeros
constexpr std::string_view beside_addresses = " \t\"<>(),;:\\[]|";

class Found {
public:
    explicit Found(const PersonsKnownBy& by) : by_(by) {}

    void phone(const std::string& typed) {
        const auto number = normalise_phone(typed, by_.region);
        if (number) add(IdentifierKind::phone, *number);
    }
    void email(std::string_view typed) {
        const auto address = normalise_email(typed);
        if (address) add(IdentifierKind::email, *address);
    }
    bool full() const { return all_.size() >= paper_persons_max; }
    std::vector<Identifier> take() { return std::move(all_); }

private:
    void add(IdentifierKind kind, std::string_view normal) {
        if (full()) return;
        auto identifier = by_.key->of(kind, normal);
        if (std::ranges::find(all_, identifier) == all_.end()) all_.push_back(identifier);
    }

    const PersonsKnownBy& by_;
    std::vector<Identifier> all_;
};

// Other numbers may stand close before or behind it: "table 12 138 0013 8000".
void look_in(const DigitRun& run, Found& found) {
    for (std::size_t first = 0; first < run.groups.size() && !found.full(); ++first) {
        std::string typed(first == 0 && run.after_plus ? "+" : "");
        const auto end = std::min(run.groups.size(), first + phone_groups_max);
        for (auto group = first; group < end; ++group) {
            typed += run.group(group);
            if (typed.size() > phone_signs_max) break;
            if (typed.size() >= phone_signs_min) found.phone(typed);
        }
    }
}

void look_for_addresses(std::string_view line, Found& found) {
    for (auto at = line.find('@'); at != line.npos; at = line.find('@', at + 1)) {
        const auto before = line.find_last_of(beside_addresses, at);
        const auto begin = before == line.npos ? 0 : before + 1;
        const auto end = std::min(line.find_first_of(beside_addresses, at), line.size());
        auto address = line.substr(begin, end - begin);
        while (address.ends_with('.')) address.remove_suffix(1);
        found.email(address);
    }
}

}  // namespace

std::vector<Identifier> persons_on(std::span<const std::string> lines, const PersonsKnownBy& by) {
    if (by.key == nullptr) return {};
    Found found(by);
    for (const auto& line : lines) {
        if (found.full()) break;
        for (auto run = find_digit_run(line, 0); run && !found.full();
             run = find_digit_run(line, run->end)) {
            look_in(*run, found);
        }
        look_for_addresses(line, found);
    }
    return found.take();
}

}  // namespace aisle
