// SPDX-License-Identifier: Apache-2.0
// Payment card numbers, made and hidden. As a text, whatever it is: the search ends, and what it
// finds in a text it finds in a body that holds it. As a recipe: byte 0 chooses a network, byte 1
// how many digits, the next ones are the digits, the groups they are parted into and what stands
// round them; the check digit is put right. However it was made, such a number is found.
#include "agent/base/check.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/card_number.hpp"
#include "agent/domain/gtin.hpp"
#include "agent/domain/luhn.hpp"
#include "agent/domain/scan/secret_code.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {
namespace {

struct Issued {
    std::string_view begins;
    std::size_t digits;
};
// Of each network that is common somewhere, a length that its cards have today.
constexpr std::array cards{
    Issued{"4", 16},    Issued{"4", 19},    Issued{"51", 16},   Issued{"55", 16},
    Issued{"2221", 16}, Issued{"2720", 16}, Issued{"34", 15},   Issued{"37", 15},
    Issued{"6011", 16}, Issued{"65", 16},   Issued{"3528", 16}, Issued{"3589", 16},
    Issued{"62", 16},   Issued{"62", 17},   Issued{"62", 18},   Issued{"62", 19},
    Issued{"36", 14},   Issued{"305", 14},
};

class Recipe {
public:
    explicit Recipe(std::string_view bytes) : rest_(bytes) {}
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto first = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return first;
    }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

std::string make_card(Recipe& recipe) {
    const auto& card = cards[recipe.byte() % cards.size()];
    std::string digits(card.begins);
    while (digits.size() + 1 < card.digits) digits += static_cast<char>('0' + recipe.byte() % 10);
    digits += '0';
    while (!passes_luhn(digits)) ++digits.back();
    return digits;
}

// As it is printed and typed: in groups, with a blank or a dash between.
std::string grouped(const std::string& digits, Recipe& recipe) {
    const std::size_t group = 2 + recipe.byte() % 18;
    const char between = recipe.byte() % 2 == 0 ? ' ' : '-';
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % group == 0) text += between;
        text += digits[i];
    }
    return text;
}

std::string body_with(std::string_view text) {
    std::string body;
    JsonWriter(body).begin_object().key("a").begin_array().value(text).end_array().end_object();
    return body;
}

bool is_refused(std::string_view text) {
    const auto body = body_with(text);
    const auto json = Json::parse(body);
    CHECK(json.has_value(), "what the writer writes is JSON");
    const auto fine = refuse_secrets(*json);
    if (fine) return false;
    const auto code = contains_card_number(text) ? "card_number" : "secret_number";
    CHECK(fine.error().code() == code && fine.error().place() == "/a/0", "with its place");
    return true;
}

Scan scan_of(std::string bytes) {
    return {.bytes = std::move(bytes), .aim = "", .source = "", .at = {}};
}

bool is_secret(const Scan& scan) {
    return secret_kind(scan) != SecretKind::none;
}

void follow(std::string_view bytes) {
    Recipe recipe(bytes);
    const auto digits = make_card(recipe);
    const auto shown = grouped(digits, recipe);
    // A number that is a GTIN as well, alone, is taken for one.
    if (!is_gtin(shown)) CHECK(contains_card_number(shown), "a card number is found");
    CHECK(contains_card_number("card " + shown + " please"), "amid a sentence, too");
    std::string rest(recipe.rest().substr(0, 40));
    // Digits beside it could make one longer number of both, and a plus a phone's.
    std::erase_if(rest, [](char c) { return (c >= '0' && c <= '9') || c == '+'; });
    CHECK(contains_card_number(rest + "." + shown + "." + rest), "whatever stands round it");
    if (!is_gtin(digits)) CHECK(is_secret(scan_of(digits)), "a scanned one is known");
    CHECK(is_secret(scan_of("%B" + digits + "^LI/LEI^2712")), "and track 1");
    CHECK(is_secret(scan_of(";" + digits + "=2712?")), "and track 2");
}

void look_at(std::string_view text) {
    const bool found = contains_secret(text);
    // What is no text is another text in a body.
    if (!is_utf8(text)) return;
    CHECK(is_refused(text) == found, "a body says the same of its texts");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    constexpr std::size_t text_most = 150;  // what follows would only take time
    const std::string_view text{reinterpret_cast<const char*>(bytes), std::min(size, text_most)};
    aisle::look_at(text);
    aisle::follow(text);
    return 0;
}
