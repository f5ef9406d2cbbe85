// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/export_command.hpp"

#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/long_file.hpp"
#include "agent/base/text.hpp"
#include "agent/store/schema.hpp"
#include "sync/parcel_packing.hpp"
#include "sync/state_folder.hpp"

#include <optional>
#include <vector>

namespace aisle {
namespace {

struct Written {
    std::vector<std::string> beside;  // journals of the folder that are not in it
    ParcelHead head;
    ParcelCount count;
    std::uint64_t bytes = 0;
};

Result<std::optional<SealPublicKey>> seal_key(const ExportWish& wish) {
    if (wish.unsealed) return std::optional<SealPublicKey>{};
    if (wish.seal_key_file.empty()) {
        return Error(Errc::invalid,
                     "there is no key to seal with: name central's public key in seal_key_file of"
                     " [central] (aisle-hub keygen makes one), or give --unsealed");
    }
    SystemFiles files;
    TRY(const auto pem, files.read(wish.seal_key_file, key_file_bytes_max));
    auto key = parse_seal_public_key(pem);
    if (!key) return key.error().at(wish.seal_key_file);
    return std::optional(*key);
}

// Without what has left the stick on its way there.
Result<void> read_back(const std::string& path) {
    TRY(auto file, OldFile::open(path, true));
    const auto whole = check_frames([&file](std::size_t bytes) { return file.read(bytes); });
    if (whole) return {};
    SystemFiles files;
    const auto removed = files.remove(path);
    return whole.error().at("reading " + path + " back; use another stick" +
                            (removed ? "" : ", and remove the file: that failed too"));
}

class Export {
public:
    Export(const ExportWish& wish, Entropy& entropy, WallTime now)
        : wish_(wish), entropy_(entropy), now_(now) {}

    // Nothing when nothing waits.
    Result<std::optional<Written>> run() {
        TRY(const auto key, seal_key(wish_));
        SystemFiles files;
        TRY(const auto journal, current_journal(wish_.folder, files));
        DatabaseOptions options;
        options.path = wish_.folder + "/" + journal;
        options.read_only = true;
        TRY(auto db, Database::open(options));
        TRY(check_tables(db));
        JournalReader reader(db);
        TRY(auto head, waiting_parcel(reader, wish_.device));
        if (!head.lane(Lane::ledger) && !head.lane(Lane::touch)) return std::optional<Written>{};
        head.made = now_;
        head.agent = "aisle/" AISLE_VERSION;
        TRY(auto written, write(reader, head, key ? &*key : nullptr));
        TRY(read_back(wish_.file));
        TRY(const auto names, files.list(wish_.folder));
        for (const auto& name : names) {
            const bool other = name.starts_with("journal-") && name.ends_with(".db");
            if (other && name != journal) written.beside.push_back(name);
        }
        return std::optional(std::move(written));
    }

private:
    Result<Written> write(JournalReader& reader, const ParcelHead& head, const SealPublicKey* key) {
        TRY(auto file, NewFile::begin(wish_.file));
        const auto sink = [&file](std::string_view bytes) -> Result<void> {
            const auto outcome = file.write(bytes);
            if (outcome || outcome.error().kind() != Errc::full) return outcome;
            return outcome.error().at("the medium is full, and nothing is left on it");
        };
        TRY(auto writer, ParcelWriter::begin(head, key, entropy_, sink));
        TRY(pack_parcel(reader, head, writer));
        TRY(file.finish());
        Written written{{}, head, writer.count(), writer.size()};
        if (key) written.head.key = key_id(*key);
        return written;
    }

    const ExportWish& wish_;
    Entropy& entropy_;
    WallTime now_;
};

std::string written_json(const std::string& file, const Written& written) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("schema_version", 1).member("written", true).member("file", file);
    json.member("device", written.head.device).member("epoch", to_hex(written.head.epoch));
    json.key("lanes").begin_object();
    for (const Lane lane : both_lanes) {
        const auto& span = written.head.lane(lane);
        if (!span) continue;
        json.key(to_string(lane)).begin_object().member("first", span->first.value());
        json.member("last", span->last.value()).end_object();
    }
    json.end_object().member("events", written.count.events);
    json.member("batches", written.count.batches).member("holes", written.count.holes);
    json.member("bytes", written.bytes).member_if("sealed_to", written.head.key).end_object();
    return text + "\n";
}

std::string written_text(const std::string& file, const Written& written) {
    std::string text = file + ": " + std::to_string(written.count.events) + " events of " +
                       written.head.device + " in " + std::to_string(written.bytes) +
                       " bytes, read back and whole\n";
    for (const Lane lane : both_lanes) {
        const auto& span = written.head.lane(lane);
        if (!span) continue;
        text += std::string(to_string(lane)) + ": numbers " + std::to_string(span->first.value()) +
                " to " + std::to_string(span->last.value()) + "\n";
    }
    text += written.head.key.empty()
                ? "not sealed: whoever has the file can read it, names and phone numbers too\n"
                : "sealed to the key " + written.head.key + "\n";
    return text +
           "next: aisle-hub import at central. Here nothing is let go of: the device learns what"
           " central has at its next hello, and sends only the rest\n";
}

}  // namespace

Exit export_backlog(const Console& console, const ExportWish& wish, Entropy& entropy,
                    WallTime now) {
    const auto written = Export(wish, entropy, now).run();
    if (!written) {
        const auto& error = written.error();
        console.say(error.at("exporting " + wish.folder).what());
        return Exit::failed;
    }
    if (!*written) {
        console.print(wish.as_json ? "{\"schema_version\":1,\"written\":false}\n"
                                   : "nothing waits for central, so no file was made\n");
        return Exit::fine;
    }
    const auto& done = **written;
    console.print(wish.as_json ? written_json(wish.file, done) : written_text(wish.file, done));
    for (const auto& name : done.beside) {
        console.say(name +
                    " is there too, and not in it: aisled carries over what can be read when"
                    " it starts, and aisle events shows it");
    }
    if (done.count.holes == 0) return Exit::fine;
    console.say("numbers are missing that damage has taken; aisle verify says which");
    return Exit::degraded;
}

}  // namespace aisle
