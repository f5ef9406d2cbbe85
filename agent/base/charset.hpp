// SPDX-License-Identifier: Apache-2.0
// Text in the code pages of printers and old tills, to UTF-8 and back, by the C library's iconv.
// What cannot be read or written becomes '?': a receipt with one strange sign is still a receipt.
// One thread at a time.
#pragma once

#include "agent/base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace aisle {

class Charset {
public:
    // "GB18030", "CP858", "WINDOWS-1252" … Errors: not_found, when the C library has no such one.
    static Result<Charset> open(const std::string& name);
    ~Charset();
    Charset(Charset&& other) noexcept;
    Charset& operator=(Charset&& other) noexcept;

    const std::string& name() const;
    std::string to_utf8(std::string_view bytes) const;
    std::string from_utf8(std::string_view text) const;

private:
    struct Parts;
    explicit Charset(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace aisle
