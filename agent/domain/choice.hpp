// SPDX-License-Identifier: Apache-2.0
// A closed set of words and what each means, read and written from one table. Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace aisle {

template <class T>
struct Choice {
    std::string_view word;
    T value;
};

template <class T, std::size_t n>
std::string_view word_of(const std::array<Choice<T>, n>& choices, T value) {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&](const auto& choice) { return choice.value == value; });
    return found == choices.end() ? std::string_view{} : found->word;
}

// The meaning of a required member; a word that is not in the table is the object's error
// "unknown_word", and the words that are in it are told. What was read instead is not repeated.
template <class T, std::size_t n>
T read_choice(Fields& fields, std::string_view key, const std::array<Choice<T>, n>& choices) {
    constexpr std::size_t word_bytes_max = 64;
    const auto word = fields.text(key, word_bytes_max);
    std::string known;
    for (const auto& choice : choices) {
        if (choice.word == word) return choice.value;
        known.append(known.empty() ? "must be one of " : ", ").append(choice.word);
    }
    fields.fail(key, "unknown_word", std::move(known));
    return choices.front().value;
}

}  // namespace aisle
