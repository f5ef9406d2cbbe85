// SPDX-License-Identifier: Apache-2.0
#include "agent/base/file_failure.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace aisle {
namespace {

Errc kind_of(int number) {
    switch (number) {
        case ENOENT:
        case ENOTDIR:
            return Errc::not_found;
        case EACCES:
        case EPERM:
        case EROFS:
            return Errc::denied;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return Errc::full;
        case EEXIST:
            return Errc::conflict;
        default:
            return Errc::io;
    }
}

}  // namespace

Error file_failure(std::string_view doing, const std::string& path, int number) {
    auto error = Error(kind_of(number), std::string(doing) + " " + path + ": " +
                                            std::generic_category().message(number));
    if (error.kind() == Errc::full) return std::move(error).coded("disk_full");
    return error;
}

}  // namespace aisle
