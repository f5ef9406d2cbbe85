// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/digital_link.hpp"

#include "agent/base/ascii.hpp"
#include "agent/domain/scan/gs1_check.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace aisle {
namespace {

constexpr std::string_view gs1_host = "id.gs1.org";
constexpr std::size_t gtin_digits = 14;

Error wrong(const std::string& why) {
    return Error(Errc::invalid, "Digital Link: " + why).coded("digital_link_invalid");
}

bool is_gs1_host(std::string_view host) {
    return std::ranges::equal(host, gs1_host, {}, [](char c) { return lower(c); });
}

bool is_number(std::string_view text) {
    return !text.empty() && is_of_set('N', text);
}

// Takes the last segment, and the slash before it, off a path.
std::string_view take_last(std::string_view& path) {
    const auto slash = path.rfind('/');
    const auto segment = path.substr(slash + 1);
    path.remove_suffix(path.size() - slash);
    return segment;
}

struct Pair {
    std::string_view number;
    std::string_view value;
};

// From the right, because what stands before the key may be anything: pairs up to a primary key.
class Path {
public:
    explicit Path(std::string_view path) {
        if (path.ends_with('/')) path.remove_suffix(1);
        while (size_ < pairs_.size() && path.find('/') != path.rfind('/')) {
            const auto value = take_last(path);
            const auto number = take_last(path);
            const auto* ai = find_gs1_ai(number);
            if (!ai) return;
            pairs_[size_++] = {number, value};
            if (ai->key) {
                key_ = ai;
                return;
            }
        }
    }

    const Gs1Ai* key() const { return key_; }
    const Pair& key_pair() const { return pairs_[size_ - 1]; }
    // Those behind the key, in the order in which they stand.
    std::size_t qualifiers() const { return size_ - 1; }
    const Pair& qualifier(std::size_t i) const { return pairs_[size_ - 2 - i]; }

private:
    // No key takes more than three.
    std::array<Pair, 4> pairs_{};
    std::size_t size_ = 0;
    const Gs1Ai* key_ = nullptr;
};

// "22,10,21|235": some of the one or of the other, in that order.
bool in_order(const Path& path, std::string_view sequence) {
    std::size_t next = 0;
    while (!sequence.empty() && next < path.qualifiers()) {
        const auto number = sequence.substr(0, sequence.find(','));
        sequence.remove_prefix(std::min(number.size() + 1, sequence.size()));
        if (number == path.qualifier(next).number) ++next;
    }
    return next == path.qualifiers();
}

bool may_follow(const Path& path, std::string_view qualifiers) {
    const auto other = std::min(qualifiers.find('|'), qualifiers.size());
    return in_order(path, qualifiers.substr(0, other)) ||
           in_order(path, qualifiers.substr(std::min(other + 1, qualifiers.size())));
}

bool is_qualifier(std::string_view number, std::string_view qualifiers) {
    while (!qualifiers.empty()) {
        const auto one = qualifiers.substr(0, qualifiers.find_first_of(",|"));
        if (one == number) return true;
        qualifiers.remove_prefix(std::min(one.size() + 1, qualifiers.size()));
    }
    return false;
}

class Reading {
public:
    Reading(const WebAddress& address, DigitalLink& link) : query_(address.query), link_(link) {
        // Never grown, so that views into it hold: decoding makes nothing longer but GTINs, which
        // at most double. Nor so small that it would stand in the string itself, which moves.
        link_.decoded.reserve(2 * (address.path.size() + address.query.size()) + gtin_digits);
    }

    Result<void> read(const Path& path) {
        TRY(add(path.key_pair(), false));
        if (!may_follow(path, path.key()->qualifiers)) {
            return wrong("what follows (" + std::string(path.key_pair().number) +
                         ") is not its own, or stands in another order");
        }
        for (std::size_t i = 0; i < path.qualifiers(); ++i) {
            TRY(add(path.qualifier(i), false));
        }
        while (const auto parameter = take_parameter(query_)) {
            if (!is_number(parameter->key)) continue;
            const auto* ai = find_gs1_ai(parameter->key);
            if (!ai) return wrong("a number in the query is no application identifier");
            if (!ai->query || is_qualifier(parameter->key, path.key()->qualifiers)) {
                return wrong("(" + std::string(parameter->key) + ") does not belong in the query");
            }
            TRY(add({parameter->key, parameter->value}, true));
        }
        const auto paired = check_pairing(link_.elements);
        if (!paired) return wrong(paired.error().what());
        return {};
    }

private:
    Result<void> add(Pair pair, bool in_query) {
        const bool plain =
            std::ranges::none_of(pair.value, [](char c) { return c == '%' || c == '+'; });
        const bool short_gtin =
            pair.number == "01" && is_number(pair.value) &&
            (pair.value.size() == 8 || pair.value.size() == 12 || pair.value.size() == 13);
        if (short_gtin) {
            pair.value = keep(std::string(gtin_digits - pair.value.size(), '0'), pair.value);
        } else if (!plain) {
            const auto decoded = percent_decoded(pair.value, in_query);
            if (!decoded) return wrong("(" + std::string(pair.number) + ") has a wrong escape");
            pair.value = keep(*decoded, "");
        }
        const auto added = link_.elements.add(pair.number, pair.value);
        if (!added) return wrong(added.error().what());
        return {};
    }

    std::string_view keep(std::string_view front, std::string_view back) {
        const auto at = link_.decoded.size();
        link_.decoded.append(front).append(back);
        return std::string_view(link_.decoded).substr(at);
    }

    std::string_view query_;
    DigitalLink& link_;
};

void append_pair(std::string& out, char before, const Gs1Element& element, char between) {
    out += before;
    out += element.number;
    out += between;
    append_percent_encoded(out, element.value);
}

}  // namespace

Result<void> parse_digital_link(const WebAddress& address, DigitalLink& into) {
    const Path path(address.path);
    if (path.key()) return Reading(address, into).read(path);
    if (is_gs1_host(address.host) && address.path.size() > 1) {
        return Error(Errc::invalid,
                     "Digital Link: a compressed one, which is not read; use the whole address")
            .coded("digital_link_compressed");
    }
    return Error(Errc::not_found, "no Digital Link: nothing in the path is a GS1 key");
}

std::string canonical_digital_link(const Gs1Elements& elements) {
    const auto all = elements.all();
    const auto key = std::ranges::find_if(all, [](const auto& element) { return element.ai->key; });
    if (key == all.end()) return {};
    std::string link = "https://";
    link += gs1_host;
    append_pair(link, '/', *key, '/');
    std::size_t placed = 1;
    // Of two sequences only one may stand in a link.
    auto order = key->ai->qualifiers;
    if (const auto bar = order.find('|'); bar != std::string_view::npos) {
        const auto other = order.substr(bar + 1);
        order = elements.value(other).empty() ? order.substr(0, bar) : other;
    }
    while (!order.empty()) {
        const auto number = order.substr(0, order.find(','));
        order.remove_prefix(std::min(number.size() + 1, order.size()));
        for (const auto& element : all) {
            if (element.number != number) continue;
            append_pair(link, '/', element, '/');
            ++placed;
        }
    }
    char before = '?';
    for (const auto& element : all) {
        const bool told = &element == &*key || is_qualifier(element.number, key->ai->qualifiers);
        if (told || !element.ai->query) continue;
        append_pair(link, before, element, '=');
        before = '&';
        ++placed;
    }
    // An element string may say what no link has a place for, such as both of two sequences.
    return placed == all.size() ? link : std::string();
}

}  // namespace aisle
