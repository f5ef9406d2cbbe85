// SPDX-License-Identifier: Apache-2.0
// Reports of a USB HID POS scanner, one a read. On opening, its report descriptor is asked for,
// which says where in a report what stands; a device that is no bar code scanner is refused, and
// one whose makers are known to switch the mode on by a feature report is sent it. Source: Linux,
// Documentation/hid/hidraw.rst.
#pragma once

#include "drivers/hid_pos_layout.hpp"
#include "drivers/node_source.hpp"

#include <memory>
#include <string>

namespace aisle {

class HidrawSource final : public NodeSource {
public:
    // `layout` is filled in whenever the device is opened; whoever decodes looks there.
    HidrawSource(boost::asio::io_context& io, std::string path,
                 std::shared_ptr<HidPosLayout> layout);

private:
    Result<void> set_up(int fd) override;

    std::shared_ptr<HidPosLayout> layout_;
};

}  // namespace aisle
