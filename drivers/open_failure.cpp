// SPDX-License-Identifier: Apache-2.0
#include "drivers/open_failure.hpp"

#include <cerrno>
#include <system_error>

namespace aisle {

Error open_failure(const std::string& path, int cause) {
    switch (cause) {
        case ENOENT:
        case ENXIO:
        case ENODEV:
            return {Errc::not_found,
                    path + " is not there; plug the device in or correct the path"};
        case EACCES:
        case EPERM:
            return {Errc::denied, path +
                                      " may not be opened; give this user the right to (a udev "
                                      "rule, or the group dialout)"};
        case EBUSY:
            return {Errc::unavailable, path +
                                           " is held by another program; stop that program "
                                           "(ModemManager is often the one)"};
        default:
            return {Errc::io,
                    path + " cannot be opened: " + std::generic_category().message(cause)};
    }
}

}  // namespace aisle
