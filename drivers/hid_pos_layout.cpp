// SPDX-License-Identifier: Apache-2.0
#include "drivers/hid_pos_layout.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace aisle {
namespace {

// A page and a usage on it, as a descriptor's long usages are written.
constexpr std::uint32_t usage(std::uint32_t page, std::uint32_t id) {
    return page << 16 | id;
}

constexpr std::uint32_t scanner_page = 0x8c;
constexpr std::uint32_t scanner_application = usage(scanner_page, 0x02);
constexpr std::uint32_t scanned_data_report = usage(scanner_page, 0x12);
constexpr std::uint32_t aim_first = usage(scanner_page, 0xfb);
constexpr std::uint32_t decoded_data = usage(scanner_page, 0xfe);
constexpr std::uint32_t data_continued = usage(scanner_page, 0xff);
constexpr std::uint32_t byte_count = usage(0x01, 0x3b);

constexpr std::size_t depth_max = 16;
constexpr std::size_t fields_max = 4096;
constexpr std::size_t report_bits_max = 8 * 4096;

struct Item {
    unsigned type = 0;  // 0 main, 1 global, 2 local
    unsigned tag = 0;
    std::uint32_t value = 0;
    std::size_t size = 0;
};

// Takes one item off the front; nothing when it is cut off.
std::optional<Item> take_item(std::string_view& descriptor) {
    const auto head = static_cast<unsigned char>(descriptor.front());
    constexpr unsigned long_item = 0xfe;
    if (head == long_item) {
        if (descriptor.size() < 3) return std::nullopt;
        const auto size = 3U + static_cast<unsigned char>(descriptor[1]);
        if (descriptor.size() < size) return std::nullopt;
        descriptor.remove_prefix(size);
        return Item{.type = 3};
    }
    Item item;
    item.type = head >> 2 & 3U;
    item.tag = static_cast<unsigned>(head >> 4);
    item.size = head & 3U;
    if (item.size == 3) item.size = 4;
    if (descriptor.size() < item.size + 1) return std::nullopt;
    for (std::size_t i = item.size; i > 0; --i) {
        item.value = item.value << 8 | static_cast<unsigned char>(descriptor[i]);
    }
    descriptor.remove_prefix(item.size + 1);
    return item;
}

// What a descriptor's items add up to (6.2.2.7 and 6.2.2.8).
struct Globals {
    std::uint32_t page = 0;
    std::uint32_t bits = 0;
    std::uint32_t count = 0;
    std::uint8_t report = 0;
};

class Walk {
public:
    bool take(const Item& item) {
        switch (item.type) {
            case 0:
                return take_main(item);
            case 1:
                return take_global(item);
            case 2:
                return take_local(item);
            default:
                return true;
        }
    }

    bool scanner = false;
    bool ended() const { return open_.empty(); }
    std::optional<HidPosLayout> layout() const {
        const auto best = std::ranges::max_element(
            found_, {}, [](const HidPosLayout& one) { return one.data.bits; });
        if (best == found_.end() || best->data.bits == 0) return std::nullopt;
        auto layout = *best;
        const auto bits = ends_.find(layout.report);
        layout.report_bytes = (bits->second + 7) / 8;
        return layout;
    }

private:
    bool take_global(const Item& item) {
        switch (item.tag) {
            case 0:
                globals_.page = item.value;
                return true;
            case 7:
                globals_.bits = item.value;
                return true;
            case 8:
                globals_.report = static_cast<std::uint8_t>(item.value);
                return true;
            case 9:
                globals_.count = item.value;
                return true;
            case 10:
                pushed_.push_back(globals_);
                return pushed_.size() <= depth_max;
            case 11:
                if (pushed_.empty()) return false;
                globals_ = pushed_.back();
                pushed_.pop_back();
                return true;
            default:
                return true;
        }
    }

    bool take_local(const Item& item) {
        const auto whole = item.size == 4 ? item.value : usage(globals_.page, item.value);
        if (item.tag == 0) usages_.push_back(whole);
        if (item.tag == 1) least_ = whole;
        if (item.tag == 2) {
            if (whole < least_ || whole - least_ > fields_max) return false;
            for (std::uint32_t i = 0; i <= whole - least_; ++i) usages_.push_back(least_ + i);
        }
        return usages_.size() <= fields_max;
    }

    bool take_main(const Item& item) {
        constexpr unsigned input = 8, collection = 10, end_collection = 12;
        if (item.tag == collection) {
            const auto opened = usages_.empty() ? 0 : usages_.front();
            open_.push_back(opened);
            scanner = scanner || opened == scanner_application;
            if (open_.size() > depth_max) return false;
        } else if (item.tag == end_collection) {
            if (open_.empty()) return false;
            open_.pop_back();
        } else if (item.tag == input) {
            if (!take_input(item)) return false;
        }
        usages_.clear();
        least_ = 0;
        return true;
    }

    bool take_input(const Item& item) {
        if (globals_.count > fields_max || globals_.bits > report_bits_max) return false;
        auto& end = ends_.try_emplace(globals_.report, globals_.report ? 8 : 0).first->second;
        const auto begin = end;
        end += std::size_t{globals_.bits} * globals_.count;
        if (end > report_bits_max) return false;
        constexpr std::uint32_t constant = 1;
        if (!usages_.empty() && (item.value & constant) == 0 && inside()) note_fields(begin);
        return true;
    }

    bool inside() const {
        return std::ranges::find(open_, scanned_data_report) != open_.end() ||
               std::ranges::find(open_, scanner_application) != open_.end();
    }

    // Fields have the usages in turn; the last is that of all the rest.
    void note_fields(std::size_t begin) {
        const auto rest = std::min<std::size_t>(usages_.size(), globals_.count);
        for (std::size_t i = 0; i < rest; ++i) {
            const bool last = i + 1 == rest;
            const auto fields = last ? globals_.count - i : 1;
            note({begin + i * globals_.bits, globals_.bits * fields}, usages_[i]);
        }
    }

    void note(HidField field, std::uint32_t meaning) {
        auto& found = of_this_report();
        if (meaning == decoded_data && field.bits > found.data.bits && field.at % 8 == 0) {
            found.data = field;
        } else if (meaning == byte_count && !found.count) {
            found.count = field;
        } else if (meaning == aim_first && !found.aim && field.bits == 8 && field.at % 8 == 0) {
            found.aim = HidField{field.at, 24};
        } else if (meaning == data_continued && !found.continued) {
            found.continued = field;
        }
    }

    // A count in another report says nothing about this one's data.
    HidPosLayout& of_this_report() {
        const auto known = std::ranges::find(found_, globals_.report, &HidPosLayout::report);
        return known != found_.end() ? *known : found_.emplace_back(fresh(globals_.report));
    }

    static HidPosLayout fresh(std::uint8_t report) {
        HidPosLayout layout;
        layout.report = report;
        return layout;
    }

    Globals globals_;
    std::vector<Globals> pushed_;
    std::vector<std::uint32_t> usages_;
    std::uint32_t least_ = 0;
    std::vector<std::uint32_t> open_;
    std::map<std::uint8_t, std::size_t> ends_;
    std::vector<HidPosLayout> found_;
};

std::optional<Walk> walk(std::string_view descriptor) {
    Walk walk;
    while (!descriptor.empty()) {
        const auto item = take_item(descriptor);
        if (!item || !walk.take(*item)) return std::nullopt;
    }
    if (!walk.ended()) return std::nullopt;
    return walk;
}

}  // namespace

std::optional<HidPosLayout> find_hid_pos_layout(std::string_view descriptor) {
    const auto walked = walk(descriptor);
    return walked && walked->scanner ? walked->layout() : std::nullopt;
}

bool is_hid_pos_scanner(std::string_view descriptor) {
    const auto walked = walk(descriptor);
    return walked && walked->scanner;
}

HidPosLayout usual_hid_pos_layout() {
    return {.report = 2,
            .report_bytes = 64,
            .data = {5 * 8, 56 * 8},
            .count = HidField{8, 8},
            .aim = HidField{16, 24},
            .continued = HidField{63 * 8, 1}};
}

Result<HidPosLayout> hid_pos_layout_of(std::string_view descriptor, const std::string& path) {
    const auto walked = walk(descriptor);
    if (!walked || !walked->scanner) {
        return Error(Errc::invalid, path +
                                        " is no HID POS scanner; set the scanner to \"USB HID "
                                        "POS\" by its manual's bar code, or use kind evdev");
    }
    const auto layout = walked->layout().value_or(usual_hid_pos_layout());
    if (layout.report_bytes <= device_read_bytes) return layout;
    return Error(Errc::invalid, path + " announces reports of " +
                                    std::to_string(layout.report_bytes) + " bytes; at most " +
                                    std::to_string(device_read_bytes) +
                                    " are read. Set the scanner to serial (CDC) or keyboard");
}

}  // namespace aisle
