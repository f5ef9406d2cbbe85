// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/token.hpp"

#include "agent/base/base32.hpp"

namespace aisle {
namespace {

constexpr std::string_view prefix = "AIS1";
constexpr std::string_view context{"aisle-token-v1\0", 15};
constexpr std::size_t payload_bytes = 42;
constexpr std::size_t token_characters = 170;
constexpr unsigned char version = 1;

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    template <class Number>
    void take(Number& number) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            value = value << 8 | static_cast<unsigned char>(bytes_[at_++]);
        }
        number = static_cast<Number>(value);
    }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
};

template <class Number>
void append(std::string& bytes, Number number) {
    for (auto shift = sizeof(Number) * 8; shift > 0; shift -= 8) {
        bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (shift - 8) & 0xff);
    }
}

Error bad(const std::string& why) {
    return Error(Errc::invalid, "a code of ours, and " + why).coded("bad_token");
}

}  // namespace

std::string_view to_string(TokenType type) {
    switch (type) {
        case TokenType::coupon:
            return "coupon";
        case TokenType::reservation:
            return "reservation";
        case TokenType::member:
            return "member";
        case TokenType::campaign:
            return "campaign";
        case TokenType::pick_up:
            return "pick_up";
        case TokenType::badge:
            return "badge";
        case TokenType::hand_off:
            return "hand_off";
    }
    return "coupon";
}

bool looks_like_token(std::string_view text) {
    return text.starts_with(prefix) && text.size() == prefix.size() + token_characters;
}

Result<SignedToken> parse_token(std::string_view text) {
    if (!looks_like_token(text)) return bad("its length is wrong: scan it again");
    const auto bytes = parse_base32(text.substr(prefix.size()));
    if (!bytes) return bad("a character of it was misread: scan it again");
    SignedToken made;
    made.payload = bytes->substr(0, payload_bytes);
    made.signature = bytes->substr(payload_bytes);
    Reader reader(made.payload);
    std::uint8_t is_version = 0, type = 0;
    reader.take(is_version);
    reader.take(type);
    if (is_version != version) return bad("newer than this program: update it");
    if (type < 1 || type > static_cast<std::uint8_t>(TokenType::hand_off)) {
        return bad("of a kind that this program does not know: update it");
    }
    auto& token = made.token;
    token.type = static_cast<TokenType>(type);
    reader.take(token.kid);
    reader.take(token.campaign);
    reader.take(token.serial);
    reader.take(token.issued);
    reader.take(token.expires);
    reader.take(token.audience);
    reader.take(token.member);
    reader.take(token.value);
    reader.take(token.flags);
    return made;
}

bool SignedToken::signed_by(const Ed25519Key& key) const {
    return key.verifies(token_message(payload), signature);
}

std::string token_payload(const Token& token) {
    std::string bytes;
    append(bytes, version);
    append(bytes, static_cast<std::uint8_t>(token.type));
    append(bytes, token.kid);
    append(bytes, token.campaign);
    append(bytes, token.serial);
    append(bytes, token.issued);
    append(bytes, token.expires);
    append(bytes, token.audience);
    append(bytes, token.member);
    append(bytes, token.value);
    append(bytes, token.flags);
    return bytes;
}

std::string token_message(std::string_view payload) {
    return std::string(context).append(payload);
}

std::string token_text(std::string_view payload, std::string_view signature) {
    return std::string(prefix) + to_base32(std::string(payload).append(signature));
}

}  // namespace aisle
