// SPDX-License-Identifier: Apache-2.0
#include "sync/terms.hpp"

#include "sync/wire_dictionary.hpp"

#include <algorithm>

namespace aisle {
namespace {

// The header of a PUBLISH: topic, lengths, properties.
constexpr std::size_t packet_frame_bytes = 256;

}  // namespace

Terms agree(const Terms& ours, const LinkLimits& broker, const Welcome* welcome) {
    Terms terms = ours;
    // Without a word of central's no broker must be sent more than every broker takes.
    terms.message_bytes_max = std::min(ours.message_bytes_max, message_bytes_max_default);
    terms.compress = false;
    terms.dictionary = 0;
    if (welcome) {
        const auto& pace = welcome->pace;
        if (pace.window) terms.window = static_cast<std::size_t>(*pace.window);
        if (pace.events_per_second &&
            (ours.events_per_second == 0 || *pace.events_per_second < ours.events_per_second)) {
            terms.events_per_second = *pace.events_per_second;
        }
        if (welcome->message_bytes_max) {
            const auto told = static_cast<std::size_t>(*welcome->message_bytes_max);
            terms.message_bytes_max = std::min(ours.message_bytes_max, told);
        }
        const auto& offered = welcome->encodings;
        terms.compress =
            ours.compress && std::find(offered.begin(), offered.end(), "zstd") != offered.end();
        if (wire_dictionary(welcome->dictionary)) terms.dictionary = welcome->dictionary;
    }
    terms.window =
        std::clamp<std::size_t>(terms.window, 1, std::max<std::size_t>(1, broker.receive_maximum));
    // A broker that takes next to nothing is told so by its own refusals.
    if (broker.packet_bytes_max > 2 * packet_frame_bytes) {
        terms.message_bytes_max = std::min<std::size_t>(
            terms.message_bytes_max, broker.packet_bytes_max - packet_frame_bytes);
    }
    return terms;
}

}  // namespace aisle
