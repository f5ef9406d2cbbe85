// SPDX-License-Identifier: Apache-2.0
// Every bound of the program, with its reason. Related bounds are asserted against each other.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aisle {

inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t MiB = 1024 * KiB;

// ---- Events ----
// CloudEvents asks intermediaries for 64 KiB with all that is round an event.
inline constexpr std::size_t event_bytes_max = 48 * KiB;
// All attributes of an event beside its data: a dozen names of at most name_bytes_max.
inline constexpr std::size_t event_attributes_bytes_max = 2 * KiB;
inline constexpr std::size_t event_data_bytes_max = event_bytes_max - event_attributes_bytes_max;
// Contact data, a note, a sealed envelope; with the largest event it still fits one message.
inline constexpr std::size_t person_bytes_max = 8 * KiB;
// Aliyun takes 64 KiB a message, AWS 128.
inline constexpr std::size_t message_bytes_max_default = 60 * KiB;
// What stands round a single event in a batch: ids, chain, brackets.
inline constexpr std::size_t batch_frame_bytes = 1 * KiB;
static_assert(event_bytes_max + person_bytes_max + batch_frame_bytes <= message_bytes_max_default);
// QR codes hold at most 4,296 characters or 2,953 bytes.
inline constexpr std::size_t scan_bytes_max = 4296;
inline constexpr std::size_t name_bytes_max = 128;
inline constexpr std::size_t note_bytes_max = 2000;
inline constexpr std::size_t device_name_max = 23;  // MQTT 3.1.1 guarantees no longer client id
// Till rolls end somewhere; a receipt over one event's size is written in numbered parts.
inline constexpr std::size_t purchase_lines_max = 2000;
inline constexpr std::size_t purchase_tenders_max = 32;
// Amounts and numbers of receipts have at most twelve digits: none can be a card number.
inline constexpr std::int64_t twelve_digits_max = 999'999'999'999;
inline constexpr std::size_t line_modifiers_max = 16;
// The longest line, every byte of its texts escaped, is far from filling a part.
static_assert((line_modifiers_max * 3 + 8) * (2 * name_bytes_max + 64) < event_data_bytes_max);
// Purposes times channels that a form may ask about.
inline constexpr std::size_t consents_max = 64;

// ---- What a code is ----
// Logistic labels carry some eight; each of a purchase's lines fewer.
inline constexpr std::size_t gs1_elements_max = 20;
// Of a campaign's parameter; longer ones carry something else.
inline constexpr std::size_t attribution_value_max = 256;
// An expression of a configuration or a template; what it is compiled to, and what a text may make
// of that. A till has some dozens.
inline constexpr std::size_t pattern_bytes_max = 1 * KiB;
inline constexpr std::size_t pattern_groups_max = 16;
inline constexpr std::int64_t pattern_memory_max = std::int64_t{256 * KiB};
// A tenant has a handful of cards, and a country some forms of weighed goods.
inline constexpr std::size_t code_patterns_max = 32;
// Of one template; the largest of the examples has some thirty.
inline constexpr std::size_t receipt_rules_max = 128;
// A roll is some 80 m; a stocktaking list is longer and no receipt.
inline constexpr std::size_t paper_lines_max = 4000;
inline constexpr std::size_t paper_bytes_max = 256 * KiB;
// After so long without a byte what was printed is a whole receipt, cut or not.
inline constexpr std::chrono::seconds paper_idle{3};
// Of a till's journal file: a row or a JSON line, and a whole receipt of several.
inline constexpr std::size_t journal_line_bytes_max = 64 * KiB;
inline constexpr std::size_t journal_receipt_bytes_max = 1 * MiB;
inline constexpr std::size_t journal_columns_max = 256;
inline constexpr std::size_t xml_depth_max = 64;
// What a tap tells at once of what went to a printer; tills print some hundred bytes a line.
inline constexpr std::size_t tap_packet_bytes = 4 * KiB;
// Tills that print through one tap at the same time, and what may wait to be read of all of them.
inline constexpr std::size_t tap_conversations_max = 8;
inline constexpr std::size_t tap_packets_pending_max = 256;
// Between two tries to reach the daemon, or a printer's node that is gone.
inline constexpr std::chrono::seconds tap_retry{1};
// Under way to a printer; a till that prints faster waits, as it would for the printer itself.
inline constexpr std::size_t tap_buffer_bytes = 16 * KiB;
// Of a receipt that could not be read, for who mends the template; it is a person part.
inline constexpr std::size_t unparsed_text_bytes_max = 6 * KiB;
static_assert(unparsed_text_bytes_max + 1 * KiB <= person_bytes_max);
// As deep as calls go that see a scan or a form, as well as that was seen.
inline constexpr std::size_t stack_wiped_bytes = 24 * KiB;
// Read of a journal file at once; and where no more than that could be saved, to look what comes.
inline constexpr std::size_t tail_read_bytes = 64 * KiB;
inline constexpr std::size_t tail_ahead_bytes = 1 * MiB;
// Looked at in a folder of them.
inline constexpr std::size_t tail_files_max = 1000;
// Files that are known though they are gone: a folder of a year of days.
inline constexpr std::size_t tail_rows_max = 2000;
// A file is known by so many of its first bytes, and by more where its first receipt is longer.
inline constexpr std::size_t tail_mark_bytes = 4 * KiB;
// After so long without a byte the last receipt of a file that ends with a whole line is complete;
// and after so long whatever stands at its end.
inline constexpr std::chrono::seconds tail_quiet{10};
inline constexpr std::chrono::seconds tail_silence{60};
// Records of a journal that could not be read, one after the other.
inline constexpr std::size_t tail_refused_max = 100;
// A file that was emptied or is new may be on its way here: it is looked at when it is still.
inline constexpr std::chrono::seconds tail_arrival{1};
// What a till writes in one go is read in one go.
inline constexpr std::chrono::milliseconds tail_pause{50};
// Where inotify says nothing (network drives), and for what it said while nobody listened.
inline constexpr std::chrono::seconds tail_look_interval{5};
// Receipt taps and journal files, each.
inline constexpr std::size_t taps_max = 8;

// ---- Printing ----
inline constexpr std::size_t printers_max = 8;
inline constexpr std::size_t slip_text_bytes_max = 4 * KiB;
inline constexpr std::size_t slip_lines_max = 100;
// Of a token; a QR code of model 2 with medium correction holds 3,391 alphanumeric characters.
inline constexpr std::size_t slip_symbol_bytes_max = 512;
// Of a request as it came: a coupon's terms or a form's decisions, and the names round them.
inline constexpr std::size_t slip_request_bytes_max = 16 * KiB;
static_assert(slip_request_bytes_max >= 2 * (slip_text_bytes_max + slip_symbol_bytes_max));
// Waiting for a printer without paper; a clerk who has pressed a hundred times will not press on.
inline constexpr std::size_t print_jobs_max = 100;
// A printer answers a status request within milliseconds; one that is busy with dots, later.
inline constexpr std::chrono::seconds printer_reply_patience{3};
// A slip takes a second or two; a printer that takes no byte for this long has a problem.
inline constexpr std::chrono::seconds printer_write_patience{10};
inline constexpr std::chrono::seconds printer_retry{5};
// While nothing waits for it: often enough to be told of an open cover before a customer is.
inline constexpr std::chrono::seconds printer_look_interval{30};
// Between two looks at whether the last bytes have left this machine.
inline constexpr std::chrono::milliseconds printer_drain_look{50};
static_assert(printer_reply_patience < printer_write_patience);
// Slips that are done and can be printed again, and whose ids are known; a shop's day.
inline constexpr std::size_t print_jobs_kept_max = 200;

// ---- Store ----
// One fsync carries at most this many jobs; more wait for the next, 0.2 ms later.
inline constexpr std::size_t commit_jobs_max = 256;
// What may wait for the store thread before a caller is told "busy"; some 0.2 s of work.
inline constexpr std::size_t store_jobs_max = 8192;
static_assert(store_jobs_max >= commit_jobs_max);
inline constexpr std::size_t store_reads_max = 1024;
// Half of SQLite's default: a commit writes whole pages, and flash counts them.
inline constexpr int page_bytes = 2048;
// Pages in the WAL before it is copied back; 1000 measured best, 10,000 a third slower.
inline constexpr int wal_pages_checkpoint = 2000;
inline constexpr std::uint64_t disk_budget_default = 2048 * MiB;
inline constexpr std::uint64_t disk_budget_min = 16 * MiB;
// Kept for the ledger and for deletes, in parts of the budget.
inline constexpr std::uint64_t ledger_reserve_divisor = 4;
// Rows deleted in one job, so that a capture never waits behind more.
inline constexpr std::size_t rows_deleted_per_job = 500;

// ---- Journal and wire ----
// About 60 KB of JSON; larger ones gain under 10 % in compression.
inline constexpr std::size_t batch_entries_max = 128;
// With a smaller bound on what a frame unpacks to, a hostile one cannot fill memory.
inline constexpr std::size_t batch_bytes_max = 256 * KiB;
inline constexpr std::size_t batch_gaps_max = 64;
inline constexpr std::size_t epochs_max = 64;
inline constexpr std::size_t page_entries_max = 256;
inline constexpr std::size_t feeds_max = 64;
inline constexpr std::size_t feed_key_bytes_max = 128;
inline constexpr std::size_t feed_body_bytes_max = 16 * KiB;
inline constexpr std::size_t message_in_bytes_max = 256 * KiB;
inline constexpr std::size_t quarantine_rows_max = 1000;
// A record followed this often, and this soon, by a lost connection is poison.
inline constexpr int poison_strikes_max = 3;
inline constexpr std::chrono::seconds poison_window{2};
// Of a parcel for a stick: its head, and a message of the journal with what sealing adds.
inline constexpr std::size_t parcel_head_bytes_max = 4096;
inline constexpr std::size_t parcel_piece_bytes_max = message_in_bytes_max + 64;

// ---- Session ----
// Batches sent and not yet committed by central. Three keep Paho clear of Nagle's delay; eight keep
// a hub busy; a hub that is down behind a live broker gets these and no more.
inline constexpr std::size_t window_batches_default = 8;
inline constexpr std::size_t window_batches_max = 64;
inline constexpr std::chrono::seconds connect_patience{20};
// A hub answers in milliseconds; a hello may cross a slow line, or a hub that is just starting.
inline constexpr std::chrono::seconds welcome_patience{5};
// A hello that the broker says nobody heard is said again once this soon: a hub that is starting.
inline constexpr std::chrono::seconds unheard_patience{2};
// Central answers in milliseconds, and a store that could not take a page is given this long.
inline constexpr std::chrono::seconds page_patience_first{5};
inline constexpr std::chrono::seconds ack_patience_first{10};
inline constexpr std::chrono::seconds ack_patience_max{300};
// Acks are noted this seldom; what is lost of them is learnt again from the next welcome.
inline constexpr std::chrono::seconds ack_save_interval{5};
inline constexpr std::chrono::seconds backoff_first{1};
inline constexpr std::chrono::seconds backoff_cap_default{600};
inline constexpr std::chrono::seconds stable_session{300};
inline constexpr std::chrono::hours rehello_interval{20};
inline constexpr std::chrono::hours retain_acknowledged_default{7 * 24};
static_assert(rehello_interval * 4 < retain_acknowledged_default);
inline constexpr std::chrono::hours version_memory{24};
inline constexpr std::chrono::seconds keep_alive_default{60};
inline constexpr std::size_t brokers_max = 8;

// ---- Link to the broker ----
// Publishes and subscriptions not yet answered by the broker: the largest window of batches, and
// room for hello, wants and reports beside it.
inline constexpr std::size_t link_publishes_max = 256;
static_assert(link_publishes_max > 2 * window_batches_max);
inline constexpr std::size_t link_subscribes_max = 16;
// Received and not yet looked at. Feeds are asked for again, so what is over it may be dropped.
inline constexpr std::size_t link_inbox_bytes_max = 4 * MiB;
static_assert(link_inbox_bytes_max >= 4 * message_in_bytes_max);
inline constexpr std::size_t broker_url_bytes_max = 512;
// AWS takes no longer ones, and others take shorter.
inline constexpr std::size_t client_id_bytes_max = 128;
// A file of a password, and one of a key.
inline constexpr std::size_t secret_bytes_max = 4096;
inline constexpr std::size_t key_file_bytes_max = 16 * KiB;
// More than any chain or bundle of a shop.
inline constexpr std::size_t certificates_max = 1000;

// ---- Devices on the counter ----
// A clerk cannot scan faster than 3/s; 256 rides out an 80 s stall before a scan is refused aloud.
inline constexpr std::size_t captures_pending_max = 256;
static_assert(captures_pending_max >= commit_jobs_max);
inline constexpr std::chrono::milliseconds scan_idle_default{80};
inline constexpr std::chrono::milliseconds scan_dedup_default{300};
inline constexpr std::chrono::milliseconds device_reopen_first{500};
inline constexpr std::chrono::milliseconds device_reopen_max{5000};
inline constexpr std::size_t devices_max = 32;
// What a scanner puts before and after a code; the longest known is five bytes.
inline constexpr std::size_t scan_mark_bytes_max = 8;
// A lost packet is sent again after 200 ms, then 400: a shorter silence on a network says nothing.
inline constexpr std::chrono::milliseconds scan_idle_network_min{1000};
static_assert(scan_dedup_default > scan_idle_default);
// Presentation scanners see a few codes in turn; more in one window are different customers.
inline constexpr std::size_t dedup_scans_max = 16;
inline constexpr std::size_t device_read_bytes = 1 * KiB;
// Connections to one listening port; one more is turned away aloud.
inline constexpr std::size_t network_scanners_max = 8;
inline constexpr std::chrono::seconds device_connect_patience{5};
// A network scanner that lost its power is noticed after idle + 3 probes.
inline constexpr std::chrono::seconds device_keepalive_idle{10};
inline constexpr std::chrono::seconds device_keepalive_interval{5};
inline constexpr int device_keepalive_probes = 3;
// The same complaint about a device is logged at most this often; its counter always moves.
inline constexpr std::chrono::seconds device_complaint_interval{60};

// ---- Local interface ----
inline constexpr std::size_t http_header_bytes_max = 8 * KiB;
inline constexpr std::size_t http_body_bytes_max = 256 * KiB;
inline constexpr std::size_t http_connections_max = 256;
inline constexpr std::chrono::seconds http_read_patience{10};
inline constexpr std::chrono::seconds http_idle_patience{60};
// A commit takes milliseconds; a disk that hangs this long is reported, and the id makes it safe to
// ask again.
inline constexpr std::chrono::seconds http_answer_patience{30};
static_assert(http_read_patience <= http_answer_patience);
// How long a refused caller may take to read why before the connection is cut.
inline constexpr std::chrono::seconds http_linger_patience{2};
inline constexpr std::size_t http_fields_max = 64;
inline constexpr std::size_t http_segments_max = 8;
inline constexpr std::size_t http_query_max = 16;
// What is taken from a socket at once; a whole header fits, so that a small request is one read.
inline constexpr std::size_t http_read_bytes = 12 * KiB;
static_assert(http_read_bytes > http_header_bytes_max);
inline constexpr std::size_t live_subscribers_max = 32;
inline constexpr std::size_t live_events_pending_max = 256;
// What a screen that lost its connection for some seconds is given again.
inline constexpr std::size_t live_events_kept_max = 128;
static_assert(live_events_kept_max * 2 <= live_events_pending_max);
inline constexpr std::chrono::seconds live_ping_interval{15};
inline constexpr std::size_t journal_page_max = 500;
inline constexpr std::size_t journal_page_default = 100;
// A page ends here, so that looking at the journal never takes the memory a till needs.
inline constexpr std::size_t journal_page_bytes_max = 1 * MiB;
inline constexpr std::size_t coupon_page_max = 500;
inline constexpr std::size_t coupon_page_default = 100;
inline constexpr std::chrono::hours request_memory{90 * 24};

// ---- The books ----
// Conditions of a campaign: goods that it is for, or not for; stores; tiers.
inline constexpr std::size_t campaign_items_max = 500;
inline constexpr std::size_t campaign_revoked_max = 1000;
// A till takes a handful of coupons for one sale.
inline constexpr std::size_t coupons_per_sale_max = 16;
// A customer waits this long for central before what can be done without it is done.
inline constexpr std::chrono::milliseconds ask_patience_default{1200};
// Questions that central has not answered; a till asks one at a time.
inline constexpr std::size_t asks_open_max = 64;
// Answers that came too late are known as ours for so long, so that what they grant is given back.
inline constexpr std::chrono::hours ask_memory{24};
inline constexpr std::size_t ask_body_bytes_max = 16 * KiB;
// A lease says what became of it after so many redemptions, or so long after one.
inline constexpr std::int64_t lease_report_every = 10;
inline constexpr std::chrono::seconds lease_report_interval{60};
// At a quarter of what was granted more is asked for.
inline constexpr std::int64_t lease_low_divisor = 4;
// Told to central after a change, and at the latest after the longer time, so that what was lent
// to this device and not used can be lent to others.
inline constexpr std::chrono::seconds watermark_interval{60};
inline constexpr std::chrono::hours watermark_interval_idle{1};
// Leases and rights that a device names at once; the rest follows in the next part.
inline constexpr std::size_t inventory_part_max = 200;
// A token that is good once is known for so long after its end.
inline constexpr std::chrono::hours seen_token_memory{24};
// Member cards on one device, and how long one is kept that nobody asked for.
inline constexpr std::size_t member_cards_max = 100'000;
inline constexpr std::chrono::hours member_card_memory{30 * 24};
inline constexpr std::size_t member_identifiers_max = 16;
inline constexpr std::size_t member_notices_max = 64;
inline constexpr std::size_t notice_bytes_max = 12 * KiB;
// Erasures are remembered for so long, so that a late push of a card is refused.
inline constexpr std::chrono::hours erasure_memory{400 * 24};
inline constexpr std::size_t staff_max = 2000;
inline constexpr std::size_t pin_digits_min = 4;
inline constexpr std::size_t pin_digits_max = 12;
// What a wrong PIN costs: nothing for a slip of the finger, then twice as long each time.
inline constexpr int pin_tries_free = 3;
inline constexpr std::chrono::seconds pin_wait_first{5};
inline constexpr std::chrono::seconds pin_wait_max{900};
// Who forgot to sign out is signed out.
inline constexpr std::chrono::hours sign_in_max{12};
// What is known of a member's likes: fields, and how long a name and a value may be.
inline constexpr std::size_t preferences_per_member_max = 32;
inline constexpr std::size_t preference_name_bytes_max = 64;
inline constexpr std::size_t preference_value_bytes_max = 256;
// Codes that lead from this store to channels online; a store has a handful for each clerk.
inline constexpr std::size_t touchpoint_codes_max = 2000;
// Orders that wait on one device for who ordered them, and the goods of one.
inline constexpr std::size_t pickups_max = 5000;
inline constexpr std::size_t order_items_max = 200;
// What a customer complains of, in her words.
inline constexpr std::size_t case_text_bytes_max = 2 * KiB;
// Business days whose totals are kept, and kinds of events in one.
inline constexpr std::size_t business_days_max = 400;
// Of a business day's totals: some twenty kinds, and two currencies. Over it, new currencies are
// one row.
inline constexpr std::size_t day_rows_max = 64;
// With a row of other currencies for each kind there is.
inline constexpr std::size_t day_rows_told_max = 128;
// A clock that goes to and fro makes stretches of a day; over this many it is no longer followed.
inline constexpr std::size_t day_stretches_max = 100;
// How long after it was handed over a visit or a purchase is to a task's credit.
inline constexpr std::int64_t credit_days_default = 14;
inline constexpr std::int64_t credit_days_max = 90;
// A recurring task can be done for a period that is over, for so long: who was not asked at once
// may say it late.
inline constexpr std::chrono::hours task_lateness_max{31 * 24};
// Tasks that wait for a member's return. Of one member, the latest; who gets more tasks than this
// is called too often.
inline constexpr std::size_t task_credits_of_member_max = 16;
// Of all members, the latest: a shop that calls a hundred members a day for three months.
inline constexpr std::int64_t task_credits_max = 10'000;
// Estimates of points, the latest of all members; and for how long central may be behind.
inline constexpr std::int64_t point_estimates_max = 50'000;
inline constexpr std::chrono::hours point_estimate_memory{90 * 24};
// How long a change of a like is shown that central never answers with a newer card; it stays in
// the journal.
inline constexpr std::chrono::hours preference_memory{90 * 24};
// What central once told of a visitor is shown as it is for so long; then it is asked for again
// while the line is up. Of members whom a feed keeps up to date it never is.
inline constexpr std::chrono::seconds told_card_fresh{3600};

// ---- Time ----
// What a clock says outside of these years (2020 to 2200) is no time at all: no program of ours ran
// then. Since 1970.
inline constexpr std::chrono::seconds true_time_min{1'577'836'800};
inline constexpr std::chrono::seconds true_time_max{7'258'118'400};
// A date further ahead than this came from a clock that was wrong, not from one that was set back.
inline constexpr std::chrono::hours date_ahead_max{30 * 24};

// ---- Embedded ----
// Asynchronous calls of the host that it has not been answered; a till has a handful.
inline constexpr std::size_t embed_calls_max = 4096;
static_assert(embed_calls_max < store_jobs_max);
// News and log lines that wait for the host's own function; more are left out, and that is told.
inline constexpr std::size_t embed_news_max = 1024;

// ---- Configuration ----
// The commented example with every key is 6 KiB; a device list at its bound adds 10.
inline constexpr std::size_t config_bytes_max = 256 * KiB;
inline constexpr std::size_t config_text_bytes_max = 1 * KiB;
// A file of another kind must not fill the screen with what is wrong with it.
inline constexpr std::size_t config_problems_max = 100;
// AWS and Aliyun refuse longer ones, and AWS more slashes; ours stay within 64 and 6.
inline constexpr std::size_t topic_bytes_max = 128;
inline constexpr std::size_t topic_slashes_max = 7;

}  // namespace aisle
