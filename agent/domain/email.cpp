// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/email.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/utf8.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t address_bytes_max = 254;  // RFC 5321
constexpr std::size_t local_bytes_max = 64;

bool is_local_part(std::string_view text) {
    return !text.empty() && text.size() <= local_bytes_max &&
           text.find_first_of(" \"<>(),;:\\@[]") == std::string_view::npos;
}

bool is_label(std::string_view label) {
    constexpr std::size_t label_bytes_max = 63;
    return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               // Letters beyond ASCII are names written as their owners write them.
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                      static_cast<unsigned char>(c) >= 0x80;
           });
}

bool is_domain(std::string_view text) {
    std::size_t labels = 0;
    while (true) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        ++labels;
        if (dot == std::string_view::npos) return labels >= 2;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace

Result<std::string> normalise_email(std::string_view typed) {
    std::string address(typed);
    const auto at = address.rfind('@');
    const bool bounded = address.size() <= address_bytes_max && is_plain_text(address);
    if (bounded && at != std::string::npos) {
        for (std::size_t i = at; i < address.size(); ++i) {
            address[i] = lower(address[i]);
        }
        const std::string_view view = address;
        if (is_local_part(view.substr(0, at)) && is_domain(view.substr(at + 1))) return address;
    }
    return Error(Errc::invalid, "not an e-mail address").coded("bad_email");
}

}  // namespace aisle
