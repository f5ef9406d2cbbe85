// SPDX-License-Identifier: Apache-2.0
// Reads one HTTP/1.1 answer from the bytes of a connection, however they are cut: a body of known
// length, in chunks, or up to the end. Bounded; what is not HTTP is an error. Pure.
#pragma once

#include "agent/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

// Several times the largest page of the journal.
inline constexpr std::size_t answer_bytes_max = std::size_t{8} << 20;
inline constexpr std::size_t answer_header_bytes_max = std::size_t{16} << 10;

struct HttpAnswer {
    int status = 0;
    std::string content_type;
    std::string body;
};

class AnswerReader {
public:
    // True once the answer is whole; what comes after it is ignored. Errors: corrupt, too_large.
    Result<bool> feed(std::string_view bytes);
    // The connection ended. Errors: corrupt when the answer was not whole.
    Result<void> end();
    // Whole only after feed() said so, or end() was fine.
    const HttpAnswer& answer() const { return answer_; }

private:
    enum class Part { header, sized, until_end, chunk_size, chunk, chunk_end, trailer, whole };

    Result<bool> step();
    Result<bool> read_header();
    Result<void> read_field(std::string_view line);
    void begin_body();
    Result<bool> read_sized();
    Result<bool> read_chunk_size();
    Result<bool> read_chunk();
    std::optional<std::string> take_line();

    Part part_ = Part::header;
    std::string pending_;
    std::size_t left_ = 0;  // of the body or the chunk
    std::optional<std::size_t> length_;
    bool chunked_ = false;
    HttpAnswer answer_;
};

}  // namespace aisle
