// SPDX-License-Identifier: Apache-2.0
// A till in C: opens the agent in its own process, scans a code, records a sale twice under one id
// as after a lost answer, and leaves.
#include <aisle/aisle.h>

#include <stdio.h>
#include <string.h>

static const char sale[] =
    "{\"id\":\"pos1-1234\",\"workstation_id\":\"pos1\",\"sequence_number\":1234,"
    "\"currency\":\"CNY\",\"status\":\"completed\",\"end_date_time\":\"2026-07-01T16:00:00+08:00\","
    "\"lines\":[{\"sequence\":1,\"type\":\"sale\",\"item_id\":\"A1\",\"quantity\":\"2\","
    "\"actual_unit_price\":1450,\"extended_amount\":2900}],"
    "\"tenders\":[{\"type\":\"cash\",\"amount\":2900}],\"totals\":{\"net\":2900,\"grand\":2900}}";

// On the agent's thread for callbacks.
static void hear_event(void* context, const aisle_event* event) {
    (void)context;
    if (event->kind == AISLE_EVENT_FATAL) fprintf(stderr, "nothing is saved: %s\n", event->name);
}

// What the clerk's display would show. The answer is freed here.
static int show(const char* what, aisle_answer* answer) {
    const int status = aisle_answer_status(answer);
    if (status < 300) {
        printf("%s: %s\n", what, status == AISLE_SAVED ? "saved" : "was saved before");
    } else {
        printf("%s: %s (%s) %s\n", what, aisle_answer_code(answer), aisle_answer_text(answer),
               aisle_answer_pointer(answer));
    }
    aisle_answer_free(answer);
    return status;
}

static aisle_agent* open_agent(const char* file, const char* folder) {
    aisle_answer* why = NULL;
    aisle_agent* agent = NULL;
    aisle_options* options = aisle_options_new();
    aisle_options_file(options, file);
    aisle_options_set(options, "disk.directory", folder);
    aisle_options_events(options, hear_event, NULL);
    agent = aisle_open(options, &why);
    if (agent == NULL) fprintf(stderr, "%s\n", aisle_answer_text(why));
    aisle_answer_free(why);
    aisle_options_free(options);
    return agent;
}

int main(int argc, char** argv) {
    aisle_code code = AISLE_CODE_INIT;
    aisle_agent* agent = NULL;
    int good = 1;
    if (argc != 3) {
        fprintf(stderr, "usage: till CONFIGURATION STATE-FOLDER\n");
        return 2;
    }
    agent = open_agent(argv[1], argv[2]);
    if (agent == NULL) return 1;

    code.bytes = "4006381333931";
    code.size = strlen("4006381333931");
    code.source = "lane1";
    good &= show("scan", aisle_capture_code(agent, &code, 2000)) == AISLE_SAVED;
    good &=
        show("sale", aisle_capture(agent, AISLE_PURCHASE, sale, strlen(sale), 2000)) == AISLE_SAVED;
    good &=
        show("sale", aisle_capture(agent, AISLE_PURCHASE, sale, strlen(sale), 2000)) == AISLE_OK;
    good &= show("nonsense", aisle_capture(agent, AISLE_MEMBER, "{}", 2, 2000)) == AISLE_INVALID;

    good &= aisle_close(agent, 5000) == AISLE_OK;
    aisle_free(agent);
    return good ? 0 : 1;
}
