// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/scrubber.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "sync/link_secrets.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr std::string_view crossed_out = "***";
constexpr std::size_t secret_bytes_min = 4;
// Phone numbers have eight digits and more, the parts of a time fewer.
constexpr std::size_t digits_min = 7;

bool is_mail(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-' || c == '+' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Digits by themselves, and not a part of a word such as a hex number.
std::size_t number_at(std::string_view text, std::size_t at) {
    if (!is_digit(text[at]) || (at > 0 && is_word(text[at - 1]))) return 0;
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool alone = end == text.size() || !is_word(text[end]);
    return alone && end - at >= digits_min ? end - at : 0;
}

std::string without_mail(std::string text) {
    for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
        auto from = at;
        auto to = at + 1;
        while (from > 0 && is_mail(text[from - 1])) --from;
        while (to < text.size() && is_mail(text[to])) ++to;
        if (from == at || to == at + 1) continue;
        text.replace(from, to - from, crossed_out);
        at = from;
    }
    return text;
}

// As it stands in a JSON text, without the quotes.
std::string as_in_json(std::string_view secret) {
    std::string text;
    JsonWriter(text).value(secret);
    return text.substr(1, text.size() - 2);
}

void add_parts(std::vector<std::string>& secrets, const std::string& credentials) {
    secrets.push_back(credentials);
    const auto colon = credentials.find(':');
    if (colon != std::string::npos) secrets.push_back(credentials.substr(colon + 1));
}

}  // namespace

Scrubber::Scrubber(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {
    std::erase_if(secrets_, [](const auto& one) { return one.size() < secret_bytes_min; });
    for (std::size_t i = 0, plain = secrets_.size(); i < plain; ++i) {
        auto escaped = as_in_json(secrets_[i]);
        if (escaped != secrets_[i]) secrets_.push_back(std::move(escaped));
    }
    // The longer first, or a part of it would stay.
    std::ranges::sort(secrets_, [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Scrubber::without_secrets(std::string_view text) const {
    std::string out(text);
    for (const auto& secret : secrets_) {
        for (auto at = out.find(secret); at != std::string::npos;
             at = out.find(secret, at + crossed_out.size())) {
            out.replace(at, secret.size(), crossed_out);
        }
    }
    return out;
}

std::string Scrubber::without_persons(std::string_view text) const {
    const auto plain = without_mail(without_secrets(text));
    std::string out;
    for (std::size_t at = 0; at < plain.size();) {
        const auto digits = number_at(plain, at);
        out += digits > 0 ? std::string(crossed_out) : std::string(1, plain[at]);
        at += std::max<std::size_t>(1, digits);
    }
    return out;
}

Config without_secrets(Config config) {
    if (!config.broker.username.empty()) config.broker.username = crossed_out;
    for (auto& url : config.broker.urls) {
        const auto query = url.find('?');
        if (query != std::string::npos) url.replace(query + 1, std::string::npos, crossed_out);
    }
    return config;
}

std::vector<std::string> secrets_of(const Config& config) {
    SystemFiles files;
    std::vector<std::string> secrets{config.broker.username};
    for (const auto* path : {&config.broker.password_file, &config.broker.proxy_credentials_file}) {
        const auto secret = read_secret(*path, files);
        if (secret) add_parts(secrets, *secret);
    }
    for (const auto& url : config.broker.urls) {
        const auto query = url.find('?');
        if (query != std::string::npos) secrets.push_back(url.substr(query + 1));
    }
    return secrets;
}

}  // namespace aisle
