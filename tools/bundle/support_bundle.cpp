// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/support_bundle.hpp"

#include "agent/base/zstd_frame.hpp"
#include "config/print.hpp"
#include "tools/bundle/scrubber.hpp"
#include "tools/bundle/tar_archive.hpp"

#include <utility>

namespace aisle {
namespace {

constexpr std::string_view about =
    "What aisle support-bundle put together on a device, for whoever helps from afar.\n"
    "\n"
    "config.toml    what is in force; secrets are files of which only the names stand here\n"
    "status.json    what aisled says of itself; metrics.txt its counters\n"
    "doctor.json    every check, what was seen, and the next step\n"
    "journal.json   how far the journal is, gaps, forks, what was set aside and why\n"
    "schema.json    the file's schema and whether it is whole\n"
    "folder.txt     names and sizes in the state folder\n"
    "machine.txt    kernel, processor, memory, disk\n"
    "log.txt        the last lines of the log, if there was one to take\n"
    "\n"
    "Not in it: events, scanned codes, names, phone numbers, passwords, keys. Lines of a log are\n"
    "other programs' words: addresses of mail and long numbers are crossed out in them, a name\n"
    "would not be. Look through it before it leaves the shop.\n";

// With problems, only where they are: their texts quote what was given.
std::string config_text(const ConfigOutcome& outcome) {
    if (outcome.problems.empty()) {
        return print_config(without_secrets(outcome.config), &outcome.origins);
    }
    std::string text = "# not in force: aisle config check says what is wrong\n";
    for (const auto& problem : outcome.problems) {
        text += "# " + to_string(problem.place) + " " + problem.key + "\n";
    }
    return text;
}

}  // namespace

std::vector<BundleFile> bundle_files(const BundleFacts& facts,
                                     const std::vector<std::string>& secrets) {
    const Scrubber scrubber(secrets);
    std::vector<BundleFile> files;
    const auto add = [&](std::string name, const std::string& text) {
        if (!text.empty()) files.push_back({std::move(name), scrubber.without_secrets(text)});
    };
    const auto add_strictly = [&](std::string name, const std::string& text) {
        if (!text.empty()) files.push_back({std::move(name), scrubber.without_persons(text)});
    };
    add("README.txt", std::string(about));
    add("config.toml", config_text(*facts.config));
    add("status.json", facts.status);
    add("metrics.txt", facts.metrics);
    if (!facts.trouble.empty()) add("daemon.txt", facts.trouble + "\n");
    add("doctor.json", diagnoses_json(facts.diagnoses) + "\n");
    add("journal.json", facts.journal);
    add("schema.json", facts.schema);
    add("folder.txt", facts.folder);
    add("machine.txt", facts.machine);
    if (!facts.log_source.empty()) {
        add_strictly("log.txt", "# from " + facts.log_source + "\n" + facts.log);
    }
    return files;
}

Result<std::string> pack_bundle(const std::vector<BundleFile>& files, const std::string& path,
                                WallTime made) {
    const bool packed = path.ends_with(".tar.zst");
    if (!packed && !path.ends_with(".tar")) {
        return Error(Errc::invalid, path + " does not end in .tar.zst or .tar");
    }
    TarArchive archive(made);
    for (const auto& file : files) archive.add("aisle-support/" + file.name, file.bytes);
    return packed ? zstd_compress(archive.whole()) : archive.whole();
}

}  // namespace aisle
