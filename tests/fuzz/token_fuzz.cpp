// SPDX-License-Identifier: Apache-2.0
// Our own signed codes, and the base32 they are written in. As a text: a token that was read is
// written as the same text, and is genuine only if it is the one that was signed. Behind a 'b'
// bytes: what base32 writes it reads, in one way only. Behind an 'f' fields: any make a token that
// reads as these. Behind an 's' pairs of bytes, which byte of the signed token is changed and how:
// then it is not genuine.
#include "agent/base/base32.hpp"
#include "agent/base/check.hpp"
#include "agent/domain/scan/token.hpp"

#include <algorithm>
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
// The one token that was signed with it.
constexpr std::string_view genuine =
    "AIS1AEBAABYBGUSMUAADGKRORM37OBVEIWEANJCFVWAAAATSOEJCGNCFKZTXRAAAAE4IAAET2GXZQHZGMYSA7PPB3NXP3D"
    "UJC6TOPKUYLNHLJ56FLF74XU3ZWNIYHG5GK6ESULSWRBPKI6SOMETVNN4ZMZ5EO7MRJM5O3ENY3BQQAY";
constexpr std::size_t payload_bytes = 42;
constexpr std::size_t token_bytes = payload_bytes + ed25519_signature_bytes;

const Ed25519Key& key() {
    static const auto made = [] {
        auto read = Ed25519Key::from_bytes(public_key);
        CHECK(read.has_value(), "it is a key");
        return std::move(*read);
    }();
    return made;
}

bool is_base32(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

void through_base32(std::string_view bytes) {
    const auto text = to_base32(bytes);
    CHECK(text.size() == (bytes.size() * 8 + 4) / 5, "five bits in a character");
    CHECK(std::ranges::all_of(text, is_base32), "which every keyboard has");
    CHECK(parse_base32(text) == bytes, "what is written is read");
    const auto read = parse_base32(bytes);
    CHECK(!read || to_base32(*read) == bytes, "there is one way to write it");
    CHECK(!read || std::ranges::all_of(bytes, is_base32), "in those characters alone");
}

void read_text(std::string_view text) {
    const auto read = parse_token(text);
    if (!read) {
        const auto error = read.error();
        CHECK(error.kind() == Errc::invalid && error.code() == "bad_token", "it says why");
        return;
    }
    CHECK(looks_like_token(text), "a token looks like one");
    CHECK(token_payload(read->token) == read->payload, "its fields are all it says");
    CHECK(token_text(token_payload(read->token), read->signature) == text, "and it is the same");
    CHECK(!to_string(read->token.type).empty(), "its type has a name");
    CHECK(read->signed_by(key()) == (text == genuine), "only central signs");
}

// ---- Tokens made of any bytes ----

class Fields {
public:
    explicit Fields(std::string_view bytes) : rest_(bytes) {}

    template <class Number>
    Number take() {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            number = number << 8 | static_cast<unsigned char>(rest_.empty() ? 0 : rest_.front());
            rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
        }
        return static_cast<Number>(number);
    }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

void write_token(std::string_view bytes) {
    Fields fields(bytes);
    Token token;
    token.type = static_cast<TokenType>(1 + fields.take<std::uint8_t>() % 7);
    token.kid = fields.take<std::uint16_t>();
    token.campaign = fields.take<std::uint32_t>();
    token.serial = fields.take<std::uint64_t>();
    token.issued = fields.take<std::uint32_t>();
    token.expires = fields.take<std::uint32_t>();
    token.audience = fields.take<std::uint32_t>();
    token.member = fields.take<std::uint64_t>();
    token.value = fields.take<std::uint32_t>();
    token.flags = fields.take<std::uint16_t>();
    std::string signature(fields.rest().substr(0, ed25519_signature_bytes));
    signature.resize(ed25519_signature_bytes);
    const auto payload = token_payload(token);
    CHECK(payload.size() == payload_bytes, "a token has one size");
    CHECK(token_message(payload).ends_with(payload), "all of it is signed");
    const auto read = parse_token(token_text(payload, signature));
    CHECK(read.has_value(), "what is written is read");
    CHECK(read->token == token && read->signature == signature, "as it was meant");
}

void change(std::string_view edits) {
    auto token = parse_base32(genuine.substr(genuine.size() - (token_bytes * 8 + 4) / 5));
    CHECK(token && token->size() == token_bytes, "it is in order");
    auto changed = *token;
    for (; edits.size() >= 2; edits.remove_prefix(2)) {
        changed[static_cast<unsigned char>(edits[0]) % token_bytes] ^= edits[1];
    }
    SignedToken read;
    read.payload = changed.substr(0, payload_bytes);
    read.signature = changed.substr(payload_bytes);
    CHECK(read.signed_by(key()) == (changed == *token), "what was changed is not genuine");
}

void run(std::string_view bytes) {
    constexpr std::size_t bytes_most = 200;  // what follows would only take time
    bytes = bytes.substr(0, bytes_most);
    if (bytes.starts_with('b')) return through_base32(bytes.substr(1));
    if (bytes.starts_with('f')) return write_token(bytes.substr(1));
    if (bytes.starts_with('s')) return change(bytes.substr(1));
    read_text(bytes);
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
