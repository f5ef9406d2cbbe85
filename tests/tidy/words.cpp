// SPDX-License-Identifier: Apache-2.0
#include "tests/tidy/words.hpp"

#include "tests/tidy/layers.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace aisle {
namespace {

enum class Extent { word, anywhere };

struct Ban {
    std::string_view word;
    Extent extent;
    std::array<std::string_view, 3> allowed;  // where it may stand, in the words of fnmatch
    std::string_view instead;
};

constexpr std::array<Ban, 10> bans{{
    {"detached", Extent::word, {}, "every coroutine is the child of a TaskGroup"},
    {"co_spawn", Extent::word, {"agent/base/task_group.*"}, "spawn into a TaskGroup"},
    {"throw", Extent::word, {}, "return a Result"},
    {"new",
     Extent::word,
     {"tests/faults/short_memory.cpp", "agent/app/process.hpp", "agent/base/wiping_memory.hpp"},
     "std::make_unique, or a value"},
    {"sleep", Extent::anywhere, {}, "wait for what is awaited: a timer, a poll, a condition"},
    {"_clock::now", Extent::anywhere, {"agent/base/time.cpp"}, "ask the Clock that was given"},
    {"clock_gettime", Extent::word, {"agent/base/time.cpp"}, "ask the Clock that was given"},
    {"random_device", Extent::word, {}, "ask the Entropy that was given"},
    {"std::cout", Extent::word, {}, "log, or std::fputs in a program that prints"},
    {"mutex",
     Extent::anywhere,
     {"agent/store/store.cpp", "sync/paho_link.cpp", "tests/*"},
     "post to the thread that owns it"},
}};

bool allowed(const Ban& ban, const std::string& path) {
    return std::any_of(ban.allowed.begin(), ban.allowed.end(), [&path](auto pattern) {
        return !pattern.empty() && matches(path, std::string(pattern));
    });
}

void find_all(const Source& source, const Ban& ban, Complaints& complaints) {
    std::size_t at = 0;
    while (true) {
        at = ban.extent == Extent::word ? find_word(source.code, ban.word, at)
                                        : source.code.find(ban.word, at);
        if (at == std::string::npos) return;
        complaints.push_back(
            {source.path, line_at(source.code, at),
             "\"" + std::string(ban.word) + "\" does not stand here: " + std::string(ban.instead)});
        at += ban.word.size();
    }
}

std::string_view skip_space(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
    return text;
}

std::string_view word_at(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && is_word_char(text[size])) ++size;
    return text.substr(0, size);
}

// Calls `use` with what follows each appearance of `word` in the code.
template <class Use>
void for_each_word(const Source& source, std::string_view word, Use use) {
    const std::string_view code = source.code;
    for (auto at = find_word(code, word, 0); at != std::string_view::npos;
         at = find_word(code, word, at + 1)) {
        use(skip_space(code.substr(at + word.size())), line_at(code, at));
    }
}

// The name that `class`, `struct`, `enum` or `using` declares, past its attributes.
std::string_view declared_name(std::string_view after) {
    while (after.starts_with("[[")) {
        const auto close = std::min(after.find("]]"), after.size() - 2);
        after = skip_space(after.substr(close + 2));
    }
    return word_at(after);
}

bool says_nothing(std::string_view name) {
    constexpr std::array<std::string_view, 9> endings{
        "manager", "handler", "helper", "util", "service", "impl", "data", "info", "common"};
    if (name.ends_with('s')) name.remove_suffix(1);
    return std::any_of(endings.begin(), endings.end(), [name](auto ending) {
        if (name.size() < ending.size()) return false;
        const auto tail = name.substr(name.size() - ending.size());
        // Metadata and hinterdata are words; MetaData and meta_data only pile them up.
        const bool begins = std::isupper(static_cast<unsigned char>(tail.front())) != 0 ||
                            tail.size() == name.size() ||
                            name[name.size() - tail.size() - 1] == '_';
        return begins && std::equal(tail.begin(), tail.end(), ending.begin(), [](char a, char b) {
                   return std::tolower(static_cast<unsigned char>(a)) == b;
               });
    });
}

std::string file_stem(const std::string& path) {
    const auto slash = path.rfind('/');
    const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
    return name.substr(0, name.find('.'));
}

}  // namespace

Complaints check_words(const Source& source) {
    Complaints complaints;
    for (const auto& ban : bans) {
        if (!allowed(ban, source.path)) find_all(source, ban, complaints);
    }
    if (is_header(source)) {
        find_all(source, {"using namespace", Extent::word, {}, "name what you use"}, complaints);
    }
    return complaints;
}

Complaints check_captures(const Source& source) {
    Complaints complaints;
    const std::string_view code = source.code;
    if (find_word(code, "co_await", 0) == std::string_view::npos) return complaints;
    for (const std::string_view open : {"[&", "[="}) {
        for (auto at = code.find(open); at != std::string_view::npos;
             at = code.find(open, at + 1)) {
            const auto next = skip_space(code.substr(at + open.size()));
            if (!next.starts_with(']') && !next.starts_with(',')) continue;
            complaints.push_back(
                {source.path, line_at(code, at),
                 "a capture of everything beside co_await: name what is captured"});
        }
    }
    return complaints;
}

Complaints check_todos(const Source& source) {
    Complaints complaints;
    for (const std::string_view word : {"TODO", "FIXME", "XXX"}) {
        for (auto at = find_word(source.comment, word, 0); at != std::string::npos;
             at = find_word(source.comment, word, at + 1)) {
            const auto next = std::string_view(source.comment).substr(at + word.size());
            if (next.size() > 1 && next.front() == '(' && is_word_char(next[1])) continue;
            complaints.push_back({source.path, line_at(source.comment, at),
                                  std::string(word) + " without a name: whose is it?"});
        }
    }
    return complaints;
}

Complaints check_names(const Source& source) {
    Complaints complaints;
    for (const std::string_view keyword :
         {"class", "struct", "union", "enum", "concept", "using"}) {
        for_each_word(source, keyword, [&](std::string_view after, std::size_t line) {
            const auto name = declared_name(after);
            if (!says_nothing(name)) return;
            complaints.push_back(
                {source.path, line, std::string(name) + " says nothing: name the noun"});
        });
    }
    if (says_nothing(file_stem(source.path))) {
        complaints.push_back({source.path, 0, "the file's name says nothing: name the noun"});
    }
    return complaints;
}

Complaints check_macros_and_namespaces(const Source& source) {
    Complaints complaints;
    for_each_word(source, "define", [&](std::string_view after, std::size_t line) {
        const auto name = word_at(after);
        if (name == "CHECK" || name == "TRY" || name == "CO_TRY" || name.starts_with("AISLE_"))
            return;
        complaints.push_back(
            {source.path, line, "macro " + std::string(name) + ": write a function"});
    });
    for_each_word(source, "namespace", [&](std::string_view after, std::size_t line) {
        const auto name = word_at(after);
        const auto next = skip_space(after.substr(name.size()));
        if (name.empty() || (name == "aisle" && !next.starts_with("::")) || next.starts_with("="))
            return;
        if (!next.starts_with("{") && !next.starts_with("::")) return;  // using namespace
        if (next.starts_with("::") && next.find('{') > next.find(';')) return;
        complaints.push_back(
            {source.path, line, "namespace " + std::string(name) + ": there is one, aisle"});
    });
    return complaints;
}

}  // namespace aisle
