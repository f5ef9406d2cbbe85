// SPDX-License-Identifier: Apache-2.0
// Tens of thousands of databases are opened and closed here. With the address sanitizer's usual
// quarantine that takes twice the time, in memory that is never warm.
#ifdef AISLE_SANITIZED
extern "C" [[gnu::visibility("default")]] const char* __asan_default_options() {
    return "quarantine_size_mb=2:malloc_context_size=8";
}
#endif
