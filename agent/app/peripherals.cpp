// SPDX-License-Identifier: Apache-2.0
#include "agent/app/peripherals.hpp"

#include <algorithm>

namespace aisle {
namespace {

std::string_view connection_of(DeviceKind kind) {
    switch (kind) {
        case DeviceKind::serial:
            return "serial";
        case DeviceKind::tcp:
            return "tcp";
        case DeviceKind::fd:
            return "fd";
        case DeviceKind::evdev:
            return "evdev";
        case DeviceKind::hid_pos:
            return "hid_pos";
    }
    return "";
}

std::string_view connection_of(PrinterKind kind) {
    switch (kind) {
        case PrinterKind::tcp:
            return "tcp";
        case PrinterKind::serial:
            return "serial";
        case PrinterKind::file:
            return "file";
    }
    return "";
}

}  // namespace

Peripherals::Peripherals(const Config& config) {
    const auto add = [this](const std::string& name, PeripheralCategory category,
                            std::string_view connection) {
        all_.push_back({.peripheral = {name, category, std::string(connection)}});
    };
    for (const auto& one : config.devices) {
        add(one.name, PeripheralCategory::scanner, connection_of(one.kind));
    }
    for (const auto& one : config.printers) {
        add(one.name, PeripheralCategory::printer, connection_of(one.kind));
    }
    for (const auto& one : config.taps) add(one.name, PeripheralCategory::receipt_tap, "");
    for (const auto& one : config.journals) add(one.name, PeripheralCategory::journal, "");
}

std::vector<EventDraft> Peripherals::registrations() const {
    std::vector<EventDraft> drafts;
    for (const auto& one : all_) drafts.push_back(touchpoint_registered(one.peripheral));
    return drafts;
}

std::optional<EventDraft> Peripherals::changed(std::string_view name, std::string_view trouble,
                                               std::string_view condition) {
    const auto known = std::ranges::find_if(
        all_, [name](const Known& one) { return one.peripheral.name == name; });
    if (known == all_.end()) return std::nullopt;
    known->condition = condition;
    known->trouble = trouble;
    if (condition == waiting) return std::nullopt;
    const auto told = trouble.empty() ? "works" : condition;
    if (known->told == told) return std::nullopt;
    known->told = told;
    return peripheral_state(known->peripheral, trouble);
}

std::vector<PeripheralStatus> Peripherals::statuses(PeripheralCategory category) const {
    std::vector<PeripheralStatus> found;
    for (const auto& one : all_) {
        if (one.peripheral.category != category) continue;
        found.push_back({one.peripheral.name, one.condition, one.trouble});
    }
    return found;
}

}  // namespace aisle
