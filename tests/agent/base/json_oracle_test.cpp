// SPDX-License-Identifier: Apache-2.0
// Holds our reader to Boost.JSON over seeded documents and seeded damage to them: both accept the
// same texts and read the same values, but for four differences that are ours on purpose.
#include "agent/base/entropy.hpp"
#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"

#include <gtest/gtest.h>
#include <boost/json/src.hpp>

#include <array>
#include <cmath>
#include <optional>

namespace aisle {
namespace {

namespace bj = boost::json;

constexpr int documents = 3000;
constexpr int damages_per_document = 10;

// What of Boost.JSON's reading ours refuses: names that stand twice (seen while it parses), numbers
// that are infinite, and numbers so small that the nearest double is 0.
struct Oracle {
    struct Names {
        static constexpr std::size_t max_object_size = std::size_t(-1);
        static constexpr std::size_t max_array_size = std::size_t(-1);
        static constexpr std::size_t max_key_size = std::size_t(-1);
        static constexpr std::size_t max_string_size = std::size_t(-1);
        std::vector<std::vector<std::string>> open;
        std::string name;
        bool repeated = false;

        bool on_document_begin(bj::error_code&) { return true; }
        bool on_document_end(bj::error_code&) { return true; }
        bool on_object_begin(bj::error_code&) {
            open.emplace_back();
            return true;
        }
        bool on_object_end(std::size_t, bj::error_code&) {
            auto names = std::move(open.back());
            open.pop_back();
            std::sort(names.begin(), names.end());
            repeated |= std::adjacent_find(names.begin(), names.end()) != names.end();
            return true;
        }
        bool on_array_begin(bj::error_code&) { return true; }
        bool on_array_end(std::size_t, bj::error_code&) { return true; }
        bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
            name.append(part.data(), part.size());
            return true;
        }
        bool on_key(bj::string_view part, std::size_t, bj::error_code&) {
            name.append(part.data(), part.size());
            open.back().push_back(std::move(name));
            name.clear();
            return true;
        }
        bool on_string_part(bj::string_view, std::size_t, bj::error_code&) { return true; }
        bool on_string(bj::string_view, std::size_t, bj::error_code&) { return true; }
        bool on_number_part(bj::string_view, bj::error_code&) { return true; }
        bool on_int64(std::int64_t, bj::string_view, bj::error_code&) { return true; }
        bool on_uint64(std::uint64_t, bj::string_view, bj::error_code&) { return true; }
        bool on_double(double, bj::string_view, bj::error_code&) { return true; }
        bool on_bool(bool, bj::error_code&) { return true; }
        bool on_null(bj::error_code&) { return true; }
        bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
        bool on_comment(bj::string_view, bj::error_code&) { return true; }
    };

    static bool repeats_a_name(const std::string& text) {
        bj::basic_parser<Names> parser({});
        bj::error_code error;
        parser.write_some(false, text.data(), text.size(), error);
        return parser.handler().repeated;
    }
};

std::string shown(const std::string& text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

bool close(double a, double b) {
    return a == b || std::abs(a - b) <= std::abs(a) * 1e-14;
}

bool same(const Json& ours, const bj::value& theirs);

bool same_items(const Json& ours, const bj::array& theirs) {
    if (!ours.is_array() || ours.items().size() != theirs.size()) return false;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        if (!same(ours.items()[i], theirs[i])) return false;
    }
    return true;
}

bool same_members(const Json& ours, const bj::object& theirs) {
    if (!ours.is_object() || ours.members().size() != theirs.size()) return false;
    for (const auto& member : theirs) {
        const auto* value = ours.find({member.key().data(), member.key().size()});
        if (!value || !same(*value, member.value())) return false;
    }
    return true;
}

bool same(const Json& ours, const bj::value& theirs) {
    switch (theirs.kind()) {
        case bj::kind::null:
            return ours.is_null();
        case bj::kind::bool_:
            return ours.boolean() == theirs.get_bool();
        case bj::kind::int64:
            return ours.integer() == theirs.get_int64();
        case bj::kind::uint64:
            return !ours.integer() && ours.number() == static_cast<double>(theirs.get_uint64());
        case bj::kind::double_:
            // Boost.JSON 1.81 takes 0e999 for 0 times infinity.
            if (std::isnan(theirs.get_double())) return ours.number() == 0.0;
            // It may be off the nearest double by a little; ours is the nearest.
            return ours.number() && close(*ours.number(), theirs.get_double());
        case bj::kind::string:
            return ours.string() ==
                   std::string_view(theirs.get_string().data(), theirs.get_string().size());
        case bj::kind::array:
            return same_items(ours, theirs.get_array());
        case bj::kind::object:
            return same_members(ours, theirs.get_object());
    }
    return false;
}

// Infinite, or a zero that is written as something else.
bool out_of_range(const bj::value& value) {
    if (value.is_double()) return !std::isfinite(value.get_double()) || value.get_double() == 0.0;
    if (value.is_array()) {
        const auto& items = value.get_array();
        return std::any_of(items.begin(), items.end(), out_of_range);
    }
    if (value.is_object()) {
        const auto& members = value.get_object();
        return std::any_of(members.begin(), members.end(),
                           [](const auto& member) { return out_of_range(member.value()); });
    }
    return false;
}

// Empty when the two agree.
std::string disagreement(const std::string& text) {
    const auto ours = Json::parse(text);
    bj::error_code error;
    const auto theirs = bj::parse(text, error);
    if (!error && ours) return same(*ours, theirs) ? "" : "read differently: " + shown(text);
    if (error && !ours) return "";
    if (!error && (Oracle::repeats_a_name(text) || out_of_range(theirs))) return "";
    return (ours ? "only ours accepts: " : "only Boost.JSON accepts: ") + shown(text);
}

class Documents {
public:
    explicit Documents(std::uint64_t seed) : entropy_(seed) {}

    std::string next() {
        std::string text;
        value(text, 0);
        return text;
    }

    std::string damage(std::string text) {
        constexpr std::string_view alphabet =
            "{}[]\",:\\/u0123456789abefdnrtls.+-E \n\t\x01\x7f\x80\xc3\xed";
        for (auto edits = 1 + entropy_.below(3); edits > 0; --edits) {
            const auto place = static_cast<std::size_t>(entropy_.below(text.size() + 1));
            const char c = alphabet[static_cast<std::size_t>(entropy_.below(alphabet.size()))];
            switch (entropy_.below(3)) {
                case 0:
                    text.insert(place, 1, c);
                    break;
                case 1:
                    text.erase(place, 1);
                    break;
                default:
                    if (place < text.size()) text[place] = c;
            }
        }
        return text;
    }

private:
    void space(std::string& text) {
        constexpr std::array<std::string_view, 6> spaces{"", "", "", " ", "\n\t", "\r"};
        text += spaces[static_cast<std::size_t>(entropy_.below(spaces.size()))];
    }

    void number(std::string& text) {
        if (entropy_.below(3) == 0) text += '-';
        text += std::to_string(entropy_.number() >> entropy_.below(64));
        if (entropy_.below(3) == 0) text += "." + std::to_string(entropy_.below(100'000));
        if (entropy_.below(4) == 0) text += "e" + std::to_string(entropy_.below(40));
        if (entropy_.below(40) == 0) text += "E-" + std::to_string(entropy_.below(500));
    }

    void string(std::string& text) {
        constexpr std::array<std::string_view, 16> parts{
            "a", "key", "扫码", "😀",       "\\n",     "\\\"",           "\\\\",    "\\/",
            "é", " ",   "\\b",  "\\u0041", "\\u626B", "\\ud83d\\ude00", "\\ud800", "\\u0000"};
        text += '"';
        for (auto count = entropy_.below(5); count > 0; --count) {
            text += parts[static_cast<std::size_t>(entropy_.below(parts.size()))];
        }
        text += '"';
    }

    void container(std::string& text, int depth) {
        const bool object = entropy_.below(2) == 0;
        text += object ? '{' : '[';
        const auto count = entropy_.below(5);
        for (std::uint64_t i = 0; i < count; ++i) {
            if (i > 0) text += ',';
            space(text);
            if (object) {
                string(text);
                space(text);
                text += ':';
                space(text);
            }
            value(text, depth + 1);
            space(text);
        }
        text += object ? '}' : ']';
    }

    void value(std::string& text, int depth) {
        constexpr std::array<std::string_view, 3> words{"true", "false", "null"};
        switch (entropy_.below(depth < 5 ? 6 : 3)) {
            case 0:
                return number(text);
            case 1:
                return string(text);
            case 2:
                text += words[static_cast<std::size_t>(entropy_.below(words.size()))];
                return;
            default:
                return container(text, depth);
        }
    }

    SeededEntropy entropy_;
};

TEST(JsonOracle, AgreesOverSeededDocuments) {
    Documents documents_from{20260701};
    for (int i = 0; i < documents; ++i) EXPECT_EQ(disagreement(documents_from.next()), "");
}

TEST(JsonOracle, AgreesOverSeededDamage) {
    Documents documents_from{20260702};
    int refused = 0;
    for (int i = 0; i < documents; ++i) {
        const auto document = documents_from.next();
        for (int k = 0; k < damages_per_document; ++k) {
            const auto damaged = documents_from.damage(document);
            EXPECT_EQ(disagreement(damaged), "");
            refused += Json::parse(damaged) ? 0 : 1;
        }
    }
    // The damage must neither spare everything nor spoil everything.
    EXPECT_GT(refused, documents);
    EXPECT_LT(refused, documents * damages_per_document - documents);
}

TEST(JsonOracle, DiffersWhereItIsMeantTo) {
    for (const auto* text : {R"({"a":1,"a":2})", "1e400", "1e-400"}) {
        bj::error_code error;
        (void)bj::parse(text, error);
        EXPECT_FALSE(error) << text;
        EXPECT_FALSE(Json::parse(text)) << text;
        EXPECT_EQ(disagreement(text), "") << text;
    }
}

TEST(JsonOracle, CountsDepthAlike) {
    for (std::size_t depth = 30; depth < 36; ++depth) {
        EXPECT_EQ(disagreement(std::string(depth, '[') + std::string(depth, ']')), "") << depth;
        EXPECT_EQ(disagreement(std::string(depth, '[') + "0" + std::string(depth, ']')), "")
            << depth;
    }
}

}  // namespace
}  // namespace aisle
