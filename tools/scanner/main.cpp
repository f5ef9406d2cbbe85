// SPDX-License-Identifier: Apache-2.0
// aisle-scanner [LINK]: a serial scanner without the hardware. It makes a pseudo terminal, prints
// its path (and puts a symbolic link to it at LINK), and scans each line of its standard input:
// the line's bytes and a carriage return. Ends with its input, which looks like an unplugged cable.
#include <fcntl.h>
#include <sys/stat.h>
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

// A link that is there is an earlier scanner's; anything else is somebody's.
bool put_link(const char* path, const char* link) {
    struct stat about {};
    if (lstat(link, &about) == 0 && S_ISLNK(about.st_mode)) unlink(link);
    return symlink(path, link) == 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
        const bool asked = argc == 2 && std::strcmp(argv[1], "--help") == 0;
        std::fputs("aisle-scanner [LINK]: scans each line of its input on a pseudo terminal\n",
                   asked ? stdout : stderr);
        return asked ? EXIT_SUCCESS : EXIT_FAILURE;
    }
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
    if (argc > 1 && !put_link(path, argv[1])) return fail(argv[1]);
    std::puts(path);
    std::fflush(stdout);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (!write_all(scanner, line + "\r")) return fail(path);
    }
    return EXIT_SUCCESS;
}
