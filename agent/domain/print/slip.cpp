// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/print/slip.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"
#include "agent/domain/time_field.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

// ---- The words ----

struct Words {
    std::string_view zh;
    std::string_view en;
    std::string_view in(SlipLanguage language) const {
        return language == SlipLanguage::zh ? zh : en;
    }
};

constexpr Words colon{"：", ": "};
constexpr Words copy_mark{"副本", "COPY"};
constexpr Words device_label{"设备", "Device"};
constexpr Words printed_label{"打印时间", "Printed"};
constexpr Words id_label{"编号", "No."};

constexpr Words coupon_heading{"优惠券", "COUPON"};
constexpr Words expires_label{"有效期至", "Valid until"};
constexpr Words terms_heading{"使用规则", "Terms"};

constexpr Words consent_heading{"同意回执", "CONSENT RECEIPT"};
constexpr Words notice_label{"告知书", "Notice"};
constexpr Words version_label{"版本", "Version"};
constexpr Words language_label{"语言", "Language"};
constexpr Words answers_heading{"您的选择", "Your choices"};
constexpr Words collected_label{"记录时间", "Recorded"};
constexpr Words withdrawal{"您可以随时撤回同意。", "You may withdraw your consent at any time."};
constexpr Words keep_it{"请保留本回执。", "Please keep this receipt."};
constexpr Words share_words{"提供给", "Sharing with "};
constexpr Words given_word{"同意", "agreed"};
constexpr Words refused_word{"不同意", "declined"};

constexpr Words test_heading{"打印测试页", "TEST PAGE"};
constexpr Words left_word{"居左", "left"};
constexpr Words centre_word{"居中", "centre"};
constexpr Words right_word{"居右", "right"};
constexpr Words bold_word{"加粗", "bold"};
constexpr Words large_word{"大字", "large"};
constexpr std::string_view chinese_signs = "中文 汉字 简体 ，。：；！？（）";
constexpr std::string_view european_signs = "€ ¥ £ ü ä ö ß é è ñ ç";
// Where it goes on in a second line is how wide the paper is taken for.
constexpr std::string_view ruler = "....+....1....+....2....+....3....+....4....+...";
constexpr std::string_view test_payload = "AISLE PRINTER TEST";

constexpr std::string_view share_prefix = "share:";
constexpr std::array purposes{
    Choice<Words>{"membership", {"会员服务", "Membership"}},
    Choice<Words>{"marketing", {"营销信息", "Marketing"}},
    Choice<Words>{"profiling", {"个性化分析", "Profiling"}},
    Choice<Words>{"survey", {"问卷调查", "Surveys"}},
};
constexpr std::array channels{
    Choice<Words>{"sms", {"短信", "SMS"}},
    Choice<Words>{"call", {"电话", "phone"}},
    Choice<Words>{"email", {"电子邮件", "e-mail"}},
    Choice<Words>{"wecom", {"企业微信", "WeCom"}},
    Choice<Words>{"app", {"手机应用", "app"}},
    Choice<Words>{"mini", {"小程序", "mini program"}},
    Choice<Words>{"post", {"邮寄", "post"}},
    Choice<Words>{"any", {"所有渠道", "any channel"}},
};

template <std::size_t n>
const Words* find_words(const std::array<Choice<Words>, n>& choices, std::string_view word) {
    const auto found =
        std::ranges::find_if(choices, [word](const auto& choice) { return choice.word == word; });
    return found == choices.end() ? nullptr : &found->value;
}

// ---- Reading a request ----

enum class SlipKind { coupon, consent, test };

constexpr std::array kinds{
    Choice<SlipKind>{"coupon", SlipKind::coupon},
    Choice<SlipKind>{"consent", SlipKind::consent},
    Choice<SlipKind>{"test", SlipKind::test},
};
constexpr std::array languages{
    Choice<SlipLanguage>{"zh", SlipLanguage::zh},
    Choice<SlipLanguage>{"en", SlipLanguage::en},
};
constexpr std::array decisions{
    Choice<ConsentDecision>{"given", ConsentDecision::given},
    Choice<ConsentDecision>{"refused", ConsentDecision::refused},
};

// In the words of a coupon of the feed: {"amount": 500} with a "currency" beside it, or
// {"percent_bp": 1500}.
std::optional<std::variant<Money, BasisPoints>> read_worth(Fields& fields) {
    std::optional<std::int64_t> amount, percent;
    if (const auto* value = fields.object_if("value")) {
        Fields parts(*value, fields.pointer_to("value"));
        parts.only({"amount", "percent_bp"});
        amount = parts.integer_if("amount", {1, twelve_digits_max});
        percent = parts.integer_if("percent_bp", {1, 10'000});
        if (amount.has_value() == percent.has_value()) {
            parts.fail("", "bad_value", "a coupon is worth an \"amount\" or a \"percent_bp\"");
        }
        fields.adopt(parts.done());
    }
    if (amount) {
        const auto currency = Currency::parse(fields.text("currency", name_bytes_max));
        if (!currency) fields.fail("currency", currency.error().code(), currency.error().what());
        return Money{*amount, currency ? *currency : Currency{}};
    }
    if (fields.text_if("currency", name_bytes_max)) {
        fields.fail("currency", "bad_value", "there is no amount that it would be of");
    }
    if (percent) return BasisPoints{*percent};
    return std::nullopt;
}

std::vector<std::string> read_terms(Fields& fields) {
    std::vector<std::string> terms;
    std::size_t bytes = 0;
    for (const auto& item : fields.array_if("terms", slip_lines_max)) {
        const auto text = item.string();
        bytes += text.value_or(std::string_view{}).size();
        const auto* code = !text                         ? "wrong_type"
                           : text->empty()               ? "empty"
                           : !is_plain_text(*text)       ? "bad_text"
                           : bytes > slip_text_bytes_max ? "too_long"
                                                         : nullptr;
        if (code) {
            fields.adopt(
                Error(Errc::invalid, "each of them is a line of text, all together " +
                                         std::to_string(slip_text_bytes_max) + " bytes at most")
                    .coded(code)
                    .placed(fields.pointer_to("terms") + "/" + std::to_string(terms.size())));
            break;
        }
        terms.emplace_back(*text);
    }
    return terms;
}

CouponSlip read_coupon(Fields& fields) {
    Fields parts(fields.object("coupon"), fields.pointer_to("coupon"));
    parts.only({"title", "terms", "value", "currency", "token", "expires"});
    CouponSlip coupon;
    coupon.title = plain_text(parts, "title", name_bytes_max);
    coupon.terms = read_terms(parts);
    coupon.worth = read_worth(parts);
    coupon.token = plain_text(parts, "token", slip_symbol_bytes_max);
    coupon.expires = read_time(parts, "expires");
    fields.adopt(parts.done());
    return coupon;
}

bool is_purpose(std::string_view text) {
    if (text.starts_with(share_prefix)) return text.size() > share_prefix.size();
    return find_words(purposes, text) != nullptr;
}

Result<ConsentAnswer> read_answer(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    fields.only({"purpose", "channel", "decision"});
    ConsentAnswer answer;
    answer.purpose = plain_text(fields, "purpose", name_bytes_max);
    if (!is_purpose(answer.purpose)) {
        fields.fail("purpose", "unknown_word",
                    "must be membership, marketing, profiling, survey or share:{controller}");
    }
    answer.channel = plain_text(fields, "channel", name_bytes_max);
    if (!find_words(channels, answer.channel)) {
        fields.fail("channel", "unknown_word",
                    "must be one of sms, call, email, wecom, app, mini, post, any");
    }
    answer.decision = read_choice(fields, "decision", decisions);
    TRY(fields.done());
    return answer;
}

std::vector<ConsentAnswer> read_answers(Fields& fields) {
    const auto& items = fields.array("decisions", consents_max);
    if (items.empty()) fields.fail("decisions", "empty", "a receipt names at least one decision");
    std::vector<ConsentAnswer> answers;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto pointer = fields.pointer_to("decisions") + "/" + std::to_string(i);
        auto answer = read_answer(items[i], pointer);
        if (!answer) {
            fields.adopt(answer.error());
            break;
        }
        const bool twice = std::ranges::any_of(answers, [&](const auto& earlier) {
            return earlier.purpose == answer->purpose && earlier.channel == answer->channel;
        });
        if (twice) {
            fields.adopt(Error(Errc::invalid, "this purpose and channel were answered before")
                             .coded("duplicate_consent")
                             .placed(pointer));
        }
        answers.push_back(std::move(*answer));
    }
    return answers;
}

ConsentSlip read_consent(Fields& fields) {
    constexpr std::size_t language_bytes_max = 35;  // the longest tag BCP 47 asks to have room for
    Fields parts(fields.object("consent"), fields.pointer_to("consent"));
    parts.only({"notice_id", "notice_version", "language", "decisions", "collected_at"});
    ConsentSlip consent;
    consent.notice_id = plain_text(parts, "notice_id", name_bytes_max);
    consent.notice_version = plain_text(parts, "notice_version", name_bytes_max);
    consent.notice_language = plain_text(parts, "language", language_bytes_max);
    consent.answers = read_answers(parts);
    consent.collected_at = read_time(parts, "collected_at");
    fields.adopt(parts.done());
    return consent;
}

// ---- Making a slip ----

constexpr SlipStyle centred{.align = SlipAlign::centre};
constexpr SlipStyle heading{.align = SlipAlign::centre, .bold = true};
constexpr SlipStyle banner{.align = SlipAlign::centre, .bold = true, .large = true};

class Composer {
public:
    explicit Composer(SlipLanguage language) { slip_.language = language; }

    std::string_view say(const Words& words) const { return words.in(slip_.language); }
    void line(std::string_view text, SlipStyle style = {}) {
        slip_.parts.emplace_back(SlipText{std::string(text), style});
    }
    void line(const Words& words, SlipStyle style = {}) { line(say(words), style); }
    void row(const Words& label, std::string_view text, SlipStyle style = {}) {
        line(std::string(say(label)).append(say(colon)).append(text), style);
    }
    // In its place at once: GCC 12 takes a part that is moved there for one without a value.
    template <class Part>
    void part(Part part) {
        slip_.parts.emplace_back(std::move(part));
    }

    Slip take() && { return std::move(slip_); }

private:
    Slip slip_;
};

// "12.5%" of 1250
std::string percent_text(BasisPoints points) {
    std::string text = std::to_string(points.value / 100);
    std::string decimals = std::to_string(100 + points.value % 100).substr(1);
    while (decimals.ends_with('0')) decimals.pop_back();
    if (!decimals.empty()) text.append(".").append(decimals);
    return text + "%";
}

std::string worth_text(const std::variant<Money, BasisPoints>& worth, SlipLanguage language) {
    std::string text;
    if (const auto* points = std::get_if<BasisPoints>(&worth)) {
        text = percent_text(*points);
    } else {
        const auto& money = std::get<Money>(worth);
        text = to_string(money);
        if (language == SlipLanguage::zh && money.currency.code() == "CNY") {
            text = "¥" + text.substr(0, text.find(' '));
        }
    }
    return language == SlipLanguage::zh ? "立减" + text : text + " off";
}

void compose(Composer& to, const CouponSlip& coupon, const SlipSurroundings& around,
             SlipLanguage language) {
    to.line(coupon_heading, banner);
    to.part(SlipRule{});
    to.line(coupon.title, heading);
    if (coupon.worth) to.line(worth_text(*coupon.worth, language), banner);
    to.row(expires_label, local_text(coupon.expires, around.utc_offset), centred);
    to.part(SlipFeed{});
    to.part(SlipSymbol{coupon.token});
    if (coupon.terms.empty()) return;
    to.line(terms_heading, {.bold = true});
    for (const auto& term : coupon.terms) to.line("- " + term);
}

std::string answer_text(const ConsentAnswer& answer, SlipLanguage language) {
    std::string text;
    if (answer.purpose.starts_with(share_prefix)) {
        text = std::string(share_words.in(language)) + answer.purpose.substr(share_prefix.size());
    } else {
        const auto* purpose = find_words(purposes, answer.purpose);
        text = purpose ? purpose->in(language) : answer.purpose;
    }
    const auto* channel = find_words(channels, answer.channel);
    const auto way = channel ? channel->in(language) : std::string_view(answer.channel);
    const auto& word = answer.decision == ConsentDecision::given ? given_word : refused_word;
    text.append(language == SlipLanguage::zh ? "（" : " (").append(way);
    text.append(language == SlipLanguage::zh ? "）" : ")").append(colon.in(language));
    return text.append(word.in(language));
}

void compose(Composer& to, const ConsentSlip& consent, const SlipSurroundings& around,
             SlipLanguage language) {
    to.line(consent_heading, banner);
    to.part(SlipRule{});
    to.row(notice_label, consent.notice_id);
    to.row(version_label, consent.notice_version);
    to.row(language_label, consent.notice_language);
    to.row(collected_label, local_text(consent.collected_at, around.utc_offset));
    to.line(answers_heading, {.bold = true});
    for (const auto& answer : consent.answers) to.line("- " + answer_text(answer, language));
    to.part(SlipRule{});
    to.line(withdrawal);
    to.line(keep_it);
}

void compose(Composer& to, const TestSlip&, const SlipSurroundings&, SlipLanguage) {
    to.line(test_heading, banner);
    to.part(SlipRule{});
    to.line(chinese_signs);
    to.line(european_signs);
    std::string ascii;
    for (char sign = '!'; sign <= '~'; ++sign) ascii += sign;
    to.line(ascii);
    to.line(ruler);
    to.line(left_word);
    to.line(centre_word, centred);
    to.line(right_word, {.align = SlipAlign::right});
    to.line(bold_word, {.bold = true});
    to.line(large_word, {.large = true});
    to.part(SlipFeed{});
    to.part(SlipSymbol{std::string(test_payload)});
}

}  // namespace

Result<SlipRequest> parse_slip_request(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    const auto kind = read_choice(fields, "slip", kinds);
    if (kind == SlipKind::test) {
        fields.only({"id", "printer", "slip", "language"});
    } else {
        fields.only({"id", "printer", "slip", "language", word_of(kinds, kind)});
    }
    SlipRequest request;
    if (fields.text("id", http_body_bytes_max).size() > 0) {
        request.id = caller_id_if(fields, "id");
    }
    request.printer = plain_text_if(fields, "printer", name_bytes_max);
    request.language = read_choice(fields, "language", languages);
    if (kind == SlipKind::coupon) request.content = read_coupon(fields);
    if (kind == SlipKind::consent) request.content = read_consent(fields);
    TRY(fields.done());
    return request;
}

Slip make_slip(const SlipRequest& request, const SlipSurroundings& around) {
    Composer to(request.language);
    // At both ends, so that no copy is torn into an original.
    const auto mark_copy = [&] {
        if (around.copy_number <= 0) return;
        to.line(std::string(to.say(copy_mark)) + " " + std::to_string(around.copy_number), banner);
    };
    mark_copy();
    to.line(around.store_name, heading);
    std::visit([&](const auto& content) { compose(to, content, around, request.language); },
               request.content);
    to.part(SlipRule{});
    to.row(device_label, around.device);
    to.row(printed_label, around.printed_at);
    to.row(id_label, request.id);
    mark_copy();
    return std::move(to).take();
}

std::string local_text(WallTime at, std::chrono::minutes utc_offset) {
    const auto text = to_rfc3339(at + utc_offset);
    const auto date = text.find('T');
    return text.substr(0, date) + " " + text.substr(date + 1, 5);
}

}  // namespace aisle
