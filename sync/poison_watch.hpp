// SPDX-License-Identifier: Apache-2.0
// Finds the record that breaks connections. The same record under way each time a connection broke
// at once is suspected: first everything that was under way is sent one by one, to know which one
// it is; then the one is set aside. A broker that is merely away never convicts anybody. Pure.
#pragma once

#include "agent/base/strong.hpp"
#include "sync/place.hpp"

#include <array>
#include <optional>

namespace aisle {

class PoisonWatch {
public:
    enum class Verdict { none, send_one_by_one, set_aside };

    // A connection broke right after numbers first..last were published and not yet accepted.
    Verdict broke(Lane lane, Seq first, Seq last);
    // Numbers through this one are to be sent one by one.
    void isolate(Lane lane, Seq through);
    void committed(Lane lane, Seq through);
    bool isolating() const;

private:
    struct Suspect {
        Lane lane;
        Seq first;
        int strikes;
    };
    std::optional<Suspect> suspect_;
    std::array<Seq, 2> through_;
    std::array<Seq, 2> committed_;
};

}  // namespace aisle
