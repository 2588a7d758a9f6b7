// SPDX-License-Identifier: Apache-2.0
// What users of the store rely on, the same on both engines.

#include "desk.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/file.h"
#include "store/copy.h"
#include "store/note.h"
#include "store/standing.h"
#include "store/verify.h"

// Without a server there is no desk.
#define DESK(state)                                                                                \
    Desk *desk = *(state);                                                                         \
    if (desk == NULL)                                                                              \
    skip()

static const Record *look(Desk *desk, const char *owner, const char *id)
{
    const Record *record = store_record(desk->store, desk->arena, slice_of(owner),
                                        S("commercial-invoice"), slice_of(id), &desk->faults);
    assert_no_faults(desk);
    return record;
}

static void assert_text(Slice text, const char *expected)
{
    if (!slice_equal(text, slice_of(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", (int)text.len, text.at, expected);
}

// ---- Records ----

static void a_record_is_read_as_it_was_written(void **state)
{
    DESK(state);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    Receipt receipt = put(desk, &write);
    assert_int_equal(receipt.index, 0);
    assert_int_equal(receipt.version, 1);
    const Record *record = look(desk, "acme", "INV-1");
    assert_non_null(record);
    assert_text(record->state, "draft");
    assert_text(record->content, "{\"number\":\"INV-1\",\"currency\":\"JPY\"}");
    assert_int_equal(record->created_ms, receipt.time_ms);
    assert_int_equal(record->facet_count, 2);
    assert_text(record->facets[0].name, "currency");
    assert_int_equal(record->facets[1].kind, FACET_REFERENCE);
    const Entry *entry = store_entry(desk->store, desk->arena, 0, &desk->faults);
    assert_text(entry->file_name, "請求書.xml");
    assert_text(entry->actor, "user-1");
    Slice original;
    assert_true(store_body(desk->store, desk->arena, 0, BODY_ORIGINAL, &original, &desk->faults));
    assert_text(original, "<Invoice><ID>INV-1</ID></Invoice>");
    assert_null(look(desk, "other", "INV-1"));
}

static void what_a_write_does_not_name_stays(void **state)
{
    DESK(state);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    write.deal = S("D-1");
    put(desk, &write);
    Write change = {.actor = S("user-2"),
                    .owner = S("acme"),
                    .register_name = S("commercial-invoice"),
                    .record = S("INV-1"),
                    .action = S("state"),
                    .version = 1,
                    .state = S("sent")};
    assert_int_equal(put(desk, &change).version, 2);
    const Record *record = look(desk, "acme", "INV-1");
    assert_text(record->state, "sent");
    assert_text(record->deal, "D-1");
    assert_text(record->content, "{\"number\":\"INV-1\",\"currency\":\"JPY\"}");
    assert_int_equal(record->facet_count, 2);
    const Entry *entry = store_entry(desk->store, desk->arena, 1, &desk->faults);
    assert_text(entry->state_before, "draft");
    assert_false(entry->has_slip);
    change.version = 2;
    change.deal = S("");
    put(desk, &change);
    assert_int_equal(look(desk, "acme", "INV-1")->deal.len, 0);
}

static void a_stale_version_is_a_conflict_that_names_the_present_one(void **state)
{
    DESK(state);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    Receipt receipt;
    put(desk, &write);
    assert_false(store_write(desk->store, &write, &receipt, &desk->faults));
    assert_non_null(strstr(desk->faults.list[0].text, "has version 1, not 0"));
    assert_fault(desk, FAULT_CONFLICT, "version");
    write.record = S("INV-2");
    write.version = 3;
    assert_false(store_write(desk->store, &write, &receipt, &desk->faults));
    assert_fault(desk, FAULT_CONFLICT, "absent");
    write.version = VERSION_ANY;
    assert_int_equal(put(desk, &write).index, 1);
}

static void a_write_that_makes_no_sense_is_refused(void **state)
{
    DESK(state);
    const Facet state_facet = facet_counted(S("state"), S("x"));
    const Write good = invoice(desk, "acme", "INV-1", "JPY");
    Write bad[6] = {good, good, good, good, good, good};
    bad[0].owner = S("");
    bad[1].record = S("a\nb");
    bad[2].actor = S("\xFF");
    bad[3].facets = &state_facet;
    bad[3].facet_count = 1;
    bad[4].erases = true;
    bad[5].facets = (Facet[]){good.facets[1], good.facets[1]};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Receipt receipt;
        assert_false(store_write(desk->store, &bad[i], &receipt, &desk->faults));
        assert_fault(desk, FAULT_USAGE, "");
    }
    assert_int_equal(put(desk, &good).index, 0);
}

// ---- The journal's own key ----

static void move(Desk *desk, const char *from, const char *to)
{
    assert_int_equal(rename(desk_path(desk, from).at, desk_path(desk, to).at), 0);
}

// After a burst the head is not signed yet: whoever closes the store signs it.
static void another_journals_key_signs_nothing(void **state)
{
    DESK(state);
    StoreOptions stranger = {.folder = desk_path(desk, "other").at,
                             .origin = "other.example/journal"};
    store_close(store_open(&stranger, &desk->faults));
    for (int i = 0; i < 5; i++) {
        Write write = invoice(desk, "acme", arena_print(desk->arena, "N-%d", i).at, "JPY");
        put(desk, &write);
    }
    move(desk, "journal.key", "right.key");
    move(desk, "other/journal.key", "journal.key");
    assert_null(store_open(&desk->options, &desk->faults));
    assert_fault(desk, FAULT_USAGE, "");
    move(desk, "right.key", "journal.key");
    Store *store = store_open(&desk->options, &desk->faults);
    assert_non_null(store);
    store_close(store);
}

// ---- Keys and groups ----

static void the_same_key_gives_the_same_receipt(void **state)
{
    DESK(state);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    write.key = S("k1");
    Receipt first = put(desk, &write), again = put(desk, &write);
    assert_false(first.is_replay);
    assert_true(again.is_replay);
    assert_int_equal(again.index, first.index);
    assert_int_equal(again.time_ms, first.time_ms);
    write.content = S("{}");
    assert_false(store_write(desk->store, &write, &again, &desk->faults));
    assert_fault(desk, FAULT_CONFLICT, "key");
    // Another organisation may use the same key.
    Write other = invoice(desk, "other", "INV-1", "JPY");
    other.key = S("k1");
    assert_false(put(desk, &other).is_replay);
    desk_reopen(desk);
    write = invoice(desk, "acme", "INV-1", "JPY");
    write.key = S("k1");
    assert_true(put(desk, &write).is_replay);
    // It is known without writing, too.
    Entry entry;
    bool is_known;
    assert_true(store_keyed(desk->store, desk->arena, S("acme"), S("k1"), &entry, &is_known,
                            &desk->faults));
    assert_true(is_known && entry.index == first.index && entry.group == 1);
    assert_true(store_keyed(desk->store, desk->arena, S("acme"), S("k2"), &entry, &is_known,
                            &desk->faults));
    assert_false(is_known);
}

static void writes_that_go_together_are_all_or_none(void **state)
{
    DESK(state);
    Write writes[3] = {invoice(desk, "acme", "INV-1", "JPY"), invoice(desk, "acme", "INV-2", "CNY"),
                       invoice(desk, "acme", "INV-1", "JPY")};
    Receipt receipts[3];
    assert_false(store_write_all(desk->store, writes, 3, receipts, &desk->faults));
    assert_fault(desk, FAULT_CONFLICT, "version");
    assert_null(look(desk, "acme", "INV-2"));
    writes[2].version = 1; // what the first of them makes
    writes[0].key = S("group");
    assert_true(store_write_all(desk->store, writes, 3, receipts, &desk->faults));
    assert_int_equal(receipts[2].index, 2);
    assert_int_equal(receipts[2].version, 2);
    assert_int_equal(look(desk, "acme", "INV-1")->version, 2);
    assert_true(store_write_all(desk->store, writes, 3, receipts, &desk->faults));
    assert_true(receipts[2].is_replay);
    assert_int_equal(receipts[2].index, 2);
    assert_int_equal(receipts[2].version, 2);
}

// ---- Lists and counts ----

static size_t walk(Desk *desk, Query query, char *seen)
{
    RecordList list;
    size_t count = 0;
    uint64_t last = 0;
    do {
        assert_true(store_list(desk->store, desk->arena, &query, &list, &desk->faults));
        for (size_t i = 0; i < list.count; i++, count++) {
            assert_false(seen[list.at[i].number]);
            seen[list.at[i].number] = 1;
            assert_true(count == 0 ||
                        (query.oldest_first ? list.at[i].number > last : list.at[i].number < last));
            last = list.at[i].number;
        }
        query.after = list.next;
    } while (list.next != 0);
    return count;
}

static void pages_show_every_record_once(void **state)
{
    enum { COUNT = 100 };
    DESK(state);
    for (int i = 0; i < COUNT; i++) {
        Write write = invoice(desk, i % 10 == 0 ? "other" : "acme",
                              arena_print(desk->arena, "INV-%d", i).at, i % 3 == 0 ? "CNY" : "JPY");
        write.deal = i % 4 == 0 ? S("D-1") : S("");
        put(desk, &write);
    }
    Facet cny = facet_counted(S("currency"), S("CNY")),
          order = facet_reference(S("order"), S("PO-INV-7"));
    Facet both[] = {cny, facet_counted(S("state"), S("draft"))};
    struct {
        Query query;
        size_t count;
    } cases[] = {
        {{.limit = 7}, 100},
        {{.limit = 7, .oldest_first = true}, 100},
        {{.limit = 7, .owner = S("acme"), .register_name = S("commercial-invoice")}, 90},
        {{.limit = 7, .register_name = S("commercial-invoice"), .oldest_first = true}, 100},
        {{.limit = 7, .deal = S("D-1")}, 25},
        {{.limit = 7, .deal = S("D-1"), .owner = S("other")}, 5},
        {{.limit = 5, .facets = &cny, .facet_count = 1}, 34},
        {{.limit = 5,
          .owner = S("acme"),
          .register_name = S("commercial-invoice"),
          .facets = both,
          .facet_count = 2},
         30},
        {{.limit = 5, .oldest_first = true, .facets = both, .facet_count = 2, .deal = S("D-1")}, 9},
        {{.facets = &order, .facet_count = 1}, 1},
        {{.owner = S("nobody")}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char seen[COUNT] = {0};
        assert_int_equal(walk(desk, cases[i].query, seen), cases[i].count);
    }
    RecordList list;
    Query query = {.owner = S("other"), .with_content = true, .limit = 1};
    assert_true(store_list(desk->store, desk->arena, &query, &list, &desk->faults));
    assert_text(list.at[0].content, "{\"number\":\"INV-90\",\"currency\":\"CNY\"}");
}

static uint64_t count_of(Desk *desk, const char *owner, const char *name, const char *value)
{
    const Count *counts;
    size_t count;
    assert_true(store_counts(desk->store, desk->arena, slice_of(owner), S("commercial-invoice"),
                             slice_of(name), &counts, &count, &desk->faults));
    for (size_t i = 0; i < count; i++)
        if (slice_equal(counts[i].value, slice_of(value)))
            return counts[i].count;
    return 0;
}

static void counts_follow_every_change(void **state)
{
    DESK(state);
    Write one = invoice(desk, "acme", "INV-1", "JPY"), two = invoice(desk, "acme", "INV-2", "JPY");
    Write three = invoice(desk, "other", "INV-3", "JPY");
    put(desk, &one);
    put(desk, &two);
    put(desk, &three);
    assert_int_equal(count_of(desk, "acme", "currency", "JPY"), 2);
    assert_int_equal(count_of(desk, "", "currency", "JPY"), 3);
    assert_int_equal(count_of(desk, "acme", "state", "draft"), 2);
    assert_int_equal(count_of(desk, "acme", "order", "PO-INV-1"), 0); // a reference
    one.version = 1;
    one.state = S("sent");
    one.facets = (Facet[]){facet_counted(S("currency"), S("CNY"))};
    one.facet_count = 1;
    put(desk, &one);
    assert_int_equal(count_of(desk, "acme", "currency", "JPY"), 1);
    assert_int_equal(count_of(desk, "acme", "currency", "CNY"), 1);
    assert_int_equal(count_of(desk, "acme", "state", "draft"), 1);
    assert_int_equal(count_of(desk, "acme", "", "sent"), 1);
}

static void what_an_owner_uses_is_all_versions_of_what_he_keeps(void **state)
{
    DESK(state);
    Usage first, usage;
    Write one = invoice(desk, "acme", "INV-1", "JPY"), other = invoice(desk, "other", "X", "JPY");
    Write note = one;
    put(desk, &one);
    put(desk, &other);
    assert_true(store_usage(desk->store, desk->arena, S("acme"), &first, &desk->faults));
    assert_int_equal(first.records, 1);
    assert_true(first.bytes > 0);
    note.register_name = S("@notice");
    note.key = S("");
    put(desk, &note);
    one.version = 1;
    one.key = S("");
    put(desk, &one);
    assert_true(store_usage(desk->store, desk->arena, S("acme"), &usage, &desk->faults));
    assert_int_equal(usage.records, 1);
    assert_int_equal(usage.bytes, 2 * first.bytes);
    put(desk, &(Write){.actor = S("user-1"),
                       .owner = S("acme"),
                       .register_name = one.register_name,
                       .record = one.record,
                       .action = S("erase"),
                       .version = VERSION_ANY,
                       .erases = true});
    assert_true(store_usage(desk->store, desk->arena, S("acme"), &usage, &desk->faults));
    assert_int_equal(usage.bytes, 0);
    assert_true(store_usage(desk->store, desk->arena, S("nobody"), &usage, &desk->faults));
    assert_int_equal(usage.records, 0);
}

// ---- The journal ----

// ---- Amounts ----

typedef struct Sums {
    int64_t at[2][3]; // by owner and value
    int rows;
} Sums;

static bool take_sum(void *context, const Amount *amount)
{
    Sums *sums = context;
    sums->at[slice_equal(amount->owner, S("other"))][amount->value.at[0] - 'a'] = amount->sum;
    sums->rows++;
    return true;
}

static void assert_amounts(Desk *desk, uint64_t *seen, Sums *sums, const Sums *expected)
{
    sums->rows = 0;
    store_amounts(desk->store, desk->arena, S("commercial-invoice"), S("trade.value"), seen,
                  take_sum, sums, &desk->faults);
    assert_no_faults(desk);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++)
            assert_int_equal(sums->at[i][k], expected->at[i][k]);
}

static Write write_with_amount(Desk *desk, int owner, int id, int value, int64_t amount)
{
    Write write = invoice(desk, owner == 0 ? "acme" : "other",
                          arena_print(desk->arena, "INV-%d", id).at, "JPY");
    Facet *facet = arena_array(desk->arena, Facet, 1);
    Slice name = arena_print(desk->arena, "%c", 'a' + value);
    *facet = (Facet){S("trade.value"), name, FACET_AMOUNT, amount};
    write.facets = facet;
    write.facet_count = 1;
    write.version = VERSION_ANY;
    return write;
}

// Records that come, change their value or their amount, and go: whoever follows the sums by what
// is new has what whoever asks for all of them gets.
static void verify(Desk *desk)
{
    VerifyReport report;
    store_verify(desk->store, &(VerifyOptions){0}, &report, &desk->faults);
    assert_no_faults(desk);
}

// The tables of facets lag behind: of a record that came since they have nothing, whatever became
// of it; of one that they have, what it was.
static void what_changed_before_anyone_looked_is_counted_as_it_is(void **state)
{
    DESK(state);
    Write old = invoice(desk, "acme", "INV-1", "JPY"), new = invoice(desk, "acme", "INV-2", "JPY");
    Write later = invoice(desk, "acme", "INV-3", "JPY");
    put(desk, &old);
    assert_int_equal(count_of(desk, "acme", "currency", "JPY"), 1);
    put(desk, &new);
    verify(desk);
    old.facets = new.facets = (Facet[]){facet_counted(S("currency"), S("CNY"))};
    old.facet_count = new.facet_count = 1;
    old.version = new.version = 1;
    new.state = S("sent");
    put(desk, &old);
    put(desk, &new);
    put(desk, &later);
    verify(desk);
    assert_int_equal(count_of(desk, "acme", "currency", "JPY"), 1);
    assert_int_equal(count_of(desk, "acme", "currency", "CNY"), 2);
    assert_int_equal(count_of(desk, "acme", "state", "draft"), 2);
    assert_int_equal(count_of(desk, "acme", "state", "sent"), 1);
    verify(desk);
    new.version = 2;
    new.facet_count = 0;
    put(desk, &new);
    verify(desk);
    assert_int_equal(count_of(desk, "acme", "currency", "CNY"), 1);
    verify(desk);
}

static void amounts_follow_every_change(void **state)
{
    enum { RECORDS = 20, STEPS = 200 };
    DESK(state);
    struct {
        int value;
        int64_t amount;
    } records[2][RECORDS] = {0};
    Sums expected = {0}, followed = {0};
    uint64_t seen = 0;
    srand(7);
    for (int step = 0; step < STEPS; step++) {
        int owner = rand() % 2, id = rand() % RECORDS, value = rand() % 3;
        int64_t amount = rand() % 2000 - 1000;
        Write write = write_with_amount(desk, owner, id, value, amount);
        put(desk, &write);
        expected.at[owner][records[owner][id].value] -= records[owner][id].amount;
        expected.at[owner][value] += amount;
        records[owner][id].value = value;
        records[owner][id].amount = amount;
        if (step % 17 == 0)
            assert_amounts(desk, &seen, &followed, &expected);
    }
    Sums whole = {0};
    assert_amounts(desk, &seen, &followed, &expected);
    assert_amounts(desk, &(uint64_t){0}, &whole, &expected);
    assert_amounts(desk, &seen, &followed, &expected);
    assert_int_equal(followed.rows, 0); // nothing is new
    VerifyReport report;
    store_verify(desk->store, &(VerifyOptions){0}, &report, &desk->faults);
    assert_no_faults(desk);
    store_rebuild(desk->store, NULL, NULL, &desk->faults);
    assert_amounts(desk, &(uint64_t){0}, &whole, &expected);
    Write beyond = write_with_amount(desk, 0, 0, 0, AMOUNT_MAX + 1);
    Receipt receipt;
    assert_false(store_write(desk->store, &beyond, &receipt, &desk->faults));
    assert_int_equal(desk->faults.list[0].kind, FAULT_LIMIT);
}

static void a_record_has_its_history_and_a_deal_too(void **state)
{
    DESK(state);
    const Entry *entries;
    size_t count;
    for (int i = 0; i < 6; i++) {
        Write write = invoice(desk, "acme", i % 2 == 0 ? "INV-A" : "INV-B", "JPY");
        write.version = VERSION_ANY;
        write.deal = i % 2 == 0 ? S("D-1") : S("D-2");
        put(desk, &write);
    }
    EntryQuery query = {
        .owner = S("acme"), .register_name = S("commercial-invoice"), .record = S("INV-B")};
    assert_true(store_entries(desk->store, desk->arena, &query, &entries, &count, &desk->faults));
    assert_int_equal(count, 3);
    assert_int_equal(entries[2].version, 3);
    assert_int_equal(entries[2].index, 5);
    query = (EntryQuery){.deal = S("D-1"), .newest_first = true, .from = UINT64_MAX, .limit = 2};
    assert_true(store_entries(desk->store, desk->arena, &query, &entries, &count, &desk->faults));
    assert_int_equal(count, 2);
    assert_int_equal(entries[0].index, 4);
    query = (EntryQuery){.from = 4};
    assert_true(store_entries(desk->store, desk->arena, &query, &entries, &count, &desk->faults));
    assert_int_equal(count, 2);
    assert_null(store_entry(desk->store, desk->arena, 6, &desk->faults));
    assert_no_faults(desk);
}

// A record of acme's in a deal, with one facet.
static void put_in_deal(Desk *desk, const char *kind, const char *id, const char *deal, Facet facet)
{
    Write write = {.actor = S("t"),
                   .owner = S("acme"),
                   .register_name = slice_of(kind),
                   .record = slice_of(id),
                   .action = S("put"),
                   .version = VERSION_ANY,
                   .deal = slice_of(deal),
                   .facets = &facet,
                   .facet_count = 1};
    put(desk, &write);
}

// Those to which both lead, joined by blanks.
static Slice deals_of(Desk *desk, const Facet *references, size_t count)
{
    Buffer out = buffer_new(desk->arena);
    Slice deal = S("");
    while (
        store_next_deal(desk->store, desk->arena, references, count, deal, &deal, &desk->faults) &&
        deal.len > 0) {
        buffer_add(&out, deal);
        buffer_add_char(&out, ' ');
    }
    assert_no_faults(desk);
    return buffer_slice(&out);
}

static void deals_are_found_by_what_leads_to_them(void **state)
{
    DESK(state);
    const Facet order = facet_reference(S("order"), S("PO-4"));
    const Facet both[] = {facet_counted(S("parties"), S("acme")), order};
    const Slice *kinds;
    size_t count;
    for (int i = 0; i < 6; i++) {
        const char *deal = arena_print(desk->arena, "D-%d", i).at;
        put_in_deal(desk, "deal", deal, deal,
                    facet_counted(S("parties"), i % 2 == 0 ? S("acme") : S("other")));
        put_in_deal(desk, "invoice", arena_print(desk->arena, "I-%d", i).at, i < 3 ? deal : "",
                    order);
    }
    put_in_deal(desk, "order", "PO", "D-4", facet_reference(S("number"), S("PO-4")));
    assert_text(deals_of(desk, &order, 1), "D-0 D-1 D-2 D-4 ");
    assert_text(deals_of(desk, both, 1), "D-0 D-2 D-4 ");
    assert_text(deals_of(desk, both, 2), "D-0 D-2 D-4 ");
    assert_true(store_reference_kinds(desk->store, desk->arena, &order, S("D-4"), S("acme"), &kinds,
                                      &count, &desk->faults));
    assert_int_equal(count, 1);
    assert_text(kinds[0], "order");
    const Facet ways[] = {both[0], facet_reference(S("order"), S("PO-9"))};
    bool leads[2];
    assert_true(store_references_lead(desk->store, desk->arena, ways, 2, leads, &desk->faults));
    assert_true(leads[0]);
    assert_false(leads[1]);
    // What changes leads elsewhere at once.
    uint64_t changes = store_deal_changes(desk->store);
    put_in_deal(desk, "invoice", "I-0", "D-3", order);
    assert_int_equal(store_deal_changes(desk->store), changes);
    put_in_deal(desk, "deal", "D-9", "D-9", facet_counted(S("parties"), S("acme")));
    assert_true(store_deal_changes(desk->store) > changes);
    put_in_deal(desk, "invoice", "I-2", "D-2", facet_reference(S("order"), S("PO-5")));
    assert_text(deals_of(desk, &order, 1), "D-1 D-3 D-4 ");
    assert_text(deals_of(desk, both, 2), "D-4 ");
    Write erasure = {.actor = S("t"),
                     .owner = S("acme"),
                     .register_name = S("order"),
                     .record = S("PO"),
                     .action = S("erase"),
                     .version = VERSION_ANY,
                     .erases = true};
    put(desk, &erasure);
    assert_text(deals_of(desk, both, 2), "");
    RecordList list;
    Query query = {.deal = S("D-3"), .is_dossier = true};
    assert_true(store_list(desk->store, desk->arena, &query, &list, &desk->faults));
    assert_int_equal(list.count, 1);
    assert_text(list.at[0].id, "D-3");
}

static void an_erased_record_leaves_its_entries_and_nothing_else(void **state)
{
    DESK(state);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    write.key = S("k1");
    Slice body, leaf, slip;
    Receipt receipt;
    put(desk, &write);
    Write other = invoice(desk, "acme", "INV-2", "JPY");
    put(desk, &other);
    Write erasure = {.actor = S("officer"),
                     .owner = S("acme"),
                     .register_name = S("commercial-invoice"),
                     .record = S("INV-1"),
                     .action = S("erase"),
                     .version = 1,
                     .state = S("erased"),
                     .erases = true};
    put(desk, &erasure);
    assert_false(store_body(desk->store, desk->arena, 0, BODY_CONTENT, &body, &desk->faults));
    assert_false(store_body(desk->store, desk->arena, 0, BODY_ORIGINAL, &body, &desk->faults));
    assert_true(store_entry_texts(desk->store, desk->arena, 0, &leaf, &slip, &desk->faults));
    assert_null(slip.at);
    assert_no_faults(desk);
    assert_true(store_entry(desk->store, desk->arena, 0, &desk->faults)->is_erased);
    const Record *record = look(desk, "acme", "INV-1");
    assert_text(record->state, "erased");
    assert_int_equal(record->facet_count, 0);
    assert_int_equal(record->content.len, 0);
    assert_int_equal(count_of(desk, "acme", "currency", "JPY"), 1);
    assert_true(store_body(desk->store, desk->arena, 1, BODY_CONTENT, &body, &desk->faults));
    // The key went with it: it stands for a new write.
    write.version = 2;
    assert_true(store_write(desk->store, &write, &receipt, &desk->faults));
    assert_false(receipt.is_replay);
}

// Not in the tables, and not in the bytes that the tables left behind.
static void what_is_erased_is_gone_from_the_file(void **state)
{
    Desk *desk = *state;
    Write write = invoice(desk, "acme", "PERSONAL-DATA", "JPY");
    put(desk, &write);
    assert_int_equal(count_of(desk, "acme", "currency", "JPY"), 1);
    Write erasure = {.actor = S("officer"),
                     .owner = S("acme"),
                     .register_name = S("commercial-invoice"),
                     .record = S("PERSONAL-DATA"),
                     .action = S("erase"),
                     .version = 1,
                     .erases = true};
    put(desk, &erasure);
    static const char *const names[] = {"journal.db", "journal.db-wal"};
    for (size_t i = 0; i < 2; i++) {
        Slice bytes;
        assert_true(
            file_read(desk->arena, desk_path(desk, names[i]).at, 1 << 28, &bytes, &desk->faults));
        assert_int_equal(slice_find(bytes, S("PO-PERSONAL-DATA")), SIZE_MAX);
        assert_int_equal(slice_find(bytes, S("請求書")), SIZE_MAX);
    }
}

// ---- The tree ----

static Hash leaf_hash(Desk *desk, uint64_t index)
{
    Slice leaf, slip;
    assert_true(store_entry_texts(desk->store, desk->arena, index, &leaf, &slip, &desk->faults));
    return hash_leaf(leaf);
}

static void fill(Desk *desk, int from, int to)
{
    enum { TOGETHER = 100 };
    Write writes[TOGETHER];
    Receipt receipts[TOGETHER];
    for (int i = from; i < to;) {
        size_t count = 0;
        for (; count < TOGETHER && i < to; count++, i++)
            writes[count] = invoice(desk, "acme", arena_print(desk->arena, "N-%d", i).at, "JPY");
        store_write_all(desk->store, writes, count, receipts, &desk->faults);
        assert_no_faults(desk);
    }
}

static void every_entry_is_proven_to_be_in_the_signed_tree(void **state)
{
    DESK(state);
    TreeHead head;
    Checkpoint checkpoint;
    Slice body;
    Proof proof;
    fill(desk, 0, 700);
    assert_true(store_head(desk->store, desk->arena, &head, &desk->faults));
    NoteKey *key = note_key_read(slice_of(store_verifier(desk->store)), &desk->faults);
    assert_true(note_open(head.checkpoint, key, &body, &desk->faults));
    assert_true(checkpoint_read(body, &checkpoint, &desk->faults));
    note_key_free(key);
    assert_int_equal(checkpoint.size, 700);
    assert_text(checkpoint.origin, "test.example/journal");
    for (uint64_t i = 0; i < 700; i += i < 690 ? 23 : 1) {
        Hash leaf = leaf_hash(desk, i), other = leaf_hash(desk, (i + 1) % 700);
        assert_true(store_inclusion(desk->store, i, 0, &proof, &desk->faults));
        assert_true(merkle_includes(&proof, &leaf, &checkpoint.root));
        assert_false(merkle_includes(&proof, &other, &checkpoint.root));
    }
    assert_false(store_inclusion(desk->store, 700, 0, &proof, &desk->faults));
    assert_fault(desk, FAULT_USAGE, "");
}

static void a_tree_continues_every_tree_it_was(void **state)
{
    DESK(state);
    static const int sizes[] = {1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 600};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    TreeHead heads[SIZES];
    for (int i = 0; i < SIZES; i++) {
        fill(desk, i > 0 ? sizes[i - 1] : 0, sizes[i]);
        assert_true(store_head(desk->store, desk->arena, &heads[i], &desk->faults));
        assert_int_equal(heads[i].size, sizes[i]);
        if (i == 4)
            desk_reopen(desk); // what is kept in memory is found again
    }
    for (int i = 0; i < SIZES; i++)
        for (int k = i; k < SIZES; k++) {
            Proof proof;
            assert_true(store_consistency(desk->store, heads[i].size, heads[k].size, &proof,
                                          &desk->faults));
            assert_true(merkle_continues(&proof, &heads[i].root, &heads[k].root));
            if (i != k)
                assert_false(merkle_continues(&proof, &heads[k].root, &heads[i].root));
        }
}

static void tiles_are_files_as_c2sp_names_them(void **state)
{
    DESK(state);
    Slice tile, bundle, nothing;
    fill(desk, 0, 300);
    assert_true(store_tile_file(desk->store, desk->arena, S("tile/0/000"), &tile, &desk->faults));
    assert_int_equal(tile.len, 256 * 32);
    assert_true(
        store_tile_file(desk->store, desk->arena, S("tile/0/001.p/44"), &tile, &desk->faults));
    assert_int_equal(tile.len, 44 * 32);
    Hash leaf = leaf_hash(desk, 299);
    assert_memory_equal(tile.at + 43 * 32, leaf.at, 32);
    assert_true(
        store_tile_file(desk->store, desk->arena, S("tile/1/000.p/1"), &tile, &desk->faults));
    assert_int_equal(tile.len, 32);
    assert_true(store_tile_file(desk->store, desk->arena, S("tile/entries/001.p/2"), &bundle,
                                &desk->faults));
    size_t len = (size_t)(uint8_t)bundle.at[0] << 8 | (uint8_t)bundle.at[1];
    assert_true(slice_starts(slice_part(bundle, 2, len), S("madoguchi leaf 1\nindex 256\n")));
    static const char *const absent[] = {
        "tile/0/001",  "tile/0/001.p/45",  "tile/0/001.p/0",  "tile/0/1.p/4", "tile/0/x000/001",
        "tile/9/000",  "tile/0/001.p/044", "tile/0/002",      "tile",         "",
        "tile/00/000", "tile/0/../000",    "tile/1/000.p/256"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (store_tile_file(desk->store, desk->arena, slice_of(absent[i]), &nothing, &desk->faults))
            fail_msg("%s is there", absent[i]);
    assert_no_faults(desk);
}

// ---- Many at once ----

enum { CLIENTS = 8, CHANGES = 25 };

static bool raise_version(Arena *arena, void *context)
{
    Store *store = context;
    for (int done = 0; done < CHANGES;) {
        Faults *faults = arena_array(arena, Faults, 1);
        const Record *record =
            store_record(store, arena, S("acme"), S("counter"), S("one"), faults);
        Write write = {.actor = S("t"),
                       .owner = S("acme"),
                       .register_name = S("counter"),
                       .record = S("one"),
                       .action = S("add"),
                       .version = record != NULL ? record->version : 0};
        int value = record != NULL ? atoi(record->content.at) : 0;
        write.content = arena_print(arena, "%d", value + 1);
        Receipt receipt;
        if (store_write(store, &write, &receipt, faults))
            done++;
        else if (faults->list[0].kind != FAULT_CONFLICT)
            return false;
    }
    return true;
}

static void *work(void *store)
{
    Faults faults = {0};
    return arena_run(0, raise_version, store, &faults) ? store : NULL;
}

static void no_update_is_lost_among_many(void **state)
{
    DESK(state);
    pthread_t threads[CLIENTS];
    for (int i = 0; i < CLIENTS; i++)
        pthread_create(&threads[i], NULL, work, desk->store);
    for (int i = 0; i < CLIENTS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_non_null(result);
    }
    const Record *record =
        store_record(desk->store, desk->arena, S("acme"), S("counter"), S("one"), &desk->faults);
    assert_int_equal(record->version, CLIENTS * CHANGES);
    assert_int_equal(atoi(record->content.at), CLIENTS * CHANGES);
    TreeHead head;
    assert_true(store_head(desk->store, desk->arena, &head, &desk->faults));
    assert_int_equal(head.size, CLIENTS * CHANGES);
}

// A server and a command, or two servers: neither knows of the other but through the tables.
static void two_stores_write_one_journal(void **state)
{
    DESK(state);
    VerifyReport report;
    Store *stores[2] = {desk->store, store_open(&desk->options, &desk->faults)};
    assert_no_faults(desk);
    for (int i = 0; i < 600; i += 3) {
        Write writes[3];
        Receipt receipts[3];
        for (int k = 0; k < 3; k++)
            writes[k] = invoice(desk, "acme", arena_print(desk->arena, "N-%d", i + k).at, "JPY");
        store_write_all(stores[i / 30 % 2], writes, 3, receipts, &desk->faults);
        assert_no_faults(desk);
        assert_int_equal(receipts[0].index, i);
    }
    assert_int_equal(count_of(desk, "acme", "currency", "JPY"), 600);
    store_close(stores[1]);
    store_verify(desk->store, &(VerifyOptions){0}, &report, &desk->faults);
    assert_no_faults(desk);
}

typedef struct Stream {
    Store *store;
    int number;
    atomic_bool *ends;
} Stream;

static bool stream_one(Arena *arena, void *context)
{
    Stream *it = context;
    Faults *faults = arena_array(arena, Faults, 1);
    const Facet facet = facet_counted(S("currency"), S("JPY"));
    Slice id = arena_print(arena, "stream-%d", it->number++);
    Write write = {.actor = S("t"),
                   .owner = S("acme"),
                   .register_name = S("commercial-invoice"),
                   .record = id,
                   .action = S("add"),
                   .facets = &facet,
                   .facet_count = 1};
    Receipt receipt;
    return store_write(it->store, &write, &receipt, faults);
}

static void *stream(void *context)
{
    Stream *it = context;
    Faults faults = {0};
    while (!atomic_load(it->ends) && arena_run(0, stream_one, it, &faults))
        ;
    return atomic_load(it->ends) ? context : NULL;
}

static void who_reads_is_served_while_many_write(void **state)
{
    DESK(state);
    pthread_t threads[CLIENTS];
    Stream streams[CLIENTS];
    atomic_bool ends = false;
    uint64_t last = 0;
    for (int i = 0; i < CLIENTS; i++) {
        streams[i] = (Stream){desk->store, i * 1000000, &ends};
        pthread_create(&threads[i], NULL, stream, &streams[i]);
    }
    for (int i = 0; i < 20; i++) {
        uint64_t count = count_of(desk, "acme", "currency", "JPY");
        assert_true(count >= last);
        last = count;
    }
    atomic_store(&ends, true);
    for (int i = 0; i < CLIENTS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_non_null(result);
    }
}

static void *wait_for_more(void *store)
{
    return (void *)(uintptr_t)store_wait(store, 0, 20000);
}

static off_t size_of_log(Desk *desk)
{
    struct stat about;
    const char *path = arena_print(desk->arena, "%s/journal.db-wal", desk->folder).at;
    return stat(path, &about) == 0 ? about.st_size : -1;
}

static void the_log_begins_anew_under_a_writer_that_never_rests(void **state)
{
    enum { WRITES = 400, BODY = 128 << 10, LOG_MAX = 40 << 20 };
    DESK(state);
    char *body = arena_take_raw(desk->arena, BODY, 1);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    write.original = (Slice){body, BODY};
    write.version = VERSION_ANY;
    for (int i = 0; i < WRITES; i++) { // some 14,000 pages
        assert_int_equal(getrandom(body, BODY, 0), BODY);
        put(desk, &write);
    }
    assert_in_range(size_of_log(desk), 1, LOG_MAX);
    verify(desk);
    // Whoever erases has the log emptied, whatever is at work on it.
    Write erasure = {.actor = S("t"),
                     .owner = S("acme"),
                     .register_name = write.register_name,
                     .record = write.record,
                     .action = S("erase"),
                     .version = VERSION_ANY,
                     .erases = true};
    put(desk, &erasure);
    assert_int_equal(size_of_log(desk), 0);
    verify(desk);
}

static void who_waits_hears_of_the_next_entry(void **state)
{
    DESK(state);
    pthread_t thread;
    void *size;
    assert_int_equal(store_wait(desk->store, 0, 10), 0);
    pthread_create(&thread, NULL, wait_for_more, desk->store);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    put(desk, &write);
    pthread_join(thread, &size);
    assert_int_equal((uintptr_t)size, 1);
}

// ---- A standby ----

static uint64_t follow(Desk *desk, Store *standby, size_t bytes)
{
    uint64_t size = 0;
    Slice package;
    do {
        assert_true(store_ship(desk->store, desk->arena, size, bytes, &package, &desk->faults));
        if (package.len > 0)
            store_apply(standby, package, &size, &desk->faults);
        assert_no_faults(desk);
    } while (package.len > 0);
    return size;
}

// All views and the head as text, to be compared.
static Slice dump(Desk *desk, Store *store)
{
    Buffer out = buffer_new(desk->arena);
    RecordList list;
    TreeHead head;
    const Count *counts;
    size_t count;
    Query query = {.limit = LIST_MAX, .with_content = true};
    assert_true(store_list(store, desk->arena, &query, &list, &desk->faults));
    for (size_t i = 0; i < list.count; i++) {
        const Record *record = &list.at[i];
        Slice facets = facets_write(desk->arena, record->facets, record->facet_count);
        buffer_print(&out, "%.*s %llu %llu %.*s %.*s\n%.*s", (int)record->id.len, record->id.at,
                     (unsigned long long)record->version, (unsigned long long)record->index,
                     (int)record->state.len, record->state.at, (int)record->content.len,
                     record->content.at, (int)facets.len, facets.at);
    }
    assert_true(store_counts(store, desk->arena, S("acme"), S("commercial-invoice"), S(""), &counts,
                             &count, &desk->faults));
    for (size_t i = 0; i < count; i++)
        buffer_print(&out, "%.*s %llu\n", (int)counts[i].value.len, counts[i].value.at,
                     (unsigned long long)counts[i].count);
    assert_true(store_head(store, desk->arena, &head, &desk->faults));
    buffer_add(&out, head.checkpoint);
    return buffer_slice(&out);
}

static void fill_with_changes(Desk *desk)
{
    fill(desk, 0, 300);
    for (int i = 0; i < 20; i++) {
        Write write = invoice(desk, "acme", arena_print(desk->arena, "N-%d", i * 7).at, "CNY");
        write.version = 1;
        write.state = S("sent");
        write.key = arena_print(desk->arena, "key-%d", i);
        put(desk, &write);
    }
    Write erasure = {.actor = S("officer"),
                     .owner = S("acme"),
                     .register_name = S("commercial-invoice"),
                     .record = S("N-14"),
                     .action = S("erase"),
                     .version = 2,
                     .state = S("erased"),
                     .erases = true};
    put(desk, &erasure);
}

static void a_standby_becomes_the_same(void **state)
{
    DESK(state);
    fill_with_changes(desk);
    Store *standby = desk_standby(desk);
    assert_int_equal(follow(desk, standby, 5000), 321);
    assert_true(slice_equal(dump(desk, desk->store), dump(desk, standby)));
    // It goes on where the other stood, and knows its keys.
    Write write = invoice(desk, "acme", "N-0", "CNY");
    write.version = 1;
    write.state = S("sent");
    write.key = S("key-0");
    Receipt receipt;
    assert_true(store_write(standby, &write, &receipt, &desk->faults));
    assert_true(receipt.is_replay);
    write = invoice(desk, "acme", "AFTER", "JPY");
    assert_true(store_write(standby, &write, &receipt, &desk->faults));
    assert_int_equal(receipt.index, 321);
    store_close(standby);
}

static void a_package_that_was_touched_is_refused_whole(void **state)
{
    DESK(state);
    Slice package;
    uint64_t size;
    fill(desk, 0, 3);
    Store *standby = desk_standby(desk);
    assert_true(store_ship(desk->store, desk->arena, 0, 0, &package, &desk->faults));
    char *bytes = (char *)package.at;
    for (size_t i = 0; i < package.len; i++) {
        bytes[i] ^= 1;
        if (store_apply(standby, package, &size, &desk->faults))
            fail_msg("byte %zu of the package may be changed", i);
        desk->faults.count = 0;
        bytes[i] ^= 1;
    }
    for (size_t len = 0; len < package.len; len++)
        assert_false(store_apply(standby, slice_part(package, 0, len), &size, &desk->faults));
    desk->faults.count = 0;
    TreeHead head;
    assert_true(store_head(standby, desk->arena, &head, &desk->faults));
    assert_int_equal(head.size, 0);
    assert_true(store_apply(standby, package, &size, &desk->faults));
    assert_int_equal(size, 3);
    assert_true(
        store_apply(standby, package, &size, &desk->faults)); // what is there is passed over
    fill(desk, 3, 9);
    assert_true(store_ship(desk->store, desk->arena, 5, 0, &package, &desk->faults));
    assert_false(store_apply(standby, package, &size, &desk->faults));
    assert_fault(desk, FAULT_CONFLICT, "");
    store_close(standby);
}

static void views_are_made_anew_from_the_journal(void **state)
{
    DESK(state);
    fill_with_changes(desk);
    Slice before = dump(desk, desk->store);
    store_rebuild(desk->store, NULL, NULL, &desk->faults);
    assert_no_faults(desk);
    assert_true(slice_equal(before, dump(desk, desk->store)));
    fill(desk, 300, 600);
    TreeHead head;
    assert_true(store_head(desk->store, desk->arena, &head, &desk->faults));
    assert_int_equal(head.size, 621);
}

static bool has_confirmed(void *context, uint64_t size)
{
    return size <= *(uint64_t *)context;
}

static void a_write_waits_for_the_standby(void **state)
{
    DESK(state);
    uint64_t standby_size = 1;
    Receipt receipt;
    desk->options.confirm = has_confirmed;
    desk->options.confirm_context = &standby_size;
    desk_reopen(desk);
    Write write = invoice(desk, "acme", "INV-1", "JPY");
    put(desk, &write);
    write.record = S("INV-2");
    assert_false(store_write(desk->store, &write, &receipt, &desk->faults));
    assert_fault(desk, FAULT_IO, "standby");
    assert_non_null(look(desk, "acme", "INV-2")); // it is kept, and said so
}

// ---- Who writes ----

static void refuse_write(Desk *desk, const char *id)
{
    Receipt receipt;
    Write write = invoice(desk, "acme", id, "JPY");
    assert_false(store_write(desk->store, &write, &receipt, &desk->faults));
    assert_fault(desk, FAULT_CONFLICT, "standby");
}

static void a_standby_and_who_was_overtaken_write_nothing(void **state)
{
    DESK(state);
    Standing standing = {.url = S("https://first.example"), .key_file = S("/etc/key")};
    uint64_t epoch;
    fill(desk, 0, 3);
    assert_true(store_standing(desk->store, desk->arena, &standing, &desk->faults));
    assert_int_equal(standing.kind, STANDING_LEADS);
    standing = (Standing){.url = S("https://first.example"), .key_file = S("/etc/key")};
    assert_true(store_follow(desk->store, &standing, &desk->faults));
    refuse_write(desk, "INV-100");
    desk_reopen(desk);
    assert_true(store_standing(desk->store, desk->arena, &standing, &desk->faults));
    assert_int_equal(standing.kind, STANDING_FOLLOWS);
    assert_true(slice_equal(standing.url, S("https://first.example")));
    assert_true(slice_equal(standing.key_file, S("/etc/key")) && standing.authority.len == 0);
    assert_true(store_promote(desk->store, S("system"), 0, &epoch, &desk->faults));
    assert_int_equal(epoch, 1);
    fill(desk, 3, 4);
    assert_true(store_fence(desk->store, 7, &desk->faults));
    refuse_write(desk, "INV-101");
    assert_true(store_standing(desk->store, desk->arena, &standing, &desk->faults));
    assert_int_equal(standing.kind, STANDING_FENCED);
    assert_int_equal(standing.fenced_by, 7);
    assert_int_equal(standing.since, 3);
    assert_true(store_promote(desk->store, S("system"), 7, &epoch, &desk->faults));
    assert_int_equal(epoch, 8);
    fill(desk, 4, 5);
    assert_no_faults(desk);
}

static void the_root_of_every_beginning_can_be_told(void **state)
{
    DESK(state);
    Hash root;
    TreeHead head;
    fill(desk, 0, 300);
    assert_true(store_head(desk->store, desk->arena, &head, &desk->faults));
    for (uint64_t size = 1; size < head.size; size += 37) {
        Proof proof;
        assert_true(store_root(desk->store, size, &root, &desk->faults));
        assert_true(store_consistency(desk->store, size, head.size, &proof, &desk->faults));
        assert_true(merkle_continues(&proof, &root, &head.root));
    }
    assert_true(store_root(desk->store, head.size, &root, &desk->faults));
    assert_true(hash_equal(&root, &head.root));
    assert_false(store_root(desk->store, head.size + 1, &root, &desk->faults));
    assert_fault(desk, FAULT_USAGE, "");
}

// ---- Copies ----

static void a_backup_is_the_same_store_and_goes_on_where_it_ended(void **state)
{
    DESK(state);
    Slice folder = desk_path(desk, "backup");
    StoreOptions to = {.folder = folder.at};
    uint64_t size;
    fill_with_changes(desk);
    assert_true(store_backup(desk->store, &to, NULL, NULL, &size, &desk->faults));
    assert_int_equal(size, 321);
    fill(desk, 300, 310);
    assert_true(store_backup(desk->store, &to, NULL, NULL, &size, &desk->faults));
    assert_int_equal(size, 331);
    Store *copy = store_open(&to, &desk->faults);
    assert_no_faults(desk);
    assert_true(slice_equal(dump(desk, desk->store), dump(desk, copy)));
    // A copy that went its own way is not overwritten.
    Write write = invoice(desk, "acme", "OWN-WAY", "JPY");
    Receipt receipt;
    assert_true(store_write(copy, &write, &receipt, &desk->faults));
    store_close(copy);
    assert_false(store_backup(desk->store, &to, NULL, NULL, &size, &desk->faults));
    assert_fault(desk, FAULT_CONFLICT, "");
    put(desk, &write);
    assert_false(store_backup(desk->store, &to, NULL, NULL, &size, &desk->faults) && size > 332);
    desk->faults.count = 0;
}

// What a stranger would do with the files: hash the bundles' leaves, and compare with tiles and
// checkpoint.
static void an_export_is_files_that_prove_themselves(void **state)
{
    DESK(state);
    Slice folder = desk_path(desk, "export"), bundle, tile, note;
    fill(desk, 0, 300);
    assert_true(store_export(desk->store, folder.at, NULL, NULL, &desk->faults));
    Frontier frontier = {0};
    static const char *const names[][2] = {{"000", "000"}, {"001.p/44", "001.p/44"}};
    for (int i = 0; i < 2; i++) {
        Slice path = arena_print(desk->arena, "%s/tile/entries/%s", folder.at, names[i][0]);
        assert_true(file_read(desk->arena, path.at, 1 << 24, &bundle, &desk->faults));
        path = arena_print(desk->arena, "%s/tile/0/%s", folder.at, names[i][1]);
        assert_true(file_read(desk->arena, path.at, 1 << 24, &tile, &desk->faults));
        for (size_t k = 0; bundle.len > 0; k++) {
            size_t len = (size_t)(uint8_t)bundle.at[0] << 8 | (uint8_t)bundle.at[1];
            Hash hash = hash_leaf(slice_part(bundle, 2, len));
            assert_memory_equal(tile.at + k * HASH_SIZE, hash.at, HASH_SIZE);
            frontier_add(&frontier, &hash);
            bundle = slice_part(bundle, 2 + len, bundle.len);
        }
    }
    assert_true(file_read(desk->arena, arena_print(desk->arena, "%s/checkpoint", folder.at).at,
                          4096, &note, &desk->faults));
    Checkpoint checkpoint;
    assert_true(checkpoint_read(note, &checkpoint, &desk->faults));
    Hash root = frontier_root(&frontier);
    assert_int_equal(checkpoint.size, frontier.size);
    assert_memory_equal(checkpoint.root.at, root.at, HASH_SIZE);
    const Entry *entry = store_entry(desk->store, desk->arena, 299, &desk->faults);
    char hex[HASH_HEX + 1];
    hash_hex(&entry->content.hash, hex);
    Slice body;
    assert_true(file_read(desk->arena, arena_print(desk->arena, "%s/bodies/%s", folder.at, hex).at,
                          4096, &body, &desk->faults));
    assert_text(body, "{\"number\":\"N-299\",\"currency\":\"JPY\"}");
}

static void a_store_of_the_first_schema_is_brought_up_to_date(void **state)
{
    Desk *desk = *state;
    Slice folder = desk_path(desk, "old");
    assert_int_equal(
        system(arena_print(desk->arena, "cp -r tests/store/fixtures/v1 %s && chmod -R u+w %s",
                           folder.at, folder.at)
                   .at),
        0);
    StoreOptions options = {.folder = folder.at, .must_exist = true, .is_read_only = true};
    assert_null(store_open(&options, &desk->faults));
    assert_non_null(strstr(desk->faults.list[0].text, "open it for writing once"));
    desk->faults.count = 0;
    options.is_read_only = false;
    Store *store = store_open(&options, &desk->faults);
    assert_no_faults(desk);
    const Record *record = store_record(store, desk->arena, S("acme"), S("commercial-invoice"),
                                        S("INV-3"), &desk->faults);
    assert_text(record->state, "sent");
    Facet order = facet_reference(S("order"), S("INV-3"));
    RecordList list;
    Query query = {.facets = &order, .facet_count = 1};
    assert_true(store_list(store, desk->arena, &query, &list, &desk->faults));
    assert_int_equal(list.count, 1);
    VerifyReport report;
    store_verify(store, &(VerifyOptions){0}, &report, &desk->faults);
    assert_no_faults(desk);
    store_close(store);
    // Its pages have got their checksums: the last byte of the file is one, and is looked at.
    const char *path = arena_print(desk->arena, "%.*s/journal.db", (int)folder.len, folder.at).at;
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, -1, SEEK_END);
    int byte = fgetc(file);
    fseek(file, -1, SEEK_END);
    fputc(byte ^ 1, file);
    fclose(file);
    options.is_read_only = true;
    store = store_open(&options, &desk->faults);
    assert_no_faults(desk);
    assert_false(store_verify(store, &(VerifyOptions){0}, &report, &desk->faults));
    assert_non_null(strstr(desk->faults.list[0].text, "of SQLite's file was touched"));
    desk->faults.count = 0;
    store_close(store);
}

#define BOTH(test)                                                                                 \
    cmocka_unit_test_setup_teardown(test, desk_sqlite, desk_close),                                \
    {                                                                                              \
#test " (postgres)", test, desk_postgres, desk_close, NULL                                 \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(a_record_is_read_as_it_was_written),
        BOTH(what_a_write_does_not_name_stays),
        BOTH(another_journals_key_signs_nothing),
        BOTH(a_stale_version_is_a_conflict_that_names_the_present_one),
        BOTH(a_write_that_makes_no_sense_is_refused),
        BOTH(the_same_key_gives_the_same_receipt),
        BOTH(writes_that_go_together_are_all_or_none),
        BOTH(pages_show_every_record_once),
        BOTH(counts_follow_every_change),
        BOTH(what_an_owner_uses_is_all_versions_of_what_he_keeps),
        BOTH(what_changed_before_anyone_looked_is_counted_as_it_is),
        BOTH(amounts_follow_every_change),
        BOTH(a_record_has_its_history_and_a_deal_too),
        BOTH(deals_are_found_by_what_leads_to_them),
        BOTH(an_erased_record_leaves_its_entries_and_nothing_else),
        cmocka_unit_test_setup_teardown(what_is_erased_is_gone_from_the_file, desk_sqlite,
                                        desk_close),
        BOTH(every_entry_is_proven_to_be_in_the_signed_tree),
        BOTH(a_tree_continues_every_tree_it_was),
        BOTH(tiles_are_files_as_c2sp_names_them),
        BOTH(no_update_is_lost_among_many),
        BOTH(two_stores_write_one_journal),
        BOTH(who_reads_is_served_while_many_write),
        cmocka_unit_test_setup_teardown(the_log_begins_anew_under_a_writer_that_never_rests,
                                        desk_sqlite, desk_close),
        BOTH(who_waits_hears_of_the_next_entry),
        BOTH(a_standby_becomes_the_same),
        BOTH(a_package_that_was_touched_is_refused_whole),
        BOTH(views_are_made_anew_from_the_journal),
        BOTH(a_write_waits_for_the_standby),
        BOTH(a_standby_and_who_was_overtaken_write_nothing),
        BOTH(the_root_of_every_beginning_can_be_told),
        BOTH(a_backup_is_the_same_store_and_goes_on_where_it_ended),
        BOTH(an_export_is_files_that_prove_themselves),
        cmocka_unit_test_setup_teardown(a_store_of_the_first_schema_is_brought_up_to_date,
                                        desk_sqlite, desk_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
