// SPDX-License-Identifier: Apache-2.0
// libaisle: the agent for shop tills inside your own program, in C. README.md beside this file
// explains; the programs in tests/embed/examples are whole.
//
// Conventions, which hold for every function here:
//
//  (1) Only opaque pointers and flat structs. A struct that may grow begins with its own size,
//      which you set (AISLE_CODE_INIT does); new members come at the end, so that a program built
//      against an older header goes on working with a newer library.
//  (2) What is asked and what is answered are those of the local HTTP interface: the same JSON
//      bodies, the same status numbers, the same code words. A capture is answered with AISLE_SAVED
//      only when its commit is durable on this machine's disk.
//  (3) Text is UTF-8. What goes in is a pointer with a size, or, where there is no size, ends with
//      a zero byte. You may free it when the call returns.
//  (4) What an aisle_…_new or a blocking call returns is yours and is freed with its own
//      aisle_…_free, which takes NULL. Texts taken from an answer live as long as it does. What a
//      callback is given is lent for the time of the call.
//  (5) NULL where something is needed is refused with AISLE_INVALID ("bad_call"), never followed.
//      An answer that is NULL means that there was no memory for one, and reads as
//      AISLE_UNAVAILABLE.
//  (6) Threads: every function may be called from any thread at any time, and from several at once,
//      but for options (one thread at a time), aisle_free (nobody else may still be calling), and
//      aisle_close and aisle_free from a callback (refused). All callbacks of one agent run on one
//      thread of its own, one at a time, in order; a slow one delays the next and nothing else.
//  (7) Time: a blocking call waits at most timeout_ms; 0 or less means 30 seconds. Late does not
//      mean lost: "answer_late" says that it may still be saved, and repeating with the same id is
//      safe.
//  (8) After aisle_close() every call answers AISLE_UNAVAILABLE ("closed"). After aisle_free() the
//      pointer is dead.
//  (9) fork(): a child has no agent. In it every call answers AISLE_DENIED ("forked"), and
//      aisle_free() does nothing. Executing another program in the child is fine.
// (10) Signals: none is installed, and all are blocked on the agent's threads, SIGPIPE included.
// (11) Nothing is thrown. A defect of the agent's own (a CHECK) ends the process with abort().
#ifndef AISLE_AISLE_H
#define AISLE_AISLE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define AISLE_API __attribute__((visibility("default")))
#else
#define AISLE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---- Status numbers, and HTTP's ----

#define AISLE_OK 200         // done; of a capture: this id was saved before, the first answer again
#define AISLE_SAVED 201      // durable on this machine
#define AISLE_ACCEPTED 202   // an asynchronous call was taken: its callback will be called once
#define AISLE_INVALID 400    // correct the call, the body or the configuration
#define AISLE_DENIED 403     // "forked": not in this process; "notice_missing": a closed form
#define AISLE_NOT_FOUND 404  // there is no such thing
#define AISLE_CONFLICT 409   // "id_conflict", "folder_in_use"; a close from a callback
#define AISLE_TOO_LARGE 413  // over 256 KiB
#define AISLE_BROKEN 500     // the disk gave an error
#define AISLE_UNAVAILABLE 503  // "busy", "answer_late", "closed", "store_dead", "no_thread"
#define AISLE_FULL 507         // no room on the disk: not saved

// "0.1.0"
AISLE_API const char* aisle_version(void);

// ---- Answers ----

typedef struct aisle_answer aisle_answer;

AISLE_API int aisle_answer_status(const aisle_answer* answer);
// The body that HTTP would have sent: a receipt, a status, or a problem (RFC 9457).
AISLE_API const char* aisle_answer_json(const aisle_answer* answer);
// Of a refusal, else empty: a stable word ("totals_disagree"), a sentence with the next step, and a
// JSON pointer to the place in the body that you sent ("/lines/0/quantity").
AISLE_API const char* aisle_answer_code(const aisle_answer* answer);
AISLE_API const char* aisle_answer_text(const aisle_answer* answer);
AISLE_API const char* aisle_answer_pointer(const aisle_answer* answer);
AISLE_API void aisle_answer_free(aisle_answer* answer);

// Called once for each asynchronous call that was taken, also when the agent closes first.
typedef void (*aisle_answer_function)(void* context, const aisle_answer* answer);

// ---- Events ----

#define AISLE_EVENT_SAVED 1      // everything of `lane` up to `seq` is on the disk
#define AISLE_EVENT_DELIVERED 2  // central has committed everything of `lane` up to `seq`
#define AISLE_EVENT_FEED 3       // decisions of the feed `name` ("tasks", "coupons") came or went
#define AISLE_EVENT_TASK_DONE 4  // the task `name` was completed
#define AISLE_EVENT_STATUS 5     // the line to central or a device changed: ask for the status
#define AISLE_EVENT_MISSED 6  // your callback was slow and events were left out: ask for the status
#define AISLE_EVENT_FATAL 7   // nothing can be saved any more, `name` says why: close, open again
#define AISLE_EVENT_SCAN_LOST 8  // scanner `name`: what it read is not saved, scan again
#define AISLE_EVENT_TASK_LOST 9  // the task `name` was taken on here; another device has it now

typedef struct aisle_event {
    size_t struct_size;
    int kind;
    const char* lane;  // "ledger" or "touch"; empty where it means nothing
    uint64_t seq;
    const char* name;  // empty where it means nothing
} aisle_event;

typedef void (*aisle_event_function)(void* context, const aisle_event* event);
// `level` is "debug", "info", "warn" or "error"; `line` has no end of line, and never personal
// data.
typedef void (*aisle_log_function)(void* context, const char* level, const char* line);

// ---- Options: what to open ----

typedef struct aisle_options aisle_options;

// NULL when there was no memory. Those below answer AISLE_OK, AISLE_INVALID, AISLE_TOO_LARGE (a
// configuration over its bound), or AISLE_UNAVAILABLE when there was no memory.
AISLE_API aisle_options* aisle_options_new(void);
AISLE_API void aisle_options_free(aisle_options* options);
// The configuration: a file, or its text. Neither: the settings alone. The environment is not read.
AISLE_API int aisle_options_file(aisle_options* options, const char* path);
AISLE_API int aisle_options_text(aisle_options* options, const char* toml, size_t size);
// Wins over the file: "disk.directory", "/var/lib/till/aisle". Lists are parted by commas.
AISLE_API int aisle_options_set(aisle_options* options, const char* key, const char* value);
AISLE_API int aisle_options_events(aisle_options* options, aisle_event_function told,
                                   void* context);
// Without it log lines go nowhere.
AISLE_API int aisle_options_log(aisle_options* options, aisle_log_function told, void* context);

// ---- The agent ----

typedef struct aisle_agent aisle_agent;

// Opens the state folder and starts the agent's threads; capture is ready when it returns, and
// central is called behind it. It listens on HTTP and reads scanners only where the configuration
// says so. NULL when it cannot, and then *why (may be NULL) is an answer that says what to do:
// "bad_config" with each mistake on a line, "folder_in_use" with who has it, "no_thread". The
// options may be freed afterwards.
AISLE_API aisle_agent* aisle_open(const aisle_options* options, aisle_answer** why);

// Answers what was asked, leaves the broker, stops the threads: AISLE_OK. When that takes longer,
// AISLE_UNAVAILABLE ("answer_late") and it goes on closing: call again, or leave the process.
// AISLE_CONFLICT from a callback, AISLE_DENIED in a forked child.
AISLE_API int aisle_close(aisle_agent* agent, int timeout_ms);
// Closes first, however long it takes, where that has not been done.
AISLE_API void aisle_free(aisle_agent* agent);

// ---- Capture ----

#define AISLE_SCAN 1      // POST /v1/scans
#define AISLE_PURCHASE 2  // POST /v1/purchases
#define AISLE_MEMBER 3    // POST /v1/members

// `json` as over HTTP; its "id" makes a repeat safe.
AISLE_API aisle_answer* aisle_capture(aisle_agent* agent, int what, const char* json, size_t size,
                                      int timeout_ms);
// AISLE_ACCEPTED, or why it was not taken; then the callback is not called.
AISLE_API int aisle_capture_async(aisle_agent* agent, int what, const char* json, size_t size,
                                  aisle_answer_function answered, void* context);

// A scanned code without JSON.
typedef struct aisle_code {
    size_t struct_size;
    const void* bytes;  // as printed in the code, separators (0x1D) included
    size_t size;
    const char* aim;     // symbology identifier such as "]Q3"; NULL: may stand before the bytes
    const char* source;  // which scanner; NULL: "api"
    const char* id;      // makes a repeat safe; NULL: none
} aisle_code;

// clang-format off
#define AISLE_CODE_INIT { sizeof(aisle_code), NULL, 0, NULL, NULL, NULL }
// clang-format on

AISLE_API aisle_answer* aisle_capture_code(aisle_agent* agent, const aisle_code* code,
                                           int timeout_ms);
AISLE_API int aisle_capture_code_async(aisle_agent* agent, const aisle_code* code,
                                       aisle_answer_function answered, void* context);

// ---- Asking ----

// The text of GET /v1/status.
AISLE_API aisle_answer* aisle_status(aisle_agent* agent, int timeout_ms);
// Anything else of the local interface, e.g. "GET", "/v1/tasks" or "POST",
// "/v1/tasks/t1/complete". json may be NULL when size is 0. Not /v1/live: that is what events are.
AISLE_API aisle_answer* aisle_ask(aisle_agent* agent, const char* method, const char* target,
                                  const char* json, size_t size, int timeout_ms);
AISLE_API int aisle_ask_async(aisle_agent* agent, const char* method, const char* target,
                              const char* json, size_t size, aisle_answer_function answered,
                              void* context);
// The TCP port of the local interface; 0 when the configuration asks for none.
AISLE_API int aisle_http_port(const aisle_agent* agent);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif
