// SPDX-License-Identifier: Apache-2.0
#include "agent/api/problem.hpp"

#include "agent/base/json_writer.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

constexpr std::array kinds{
    ProblemKind{"bad_request", 400, "The request is not well-formed HTTP"},
    ProblemKind{"bad_target", 400, "The path or query cannot be read"},
    ProblemKind{"bad_query", 400, "A value in the query cannot be used"},
    ProblemKind{"bad_json", 400, "The body is not JSON"},
    ProblemKind{"cross_origin", 403, "A page of another origin may not change anything here"},
    ProblemKind{"no_such_path", 404, "Nothing is at this path"},
    ProblemKind{"method_not_allowed", 405, "This path does not know that method"},
    ProblemKind{"request_timeout", 408, "The request did not arrive in time"},
    ProblemKind{"id_conflict", 409, "The id was used for something else"},
    ProblemKind{"body_too_large", 413, "The body is too large"},
    ProblemKind{"target_too_long", 414, "The request line is too long"},
    ProblemKind{"not_json", 415, "The body must be application/json"},
    ProblemKind{"bad_expectation", 417, "Only 100-continue can be expected"},
    ProblemKind{"wrong_host", 421, "This server does not answer for that host"},
    ProblemKind{"pin_locked", 423, "Too many wrong PINs"},
    ProblemKind{"fields_too_large", 431, "The header is too large"},
    ProblemKind{"internal", 500, "Something went wrong here"},
    ProblemKind{"unknown_coding", 501, "That transfer coding is not known here"},
    ProblemKind{"answer_late", 503, "The answer took too long"},
    ProblemKind{"too_many_connections", 503, "Too many connections"},
    ProblemKind{"too_many_readers", 503, "Too many readers of live events"},
    ProblemKind{"not_ready", 503, "Not ready"},
    ProblemKind{"busy", 503, "Too much at once"},
    ProblemKind{"store_dead", 503, "Nothing can be saved"},
    ProblemKind{"http_version", 505, "Only HTTP/1.0 and HTTP/1.1 are spoken here"},
    ProblemKind{"disk_full", 507, "There is no room to save this"},
};

const ProblemKind* find_kind(std::string_view code) {
    const auto* found = std::find_if(kinds.begin(), kinds.end(),
                                     [code](const ProblemKind& kind) { return kind.code == code; });
    return found == kinds.end() ? nullptr : found;
}

struct Said {
    int status;
    std::string_view code;
    std::string_view title;
    std::string_view detail;
    std::string_view pointer;
};

Response write(const Said& said) {
    Response response;
    response.status = said.status;
    response.content_type = "application/problem+json";
    JsonWriter json(response.body);
    json.begin_object();
    json.member("type", "urn:aisle:problem:" + std::string(said.code));
    json.member("title", said.title).member("status", said.status);
    json.member("detail", said.detail).member("code", said.code);
    json.member_if("pointer", said.pointer);
    json.end_object();
    return response;
}

int status_of(Errc kind) {
    switch (kind) {
        case Errc::invalid:
            return 400;
        case Errc::not_found:
            return 404;
        case Errc::conflict:
            return 409;
        case Errc::denied:
            return 403;
        case Errc::too_large:
            return 413;
        case Errc::full:
            return 507;
        case Errc::unavailable:
        case Errc::timeout:
        case Errc::dead:
            return 503;
        case Errc::io:
        case Errc::corrupt:
        case Errc::newer:
            return 500;
    }
    return 500;
}

// The kinds that have one meaning on this interface, whatever the layer below calls them.
std::string_view code_of(const Error& error) {
    switch (error.kind()) {
        case Errc::full:
            return "disk_full";
        case Errc::dead:
            return "store_dead";
        case Errc::io:
        case Errc::corrupt:
        case Errc::newer:
            return "internal";
        case Errc::unavailable:
        case Errc::timeout:
            return error.code() == to_string(error.kind()) ? "busy" : error.code();
        default:
            return error.code();
    }
}

// For a kind whose own words leave the caller without one.
std::string_view next_step(const Error& error) {
    if (error.kind() == Errc::unavailable && code_of(error) != "busy") return "";
    switch (error.kind()) {
        case Errc::full:
            return "; nothing was saved: make room on the disk or raise disk.budget, then repeat "
                   "with the same id";
        case Errc::dead:
            return "; nothing was saved: the disk failed and the service restarts, repeat with the "
                   "same id in a few seconds";
        case Errc::unavailable:
        case Errc::timeout:
            return "; repeat with the same id";
        default:
            return "";
    }
}

}  // namespace

std::span<const ProblemKind> problem_kinds() {
    return kinds;
}

Response respond_with(const Problem& problem) {
    const ProblemKind* kind = find_kind(problem.code);
    CHECK(kind != nullptr, "a problem has a code of the table");
    const int status = problem.status == 0 ? kind->status : problem.status;
    return write({status, kind->code, kind->title, problem.detail, {}});
}

Response respond_with(const Error& error) {
    const std::string_view code = code_of(error);
    const ProblemKind* kind = find_kind(code);
    const int status = kind ? kind->status : status_of(error.kind());
    const std::string_view title = kind ? kind->title : reason_phrase(status);
    const std::string detail = error.what() + std::string(next_step(error));
    // A place that is no pointer ("byte 17") is part of the sentence instead.
    if (!error.place().empty() && error.place().front() != '/') {
        return write({status, code, title, detail + " (at " + error.place() + ")", {}});
    }
    return write({status, code, title, detail, error.place()});
}

}  // namespace aisle
