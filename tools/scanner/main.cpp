// SPDX-License-Identifier: Apache-2.0
// aisle-scanner [LINK]: a serial scanner without the hardware. It makes a pseudo terminal, prints
// its path (and puts a symbolic link to it at LINK), and scans each line of its standard input:
// the line's bytes and a carriage return. Ends with its input, which looks like an unplugged cable.
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

namespace {

int fail(const char* what) {
    std::fprintf(stderr, "aisle-scanner: %s: %s\n", what, std::strerror(errno));
    return EXIT_FAILURE;
}

bool write_all(int fd, const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote = write(fd, bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno != EINTR) return false;
        if (wrote > 0) done += static_cast<std::size_t>(wrote);
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const int scanner = posix_openpt(O_RDWR | O_NOCTTY);
    if (scanner < 0 || grantpt(scanner) != 0 || unlockpt(scanner) != 0) return fail("no pty");
    const char* path = ptsname(scanner);
    if (path == nullptr) return fail("no pty");
    // Held open, so that the daemon may come and go; raw, so that nothing is echoed or changed.
    const int port = open(path, O_RDWR | O_NOCTTY);
    termios settings{};
    if (port < 0 || tcgetattr(port, &settings) != 0) return fail(path);
    cfmakeraw(&settings);
    tcsetattr(port, TCSANOW, &settings);
    if (argc > 1) {
        unlink(argv[1]);
        if (symlink(path, argv[1]) != 0) return fail(argv[1]);
    }
    std::puts(path);
    std::fflush(stdout);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (!write_all(scanner, line + "\r")) return fail(path);
    }
    return EXIT_SUCCESS;
}
