// SPDX-License-Identifier: Apache-2.0
// Writing, the part that needs no one else: a write is examined, its bodies are hashed and pressed,
// its slip is written, all in the thread of who asks. What is left for the leader is small.

#include "store/queue.h"

#include <stdlib.h>
#include <sys/random.h>

typedef struct Writing {
    Store *store;
    Arena *arena;
    const Write *writes;
    size_t count;
    Request request;
    Faults *faults;
} Writing;

// ---- Examining ----

typedef struct NameRule {
    const char *what;
    size_t offset; // in Write
    bool is_needed;
} NameRule;

static const NameRule name_rules[] = {
    {"actor", offsetof(Write, actor), true},
    {"owner", offsetof(Write, owner), true},
    {"register", offsetof(Write, register_name), true},
    {"record", offsetof(Write, record), true},
    {"action", offsetof(Write, action), true},
    {"deal", offsetof(Write, deal), false},
    {"state", offsetof(Write, state), false},
    {"media type", offsetof(Write, media_type), false},
    {"file name", offsetof(Write, file_name), false},
    {"key", offsetof(Write, key), false},
};

static bool examine_names(const Write *write, Faults *faults)
{
    size_t before = faults->count;
    for (size_t i = 0; i < sizeof name_rules / sizeof *name_rules; i++) {
        const NameRule *rule = &name_rules[i];
        Slice text = *(const Slice *)((const char *)write + rule->offset);
        if ((text.len > 0 || rule->is_needed) && !entry_text_is_good(text, NAME_MAX_BYTES))
            fault_add(faults, FAULT_USAGE, 0, 0,
                      "the %s of a write must be 1 to %d bytes of UTF-8 without control characters",
                      rule->what, NAME_MAX_BYTES);
    }
    return faults->count == before;
}

static bool examine_facets(const Write *write, Faults *faults)
{
    if (write->facet_count > FACETS_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "a record may have %d facets, not %zu",
                         FACETS_MAX, write->facet_count);
    for (size_t i = 0; i < write->facet_count; i++) {
        const Facet *facet = &write->facets[i];
        if (!entry_text_is_good(facet->name, NAME_MAX_BYTES) ||
            slice_find(facet->name, S(" ")) != SIZE_MAX || slice_equal(facet->name, S("state")) ||
            !entry_text_is_good(facet->value, FACET_VALUE_MAX))
            return fault_add(
                faults, FAULT_USAGE, 0, 0,
                "a facet needs a name without blanks (`state` is the store's own) and a "
                "value of 1 to %d bytes without control characters",
                FACET_VALUE_MAX);
        if (facet->kind == FACET_AMOUNT &&
            (facet->amount > AMOUNT_MAX || facet->amount < -AMOUNT_MAX))
            return fault_add(faults, FAULT_LIMIT, 0, 0,
                             "the amount %lld of %.*s is beyond %lld: declare a larger unit",
                             (long long)facet->amount, (int)facet->name.len, facet->name.at,
                             (long long)AMOUNT_MAX);
    }
    return true;
}

static bool examine(const Writing *it, size_t number)
{
    const Write *write = &it->writes[number];
    size_t max = it->store->body_max;
    if (!examine_names(write, it->faults) || !examine_facets(write, it->faults))
        return false;
    if (write->content.len > max || write->original.len > max)
        return fault_add(it->faults, FAULT_LIMIT, 0, 0, "a body may have %zu bytes, not %zu", max,
                         write->content.len > max ? write->content.len : write->original.len);
    if (number > 0 && write->key.len > 0)
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "of writes that go together only the first has a key");
    if (write->erases && (it->count > 1 || write->content.len > 0 || write->original.len > 0 ||
                          write->facets != NULL))
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "an erasure goes alone and brings nothing with it");
    return true;
}

// ---- The question: the request's own text ----

static void add_number(Buffer *out, uint64_t number)
{
    buffer_add(out, (Slice){(const char *)&number, sizeof number});
}

// Length and bytes, so that no two requests have the same text. Unset is not empty.
static void add_part(Buffer *out, Slice part)
{
    add_number(out, part.at == NULL ? UINT64_MAX : part.len);
    buffer_add(out, part);
}

static void add_question(Buffer *out, const Draft *draft)
{
    const Write *write = draft->write;
    const Slice parts[] = {write->actor,  write->owner,      write->register_name,
                           write->record, write->action,     write->deal,
                           write->state,  write->media_type, write->file_name};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        add_part(out, parts[i]);
    add_number(out, write->version);
    add_number(out, (uint64_t)write->erases | (uint64_t)(write->facets != NULL) << 1);
    buffer_add(out, hash_slice(&draft->entry.content.hash));
    buffer_add(out, hash_slice(&draft->entry.original.hash));
    add_number(out, draft->entry.facet_count);
    for (size_t i = 0; i < draft->entry.facet_count; i++) {
        add_part(out, draft->entry.facets[i].name);
        add_part(out, draft->entry.facets[i].value);
        add_number(out, draft->entry.facets[i].kind);
        if (draft->entry.facets[i].kind == FACET_AMOUNT)
            add_number(out, (uint64_t)draft->entry.facets[i].amount);
    }
}

static Slice question_of(const Writing *it)
{
    const Write *first = &it->writes[0];
    if (first->key.len == 0 || first->question.len > 0)
        return first->question;
    Buffer question = buffer_new(it->arena);
    for (size_t i = 0; i < it->count; i++)
        add_question(&question, &it->request.drafts[i]);
    return buffer_slice(&question);
}

Hash request_hash(Arena *arena, const uint8_t salt[SALT_SIZE], Slice question)
{
    return hash_of(arena_join(arena, (Slice){(const char *)salt, SALT_SIZE}, question));
}

bool store_answers(Arena *arena, const Entry *entry, Slice question)
{
    Hash hash = request_hash(arena, entry->salt, question);
    return entry->key.len > 0 && hash_equal(&hash, &entry->request);
}

// ---- Drafts ----

static int order_facets(const void *a, const void *b)
{
    return facet_compare(a, b);
}

static bool sort_facets(const Writing *it, const Write *write, Entry *entry)
{
    Facet *facets = arena_array(it->arena, Facet, write->facet_count);
    if (write->facet_count > 0)
        memcpy(facets, write->facets, write->facet_count * sizeof *facets);
    qsort(facets, write->facet_count, sizeof *facets, order_facets);
    for (size_t i = 1; i < write->facet_count; i++)
        if (facet_compare(&facets[i - 1], &facets[i]) == 0)
            return fault_add(it->faults, FAULT_USAGE, 0, 0, "the facet %.*s is there twice",
                             (int)facets[i].name.len, facets[i].name.at);
    entry->has_facets = write->facets != NULL;
    entry->facets = facets;
    entry->facet_count = write->facet_count;
    return true;
}

static Slice press_body(const Writing *it, Slice bytes, Body *body)
{
    if (bytes.len == 0)
        return (Slice){0};
    *body = (Body){true, hash_of(bytes), bytes.len};
    return body_press(it->store, it->arena, bytes);
}

static bool make_draft(Writing *it, size_t number)
{
    const Write *write = &it->writes[number];
    Draft *draft = &it->request.drafts[number];
    Entry *entry = &draft->entry;
    draft->write = write;
    *entry = (Entry){.actor = write->actor,
                     .owner = write->owner,
                     .register_name = write->register_name,
                     .record = write->record,
                     .action = write->action,
                     .erases = write->erases,
                     .key = write->key};
    if (!examine(it, number) || !sort_facets(it, write, entry))
        return false;
    draft->content = press_body(it, write->content, &entry->content);
    if (slice_equal(write->content, write->original))
        entry->original = entry->content; // the same bytes are kept once
    else
        draft->original = press_body(it, write->original, &entry->original);
    if (entry->original.is_there) {
        entry->media_type = write->media_type;
        entry->file_name = write->file_name;
    }
    it->request.bytes += draft->content.len + draft->original.len;
    return true;
}

static void write_slip(const Writing *it, Draft *draft)
{
    Entry *entry = &draft->entry;
    entry->has_slip = entry->content.is_there || entry->original.is_there || entry->has_facets ||
                      entry->key.len > 0;
    if (!entry->has_slip)
        return;
    if (getrandom(entry->salt, SALT_SIZE, 0) != SALT_SIZE)
        guard_raise(arena_guard(it->arena), FAULT_IO, NULL, "the system has no random bytes");
    if (entry->key.len > 0) {
        entry->group = (unsigned)it->count;
        entry->request = request_hash(it->arena, entry->salt, it->request.question);
    }
    draft->slip = slip_write(it->arena, entry);
    entry->slip_hash = hash_of(draft->slip);
}

static bool write_all(Arena *arena, void *context)
{
    Writing *it = context;
    Request *request = &it->request;
    it->arena = arena;
    request->drafts = arena_array(arena, Draft, it->count);
    request->count = it->count;
    for (size_t i = 0; i < it->count; i++)
        if (!make_draft(it, i))
            return false;
    request->question = question_of(it);
    for (size_t i = 0; i < it->count; i++)
        write_slip(it, &request->drafts[i]);
    queue_submit(it->store, request);
    return request->is_good;
}

bool store_write_all(Store *store, const Write *writes, size_t count, Receipt *receipts,
                     Faults *faults)
{
    if (count == 0 || count > GROUP_MAX)
        return fault_add(faults, FAULT_USAGE, 0, 0, "1 to %d writes go together, not %zu",
                         GROUP_MAX, count);
    if (store->place.is_read_only)
        return fault_add(faults, FAULT_USAGE, 0, 0, "the store is open for reading only");
    if (store->admit != NULL && !store->admit(store->confirm_context, writes, count, faults))
        return false;
    Writing writing = {.store = store, .writes = writes, .count = count, .faults = faults};
    writing.request.receipts = receipts;
    writing.request.faults = faults;
    return arena_run(0, write_all, &writing, faults);
}

bool store_write(Store *store, const Write *write, Receipt *receipt, Faults *faults)
{
    return store_write_all(store, write, 1, receipt, faults);
}
