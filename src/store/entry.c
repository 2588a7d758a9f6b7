// SPDX-License-Identifier: Apache-2.0
// The texts of entries: written from tables of fields, read by the same tables.
//
//     madoguchi leaf 1                  madoguchi slip 1
//     index 41                          salt 0f3c…
//     time 2026-03-01T08:15:00.123Z     content 9c1f… 5120
//     actor user-7                      facets 1
//     …                                 facet currency JPY
//
// One field a line, in the order of the table; what is empty has no line. So a person can read an
// entry, `sha256sum` can hash it, and two writers cannot differ. A reader trusts nothing: it reads
// what it can, writes that again, and compares.

#include "store/entry.h"

#include "base/calendar.h"
#include "base/utf8.h"

#include <stdio.h>

typedef enum FieldKind {
    FIELD_NUMBER,
    FIELD_TIME,
    FIELD_TEXT,
    FIELD_FLAG, // the word alone
    FIELD_SALT,
    FIELD_HASH,   // where `present` is true
    FIELD_BODY,   // hash and size
    FIELD_FACETS, // how many, and their lines
    FIELD_GROUP,
} FieldKind;

typedef struct Field {
    const char *name;
    FieldKind kind;
    size_t offset;  // in Entry
    size_t present; // of FIELD_HASH: the flag beside it
} Field;

#define AT(member) offsetof(Entry, member)

static const Field leaf_fields[] = {
    {"index", FIELD_NUMBER, AT(index), 0},
    {"time", FIELD_TIME, AT(time_ms), 0},
    {"actor", FIELD_TEXT, AT(actor), 0},
    {"owner", FIELD_TEXT, AT(owner), 0},
    {"register", FIELD_TEXT, AT(register_name), 0},
    {"record", FIELD_TEXT, AT(record), 0},
    {"version", FIELD_NUMBER, AT(version), 0},
    {"action", FIELD_TEXT, AT(action), 0},
    {"deal", FIELD_TEXT, AT(deal), 0},
    {"from", FIELD_TEXT, AT(state_before), 0},
    {"state", FIELD_TEXT, AT(state), 0},
    {"erases", FIELD_FLAG, AT(erases), 0},
    {"slip", FIELD_HASH, AT(slip_hash), AT(has_slip)},
    {0},
};

static const Field slip_fields[] = {
    {"salt", FIELD_SALT, AT(salt), 0},
    {"content", FIELD_BODY, AT(content), 0},
    {"original", FIELD_BODY, AT(original), 0},
    {"media-type", FIELD_TEXT, AT(media_type), 0},
    {"file-name", FIELD_TEXT, AT(file_name), 0},
    {"facets", FIELD_FACETS, AT(facets), 0},
    {"key", FIELD_TEXT, AT(key), 0},
    {"request", FIELD_HASH, AT(request), AT(group)},
    {"group", FIELD_GROUP, AT(group), 0},
    {0},
};

static const char *const facet_words[] = {
    [FACET_COUNTED] = "facet",
    [FACET_REFERENCE] = "reference",
    [FACET_AMOUNT] = "amount",
};

#define LEAF_TITLE S("madoguchi leaf 1\n")
#define SLIP_TITLE S("madoguchi slip 1\n")

static const void *member(const Entry *entry, size_t offset)
{
    return (const char *)entry + offset;
}

bool entry_text_is_good(Slice text, size_t max)
{
    return utf8_is_plain(text, max);
}

// ---- Writing ----

static void add_hex(Buffer *out, const uint8_t *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        buffer_add_char(out, digits[bytes[i] >> 4]);
        buffer_add_char(out, digits[bytes[i] & 15]);
    }
}

static void add_time(Buffer *out, int64_t time_ms)
{
    char room[MOMENT_ROOM];
    buffer_add(out, moment_write(room, time_ms));
}

static void add_facets(Buffer *out, const Facet *facets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add(out, slice_of(facet_words[facets[i].kind]));
        buffer_add_char(out, ' ');
        buffer_add(out, facets[i].name);
        buffer_add_char(out, ' ');
        if (facets[i].kind == FACET_AMOUNT)
            buffer_print(out, "%lld ", (long long)facets[i].amount);
        buffer_add(out, facets[i].value);
        buffer_add_char(out, '\n');
    }
}

static bool is_present(const Entry *entry, const Field *field)
{
    switch (field->kind) {
    case FIELD_TEXT:
        return ((const Slice *)member(entry, field->offset))->len > 0;
    case FIELD_FLAG:
        return *(const bool *)member(entry, field->offset);
    case FIELD_BODY:
        return ((const Body *)member(entry, field->offset))->is_there;
    case FIELD_FACETS:
        return entry->has_facets;
    case FIELD_GROUP:
        return entry->group > 0;
    case FIELD_HASH:
        return field->present == AT(group) ? entry->group > 0 : entry->has_slip;
    case FIELD_NUMBER:
    case FIELD_TIME:
    case FIELD_SALT:
        return true;
    }
    return false;
}

static void add_field(Buffer *out, const Entry *entry, const Field *field)
{
    const void *at = member(entry, field->offset);
    buffer_add(out, slice_of(field->name));
    if (field->kind != FIELD_FLAG)
        buffer_add_char(out, ' ');
    switch (field->kind) {
    case FIELD_NUMBER:
        buffer_print(out, "%llu", (unsigned long long)*(const uint64_t *)at);
        break;
    case FIELD_TIME:
        add_time(out, *(const int64_t *)at);
        break;
    case FIELD_TEXT:
        buffer_add(out, *(const Slice *)at);
        break;
    case FIELD_SALT:
        add_hex(out, at, SALT_SIZE);
        break;
    case FIELD_HASH:
        add_hex(out, ((const Hash *)at)->at, HASH_SIZE);
        break;
    case FIELD_BODY:
        add_hex(out, ((const Body *)at)->hash.at, HASH_SIZE);
        buffer_print(out, " %llu", (unsigned long long)((const Body *)at)->size);
        break;
    case FIELD_FACETS:
        buffer_print(out, "%zu", entry->facet_count);
        break;
    case FIELD_GROUP:
        buffer_print(out, "%u", entry->group);
        break;
    case FIELD_FLAG:
        break;
    }
    buffer_add_char(out, '\n');
    if (field->kind == FIELD_FACETS)
        add_facets(out, entry->facets, entry->facet_count);
}

static Slice write_fields(Arena *arena, Slice title, const Field *fields, const Entry *entry)
{
    Buffer out = buffer_new(arena);
    buffer_reserve(&out, 512);
    buffer_add(&out, title);
    for (const Field *field = fields; field->name != NULL; field++)
        if (is_present(entry, field))
            add_field(&out, entry, field);
    return buffer_slice(&out);
}

Slice leaf_write(Arena *arena, const Entry *entry)
{
    return write_fields(arena, LEAF_TITLE, leaf_fields, entry);
}

Slice slip_write(Arena *arena, const Entry *entry)
{
    return write_fields(arena, SLIP_TITLE, slip_fields, entry);
}

Slice facets_write(Arena *arena, const Facet *facets, size_t count)
{
    Buffer out = buffer_new(arena);
    add_facets(&out, facets, count);
    return buffer_slice(&out);
}

// ---- Reading ----

static bool read_number(Slice text, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || i >= 18) // 18 digits fit any signed 64 bits
            return false;
        *number = *number * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.len > 0;
}

static bool read_time(Slice text, int64_t *time_ms)
{
    char copy[32];
    int year, month, day, hour, minute, second, ms;
    if (text.len != sizeof "2026-03-01T08:15:00.123Z" - 1)
        return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    if (sscanf(copy, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &year, &month, &day, &hour, &minute, &second,
               &ms) != 7 ||
        !calendar_has(year, month, day))
        return false;
    int64_t minutes = (calendar_days(year, month, day) * 24 + hour) * 60 + minute;
    *time_ms = (minutes * 60 + second) * 1000 + ms;
    return *time_ms >= 0; // a time that is none comes out as another one, and so is not canonical
}

static bool read_salt(Slice text, uint8_t salt[SALT_SIZE])
{
    // Padded to the length of a hash, a salt is read as one.
    char digits[HASH_HEX];
    Hash hash;
    memset(digits, '0', sizeof digits);
    if (text.len != 2 * SALT_SIZE)
        return false;
    memcpy(digits, text.at, text.len);
    if (!hash_read_hex((Slice){digits, sizeof digits}, &hash))
        return false;
    memcpy(salt, hash.at, SALT_SIZE);
    return true;
}

static bool read_body(Slice text, Body *body)
{
    Slice hash = slice_cut(&text, ' ');
    body->is_there = true;
    return hash_read_hex(hash, &body->hash) && read_number(text, &body->size);
}

// Canonical, as all that is read: no sign of a positive one, no zeros in front.
static bool read_amount(Slice text, int64_t *amount)
{
    bool is_negative = text.len > 0 && text.at[0] == '-';
    uint64_t number;
    if (!read_number(slice_part(text, is_negative, text.len), &number) || number > AMOUNT_MAX)
        return false;
    *amount = is_negative ? -(int64_t)number : (int64_t)number;
    return true;
}

static bool read_facet(Slice line, Facet *facet)
{
    Slice word = slice_cut(&line, ' ');
    unsigned kind = 0;
    while (kind <= FACET_AMOUNT && !slice_equal(word, slice_of(facet_words[kind])))
        kind++;
    facet->kind = kind;
    facet->name = slice_cut(&line, ' ');
    facet->amount = 0;
    if (kind == FACET_AMOUNT && !read_amount(slice_cut(&line, ' '), &facet->amount))
        return false;
    facet->value = line;
    return kind <= FACET_AMOUNT && entry_text_is_good(facet->name, NAME_MAX_BYTES) &&
           entry_text_is_good(facet->value, FACET_VALUE_MAX);
}

int facet_compare(const Facet *a, const Facet *b)
{
    int order = slice_compare(a->name, b->name);
    return order != 0 ? order : slice_compare(a->value, b->value);
}

static bool read_facets(Arena *arena, Slice *rest, uint64_t count, Entry *entry)
{
    if (count > FACETS_MAX)
        return false;
    Facet *facets = arena_array(arena, Facet, count);
    for (uint64_t i = 0; i < count; i++)
        if (!read_facet(slice_cut(rest, '\n'), &facets[i]) ||
            (i > 0 && facet_compare(&facets[i - 1], &facets[i]) >= 0))
            return false;
    entry->facets = facets;
    entry->facet_count = (size_t)count;
    entry->has_facets = true;
    return true;
}

static bool read_field(Arena *arena, Slice value, const Field *field, Entry *entry, Slice *rest)
{
    void *at = (char *)entry + field->offset;
    uint64_t number;
    switch (field->kind) {
    case FIELD_NUMBER:
        return read_number(value, at);
    case FIELD_TIME:
        return read_time(value, at);
    case FIELD_TEXT:
        *(Slice *)at = value;
        return entry_text_is_good(value, NAME_MAX_BYTES);
    case FIELD_FLAG:
        return *(bool *)at = true;
    case FIELD_SALT:
        return read_salt(value, at);
    case FIELD_HASH:
        entry->has_slip |= field->present == AT(has_slip);
        return hash_read_hex(value, at);
    case FIELD_BODY:
        return read_body(value, at);
    case FIELD_FACETS:
        return read_number(value, &number) && read_facets(arena, rest, number, entry);
    case FIELD_GROUP:
        if (!read_number(value, &number) || number == 0 || number > GROUP_MAX)
            return false;
        entry->group = (unsigned)number;
        return true;
    }
    return false;
}

static bool read_fields(Arena *arena, Slice rest, const Field *field, Entry *entry)
{
    while (rest.len > 0) {
        Slice line = slice_cut(&rest, '\n');
        Slice name = slice_cut(&line, ' ');
        while (field->name != NULL && !slice_equal(name, slice_of(field->name)))
            field++;
        if (field->name == NULL || !read_field(arena, line, field, entry, &rest))
            return false;
        field++;
    }
    return true;
}

bool leaf_read(Arena *arena, Slice text, Entry *entry, Faults *faults)
{
    bool is_good =
        text.len <= LEAF_MAX && slice_starts(text, LEAF_TITLE) &&
        read_fields(arena, slice_part(text, LEAF_TITLE.len, text.len), leaf_fields, entry) &&
        entry->owner.len > 0 && entry->register_name.len > 0 && entry->record.len > 0 &&
        slice_equal(leaf_write(arena, entry), text);
    return is_good ||
           fault_add(faults, FAULT_SYNTAX, 0, 0, "the leaf is not as it would be written");
}

bool slip_read(Arena *arena, Slice text, Entry *entry, Faults *faults)
{
    bool is_good =
        text.len <= SLIP_MAX && slice_starts(text, SLIP_TITLE) &&
        read_fields(arena, slice_part(text, SLIP_TITLE.len, text.len), slip_fields, entry) &&
        slice_equal(slip_write(arena, entry), text);
    return is_good ||
           fault_add(faults, FAULT_SYNTAX, 0, 0, "the slip is not as it would be written");
}

bool facets_read(Arena *arena, Slice text, const Facet **facets, size_t *count, Faults *faults)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n';
    Entry entry = {0};
    Slice rest = text;
    if (!read_facets(arena, &rest, lines, &entry) || rest.len > 0)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the facets are not as they would be written");
    *facets = entry.facets;
    *count = entry.facet_count;
    return true;
}
