// SPDX-License-Identifier: Apache-2.0
// Finds the record that breaks connections. The same record under way each time a connection broke
// at once is suspected: first everything that was under way is sent one by one, to know which one
// it is; then the one is set aside. A broker that is merely away never convicts anybody. Nor does a
// line that breaks anyway: against a single record a break counts only once a connection has held
// without it, and one that has not acquits the record. Nor does a broker that closes the connection
// on whatever comes to our topic: after a conviction central must have committed something before
// the next. Pure.
#pragma once

#include "agent/base/strong.hpp"
#include "sync/place.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace aisle {

class PoisonWatch {
public:
    enum class Verdict { none, send_one_by_one, set_aside, topic_refused };

    // A connection broke right after numbers first..last were published and not yet accepted.
    Verdict broke(Lane lane, Seq first, Seq last);
    // The next connection is to be tried without the suspect, and one of these to be told.
    bool wants_proof() const { return wants_proof_; }
    Verdict held_without();
    void broke_without();
    struct Suspect {
        Lane lane = Lane::ledger;
        Seq first;
        bool single = false;
        int strikes = 0;
    };
    // Whom a verdict of held_without() is about.
    const Suspect& suspect() const { return *suspect_; }
    // Numbers through this one are to be sent one by one.
    void isolate(Lane lane, Seq through);
    // Central's word about what was sent.
    void committed(Lane lane, Seq through);
    // Where a welcome leaves the lane. What is sent again after a rewind is not sent one by one.
    void stands(Lane lane, Seq through);
    bool isolating() const;
    // A sentence for as long as the topic is refused: one record was convicted, the next broke the
    // connection too, and nothing came through since. Empty otherwise.
    std::string_view trouble() const;

private:
    std::optional<Suspect> suspect_;
    bool wants_proof_ = false;
    std::array<Seq, 2> through_;
    std::array<Seq, 2> committed_;
    bool convicted_ = false;  // one, and central has committed nothing since
    bool topic_refused_ = false;
};

}  // namespace aisle
