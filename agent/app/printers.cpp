// SPDX-License-Identifier: Apache-2.0
#include "agent/app/printers.hpp"

#include "agent/app/options.hpp"

#include <utility>

namespace aisle {

Printers::Printers(const Config& config, Capture& capture, Post post, PrintDeskParts parts)
    : post_(std::move(post)),
      desk_(config, door(capture), std::move(parts)),
      routes_(desk_.printing()) {
    capture.add_printers(printer_options(config));
}

// What comes back arrives on the counter thread, and only posts.
PrinterDoor Printers::door(Capture& capture) {
    PrinterDoor door;
    door.print = [this, &capture](std::size_t printer, std::string slip, PrintDone done) {
        capture.print(printer, std::move(slip),
                      [this, done = std::move(done)](PrintOutcome outcome) mutable {
                          post_([done = std::move(done), outcome = std::move(outcome)]() mutable {
                              done(std::move(outcome));
                          });
                      });
    };
    door.expect = [&capture](std::size_t printer, bool waits) { capture.expect(printer, waits); };
    return door;
}

std::string Printers::trouble_of(const PrinterState& state) {
    if (!state.condition || words_of(*state.condition).prints) return {};
    const std::string words(words_of(*state.condition).en);
    return state.why.empty() ? words : words + " (" + state.why + ")";
}

}  // namespace aisle
