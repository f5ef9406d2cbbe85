// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/support_command.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/long_file.hpp"
#include "tools/bundle/journal_digest.hpp"
#include "tools/bundle/log_tail.hpp"
#include "tools/bundle/machine_digest.hpp"
#include "tools/bundle/scrubber.hpp"
#include "tools/bundle/support_bundle.hpp"
#include "tools/ctl/daemon_answer.hpp"
#include "tools/ctl/doctor_command.hpp"
#include "tools/doctor/examination.hpp"

namespace aisle {
namespace {

Result<BundleFacts> gather(const ConfigOutcome& config, const LocalClient& client,
                           const SupportWish& wish, const Clock& clock) {
    BundleFacts facts;
    facts.config = &config;
    if (const auto status = ask_daemon(client, {"GET", "/v1/status", ""})) {
        facts.status = std::string(status->text()) + "\n";
    } else {
        facts.trouble = status.error().what();
    }
    const auto metrics = client.ask({"GET", "/metrics", ""});
    if (metrics && metrics->status == 200) facts.metrics = metrics->body;
    facts.diagnoses =
        examine({config, ask_word(client), clock, wish.network}, [](const Diagnosis&) {});
    const auto& folder = config.config.disk.directory;
    facts.journal = journal_digest(folder);
    facts.schema = schema_digest(folder);
    facts.folder = folder_digest(folder);
    facts.machine = machine_digest(folder);
    TRY(auto log, log_tail(wish.log_file));
    facts.log = std::move(log.lines);
    facts.log_source = std::move(log.source);
    return facts;
}

Result<void> write_bundle(const std::string& path, std::string_view bytes) {
    TRY(auto file, NewFile::begin(path));
    TRY(file.write(bytes));
    return file.finish();
}

std::string made_text(const std::string& path, const std::vector<BundleFile>& files, bool json) {
    std::string text;
    if (json) {
        JsonWriter out(text);
        out.begin_object().member("schema_version", 1).member("file", path).key("holds");
        out.begin_array();
        for (const auto& file : files) out.value(file.name);
        out.end_array().end_object();
        return text + "\n";
    }
    text = path + " holds";
    for (const auto& file : files) text += " " + file.name;
    return text + "\nnext: look through it (tar -xf), then send it\n";
}

}  // namespace

Exit make_bundle(const Console& console, const ConfigOutcome& config, const LocalClient& client,
                 const SupportWish& wish) {
    const SystemClock clock;
    const auto failed = [&](const Error& error) {
        console.say(error.what());
        return Exit::failed;
    };
    // Before anything is looked at: a wrong name is soon told.
    if (const auto named = pack_bundle({}, wish.file, clock.wall()); !named) {
        console.say(named.error().what());
        return Exit::usage;
    }
    const auto facts = gather(config, client, wish, clock);
    if (!facts) return failed(facts.error());
    const auto files = bundle_files(*facts, secrets_of(config.config));
    const auto bytes = pack_bundle(files, wish.file, clock.wall());
    if (!bytes) return failed(bytes.error());
    if (const auto written = write_bundle(wish.file, *bytes); !written) {
        return failed(written.error());
    }
    console.print(made_text(wish.file, files, wish.as_json));
    return Exit::fine;
}

}  // namespace aisle
