// SPDX-License-Identifier: Apache-2.0
#include "agent/api/http_reader.hpp"

#include "agent/api/target.hpp"
#include "agent/base/ascii.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <bitset>

namespace aisle {
namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::beast::error_code;
using View = boost::beast::string_view;

// The fields that may stand only once.
enum class Single { host, origin, fetch_site, content_type, last_event_id, expect, length, count_ };

// "0", CRLF, CRLF: no chunked body ends in less. Beast 1.81 asserts when it is asked to look at the
// last chunk a second time and there is less, so it is not asked before.
constexpr std::size_t last_chunk_bytes = 5;

std::optional<Single> single(http::field field, std::string_view name) {
    switch (field) {
        case http::field::host:
            return Single::host;
        case http::field::origin:
            return Single::origin;
        case http::field::sec_fetch_site:
            return Single::fetch_site;
        case http::field::content_type:
            return Single::content_type;
        case http::field::expect:
            return Single::expect;
        case http::field::content_length:
            return Single::length;
        case http::field::unknown:
            break;
        default:
            return std::nullopt;
    }
    return same_word(name, "last-event-id") ? std::optional(Single::last_event_id) : std::nullopt;
}

}  // namespace

// Beast's own message would allocate a node for every field; this keeps the few that matter.
class HttpReader::Parser final : public http::basic_parser<true> {
public:
    explicit Parser(Request& request) : request_(request) {
        header_limit(http_header_bytes_max);
        body_limit(http_body_bytes_max);
    }
    // Set when a callback refused; Beast's own refusals leave it empty.
    const Problem& refusal() const { return refusal_; }

private:
    void refuse(ErrorCode& ec, std::string_view code, std::string detail) {
        refusal_ = {code, std::move(detail)};
        ec = http::error::bad_value;
    }

    void on_request_impl(http::verb, View method, View target, int version,
                         ErrorCode& ec) override {
        request_.method = method;
        request_.http_1_1 = version >= 11;
        auto read = read_target(target, request_);
        if (!read) refuse(ec, "bad_target", read.error().what());
    }

    void on_field_impl(http::field field, View name, View value, ErrorCode& ec) override {
        if (header_done_) return;  // a trailer: nothing in it may count
        if (++fields_ > http_fields_max) {
            return refuse(ec, "fields_too_large", "send fewer header fields");
        }
        if (field == http::field::transfer_encoding) return on_coding(value, ec);
        const auto which = single(field, name);
        if (!which) return;
        if (seen_.test(static_cast<std::size_t>(*which))) {
            return refuse(ec, "bad_request", std::string(name) + " stands twice");
        }
        seen_.set(static_cast<std::size_t>(*which));
        keep(*which, value, ec);
    }

    // "gzip, chunked" or "identity" would be read differently by someone else.
    void on_coding(View value, ErrorCode& ec) {
        if (!request_.http_1_1) {
            refuse(ec, "bad_request", "HTTP/1.0 knows no Transfer-Encoding");
        } else if (!same_word(value, "chunked")) {
            refuse(ec, "unknown_coding", "send Content-Length, or Transfer-Encoding: chunked");
        }
    }

    void keep(Single which, View value, ErrorCode& ec) {
        switch (which) {
            case Single::host:
                request_.host = value;
                return;
            case Single::origin:
                request_.origin = value;
                return;
            case Single::fetch_site:
                request_.fetch_site = value;
                return;
            case Single::content_type:
                request_.content_type = value;
                return;
            case Single::last_event_id:
                request_.last_event_id = value;
                return;
            case Single::expect:
                request_.expect = value;
                return;
            case Single::length:
                if (value.find(',') != View::npos) {
                    refuse(ec, "bad_request", "Content-Length holds more than one length");
                }
                return;
            case Single::count_:
                return;
        }
    }

    void on_header_impl(ErrorCode&) override { header_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
        if (length) request_.body.reserve(static_cast<std::size_t>(*length));
    }
    std::size_t on_body_impl(View bytes, ErrorCode&) override {
        request_.body.append(bytes);
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode&) override {
        request_.body.append(bytes);
        return bytes.size();
    }
    void on_finish_impl(ErrorCode&) override {}
    void on_response_impl(int, View, int, ErrorCode&) override {}

    Request& request_;
    Problem refusal_{};
    std::size_t fields_ = 0;
    std::bitset<static_cast<std::size_t>(Single::count_)> seen_;
    bool header_done_ = false;
};

HttpReader::HttpReader() : parser_(std::make_unique<Parser>(request_)) {}
HttpReader::~HttpReader() = default;

void HttpReader::reset() {
    parser_ = std::make_unique<Parser>(request_);
    stage_ = Stage::head;
    head_bytes_ = 0;
    request_.method.clear();
    request_.host.reset();
    request_.origin.reset();
    request_.fetch_site.reset();
    request_.content_type.clear();
    request_.last_event_id.clear();
    request_.expect.clear();
    // Somebody may have asked for a card number.
    for (auto& segment : request_.path) wipe(segment);
    for (auto& [name, value] : request_.query) {
        wipe(name);
        wipe(value);
    }
    wipe(request_.body);
}

bool HttpReader::has_body() const {
    return stage_ == Stage::headed && !parser_->is_done();
}

bool HttpReader::keep_alive() const {
    return stage_ == Stage::whole && parser_->keep_alive();
}

void HttpReader::refuse(std::string_view code, std::string detail) {
    stage_ = Stage::refused;
    refusal_ = {code, std::move(detail)};
}

std::size_t HttpReader::feed(std::string_view bytes) {
    if (stage_ == Stage::headed) stage_ = parser_->is_done() ? Stage::whole : Stage::body;
    std::size_t used = 0;
    // An empty line before a request is an old habit of some callers (RFC 9112, 2.2).
    while (untouched() && bytes.substr(used).starts_with("\r\n")) used += 2;
    if (untouched() && bytes.substr(used) == "\r") return used;
    while ((stage_ == Stage::head || stage_ == Stage::body) && used < bytes.size()) {
        const auto rest = bytes.substr(used);
        if (stage_ == Stage::body && parser_->chunked() && rest.size() < last_chunk_bytes) break;
        ErrorCode ec;
        const auto taken = parser_->put(boost::asio::buffer(rest.data(), rest.size()), ec);
        used += taken;
        if (stage_ == Stage::head) head_bytes_ += taken;
        if (ec == http::error::need_more) {
            need_more(bytes.size() - used);
            break;
        }
        if (!parser_->refusal().code.empty()) {
            refuse(parser_->refusal().code, parser_->refusal().detail);
        } else if (ec == http::error::header_limit) {
            head_too_large();
        } else if (ec == http::error::body_limit) {
            refuse("body_too_large", "keep the body under 256 KiB");
        } else if (ec == http::error::bad_version) {
            refuse("http_version", "speak HTTP/1.1");
        } else if (ec) {
            refuse("bad_request", ec.message());
        } else if (stage_ == Stage::head) {
            head_done();
        } else if (parser_->is_done()) {
            stage_ = Stage::whole;
        }
    }
    return used;
}

void HttpReader::head_done() {
    if (!parser_->is_header_done()) return;
    stage_ = Stage::headed;
    if (head_bytes_ > http_header_bytes_max) head_too_large();
}

void HttpReader::head_too_large() {
    if (request_.method.empty()) {
        refuse("target_too_long", "keep the request line under 8 KiB");
    } else {
        refuse("fields_too_large", "keep the header under 8 KiB");
    }
}

// What is not understood yet must have an end within the bounds, whoever sends how slowly.
void HttpReader::need_more(std::size_t left) {
    const std::size_t pending = stage_ == Stage::head ? head_bytes_ + left : left;
    if (pending < http_header_bytes_max) return;
    if (stage_ == Stage::head) {
        head_too_large();
    } else {
        refuse("bad_request", "a chunk header or a trailer is too long");
    }
}

}  // namespace aisle
