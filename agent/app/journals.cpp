// SPDX-License-Identifier: Apache-2.0
#include "agent/app/journals.hpp"

#include "agent/app/options.hpp"
#include "agent/base/limits.hpp"

#include <utility>

namespace aisle {

Journals::Journals(const Config& config, JournalsParts parts)
    : wanted_(config.journals),
      store_(store_profile(config)),
      parts_(std::move(parts)),
      desk_(std::move(parts_.desk)),
      tails_(parts_.clock) {}

void Journals::stop() {
    stopped_ = true;
    desk_.stop();
    tails_.ask_to_stop();
}

void Journals::post(Function<void()> task) {
    parts_.post([life = std::weak_ptr<bool>(life_), task = std::move(task)]() mutable {
        if (!life.expired()) task();
    });
}

void Journals::start(const KeptMarks& kept) {
    if (stopped_) return;
    std::vector<TailReader> readers;
    for (const auto& journal : wanted_) {
        auto options = options_of(journal);
        if (!options) {
            desk_.changed(journal.name, options.error().what());
            continue;
        }
        const auto marks = kept.find(journal.name);
        read_.push_back(*options);
        readers.emplace_back(std::move(*options),
                             marks == kept.end() ? std::vector<KeptMark>() : marks->second);
    }
    if (readers.empty()) return;
    TailEvents events;
    events.read = [this](std::size_t journal, std::vector<ReadRecord> records) {
        post([this, journal, records = std::move(records)]() mutable {
            const auto& options = read_[journal];
            desk_.take(options.name, options.form.name, std::move(records),
                       [this, journal](std::size_t saved) { tails_.settle(journal, saved); });
        });
    };
    events.changed = [this](std::size_t journal, const std::string& trouble) {
        post([this, journal, trouble] { desk_.changed(read_[journal].name, trouble); });
    };
    const auto started = tails_.start(std::move(readers), std::move(events));
    if (started) return;
    for (const auto& options : read_) desk_.changed(options.name, started.error().what());
}

Result<TailOptions> Journals::options_of(const JournalConfig& journal) const {
    const auto& path = journal.template_file;
    const auto at = [&](const Error& error) {
        return error.at("the template of journal " + journal.name + ", " + path);
    };
    const auto text = parts_.files.read(path, feed_body_bytes_max);
    if (!text) return at(text.error());
    const auto json = Json::parse(*text);
    if (!json) return at(json.error());
    auto form = parse_journal_template(*json);
    if (!form) return at(form.error());
    TailOptions options{
        .name = journal.name, .path = journal.path, .form = std::move(*form), .place = {}};
    options.place.workstation = journal.workstation.empty() ? journal.name : journal.workstation;
    options.place.store = store_;
    if (const auto dialect = make_dialect(options.form, options.place); !dialect) {
        return at(dialect.error());
    }
    return options;
}

}  // namespace aisle
