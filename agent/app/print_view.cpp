// SPDX-License-Identifier: Apache-2.0
#include "agent/app/print_view.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/domain/print/slip.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace aisle {
namespace {

struct Words {
    std::string_view code;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array reasons{
    Words{"interrupted", "打印时程序中断。", "The program was interrupted while it printed."},
    Words{"no_printer", "这台打印机已不在配置中，小票没有打印。",
          "This printer is configured no more; the slip was not printed."},
    Words{"unreadable", "这张小票的内容已无法读取，没有打印。",
          "What this slip says can be read no more; it was not printed."},
};
constexpr Words doubt{
    "", "小票可能没有打印完整，请查看；需要时请再打印一张，会标明是副本。",
    "The slip may not have come out whole: look at it, and print it again if need be; it is then "
    "marked as a copy."};

Words words_for(std::string_view why) {
    if (const auto* condition = find_condition(why)) {
        return {condition->word, condition->zh, condition->en};
    }
    const auto* found = std::ranges::find(reasons, why, &Words::code);
    return found == reasons.end() ? Words{why, "", ""} : *found;
}

void write_trouble(JsonWriter& json, const PrintJob& job, std::optional<PrinterCondition> printer) {
    std::string_view why = job.why;
    const bool unfinished =
        job.state == PrintJobState::waiting || job.state == PrintJobState::going;
    if (unfinished && printer && !words_of(*printer).prints) why = words_of(*printer).word;
    if (why.empty()) return;
    const auto words = words_for(why);
    std::string zh(words.zh), en(words.en);
    if (job.state == PrintJobState::doubtful) {
        zh += doubt.zh;
        en.append(en.empty() ? "" : " ").append(doubt.en);
    }
    json.key("trouble").begin_object().member("code", words.code).member("zh", zh);
    json.member("en", en).end_object();
}

std::string_view slip_of(const SlipRequest& request) {
    if (std::holds_alternative<CouponSlip>(request.content)) return "coupon";
    return std::holds_alternative<ConsentSlip>(request.content) ? "consent" : "test";
}

void write_job(JsonWriter& json, const PrintJob& job, std::optional<PrinterCondition> printer,
               int copies) {
    json.begin_object().member("number", job.number.value()).member("id", job.id);
    json.member("printer", job.printer);
    const auto body = Json::parse(job.request);
    if (const auto slip = body ? parse_slip_request(*body) : Result<SlipRequest>(body.error())) {
        json.member("slip", slip_of(*slip));
        json.member("language", slip->language == SlipLanguage::zh ? "zh" : "en");
    }
    json.member("state", to_string(job.state)).member("copy", job.copy);
    if (!job.original.none()) json.member("copy_of", job.original.value());
    json.member("copies", copies).member("asked_at", to_rfc3339(job.at));
    write_trouble(json, job, printer);
    json.end_object();
}

void write_printer(JsonWriter& json, const PrinterState& printer) {
    json.begin_object().member("name", printer.name);
    if (printer.condition) {
        const auto& words = words_of(*printer.condition);
        json.member("state", words.word).member("zh", words.zh).member("en", words.en);
    } else {
        json.member("state", "unknown");
    }
    json.end_object();
}

}  // namespace

std::string print_job_json(const PrintJob& job, std::optional<PrinterCondition> printer,
                           int copies) {
    std::string text;
    JsonWriter json(text);
    write_job(json, job, printer, copies);
    return text;
}

std::string print_list_json(const std::vector<PrintJob>& jobs,
                            const std::vector<PrinterState>& printers) {
    std::map<PrintNumber, int> copies;
    for (const auto& job : jobs) {
        if (job.copy > 0) ++copies[job.original];
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("jobs").begin_array();
    for (const auto& job : jobs) {
        const auto printer = std::ranges::find(printers, job.printer, &PrinterState::name);
        std::optional<PrinterCondition> condition;
        if (printer != printers.end()) condition = printer->condition;
        const auto made = copies.find(job.number);
        write_job(json, job, condition, made == copies.end() ? 0 : made->second);
    }
    json.end_array().key("printers").begin_array();
    for (const auto& printer : printers) write_printer(json, printer);
    json.end_array().end_object();
    return text;
}

}  // namespace aisle
