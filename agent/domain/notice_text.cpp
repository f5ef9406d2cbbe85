// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/notice_text.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/free_text.hpp"

namespace aisle {

Result<NoticeText> parse_notice_text(const Json& body) {
    Fields fields(body);
    NoticeText out;
    out.notice.id = plain_text(fields, "id", name_bytes_max);
    out.notice.version = plain_text(fields, "version", name_bytes_max);
    out.notice.language = plain_text(fields, "language", name_bytes_max);
    out.text = note_if(fields, "text", notice_bytes_max);
    if (out.text.empty()) fields.fail("text", "missing", "\"text\" is missing");
    out.url = plain_text_if(fields, "url", 4 * name_bytes_max);
    if (const Json* json = fields.object_if("controller")) {
        Fields controller(*json, fields.pointer_to("controller"));
        out.controller_name = plain_text_if(controller, "name", name_bytes_max);
        out.controller_contact = plain_text_if(controller, "contact", 2 * name_bytes_max);
        fields.adopt(controller.done());
    }
    out.notice.sha256 = to_hex(sha256({out.text}).view());
    const auto said = fields.text_if("sha256", name_bytes_max);
    if (said && *said != out.notice.sha256) {
        fields.fail("sha256", "bad_sha256", "this is not the hash of the text");
    }
    TRY(fields.done());
    return out;
}

void write_notice_text(JsonWriter& json, const NoticeText& notice) {
    json.begin_object()
        .member("id", notice.notice.id)
        .member("version", notice.notice.version)
        .member("language", notice.notice.language)
        .member("sha256", notice.notice.sha256)
        .member("text", notice.text)
        .member_if("url", notice.url);
    if (!notice.controller_name.empty() || !notice.controller_contact.empty()) {
        json.key("controller")
            .begin_object()
            .member_if("name", notice.controller_name)
            .member_if("contact", notice.controller_contact)
            .end_object();
    }
    json.end_object();
}

}  // namespace aisle
