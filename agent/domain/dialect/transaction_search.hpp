// SPDX-License-Identifier: Apache-2.0
// Where reading of a POSLog journal can go on behind what is no XML: at the start tag of a
// Transaction, with any prefix, or at an XML declaration, which begins a document. Comments and
// CDATA are leapt over; one that does not end within the bytes that a tag may have is taken for a
// part of the damage, and what stands in it is looked at. The cost is linear, whatever the bytes.
// Pure; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aisle {

class TransactionSearch {
public:
    struct Found {
        std::uint64_t at = 0;
        bool document = false;
    };

    // From this byte on. What begins before `least` is not taken: it is what is broken.
    void begin(std::uint64_t from, std::uint64_t least);
    // `bytes`: what there is from position() on. `ended`: nothing will follow. Nothing where it has
    // to go on with more of them.
    std::optional<Found> next(std::string_view bytes, bool ended);
    // What stands before it is not looked at again.
    std::uint64_t position() const { return at_; }

private:
    std::optional<std::size_t> leap(std::string_view from_here, std::string_view opening,
                                    std::string_view closing, std::uint64_t& none_before,
                                    bool ended) const;
    std::optional<std::size_t> step(std::string_view from_here, bool ended);

    std::uint64_t at_ = 0;
    std::uint64_t least_ = 0;
    // Up to there no end of a comment, or of CDATA, begins.
    std::uint64_t no_comment_end_before_ = 0;
    std::uint64_t no_cdata_end_before_ = 0;
};

}  // namespace aisle
