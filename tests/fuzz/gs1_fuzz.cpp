// SPDX-License-Identifier: Apache-2.0
// What stands in a GS1 code: an element string without its symbology identifier or, behind a 'b',
// in brackets as a person writes it, or behind a 'c' the digits of a coupon. What was read is
// whole, is a view into the text, and reads as the same when it is written again, either way; what
// was not says why. Behind an 'r' a recipe: a byte chooses an identifier of the table, one how the
// number ends and which parts are there, and of each part one how long it is; then its characters
// follow. However it was made, such a value is read, and so are several in one code, if they may
// stand together.
#include "agent/base/check.hpp"
#include "agent/domain/scan/coupon_code.hpp"
#include "agent/domain/scan/gs1_check.hpp"
#include "agent/domain/scan/gs1_elements.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {
namespace {

bool is_within(std::string_view part, std::string_view whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

bool same(const Gs1Elements& one, const Gs1Elements& other) {
    return std::ranges::equal(one.all(), other.all(), [](const auto& a, const auto& b) {
        return a.ai == b.ai && a.key == b.key && a.number == b.number && a.value == b.value;
    });
}

std::string in_brackets(const Gs1Elements& elements) {
    std::string text;
    for (const auto& element : elements.all()) {
        text.append(1, '(').append(element.number).append(1, ')').append(element.value);
    }
    return text;
}

std::string separated(const Gs1Elements& elements) {
    std::string text;
    for (const auto& element : elements.all()) {
        text.append(element.number).append(element.value);
        if (!element.ai->fixed) text += group_separator;
    }
    return text;
}

// Written again, it reads as the same.
void write_again(const Gs1Elements& elements) {
    const auto text = separated(elements);
    Gs1Elements again;
    CHECK(parse_element_string(text, again).has_value(), "what was read can be written");
    CHECK(same(elements, again), "and is then the same");
    // Without brackets in a value nobody takes one for the next identifier's.
    const bool clear = std::ranges::none_of(
        elements.all(), [](const auto& e) { return e.value.find('(') != e.value.npos; });
    if (!clear) return;
    const auto bracketed = in_brackets(elements);
    Gs1Elements by_hand;
    CHECK(parse_bracketed(bracketed, by_hand).has_value(), "a person can write it, too");
    CHECK(same(elements, by_hand), "and says the same");
}

void look_at(std::string_view text, const Result<void>& read, const Gs1Elements& elements) {
    if (!read) {
        constexpr std::size_t message_most = 120;
        const auto error = read.error();
        const auto code = error.code();
        CHECK(code == "gs1_invalid" || code == "gs1_separator_missing" || code == "gs1_pairing",
              "what is refused has a code");
        CHECK(code != "gs1_separator_missing" || text.find(group_separator) == text.npos,
              "none is missing where one came");
        CHECK(error.what().size() < message_most, "and a sentence, not the code itself");
        return;
    }
    CHECK(!elements.empty(), "what was read says something");
    for (const auto& [ai, key, number, value] : elements.all()) {
        CHECK(elements.value(number) == value, "a number says one thing");
        CHECK(is_within(number, text) && is_within(value, text), "views stay within the text");
        CHECK(ai != nullptr && ai == find_gs1_ai(number), "a number has its row of the table");
        CHECK(key >= ai->first && key <= ai->last && number.size() == ai->digits,
              "of which it is one");
        CHECK(value.size() >= ai->least && value.size() <= ai->most, "a value has its length");
        CHECK(is_of_set('X', value) || is_of_set('Y', value), "and characters of one set");
    }
    CHECK(check_pairing(elements).has_value(), "and stands beside what it needs");
    const auto kept = elements.without_persons();
    CHECK(kept.value("4301").empty() && kept.value("7256").empty(), "nobody has to be named");
    CHECK(kept.value("01") == elements.value("01"), "for an item to be known");
    write_again(elements);
}

void read_bracketed(std::string_view text) {
    Gs1Elements elements;
    const auto read = parse_bracketed(text, elements);
    look_at(text, read, elements);
}

void read_element_string(std::string_view text) {
    Gs1Elements elements;
    const auto read = parse_element_string(text, elements);
    look_at(text, read, elements);
    for (std::size_t size = 2; size <= 4; ++size) {
        const bool known = find_gs1_ai(text.substr(0, size)) != nullptr && text.size() >= size;
        CHECK(!known || gs1_ai_size(text) == size, "how a number begins says how long it is");
    }
}

// ---- Coupons ----

void add_measured(std::string& digits, std::string_view field, std::size_t base) {
    digits += static_cast<char>('0' + (field.size() - base));
    digits += field;
}

void add_purchase(std::string& digits, const CouponPurchase& purchase) {
    add_measured(digits, purchase.value, 0);
    digits.append(purchase.code).append(purchase.family);
}

void add_company(std::string& digits, const CouponPurchase& purchase) {
    if (purchase.company.empty()) {
        digits += '9';
    } else {
        add_measured(digits, purchase.company, 6);
    }
}

std::string written(const Coupon8110& coupon) {
    std::string digits;
    add_measured(digits, coupon.company, 6);
    digits += coupon.offer;
    add_measured(digits, coupon.save, 0);
    add_purchase(digits, coupon.first);
    if (coupon.second) {
        digits.append(1, '1').append(coupon.rules);
        add_purchase(digits, *coupon.second);
        add_company(digits, *coupon.second);
    }
    if (coupon.third) {
        digits += '2';
        add_purchase(digits, *coupon.third);
        add_company(digits, *coupon.third);
    }
    if (!coupon.expires.empty()) digits.append(1, '3').append(coupon.expires);
    if (!coupon.starts.empty()) digits.append(1, '4').append(coupon.starts);
    if (!coupon.serial.empty()) add_measured(digits += '5', coupon.serial, 6);
    if (!coupon.retailer.empty()) add_measured(digits += '6', coupon.retailer, 6);
    if (!coupon.applies_to.empty()) {
        digits.append(1, '9').append(coupon.save_code).append(coupon.applies_to);
        digits.append(coupon.store_coupon).append(coupon.not_multiplied);
    }
    return digits;
}

std::string written(const Coupon8112& coupon) {
    std::string digits(coupon.format);
    add_measured(digits, coupon.funder, 6);
    digits += coupon.offer;
    add_measured(digits, coupon.serial, 6);
    return digits;
}

template <class Coupon>
void look_at_coupon(std::string_view digits, const Result<Coupon>& coupon) {
    if (coupon) {
        CHECK(written(*coupon) == digits, "the fields of a coupon are all of its digits");
    } else {
        CHECK(coupon.error().code() == "bad_coupon", "what is refused has a code");
    }
}

void read_coupons(std::string_view digits) {
    const auto north_american = parse_coupon_8110(digits);
    look_at_coupon(digits, north_american);
    const auto offer = parse_coupon_8112(digits);
    look_at_coupon(digits, offer);
    CHECK(passes(Gs1Check::couponcode, digits) == north_american.has_value(), "8110 is told of");
    CHECK(passes(Gs1Check::couponposoffer, digits) == offer.has_value(), "8112 is told of");
}

// ---- Values made as the table says ----

class Recipe {
public:
    explicit Recipe(std::string_view bytes) : rest_(bytes) {}
    bool over() const { return rest_.empty(); }
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto first = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return first;
    }

private:
    std::string_view rest_;
};

// What passes where a part has to be more than its characters.
struct Example {
    Gs1Check check;
    std::string_view text;
};

constexpr Example examples[] = {
    {Gs1Check::csumalpha, "1987654Ad4X4bL5ttr2310c2K"},
    {Gs1Check::yymmd0, "270200"},
    {Gs1Check::yymmdd, "280229"},
    {Gs1Check::yyyymmdd, "20000229"},
    {Gs1Check::hhmi, "2359"},
    {Gs1Check::hh, "23"},
    {Gs1Check::mi, "59"},
    {Gs1Check::ss, "00"},
    {Gs1Check::iso3166, "276"},
    {Gs1Check::iso3166999, "999"},
    {Gs1Check::iso3166alpha2, "IE"},
    {Gs1Check::iso4217, "978"},
    {Gs1Check::iso5218, "9"},
    {Gs1Check::pieceoftotal, "0102"},
    {Gs1Check::posinseqslash, "2/3"},
    {Gs1Check::pcenc, "a%20b"},
    {Gs1Check::iban, "DE89370400440532013000"},
    {Gs1Check::latitude, "1800000000"},
    {Gs1Check::longitude, "3600000000"},
    {Gs1Check::yesno, "1"},
    {Gs1Check::zero, "0"},
    {Gs1Check::nozeroprefix, "100"},
    {Gs1Check::hyphen, "-"},
    {Gs1Check::winding, "9"},
    {Gs1Check::importeridx, "_"},
    {Gs1Check::packagetype, "1A"},
    {Gs1Check::mediatype, "80"},
    {Gs1Check::couponcode, "012345612345611110123"},
    {Gs1Check::couponposoffer, "001234561234560123456"},
};

std::string_view characters_of(char set) {
    switch (set) {
        case 'N':
            return "0123456789";
        case 'Y':
            return "0123456789#-/ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        case 'Z':
            return "0123456789-=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
        default:
            return "0123456789!\"%&'()*+,-./:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
                   "abcdefghijklmnopqrstuvwxyz";
    }
}

std::string make_part(const Gs1Part& part, Recipe& recipe) {
    for (const auto& [check, text] : examples) {
        if (std::ranges::find(part.checks, check) != part.checks.end()) return std::string(text);
    }
    const auto has = [&part](Gs1Check check) {
        return std::ranges::find(part.checks, check) != part.checks.end();
    };
    constexpr std::size_t prefix = 5;  // a company's, with what may stand before it
    const bool begins = has(Gs1Check::gcppos1) || has(Gs1Check::gcppos2);
    const std::size_t least = begins ? std::max<std::size_t>(part.least, prefix) : part.least;
    const auto size = least + recipe.byte() % (part.most - least + 1);
    std::string text;
    while (text.size() < size) {
        const auto from = characters_of(begins && text.size() < prefix ? 'N' : part.characters);
        text += from[recipe.byte() % from.size()];
    }
    if (has(Gs1Check::nonzero)) text.back() = '1';
    while (has(Gs1Check::csum) && !passes_mod10(text)) {
        text.back() = text.back() == '9' ? '0' : static_cast<char>(text.back() + 1);
    }
    return text;
}

struct Made {
    std::string number;
    std::string value;
};

Made make_element(Recipe& recipe) {
    const auto& ai = gs1_ais()[recipe.byte() % gs1_ais().size()];
    const auto shape = recipe.byte();
    const unsigned number = ai.first + shape % (ai.last - ai.first + 1U);
    Made made{std::to_string(number), ""};
    made.number.insert(0, ai.digits - made.number.size(), '0');
    for (const auto& part : ai.parts()) {
        if (part.optional && made.value.size() % 2 == shape % 2) break;
        made.value += make_part(part, recipe);
    }
    return made;
}

void follow(std::string_view bytes) {
    constexpr std::size_t elements_most = 5;
    Recipe recipe(bytes);
    std::vector<Made> all;
    all.reserve(elements_most);
    Gs1Elements elements;
    while (!recipe.over() && all.size() < elements_most) {
        const auto& [number, value] = all.emplace_back(make_element(recipe));
        const auto before = elements.value(number);
        const bool added = elements.add(number, value).has_value();
        CHECK(added == (before.empty() || before == value), "what the table asks for is enough");
    }
    if (elements.empty()) return;
    const auto text = separated(elements);
    Gs1Elements again;
    const auto read = parse_element_string(text, again);
    CHECK(same(elements, again), "and enough in a code");
    CHECK(read.has_value() == check_pairing(elements).has_value(), "if they stand together");
    look_at(text, read, again);
}

void run(std::string_view text) {
    if (text.starts_with('b')) return read_bracketed(text.substr(1));
    if (text.starts_with('c')) return read_coupons(text.substr(1));
    if (text.starts_with('r')) return follow(text.substr(1));
    read_element_string(text);
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    aisle::run(text);
    return 0;
}
