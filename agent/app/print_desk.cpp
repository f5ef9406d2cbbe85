// SPDX-License-Identifier: Apache-2.0
#include "agent/app/print_desk.hpp"

#include "agent/app/options.hpp"
#include "agent/app/print_view.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace aisle {
namespace {

Error unknown_printer() {
    return Error(Errc::invalid, "no printer of this name is configured; see [[printer]]")
        .coded("unknown_printer")
        .placed("/printer");
}

Result<PrintNumber> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && number > 0) return PrintNumber(number);
    return Error(Errc::not_found, "slips have whole numbers").coded("unknown_print_job");
}

Result<std::string> parse_copy_id(std::string_view body) {
    TRY(const auto json, Json::parse(body));
    Fields fields(json);
    fields.only({"id"});
    std::string id;
    if (!fields.text("id", slip_request_bytes_max).empty()) id = caller_id_if(fields, "id");
    TRY(fields.done());
    return id;
}

constexpr std::string_view look_at_it =
    "look at the paper; if the slip is not whole, print it again";

}  // namespace

PrintDesk::PrintDesk(const Config& config, PrinterDoor door, PrintDeskParts parts)
    : door_(std::move(door)),
      parts_(std::move(parts)),
      device_(config.identity.device),
      utc_offset_(config.store.utc_offset) {
    for (const auto& printer : config.printers) {
        seats_.push_back({.profile = printer_profile(printer),
                          .chinese = prints_chinese(printer),
                          .state = {.name = printer.name},
                          .busy = false});
    }
}

Printing PrintDesk::printing() {
    Printing printing;
    printing.print = [this](std::string_view body, Answer answer) {
        print(body, std::move(answer));
    };
    printing.copy = [this](std::string_view number, std::string_view body, Answer answer) {
        copy(number, body, std::move(answer));
    };
    printing.list = [this](auto answer) { list(std::move(answer)); };
    return printing;
}

void PrintDesk::start() {
    std::vector<std::string> printers;
    for (const auto& seat : seats_) printers.push_back(seat.state.name);
    auto doubtful = std::make_shared<std::vector<PrintNumber>>();
    write(
        [this, printers = std::move(printers), doubtful](Txn& txn) -> Result<void> {
            TRY(*doubtful, parts_.book.recover(txn, printers));
            return {};
        },
        [this, doubtful](const Result<void>& done) {
            if (!done) parts_.log.error("print.not_recovered", {{"why", done.error().what()}});
            for (const auto number : *doubtful) {
                parts_.metrics.add(Count::slips_failed);
                parts_.log.warn("print.doubtful", {{"slip", number.value()},
                                                   {"why", "the program ended as it printed"},
                                                   {"next", look_at_it}});
            }
            started_ = true;
            for (std::size_t i = 0; i < seats_.size(); ++i) serve(i);
        });
}

// ---- Asked for ----

void PrintDesk::print(std::string_view body, Answer answer) {
    auto wanted = judged(body);
    if (!wanted) return answer(wanted.error());
    keep(
        [this, wanted = std::move(*wanted)](Txn& txn) -> Result<PrintJob> {
            TRY(parts_.admit(txn, wanted.request.size()));
            return parts_.book.add(txn, wanted);
        },
        std::move(answer));
}

Result<PrintJob> PrintDesk::judged(std::string_view body) const {
    if (body.size() > slip_request_bytes_max) {
        return Error(Errc::too_large, "a slip is asked for in at most " +
                                          std::to_string(slip_request_bytes_max) + " bytes")
            .coded("body_too_large");
    }
    TRY(const auto json, Json::parse(body));
    TRY(auto request, parse_slip_request(json));
    TRY(const auto place, seat_for(request));
    const auto& seat = seats_[place];
    if (request.language == SlipLanguage::zh && !seat.chinese) {
        return Error(Errc::invalid, "the printer " + seat.state.name +
                                        " prints no Chinese: ask for \"en\", or another printer")
            .coded("language_not_printable")
            .placed("/language");
    }
    PrintJob wanted;
    wanted.id = std::move(request.id);
    wanted.printer = seat.state.name;
    wanted.request = body;
    wanted.at = parts_.clock.wall();
    return wanted;
}

Result<std::size_t> PrintDesk::seat_for(const SlipRequest& request) const {
    const auto place = request.printer.empty() ? 0 : place_of(request.printer);
    if (place < seats_.size()) return place;
    return unknown_printer();
}

std::size_t PrintDesk::place_of(std::string_view printer) const {
    const auto found = std::ranges::find_if(
        seats_, [printer](const Seat& seat) { return seat.state.name == printer; });
    return static_cast<std::size_t>(found - seats_.begin());
}

void PrintDesk::copy(std::string_view number, std::string_view body, Answer answer) {
    const auto of = parse_number(number);
    if (!of) return answer(of.error());
    auto id = parse_copy_id(body);
    if (!id) return answer(id.error());
    PrintJob wanted;
    wanted.id = std::move(*id);
    wanted.at = parts_.clock.wall();
    keep(
        [this, of = *of, wanted = std::move(wanted)](Txn& txn) -> Result<PrintJob> {
            TRY(parts_.admit(txn, slip_request_bytes_max));
            TRY(auto job, parts_.book.add_copy(txn, of, wanted));
            if (!job.repeated && place_of(job.printer) == seats_.size()) return unknown_printer();
            return job;
        },
        std::move(answer));
}

// The answer leaves when it is written down.
void PrintDesk::keep(Kept kept, Answer answer) {
    auto job = std::make_shared<PrintJob>();
    write(
        [kept = std::move(kept), job](Txn& txn) mutable -> Result<void> {
            TRY(*job, kept(txn));
            return {};
        },
        [this, job, answer = std::move(answer)](const Result<void>& done) mutable {
            if (!done) return answer(done.error());
            const auto place = place_of(job->printer);
            const bool known = place < seats_.size();
            answer(PrintAnswer{
                print_job_json(*job, known ? seats_[place].state.condition : std::nullopt),
                job->repeated});
            if (known) serve(place);
        });
}

void PrintDesk::list(Function<void(Result<std::string>)> answer) {
    auto jobs = std::make_shared<std::vector<PrintJob>>();
    parts_.store.read(
        [this, jobs]() -> Result<void> {
            TRY(*jobs, parts_.list.all());
            return {};
        },
        [this, jobs, answer = std::move(answer)](const Result<void>& done) mutable {
            if (!done) return answer(done.error());
            std::vector<PrinterState> printers;
            for (const auto& seat : seats_) printers.push_back(seat.state);
            answer(print_list_json(*jobs, printers));
        });
}

// ---- Printed ----

void PrintDesk::printer_changed(std::size_t printer, const PrinterState& state) {
    // Not its name, which the store's thread may be reading.
    seats_[printer].state.condition = state.condition;
    seats_[printer].state.why = state.why;
    serve(printer);
}

void PrintDesk::serve(std::size_t place) {
    auto& seat = seats_[place];
    if (seat.busy || !started_ || stopped_) return;
    // Until it says that it can print, nothing is begun.
    if (!seat.state.prints()) return door_.expect(place, true);
    seat.busy = true;
    auto job = std::make_shared<std::optional<PrintJob>>();
    write(
        [this, job, printer = seat.state.name](Txn& txn) -> Result<void> {
            TRY(*job, parts_.book.take(txn, printer));
            return {};
        },
        [this, place, job](const Result<void>& done) {
            if (done && *job && !stopped_) return send(place, **job);
            if (done && *job) return settle(place, (*job)->number, PrintJobState::waiting, "");
            seats_[place].busy = false;
            if (done) return door_.expect(place, false);
            parts_.log.error("print.not_begun", {{"why", done.error().what()}});
        });
}

void PrintDesk::send(std::size_t place, const PrintJob& job) {
    auto bytes = bytes_of(seats_[place], job);
    if (!bytes) {
        parts_.metrics.add(Count::slips_failed);
        parts_.log.error("print.unreadable",
                         {{"slip", job.number.value()}, {"why", bytes.error().what()}});
        return settle(place, job.number, PrintJobState::given_up, "unreadable");
    }
    door_.print(place, std::move(*bytes), [this, place, job](const PrintOutcome& outcome) {
        came_back(place, job, outcome);
    });
}

Result<std::string> PrintDesk::bytes_of(const Seat& seat, const PrintJob& job) {
    TRY(const auto json, Json::parse(job.request));
    TRY(const auto request, parse_slip_request(json));
    SlipSurroundings around;
    around.store_name = parts_.store_name();
    around.device = device_;
    around.utc_offset = utc_offset_;
    around.printed_at = local_text(parts_.clock.wall(), utc_offset_);
    around.copy_number = job.copy;
    return escpos_of(make_slip(request, around), seat.profile);
}

void PrintDesk::came_back(std::size_t place, const PrintJob& job, const PrintOutcome& outcome) {
    const std::string word(words_of(outcome.condition).word);
    const auto number = job.number.value();
    seats_[place].state.condition = outcome.condition;
    switch (outcome.result) {
        case PrintResult::printed:
            parts_.metrics.add(Count::slips_printed);
            parts_.log.info("print.done", {{"slip", number}, {"printer", job.printer}});
            return settle(place, job.number, PrintJobState::printed, "");
        case PrintResult::nothing_sent:
            return settle(place, job.number, PrintJobState::waiting, "");
        case PrintResult::doubtful:
            parts_.metrics.add(Count::slips_failed);
            parts_.log.warn("print.doubtful", {{"slip", number},
                                               {"printer", job.printer},
                                               {"condition", word},
                                               {"why", outcome.why},
                                               {"next", look_at_it}});
            return settle(place, job.number, PrintJobState::doubtful, word);
    }
}

void PrintDesk::settle(std::size_t place, PrintNumber number, PrintJobState state,
                       std::string why) {
    write([this, number, state,
           why](Txn& txn) { return parts_.book.settle(txn, number, state, why); },
          [this, place, number, state, why](const Result<void>& done) {
              if (!done) {
                  // A disk without room may have some again; else it will be in doubt.
                  parts_.log.error("print.not_noted", {{"why", done.error().what()}});
                  seats_[place].unsettled = [this, place, number, state, why] {
                      settle(place, number, state, why);
                  };
                  return;
              }
              seats_[place].busy = false;
              serve(place);
          });
}

// ---- Under way to the store ----

void PrintDesk::write(Job job, Done done) {
    ++writing_;
    parts_.store.write(std::move(job),
                       [this, done = std::move(done)](Result<void> outcome) mutable {
                           done(std::move(outcome));
                           if (--writing_ > 0 || !quiet_) return;
                           std::exchange(quiet_, nullptr)();
                       });
}

void PrintDesk::when_quiet(Function<void()> quiet) {
    if (writing_ == 0) return quiet();
    quiet_ = std::move(quiet);
}

void PrintDesk::again() {
    for (std::size_t i = 0; i < seats_.size(); ++i) {
        auto settle_again = std::exchange(seats_[i].unsettled, nullptr);
        if (settle_again && !stopped_) {
            settle_again();
        } else {
            serve(i);
        }
    }
}

}  // namespace aisle
