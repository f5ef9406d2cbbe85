// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/erasure.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/identifier.hpp"

namespace aisle {
namespace {

// Ids and identifiers of one person. Many more than a member has: an erasure that is refused stops
// all that come after it.
constexpr std::size_t erasure_subjects_max = 64 * member_identifiers_max;

std::vector<std::string> read_ids(Fields& fields, std::string_view key) {
    std::vector<std::string> ids;
    for (const auto& item : fields.array_if(key, erasure_subjects_max)) {
        const auto text = item.string();
        if (!text || text->empty() || text->size() > name_bytes_max) {
            fields.fail(key, "bad_text", "ids are needed here");
            return ids;
        }
        ids.emplace_back(*text);
    }
    return ids;
}

std::vector<Digest> read_digests(Fields& fields, std::string_view key) {
    std::vector<Digest> digests;
    for (const auto& item : fields.array_if(key, erasure_subjects_max)) {
        const auto digest = parse_hmac(item.string().value_or(""));
        if (!digest) {
            fields.fail(key, "bad_hmac", "64 small hex digits each are needed here");
            return digests;
        }
        digests.push_back(*digest);
    }
    return digests;
}

}  // namespace

Result<Erasure> parse_erasure(const Json& body) {
    Fields fields(body);
    Erasure erasure;
    erasure.erase_seq = fields.integer("erase_seq", {.min = 1});
    erasure.member_id = plain_text_if(fields, "member_id", name_bytes_max);
    erasure.provisional_ids = read_ids(fields, "provisional_ids");
    erasure.identifiers = read_digests(fields, "identifier_hmacs");
    if (erasure.member_id.empty() && erasure.provisional_ids.empty() &&
        erasure.identifiers.empty()) {
        fields.fail("", "no_identifier", "it says of nobody that she is to be forgotten");
    }
    TRY(fields.done());
    return erasure;
}

std::string to_json(const ErasureCounts& counts) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("cards", counts.cards)
        .member("identifiers", counts.identifiers)
        .member("consents", counts.consents)
        .member("person_parts", counts.person_parts)
        .member("others", counts.others)
        .end_object();
    return text;
}

EventDraft privacy_erased(std::string_view request, std::int64_t erase_seq,
                          std::string_view counts) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("request_id", request)
        .member("erase_seq", erase_seq)
        .raw_member("counts", counts)
        .end_object();
    return make_draft(EventKinds::privacy_erased, std::move(data));
}

}  // namespace aisle
