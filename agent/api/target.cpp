// SPDX-License-Identifier: Apache-2.0
#include "agent/api/target.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"

#include <algorithm>

namespace aisle {
namespace {

Error bad(const std::string& what) {
    return Error(Errc::invalid, what).coded("bad_target");
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// pchar of RFC 3986, and what a query may hold besides.
bool may_stand(char c, bool in_query) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
    constexpr std::string_view in_path = "-._~!$&'()*+,;=:@";
    return in_path.find(c) != std::string_view::npos || (in_query && (c == '/' || c == '?'));
}

enum class Part { path, query };

Result<void> decode(std::string_view raw, Part part, std::string& into) {
    into.clear();
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '%') {
            const int high = i + 2 < raw.size() ? hex_digit(raw[i + 1]) : -1;
            const int low = high >= 0 ? hex_digit(raw[i + 2]) : -1;
            if (low < 0) return bad("a % is not followed by two hex digits");
            into += static_cast<char>(high * 16 + low);
            i += 2;
        } else if (part == Part::query && raw[i] == '+') {
            into += ' ';
        } else if (may_stand(raw[i], part == Part::query)) {
            into += raw[i];
        } else {
            return bad("a character stands there that must be percent-encoded");
        }
    }
    if (!is_plain_text(into)) return bad("it holds control characters or is not UTF-8");
    return {};
}

Result<void> read_path(std::string_view raw, Request& into) {
    std::size_t count = 0;
    while (!raw.empty()) {
        raw.remove_prefix(1);  // the slash
        const auto piece = raw.substr(0, raw.find('/'));
        raw.remove_prefix(piece.size());
        if (count == http_segments_max) return bad("the path has too many segments");
        if (into.path.size() == count) into.path.emplace_back();
        std::string& segment = into.path[count++];
        TRY(decode(piece, Part::path, segment));
        if (segment == "." || segment == "..") return bad("the path has a dot segment");
    }
    into.path.resize(count);
    return {};
}

Result<void> read_query(std::string_view raw, Request& into) {
    while (!raw.empty()) {
        const auto piece = raw.substr(0, raw.find('&'));
        raw.remove_prefix(std::min(piece.size() + 1, raw.size()));
        if (piece.empty()) continue;
        if (into.query.size() == http_query_max) return bad("the query has too many items");
        const auto equals = std::min(piece.find('='), piece.size());
        auto& item = into.query.emplace_back();
        TRY(decode(piece.substr(0, equals), Part::query, item.name));
        if (equals < piece.size()) {
            TRY(decode(piece.substr(equals + 1), Part::query, item.value));
        }
        for (std::size_t i = 0; i + 1 < into.query.size(); ++i) {
            if (into.query[i].name == item.name) return bad("\"" + item.name + "\" stands twice");
        }
    }
    return {};
}

}  // namespace

Result<void> read_target(std::string_view target, Request& into) {
    constexpr std::string_view scheme = "http://";
    into.authority.clear();
    into.query.clear();
    if (target.starts_with(scheme)) {
        target.remove_prefix(scheme.size());
        into.authority = target.substr(0, target.find_first_of("/?"));
        target.remove_prefix(into.authority.size());
        if (into.authority.empty()) return bad("the target names no host");
        if (target.empty()) target = "/";
    }
    if (!target.starts_with('/')) return bad("the target does not begin with /");
    const auto path = target.substr(0, target.find('?'));
    TRY(read_path(path, into));
    target.remove_prefix(path.size());
    return target.empty() ? Result<void>{} : read_query(target.substr(1), into);
}

}  // namespace aisle
