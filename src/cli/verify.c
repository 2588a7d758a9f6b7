// SPDX-License-Identifier: Apache-2.0
// `madoguchi verify`: whether a journal is what was written, and proofs about single entries of it.

#include "store/verify.h"

#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/stores.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKPOINT_MAX = 64 << 10 };

typedef struct Verify {
    const Arguments *arguments;
    Faults *faults;
    Store *store;
    Arena *arena;
    Buffer out;
    int code;
} Verify;

static bool wants_json(const Verify *it)
{
    const char *format = argument_value(it->arguments, "format");
    return format != NULL && strcmp(format, "json") == 0;
}

// ---- Proofs ----

static void add_hex(JsonWriter *json, const char *name, const Hash *hash)
{
    char hex[HASH_HEX + 1];
    hash_hex(hash, hex);
    json_field(json, name, slice_of(hex));
}

static void add_proof_json(Verify *it, const char *kind, const Proof *proof, const TreeHead *head,
                           const Hash *leaf)
{
    JsonWriter json = {.out = &it->out};
    json_open(&json, '{');
    json_field(&json, "proof", slice_of(kind));
    json_field_integer(&json, leaf != NULL ? "index" : "from", (int64_t)proof->from);
    json_field_integer(&json, "size", (int64_t)proof->size);
    if (leaf != NULL)
        add_hex(&json, "leafHash", leaf);
    proof_write_hashes(&json, proof);
    json_field(&json, "checkpoint", head->checkpoint);
    json_close(&json, '}');
    buffer_add_char(&it->out, '\n');
}

static void add_proof_text(Verify *it, const char *title, const Proof *proof, const TreeHead *head)
{
    char hex[HASH_HEX + 1];
    buffer_print(&it->out, "%s\n", title);
    for (unsigned i = 0; i < proof->count; i++) {
        hash_hex(&proof->hashes[i], hex);
        buffer_print(&it->out, "  %s\n", hex);
    }
    buffer_print(&it->out, "\n%.*s", (int)head->checkpoint.len, head->checkpoint.at);
}

static bool read_number(const Verify *it, const char **text, uint64_t *number)
{
    char *end;
    *number = strtoull(*text, &end, 10);
    bool is_good = end != *text && **text >= '0' && **text <= '9';
    *text = end;
    return is_good ||
           fault_add(it->faults, FAULT_USAGE, 0, 0, "\"%s\" is no number of entries", *text);
}

static bool show_inclusion(Verify *it, const char *text)
{
    TreeHead head;
    Proof proof;
    uint64_t index;
    Slice leaf, slip;
    if (!read_number(it, &text, &index) || !store_head(it->store, it->arena, &head, it->faults) ||
        !store_inclusion(it->store, index, head.size, &proof, it->faults) ||
        !store_entry_texts(it->store, it->arena, index, &leaf, &slip, it->faults))
        return false;
    Hash hash = hash_leaf(leaf);
    if (!merkle_includes(&proof, &hash, &head.root))
        return fault_add(it->faults, FAULT_IO, 0, 0, "entry %llu is not in the signed tree",
                         (unsigned long long)index);
    if (wants_json(it)) {
        add_proof_json(it, "inclusion", &proof, &head, &hash);
        return true;
    }
    char title[160], hex[HASH_HEX + 1];
    hash_hex(&hash, hex);
    snprintf(title, sizeof title, "entry %llu of %llu is in the tree\nleaf %s",
             (unsigned long long)index, (unsigned long long)head.size, hex);
    add_proof_text(it, title, &proof, &head);
    buffer_print(&it->out, "\n%.*s%s%.*s", (int)leaf.len, leaf.at, slip.len > 0 ? "\n" : "",
                 (int)slip.len, slip.at);
    return true;
}

static bool show_consistency(Verify *it, const char *text)
{
    TreeHead head;
    Proof proof;
    uint64_t from, size = 0;
    if (!store_head(it->store, it->arena, &head, it->faults) || !read_number(it, &text, &from))
        return false;
    if (*text != '\0') {
        text++; // the comma, or what someone took for one
        if (!read_number(it, &text, &size))
            return false;
    }
    if (!store_consistency(it->store, from, size, &proof, it->faults))
        return false;
    if (wants_json(it)) {
        add_proof_json(it, "consistency", &proof, &head, NULL);
        return true;
    }
    char title[160];
    snprintf(title, sizeof title, "the first %llu entries are the beginning of the first %llu",
             (unsigned long long)proof.from, (unsigned long long)proof.size);
    add_proof_text(it, title, &proof, &head);
    return true;
}

// ---- The whole journal ----

static void add_report_json(Verify *it, const VerifyReport *report, bool is_good)
{
    JsonWriter json = {.out = &it->out};
    const struct {
        const char *name;
        uint64_t number;
    } numbers[] = {{"entries", report->entries},
                   {"records", report->records},
                   {"bodies", report->bodies},
                   {"erased", report->erased}};
    json_open(&json, '{');
    json_field_boolean(&json, "valid", is_good);
    json_field(&json, "origin", slice_of(store_origin(it->store)));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        json_field_integer(&json, numbers[i].name, (int64_t)numbers[i].number);
    }
    add_hex(&json, "root", &report->root);
    if (report->has_touched) {
        json_field_integer(&json, "firstTouched", (int64_t)report->touched);
        json_field_integer(&json, "lastTouched", (int64_t)report->touched_end - 1);
    }
    json_close(&json, '}');
    buffer_add_char(&it->out, '\n');
}

static void add_report_text(Verify *it, const VerifyReport *report, bool is_good)
{
    char hex[HASH_HEX + 1];
    hash_hex(&report->root, hex);
    buffer_print(&it->out, "%s: %llu entries, %llu records, %llu bodies, %llu erased\n",
                 store_origin(it->store), (unsigned long long)report->entries,
                 (unsigned long long)report->records, (unsigned long long)report->bodies,
                 (unsigned long long)report->erased);
    if (is_good)
        buffer_print(&it->out, "valid: the root %s follows from the entries and is signed by\n%s\n",
                     hex, store_verifier(it->store));
    else if (report->has_touched && report->touched + 1 == report->touched_end)
        buffer_print(&it->out, "NOT VALID: the first entry that was touched is %llu\n",
                     (unsigned long long)report->touched);
    else if (report->has_touched)
        buffer_print(
            &it->out, "NOT VALID: the first entry that was touched is one of %llu to %llu\n",
            (unsigned long long)report->touched, (unsigned long long)report->touched_end - 1);
    else
        buffer_print(&it->out, "NOT VALID: no entry was touched, but what follows from them\n");
}

static bool verify_all(Verify *it)
{
    StoreBar bar = {0};
    VerifyReport report;
    const char *kept = argument_value(it->arguments, "checkpoint");
    VerifyOptions options = {
        .verifier = argument_value(it->arguments, "key"), .progress = store_bar, .context = &bar};
    if (kept != NULL &&
        !file_read(it->arena, kept, CHECKPOINT_MAX, &options.checkpoint, it->faults))
        return false;
    bool is_good = store_verify(it->store, &options, &report, it->faults);
    store_bar_end(&bar);
    if (!report.is_begun)
        return false;
    if (wants_json(it))
        add_report_json(it, &report, is_good);
    else
        add_report_text(it, &report, is_good);
    it->code = is_good ? EXIT_VALID : EXIT_INVALID;
    return true;
}

static bool rebuild(Verify *it)
{
    StoreBar bar = {0};
    bool is_good = store_rebuild(it->store, store_bar, &bar, it->faults);
    store_bar_end(&bar);
    return is_good;
}

static bool run_all(Arena *arena, void *context)
{
    Verify *it = context;
    const char *inclusion = argument_value(it->arguments, "inclusion");
    const char *consistency = argument_value(it->arguments, "consistency");
    it->arena = arena;
    it->out = buffer_new(arena);
    if (argument_is_given(it->arguments, "rebuild") && !rebuild(it))
        return false;
    bool is_good = inclusion != NULL     ? show_inclusion(it, inclusion)
                   : consistency != NULL ? show_consistency(it, consistency)
                                         : verify_all(it);
    if (it->out.len > 0)
        fwrite(it->out.at, 1, it->out.len, stdout);
    return is_good;
}

static bool is_address(const char *place)
{
    return strncmp(place, "https://", 8) == 0 || strncmp(place, "http://", 7) == 0;
}

int run_verify(const Arguments *arguments)
{
    if (is_address(operand_at(arguments, 0)))
        return verify_served(arguments);
    Faults faults = {0};
    Verify it = {.arguments = arguments, .faults = &faults};
    bool is_writing = argument_is_given(arguments, "rebuild");
    it.store = store_of_arguments(arguments, operand_at(arguments, 0), !is_writing, &faults);
    bool is_good = it.store != NULL && arena_run(0, run_all, &it, &faults);
    store_close(it.store);
    print_faults(&faults);
    return is_good ? it.code : EXIT_COULD_NOT;
}
