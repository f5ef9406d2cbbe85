// SPDX-License-Identifier: Apache-2.0
// What a code is, by the rules of a tenant that has some of everything. Byte 0 says whether codes
// without an identifier may be GS1 ones and, by 'm', 'u' or 'n', that the rest is only the pattern
// of a measure, the digits of a UPC-E, or a number for check digits; otherwise the rest is what a
// scanner sent. Read twice it is the same, and it is told as JSON. What must be forgotten is, and
// none of it is told; nobody but central makes a genuine token; each class has its own and no more.
#include "agent/base/ascii.hpp"
#include "agent/base/check.hpp"
#include "agent/base/json.hpp"
#include "agent/domain/scan/code.hpp"
#include "agent/domain/scan/code_json.hpp"
#include "agent/domain/scan/gs1_check.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {
namespace {

// Of a key for tests alone, whose seed is the bytes 0 to 31.
constexpr std::string_view public_key{
    "\x03\xa1\x07\xbf\xf3\xce\x10\xbe\x1d\x70\xdd\x18\xe7\x4b\xc0\x99"
    "\x67\xe4\xd6\x30\x9b\xa5\x0d\x5f\x1d\xdc\x86\x64\x12\x55\x31\xb8",
    32};
constexpr std::uint16_t key_id = 7;
// The one token that was signed with it.
constexpr std::string_view genuine_token =
    "AIS1AEBAABYBGUSMUAADGKRORM37OBVEIWEANJCFVWAAAATSOEJCGNCFKZTXRAAAAE4IAAET2GXZQHZGMYSA7PPB3NXP3D"
    "UJC6TOPKUYLNHLJ56FLF74XU3ZWNIYHG5GK6ESULSWRBPKI6SOMETVNN4ZMZ5EO7MRJM5O3ENY3BQQAY";

Pattern compiled(std::string_view expression) {
    auto pattern = Pattern::compile(expression);
    CHECK(pattern.has_value(), "the rules are in order");
    return std::move(*pattern);
}

CodeRules some_rules(bool gs1_without_identifier) {
    CodeRules rules;
    rules.web = {.own_domains = {"shop.example"}, .parameters = {"clerk"}};
    auto measure = MeasurePattern::parse("2{P}{IIIII}{VVVVV}{C}", MeasureKind::weight, 3);
    auto key = Ed25519Key::from_bytes(public_key);
    CHECK(measure && key, "the rules are in order");
    rules.measures.push_back(*measure);
    rules.patterns.push_back(
        {"card", CodeClass::member_card, compiled("M[0-9]{8,16}"), CheckDigit::luhn});
    rules.patterns.push_back(
        {"receipt", CodeClass::receipt, compiled("R-[0-9]{4}-[0-9]{1,6}"), CheckDigit::none});
    rules.keys.push_back({key_id, std::move(*key)});
    rules.gs1_without_identifier = gs1_without_identifier;
    return rules;
}

const CodeReader& reader(bool gs1_without_identifier) {
    static const CodeReader with{some_rules(true)};
    static const CodeReader without{some_rules(false)};
    return gs1_without_identifier ? with : without;
}

bool is_within(std::string_view part, std::string_view whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

// ---- What a code is made of ----

bool is_web(CodeClass kind) {
    return kind == CodeClass::handoff || kind == CodeClass::contact || kind == CodeClass::link;
}

void look_at_parts(const Scan& scan, const Code& code) {
    CHECK(code.token.has_value() == (code.kind == CodeClass::token), "a token is one");
    CHECK(code.web.has_value() == is_web(code.kind), "an address is one");
    CHECK(code.measure.has_value() == (code.kind == CodeClass::variable_measure), "so is a weight");
    const bool tenants = code.kind == CodeClass::member_card || code.kind == CodeClass::receipt;
    CHECK(code.pattern.empty() != tenants, "and what the tenant describes");
    CHECK(code.kind != CodeClass::badge && code.kind != CodeClass::paper_coupon,
          "which it did not");
    CHECK(code.gtin.empty() ||
              (code.gtin.size() == 14 && is_of_set('N', code.gtin) && passes_mod10(code.gtin)),
          "a trade number has fourteen digits, the last of them right");
    for (const auto& element : code.gs1.elements.all()) {
        CHECK(is_within(element.value, scan.bytes) || is_within(element.value, code.gs1.decoded),
              "values are in the scan, or in what was decoded");
    }
    if (code.trade) {
        const std::string_view digits = scan.bytes;
        CHECK(code.trade->gtin == code.gtin, "the number is told once");
        CHECK(digits.ends_with(code.trade->add_on), "an add-on stands behind it");
        CHECK(code.trade->add_on.empty() || symbology_of(scan.aim, digits).trade_number,
              "in what the scanner calls an EAN or a UPC");
    }
    if (code.fault) {
        constexpr std::size_t message_most = 200;
        CHECK(!code.fault->what().empty() && code.fault->what().size() < message_most,
              "what is wrong is a sentence");
        CHECK(!code.fault->code().empty(), "and has a code");
    }
}

void look_at_token(const Scan& scan, const Code& code) {
    if (!code.token) {
        CHECK(code.genuine == Genuine::unchecked, "without a token nothing is genuine");
        return;
    }
    CHECK(token_text(code.token->payload, code.token->signature) == scan.bytes, "it is all read");
    const bool known = code.token->token.kid == key_id;
    CHECK(known == (code.genuine != Genuine::unchecked), "what has a key is checked");
    CHECK((code.genuine == Genuine::yes) == (scan.bytes == genuine_token), "only central signs");
}

// ---- What is told of it ----

// The longest run of digits.
std::size_t digits_in(std::string_view text) {
    std::size_t most = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = is_digit(c) ? run + 1 : 0;
        most = std::max(most, run);
    }
    return most;
}

bool repeats(std::string_view told, std::string_view bytes) {
    constexpr std::size_t enough = 8;
    return bytes.size() >= enough && told.find(bytes) != told.npos;
}

// A link that is told can be read, and says all of them.
void look_at_link(const Gs1Elements& elements, const Json& told) {
    const auto* link = told.find("digital_link");
    if (!link) return;
    const std::string text(*link->string());
    const auto address = parse_web_address(text);
    DigitalLink again;
    CHECK(address && parse_digital_link(*address, again), "a link that is told can be read");
    CHECK(again.elements.all().size() == elements.all().size(), "and says as much");
    for (const auto& element : again.elements.all()) {
        CHECK(elements.value(element.number) == element.value, "and the same");
    }
}

void look_at_json(const Scan& scan, const Code& code, const std::string& json) {
    const auto read = Json::parse(json);
    CHECK(read.has_value(), "a code is told as JSON");
    CHECK(read->find("class")->string() == to_string(code.kind), "with its class");
    CHECK(to_string(code.type).starts_with("SCAN_SDT_"), "and its symbology");
    constexpr std::size_t data_type = 3;
    if (code.kind == CodeClass::suppressed) {
        CHECK(!repeats(json, scan.bytes), "what is forgotten is not told");
        CHECK(digits_in(json) <= data_type, "nor is a part of it");
    }
    if (code.kind == CodeClass::unknown) {
        CHECK(digits_in(json) < 8, "of what nobody knows no number is told");
    }
    if (code.token) CHECK(!repeats(json, scan.bytes.substr(0, 64)), "a token is as good as money");
    look_at_link(code.gs1.elements, *read);
}

// What an event keeps: elements once, and none that names a person; the rest is the same.
void look_at_event(const Scan& scan, const Code& code, const std::string& json) {
    std::string event;
    JsonWriter writer(event);
    writer.begin_object();
    write_code(writer, scan, code);
    writer.end_object();
    if (code.gs1.elements.empty()) {
        CHECK(event == json, "whoever reads a code, reads the same");
        return;
    }
    CHECK(code_json(scan, code) == json, "whoever reads a code, reads the same");
    const auto read = Json::parse(event);
    CHECK(read.has_value(), "an event is JSON");
    const auto kept = code.gs1.elements.without_persons();
    for (const auto* number : {"4301", "4302", "4308", "4311", "4319", "7250", "7256", "8018"}) {
        CHECK(kept.value(number).empty(), "nobody is named");
    }
    const auto* elements = read->find("gs1");
    CHECK(!elements || !read->find("digital_link"), "elements are told once");
    CHECK(!elements || elements->items().size() == kept.all().size(), "and all of them");
    look_at_link(kept, *read);
}

// Groups hide nothing.
void part(const Scan& scan, SecretKind kind) {
    constexpr std::size_t digits_most = 24;
    if (kind == SecretKind::none || kind == SecretKind::card_track) return;
    if (scan.bytes.size() > digits_most || !is_digit(scan.bytes.front())) return;
    std::string parted;
    for (const char c : scan.bytes) parted.append(1, c).append(1, ' ');
    CHECK(secret_kind(make_scan(scan.aim + parted, "lane1", MonoTime{})) == kind, "in groups, too");
}

void read_scan(std::string_view raw, bool gs1_without_identifier) {
    const auto scan = make_scan(raw, "lane1", MonoTime{});
    const auto& rules = reader(gs1_without_identifier);
    const auto code = rules.read(scan);
    auto secret = secret_kind(scan);
    // Behind a maker's letter only where it is no other code.
    if (secret == SecretKind::none && code.secret != SecretKind::none) {
        secret = secret_behind_letter(scan.bytes);
    }
    const bool forgotten = secret != SecretKind::none && code.kind != CodeClass::token;
    CHECK((code.kind == CodeClass::suppressed) == forgotten, "what must be forgotten is");
    CHECK(!forgotten || code.secret == secret, "and it is said why");
    CHECK(!forgotten || (code.gtin.empty() && code.gs1.elements.empty() && !code.fault &&
                         code.attribution.empty()),
          "and nothing else");
    part(scan, secret);
    look_at_parts(scan, code);
    look_at_token(scan, code);
    const auto json = code_json(scan, code);
    look_at_json(scan, code, json);
    // Some are read twice; of a token the signature would be checked twice.
    const bool again = !code.token && scan.bytes.size() % 4 == 0;
    look_at_event(scan, again ? rules.read(scan) : code, json);
}

// ---- The smaller readers ----

// "2{P}{IIIII}{VVVVV}{C}" without its braces; an EAN is made that fits it.
void read_measure(std::string_view text) {
    for (const auto kind : {MeasureKind::weight, MeasureKind::price, MeasureKind::count}) {
        CHECK(parse_measure_kind(to_string(kind)) == kind, "it has a name");
    }
    CHECK(!parse_measure_kind("length"), "of its own");
    const auto pattern = MeasurePattern::parse(text, MeasureKind::price, 2);
    if (!pattern) {
        CHECK(pattern.error().kind() == Errc::invalid, "what is no pattern is refused");
        return;
    }
    std::string form(text);
    std::erase_if(form, [](char c) { return c == '{' || c == '}'; });
    CHECK(form.size() == 13, "a pattern has thirteen signs");
    std::string ean;
    std::string item;
    std::string value;
    for (const char sign : form) {
        const char digit = is_digit(sign) ? sign : static_cast<char>('0' + (ean.size() * 7) % 10);
        ean += digit;
        if (sign == 'I') item += digit;
        if (sign == 'V') value += digit;
    }
    auto measure = pattern->read(ean);
    CHECK(measure && measure->item == item, "an item is where the pattern says");
    CHECK(measure->value == std::stoll(value) && measure->decimals == 2, "so is its price");
    CHECK(!pattern->read(ean.substr(1)) && !pattern->read(ean + "0"), "of thirteen digits");
    for (std::size_t i = form.size(); i-- > 0;) {
        ean[i] = static_cast<char>('0' + (ean[i] - '0' + 1) % 10);
        measure = pattern->read(ean);
        CHECK(measure.has_value() != is_digit(form[i]), "a digit stands for itself");
        if (is_digit(form[i])) return;
    }
}

void read_upce(std::string_view digits) {
    const auto upca = expand_upce(digits);
    const auto number = parse_trade_number(digits, true);
    if (upca) {
        CHECK(upca->size() == 12 && passes_mod10(*upca), "a short number stands for a long one");
        CHECK(number && number->gtin == "00" + *upca, "which it is");
    } else {
        CHECK(!number || digits.size() > 8, "what stands for none is none");
    }
}

// Of all that may stand at the end one is right, and what parts the digits does not count.
void end_with_check(std::string_view text) {
    const auto digits = std::ranges::count_if(text, is_digit);
    for (const auto check : {CheckDigit::mod10, CheckDigit::luhn, CheckDigit::damm,
                             CheckDigit::mod11_2, CheckDigit::none}) {
        CHECK(parse_check_digit(to_string(check)) == check, "it has a name");
        if (check == CheckDigit::none || digits == 0) continue;
        int right = 0;
        for (const char last : std::string_view("0123456789X")) {
            const auto whole = std::string(text) + last;
            const bool ends =
                (last != 'X' || check == CheckDigit::mod11_2) && ends_with_check(check, whole);
            CHECK(!ends || ends_with_check(check, "- " + whole), "what parts does not count");
            right += ends ? 1 : 0;
        }
        CHECK(right == 1, "one is right");
    }
    CHECK(ends_with_check(CheckDigit::none, text), "where none is asked for, none is missed");
}

void run(std::string_view bytes) {
    constexpr std::size_t bytes_most = 200;  // what follows would only take time
    bytes = bytes.substr(0, bytes_most);
    if (bytes.empty()) return;
    const char how = bytes.front();
    bytes.remove_prefix(1);
    switch (how) {
        case 'm':
            return read_measure(bytes);
        case 'u':
            return read_upce(bytes);
        case 'n':
            return end_with_check(bytes.substr(0, 40));
        default:
            return read_scan(bytes, how == 'g');
    }
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
