// SPDX-License-Identifier: Apache-2.0
#include "agent/app/salvage_notice.hpp"

#include "agent/base/json_writer.hpp"

#include <algorithm>
#include <charconv>

namespace aisle {
namespace {

// What is left to say when a power cut has taken the numbers.
EventDraft interrupted_draft(const std::string& file, const Epoch& into) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("file", file)
        .member("to", to_hex(into))
        .member("interrupted", true)
        .end_object();
    return make_draft(EventKinds::device_journal_salvaged, std::move(data));
}

}  // namespace

std::string journal_before(std::string_view file) {
    constexpr std::string_view begin = "journal-";
    constexpr std::string_view end = ".db";
    if (!file.starts_with(begin) || !file.ends_with(end)) return {};
    file.remove_prefix(begin.size());
    file.remove_suffix(end.size());
    int number = 0;
    const auto [stop, error] = std::from_chars(file.data(), file.data() + file.size(), number);
    if (error != std::errc{} || stop != file.data() + file.size() || number < 2) return {};
    return std::string(begin) + std::to_string(number - 1) + std::string(end);
}

SalvageNotice::SalvageNotice(Database& write, SalvageFacts facts, const Epoch& into)
    : facts_(std::move(facts)),
      into_(into),
      before_(journal_before(facts_.file)),
      get_told_(write.prepare("SELECT value FROM setting WHERE name = 'salvage_told'")),
      set_told_(write.prepare("INSERT INTO setting(name, value) VALUES('salvage_told', ?1)"
                              " ON CONFLICT(name) DO UPDATE SET value = excluded.value")) {
    const auto& names = facts_.names;
    const bool there = std::find(names.begin(), names.end(), before_) != names.end();
    const bool just_now =
        std::any_of(facts_.salvaged.begin(), facts_.salvaged.end(),
                    [&](const SalvageOutcome& outcome) { return outcome.file == before_; });
    if (!there || just_now) before_.clear();
}

std::vector<EventDraft> SalvageNotice::drafts() const {
    std::vector<EventDraft> drafts;
    for (const auto& outcome : facts_.salvaged) drafts.push_back(salvaged_draft(outcome, into_));
    if (!before_.empty()) drafts.push_back(interrupted_draft(before_, into_));
    return drafts;
}

Result<bool> SalvageNotice::told() {
    auto row = get_told_.bind();
    TRY(const bool found, row.next());
    return found && row.bytes(0) == facts_.file;
}

Result<std::optional<Receipt>> SalvageNotice::append(Txn& txn, Journal& journal,
                                                     const std::vector<Event>& events) {
    TRY(const bool known, told());
    std::optional<Receipt> last;
    for (std::size_t i = 0; i < events.size(); ++i) {
        // What was salvaged at this start is news in any case.
        if (i >= facts_.salvaged.size() && known) continue;
        TRY(last, journal.append(txn, events[i]));
    }
    if (!known) TRY(set_told_.bind(Blob{facts_.file}).run());
    return last;
}

}  // namespace aisle
