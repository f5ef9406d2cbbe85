// SPDX-License-Identifier: Apache-2.0
// What can be asked about slips: printed, printed again, listed. A slip is answered when it is
// written down, not when it is printed: paper may be out until somebody has gone for some. The io
// thread only; everything named outlives the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/base/result.hpp"

#include <string>
#include <string_view>

namespace aisle {

struct PrintAnswer {
    std::string json;
    bool repeated = false;
};

// What only the wiring knows. Each may answer later, on the io thread, once.
struct Printing {
    // The body that came; see domain/print/slip.hpp.
    Function<void(std::string_view body, Function<void(Result<PrintAnswer>)>)> print;
    // {"id":…}: that slip once more.
    Function<void(std::string_view number, std::string_view body,
                  Function<void(Result<PrintAnswer>)>)>
        copy;
    Function<void(Function<void(Result<std::string>)>)> list;
};

class PrintRoutes {
public:
    explicit PrintRoutes(Printing printing) : printing_(std::move(printing)) {}
    void add_to(Router& router);

private:
    Printing printing_;
};

}  // namespace aisle
