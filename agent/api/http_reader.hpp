// SPDX-License-Identifier: Apache-2.0
// Bytes to one Request at a time, or the reason why they are none. Beast finds the borders of a
// message; everything that two readers could understand differently (two lengths, a length and a
// coding, two hosts) is refused here, for that is how requests are smuggled. Pure: no socket, no
// clock; one thread at a time.
#pragma once

#include "agent/api/problem.hpp"
#include "agent/api/request.hpp"

#include <memory>
#include <string_view>

namespace aisle {

class HttpReader {
public:
    enum class Stage {
        head,     // the header is not complete
        headed,   // it is; the body, if any, is not looked at before the next feed()
        body,     // the body is not complete
        whole,    // the request can be answered
        refused,  // no further byte can be believed: say why and close
    };

    HttpReader();
    ~HttpReader();

    // Takes what it can from the front and gives its size; what is left stays with the caller and
    // stands at the front next time. Stops at headed and at whole.
    std::size_t feed(std::string_view bytes);
    Stage stage() const { return stage_; }
    // Nothing of a request was seen yet.
    bool untouched() const { return stage_ == Stage::head && head_bytes_ == 0; }
    bool has_body() const;
    bool keep_alive() const;
    Request& request() { return request_; }
    // Only when refused.
    const Problem& refusal() const { return refusal_; }
    // Begins the next request; memory is kept.
    void reset();

private:
    class Parser;

    void refuse(std::string_view code, std::string detail);
    void need_more(std::size_t left);
    void head_done();
    void head_too_large();

    std::unique_ptr<Parser> parser_;
    Stage stage_ = Stage::head;
    std::size_t head_bytes_ = 0;
    Request request_;
    Problem refusal_;
};

}  // namespace aisle
