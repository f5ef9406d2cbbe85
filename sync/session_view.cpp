// SPDX-License-Identifier: Apache-2.0
#include "sync/session_view.hpp"

namespace aisle {

std::string_view to_string(SessionState state) {
    switch (state) {
        case SessionState::offline:
            return "offline";
        case SessionState::connecting:
            return "connecting";
        case SessionState::greeting:
            return "greeting";
        case SessionState::streaming:
            return "streaming";
    }
    return "offline";
}

}  // namespace aisle
