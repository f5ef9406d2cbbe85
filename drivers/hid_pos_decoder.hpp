// SPDX-License-Identifier: Apache-2.0
// A scanner of the HID Point of Sale class: reports become codes, with the AIM identifier in front.
// Each feed() is one report, as hidraw hands them out. A code in several reports ends with the one
// that does not say "continued"; another report's number, a pause or too many bytes tear it.
#pragma once

#include "agent/base/limits.hpp"
#include "drivers/decoder.hpp"
#include "drivers/hid_pos_layout.hpp"

#include <memory>
#include <string>
#include <utility>

namespace aisle {

class HidPosDecoder final : public Decoder {
public:
    explicit HidPosDecoder(HidPosLayout layout)
        : HidPosDecoder(std::make_shared<HidPosLayout>(layout)) {}
    // One that is found out whenever the device is opened.
    explicit HidPosDecoder(std::shared_ptr<const HidPosLayout> layout);

    Decoded feed(std::string_view report, MonoTime now) override;
    Decoded tick(MonoTime now) override;
    std::optional<MonoTime> deadline() const override;
    Decoded end() override { return reset(); }
    Decoded reset() override;

private:
    void finish(Decoded& out);

    std::shared_ptr<const HidPosLayout> layout_;
    std::string aim_;
    std::string gathered_;
    bool under_way_ = false;
    MonoTime last_{};
};

}  // namespace aisle
