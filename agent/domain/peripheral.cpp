// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/peripheral.hpp"

#include "agent/base/json_writer.hpp"

namespace aisle {
namespace {

// UnifiedPOS 1.15: S_IDLE and S_ERROR, PS_ONLINE and PS_OFF_OFFLINE.
constexpr int idle = 2, broken = 4;
constexpr int online = 2001, off_or_offline = 2004;

}  // namespace

std::string_view to_string(PeripheralCategory category) {
    switch (category) {
        case PeripheralCategory::scanner:
            return "Scanner";
        case PeripheralCategory::printer:
            return "POSPrinter";
        case PeripheralCategory::receipt_tap:
            return "ReceiptTap";
        case PeripheralCategory::journal:
            return "JournalFile";
    }
    return "Scanner";
}

EventDraft touchpoint_registered(const Peripheral& peripheral) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("name", peripheral.name)
        .member("category", to_string(peripheral.category))
        .member_if("connection", peripheral.connection)
        .end_object();
    return make_draft(EventKinds::touchpoint_registered, std::move(data));
}

EventDraft peripheral_state(const Peripheral& peripheral, std::string_view trouble) {
    const bool works = trouble.empty();
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("name", peripheral.name)
        .member("category", to_string(peripheral.category))
        .member("state", works ? idle : broken)
        .member("power_state", works ? online : off_or_offline)
        .member_if("trouble", trouble)
        .end_object();
    return make_draft(EventKinds::device_peripheral_state, std::move(data));
}

}  // namespace aisle
