// SPDX-License-Identifier: Apache-2.0
// What has to be shown before anybody consents, as the feed `notices` brings it. A form may be
// shown only where its text is at hand: a consent names it by the hash of the text, and that is
// made here, of the text. Pure; any thread.
//
//   {"id":"n1","version":"3","language":"zh-CN","text":"…","url":"…",
//    "controller":{"name":"…","contact":"…"}}
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/consent.hpp"

#include <string>

namespace aisle {

struct NoticeText {
    Notice notice;
    std::string text;
    std::string url;              // where it can be read later, or empty
    std::string controller_name;  // who asks; empty where the text says it
    std::string controller_contact;
};

// Members not named above are let pass; a "sha256" that is not the text's is refused
// ("bad_sha256"). Errors: invalid, coded and placed by JSON pointer.
Result<NoticeText> parse_notice_text(const Json& body);
// As a form needs it, with its hash.
void write_notice_text(JsonWriter& json, const NoticeText& notice);

}  // namespace aisle
