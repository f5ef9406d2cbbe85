// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan_event.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/utf8.hpp"

namespace aisle {

EventDraft scan_captured(const Scan& scan) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member_if("source", scan.source).member_if("symbology", scan.aim);
    if (is_utf8(scan.bytes)) {
        json.member("data", scan.bytes);
    } else {
        json.member("data_base64", to_base64(scan.bytes));
    }
    json.end_object();
    return make_draft(EventKinds::scan_captured, std::move(data));
}

}  // namespace aisle
