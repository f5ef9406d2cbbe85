// SPDX-License-Identifier: Apache-2.0
// What a POS sends to its printer. As a stream, byte 0 says how it is cut, and, from 252 on, that
// the last byte is one of many, as in an image: whatever it is, the same tokens come out however it
// is cut, in the order of the stream and no larger than it. As a recipe: each byte chooses a
// command, the following ones are its parameters, and texts stand between; each of these texts
// comes out as it was.
#include "agent/base/check.hpp"
#include "drivers/escpos_decoder.hpp"
#include "tests/drivers/escpos_commands.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {
namespace {

using Kind = EscPosToken::Kind;
using Tokens = std::vector<EscPosToken>;

constexpr std::size_t kept_max = 16 * 1024;
constexpr std::size_t many = kept_max + 1024;
constexpr std::size_t commands_max = 60;

// Texts beside each other are one, because where they part depends on the reads.
void add(Tokens& to, Tokens more) {
    for (auto& token : more) {
        if (token.kind == Kind::text && !to.empty() && to.back().kind == Kind::text) {
            to.back().data += token.data;
        } else {
            to.push_back(std::move(token));
        }
    }
}

Tokens at_once(std::string_view stream) {
    Tokens tokens;
    EscPosDecoder decoder;
    add(tokens, decoder.feed(stream));
    return tokens;
}

// Into reads of any sizes up to the largest, in an order that the seed gives.
Tokens cut(std::string_view stream, std::size_t seed, std::size_t read_max) {
    Tokens tokens;
    EscPosDecoder decoder;
    while (!stream.empty()) {
        seed = seed * 1'103'515'245 + 12'345;
        const auto size = std::min(1 + (seed >> 16U) % read_max, stream.size());
        add(tokens, decoder.feed(stream.substr(0, size)));
        stream.remove_prefix(size);
    }
    return tokens;
}

void expect_bounded(const EscPosToken& token) {
    switch (token.kind) {
        case Kind::text:
            CHECK(!token.data.empty(), "a text says something");
            CHECK(std::ranges::none_of(
                      token.data, [](unsigned char sign) { return sign < ' ' && sign != '\t'; }),
                  "and holds no command");
            break;
        case Kind::symbol:
        case Kind::bar_code:
            CHECK(token.data.size() <= kept_max, "what is kept is bounded");
            break;
        case Kind::unknown: {
            const auto lead = token.number >> 8;
            CHECK(lead == 0x10 || (lead >= 0x1b && lead <= 0x1d), "a command it could be");
            CHECK(token.number <= 0xffff, "two bytes of it");
            break;
        }
        default:
            CHECK(token.data.empty(), "the others only are");
    }
}

void read(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto how = static_cast<unsigned char>(bytes.front());
    const bool is_long = how >= 252;
    std::string stream(bytes.substr(1));
    if (is_long) stream.append(many, bytes.back());
    const auto whole = at_once(stream);
    CHECK(cut(stream, 1, is_long ? 8 : 1) == whole, "byte by byte the same");
    CHECK(cut(stream, how, 2U << (how % 12U)) == whole, "however it was cut, the same");
    std::size_t at = 0;
    for (const auto& token : whole) {
        expect_bounded(token);
        // A control that means nothing may stand inside a text.
        if (token.kind == Kind::symbol || token.kind == Kind::bar_code) {
            at = stream.find(token.data, at);
            CHECK(at != stream.npos, "what is told is what came, in its order");
        } else if (token.kind == Kind::text) {
            for (const char sign : token.data) {
                at = stream.find(sign, at);
                CHECK(at != stream.npos, "and so are texts");
                ++at;
            }
        }
    }
    CHECK(whole.size() <= stream.size(), "no more than a token a byte");
}

void speak(std::string_view recipe) {
    const auto next = [&recipe]() -> unsigned char {
        if (recipe.empty()) return 0;
        const auto byte = static_cast<unsigned char>(recipe.front());
        recipe.remove_prefix(1);
        return byte;
    };
    EscPosSpeech speech(next);
    std::string stream, said;
    for (std::size_t i = 0; i < commands_max && !recipe.empty(); ++i) {
        stream += speech.command(next() % EscPosSpeech::count());
        const auto text = "<" + std::to_string(i) + ">";
        stream += text + "\n";
        said += text;
    }
    std::string heard;
    for (const auto& token : at_once(stream)) {
        CHECK(token.kind != Kind::unknown, "every command is known");
        if (token.kind == Kind::text) heard += token.data;
    }
    CHECK(heard == said, "the text behind a command is unharmed");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(bytes), size};
    aisle::read(input);
    aisle::speak(input);
    return 0;
}
