// SPDX-License-Identifier: Apache-2.0
#include "tests/blocks/block_log.hpp"

#include "tests/support/scratch_folder.hpp"

#include <algorithm>
#include <cstring>

namespace aisle {

std::string_view to_string(BlockLoss loss) {
    switch (loss) {
        case BlockLoss::nothing:
            return "nothing";
        case BlockLoss::everything:
            return "everything";
        case BlockLoss::some:
            return "some";
    }
    return "some";
}

BlockLog::BlockLog(const std::string& image, const std::string& log) : disk_bytes_(image.size()) {
    const std::string zeros(page_size, '\0');
    for (std::uint64_t page = 0; page * page_size < image.size(); ++page) {
        auto bytes = image.substr(page * page_size, page_size);
        if (bytes != zeros) safe_[page] = std::move(bytes);
    }
    for (std::size_t at = 0; at + sizeof(BlockRecord) <= log.size();) {
        Call call;
        std::memcpy(&call.head, log.data() + at, sizeof call.head);
        at += sizeof call.head;
        if (at + call.head.bytes > log.size()) break;
        call.bytes = log.substr(at, call.head.bytes);
        at += call.head.bytes;
        call.log_end = at;
        calls_.push_back(std::move(call));
    }
}

std::size_t BlockLog::calls_within(std::uint64_t log_bytes) const {
    const auto end = std::ranges::upper_bound(calls_, log_bytes, {}, &Call::log_end);
    return static_cast<std::size_t>(end - calls_.begin());
}

std::size_t BlockLog::flushes() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        calls_, [](const Call& call) { return call.head.call == BlockCall::flush; }));
}

void BlockLog::go_to(std::size_t calls) {
    for (; at_ < calls; ++at_) {
        if (calls_[at_].head.call != BlockCall::flush) continue;
        for (; safe_calls_ < at_; ++safe_calls_) {
            put(safe_, calls_[safe_calls_].head.offset, calls_[safe_calls_].bytes);
        }
        safe_calls_ = at_ + 1;
    }
}

BlockLog::Pages BlockLog::disk(BlockLoss loss, Entropy& entropy) const {
    Pages pages = safe_;
    for (std::size_t i = safe_calls_; i < at_ && loss != BlockLoss::everything; ++i) {
        const auto& call = calls_[i];
        for (std::size_t from = 0; from < call.bytes.size(); from += page_size) {
            if (loss == BlockLoss::some && entropy.below(2) == 0) continue;
            put(pages, call.head.offset + from,
                std::string_view(call.bytes).substr(from, page_size));
        }
    }
    return pages;
}

// What SQLite and ext4 write is in whole sectors, at any of them.
void BlockLog::put(Pages& pages, std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        auto& page = pages[offset / page_size];
        page.resize(page_size);
        const std::size_t within = offset % page_size;
        const std::size_t part = std::min(page_size - within, bytes.size());
        page.replace(within, part, bytes.substr(0, part));
        bytes.remove_prefix(part);
        offset += part;
    }
}

}  // namespace aisle
