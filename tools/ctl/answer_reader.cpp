// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/answer_reader.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace aisle {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view header_end = "\r\n\r\n";

Error not_http(std::string_view why) {
    return Error(Errc::corrupt, "what answers there does not speak HTTP: " + std::string(why));
}

Error too_large() {
    return Error(Errc::too_large, "the answer is too large; ask for less with --limit");
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

std::optional<std::size_t> number(std::string_view digits, int base) {
    std::size_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

// "HTTP/1.1 200 OK"
std::optional<int> status_of(std::string_view line) {
    constexpr std::size_t status_at = 9;
    if (!line.starts_with("HTTP/1.") || line.size() < status_at + 3) return std::nullopt;
    const auto status = number(line.substr(status_at, 3), 10);
    if (!status || *status < 100 || *status > 599) return std::nullopt;
    return static_cast<int>(*status);
}

}  // namespace

Result<bool> AnswerReader::feed(std::string_view bytes) {
    pending_ += bytes;
    while (part_ != Part::whole) {
        TRY(const bool went_on, step());
        if (!went_on) return false;
    }
    return true;
}

Result<void> AnswerReader::end() {
    if (part_ == Part::until_end) part_ = Part::whole;
    if (part_ == Part::whole) return {};
    return not_http("the connection ended in the middle of the answer");
}

// False when more bytes are needed.
Result<bool> AnswerReader::step() {
    switch (part_) {
        case Part::header:
            return read_header();
        case Part::sized:
        case Part::until_end:
            return read_sized();
        case Part::chunk_size:
            return read_chunk_size();
        case Part::chunk:
            return read_chunk();
        case Part::chunk_end:
        case Part::trailer:
            break;
        case Part::whole:
            return false;
    }
    const auto line = take_line();
    if (!line) {
        if (pending_.size() > answer_header_bytes_max) return not_http("an endless line");
        return false;
    }
    if (part_ == Part::chunk_end) {
        if (!line->empty()) return not_http("a chunk is longer than it says");
        part_ = Part::chunk_size;
    } else if (line->empty()) {
        part_ = Part::whole;
    }
    return true;
}

Result<bool> AnswerReader::read_header() {
    const auto end = pending_.find(header_end);
    if (std::min(end, pending_.size()) > answer_header_bytes_max) {
        return not_http("an endless header");
    }
    if (end == std::string::npos) return false;
    const auto first = take_line();
    const auto status = status_of(*first);
    if (!status) return not_http("no status line comes first");
    answer_ = {*status, "", ""};
    for (auto line = take_line(); line && !line->empty(); line = take_line()) {
        TRY(read_field(*line));
    }
    // 100 Continue and its like come before the answer.
    if (*status >= 200) begin_body();
    return true;
}

Result<void> AnswerReader::read_field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return not_http("a header field without a colon");
    const auto name = lower(line.substr(0, colon));
    const auto value = trimmed(line.substr(colon + 1));
    if (name == "content-type") answer_.content_type = value;
    if (name == "transfer-encoding") chunked_ = lower(value) == "chunked";
    if (name == "content-length") {
        length_ = number(value, 10);
        if (!length_) return not_http("the length is no number");
        if (*length_ > answer_bytes_max) return too_large();
    }
    return {};
}

void AnswerReader::begin_body() {
    const bool bodiless = answer_.status == 204 || answer_.status == 304;
    if (bodiless || (!chunked_ && length_ == std::size_t{0})) {
        part_ = Part::whole;
    } else if (chunked_) {
        part_ = Part::chunk_size;
    } else {
        part_ = length_ ? Part::sized : Part::until_end;
        left_ = length_.value_or(0);
    }
}

Result<bool> AnswerReader::read_sized() {
    if (part_ == Part::until_end) left_ = pending_.size();
    const auto taken = std::min(left_, pending_.size());
    answer_.body.append(pending_, 0, taken);
    pending_.erase(0, taken);
    left_ -= taken;
    if (answer_.body.size() > answer_bytes_max) return too_large();
    if (part_ == Part::until_end || left_ > 0) return false;
    part_ = Part::whole;
    return true;
}

Result<bool> AnswerReader::read_chunk_size() {
    const auto line = take_line();
    if (!line) {
        if (pending_.size() > answer_header_bytes_max) return not_http("an endless line");
        return false;
    }
    const auto size = number(trimmed(std::string_view(*line).substr(0, line->find(';'))), 16);
    if (!size) return not_http("the size of a chunk is no number");
    if (*size > answer_bytes_max - std::min(answer_bytes_max, answer_.body.size())) {
        return too_large();
    }
    left_ = *size;
    part_ = left_ == 0 ? Part::trailer : Part::chunk;
    return true;
}

Result<bool> AnswerReader::read_chunk() {
    const auto taken = std::min(left_, pending_.size());
    answer_.body.append(pending_, 0, taken);
    pending_.erase(0, taken);
    left_ -= taken;
    if (left_ > 0) return false;
    part_ = Part::chunk_end;
    return true;
}

std::optional<std::string> AnswerReader::take_line() {
    const auto end = pending_.find(line_end);
    if (end == std::string::npos) return std::nullopt;
    std::string line = pending_.substr(0, end);
    pending_.erase(0, end + line_end.size());
    return line;
}

}  // namespace aisle
