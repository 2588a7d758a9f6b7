// SPDX-License-Identifier: Apache-2.0
// Reads compiled lists where they lie.
//
//     bytes ─► header checked ─► [rows by number, rows by code]
//
// Opening looks at the header and the columns only, so that it costs the same for ten rows and for
// a hundred thousand. Every later step checks what it follows: a list that lies about itself gives
// empty texts and wrong rows, never a step outside.

#include "codes/internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool codes_is_name(Slice name)
{
    enum { NAME_LEN_MAX = 40 };
    if (name.len == 0 || name.len > NAME_LEN_MAX || name.at[0] == '-')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", name.at[i]) == NULL ||
            name.at[i] == '\0')
            return false;
    return true;
}

static uint32_t header(const Codes *codes, size_t at)
{
    return load_32(codes->bytes.at + at);
}

// The `count` things of `each` bytes that begin where the header says; NULL where they would not
// lie in the bytes.
static const char *section(const Codes *codes, size_t at, uint64_t count, uint64_t each)
{
    uint64_t start = header(codes, at), size = count * each;
    bool is_inside =
        start >= HEADER_BYTES && start <= codes->bytes.len && size <= codes->bytes.len - start;
    return is_inside ? codes->bytes.at + start : NULL;
}

static bool read_columns(Codes *codes)
{
    for (uint32_t i = 0; i < codes->column_count; i++) {
        uint32_t kind = load_32(codes->columns + i * COLUMN_BYTES + 4);
        if (kind >= COLUMN_KINDS || (kind == COLUMN_CODE) != (i == 0))
            return false;
        codes->kinds[i] = (CodeColumnKind)kind;
    }
    return true;
}

static bool read_header(Codes *codes)
{
    codes->row_count = header(codes, HEADER_ROW_COUNT);
    codes->column_count = header(codes, HEADER_COLUMN_COUNT);
    codes->entry_count = header(codes, HEADER_ENTRY_COUNT);
    if (header(codes, HEADER_SIZE) != codes->bytes.len || codes->row_count > CODES_ROWS_MAX ||
        codes->column_count == 0 || codes->column_count > CODES_COLUMNS_MAX)
        return false;
    codes->columns = section(codes, HEADER_COLUMNS, codes->column_count, COLUMN_BYTES);
    uint64_t row_bytes = (uint64_t)codes->column_count * CELL_BYTES;
    codes->rows = section(codes, HEADER_ROWS, codes->row_count, row_bytes);
    codes->entries = section(codes, HEADER_ENTRIES, codes->entry_count, ENTRY_BYTES);
    codes->pool = (Slice){section(codes, HEADER_POOL, header(codes, HEADER_POOL_SIZE), 1),
                          header(codes, HEADER_POOL_SIZE)};
    return codes->columns && codes->rows && codes->entries && codes->pool.at && read_columns(codes);
}

const Codes *codes_open(Arena *arena, Slice bytes, Faults *faults)
{
    Codes *codes = arena_array(arena, Codes, 1);
    codes->bytes = bytes;
    if (bytes.len < HEADER_BYTES || !slice_starts(bytes, S(CODES_MAGIC))) {
        fault_add(faults, FAULT_SYNTAX, 0, 0,
                  "this is no compiled code list; `madoguchi codes import` makes one");
        return NULL;
    }
    if (header(codes, HEADER_VERSION) != CODES_VERSION) {
        fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
                  "the code list has version %u; this program reads version %d: import it again",
                  header(codes, HEADER_VERSION), CODES_VERSION);
        return NULL;
    }
    if (!read_header(codes)) {
        fault_add(faults, FAULT_SYNTAX, 0, 0,
                  "the code list is broken or cut short: import it again");
        return NULL;
    }
    return codes;
}

// ---- Files ----

typedef struct Mapping {
    void *at;
    size_t size;
} Mapping;

static void unmap(void *handle)
{
    Mapping *mapping = handle;
    munmap(mapping->at, mapping->size);
}

static bool map_file(Arena *arena, int file, const char *path, Slice *bytes, Faults *faults)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be read: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_size < HEADER_BYTES ||
        status.st_size > CODES_SIZE_MAX)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "%s is no compiled code list", path);
    Mapping *mapping = arena_array(arena, Mapping, 1);
    mapping->size = (size_t)status.st_size;
    mapping->at = mmap(NULL, mapping->size, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapping->at == MAP_FAILED)
        return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be mapped: %s", path, strerror(errno));
    arena_defer(arena, unmap, mapping);
    *bytes = (Slice){mapping->at, mapping->size};
    return true;
}

const Codes *codes_map(Arena *arena, const char *path, Faults *faults)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        fault_add(faults, FAULT_IO, 0, 0, "%s cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    Slice bytes;
    bool is_mapped = map_file(arena, file, path, &bytes, faults);
    close(file);
    size_t before = faults->count;
    const Codes *codes = is_mapped ? codes_open(arena, bytes, faults) : NULL;
    fault_set_file(faults, before, path);
    return codes;
}

// ---- Texts ----

Slice codes_text(const Codes *codes, uint32_t text)
{
    if (text > codes->pool.len || codes->pool.len - text < 2)
        return S("");
    const char *at = codes->pool.at + text;
    size_t len = load_16(at);
    return len <= codes->pool.len - text - 2 ? (Slice){at + 2, len} : S("");
}

CodeEntry codes_entry(const Codes *codes, uint32_t index)
{
    if (index >= codes->entry_count)
        return (CodeEntry){.name = S("")};
    const char *at = codes->entries + (size_t)index * ENTRY_BYTES;
    uint32_t place = load_32(at + 8);
    CodeEntry entry = {codes_text(codes, load_32(at)), place & 0xFFFF, load_32(at + 4),
                       place >> 16 & 0xFF};
    bool is_inside = entry.start <= entry.name.len && entry.row < codes->row_count &&
                     entry.column < codes->column_count;
    return is_inside ? entry : (CodeEntry){.name = S("")};
}

Slice codes_name(const Codes *codes)
{
    return codes_text(codes, header(codes, HEADER_NAME));
}

Slice codes_edition(const Codes *codes)
{
    return codes_text(codes, header(codes, HEADER_EDITION));
}

Slice codes_source(const Codes *codes)
{
    return codes_text(codes, header(codes, HEADER_SOURCE));
}

Slice codes_title(const Codes *codes, Slice language)
{
    size_t number = slice_equal(language, S("ja")) ? 1 : slice_equal(language, S("zh")) ? 2 : 0;
    Slice title = codes_text(codes, header(codes, HEADER_TITLES + number * 4));
    return title.len > 0 ? title : codes_text(codes, header(codes, HEADER_TITLES));
}

uint32_t codes_count(const Codes *codes)
{
    return codes->row_count;
}

uint32_t codes_column_count(const Codes *codes)
{
    return codes->column_count;
}

CodeColumn codes_column(const Codes *codes, uint32_t index)
{
    assert(index < codes->column_count);
    return (CodeColumn){codes_text(codes, load_32(codes->columns + index * COLUMN_BYTES)),
                        codes->kinds[index]};
}

uint32_t codes_column_named(const Codes *codes, Slice name)
{
    for (uint32_t i = 0; i < codes->column_count; i++)
        if (slice_equal(codes_column(codes, i).name, name))
            return i;
    return CODE_NONE;
}

// ---- Rows ----

Slice codes_cell(const Codes *codes, CodeRow row, uint32_t column)
{
    if (row >= codes->row_count || column >= codes->column_count)
        return S("");
    size_t cell = (size_t)row * codes->column_count + column;
    return codes_text(codes, load_32(codes->rows + cell * CELL_BYTES));
}

Slice codes_code(const Codes *codes, CodeRow row)
{
    return codes_cell(codes, row, 0);
}

Slice codes_fact(const Codes *codes, CodeRow row, Slice column)
{
    return codes_cell(codes, row, codes_column_named(codes, column));
}

Slice codes_label(const Codes *codes, CodeRow row, Slice language)
{
    Slice label = S("");
    int best = 0; // 1: any language, 2: English, 3: the one that is wanted
    for (uint32_t i = 0; i < codes->column_count; i++) {
        if (codes->kinds[i] != COLUMN_NAME)
            continue;
        Slice cell = codes_cell(codes, row, i), name = codes_column(codes, i).name;
        int rank = slice_equal(name, language) ? 3 : slice_equal(name, S("en")) ? 2 : 1;
        if (cell.len > 0 && rank > best) {
            label = cell;
            best = rank;
        }
    }
    return label;
}

// The first row whose code is not before `code`.
static CodeRow first_from(const Codes *codes, Slice code)
{
    CodeRow low = 0, high = codes->row_count;
    while (low < high) {
        CodeRow middle = low + (high - low) / 2;
        if (slice_compare(codes_code(codes, middle), code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

CodeRow codes_find(const Codes *codes, Slice code)
{
    CodeRow row = first_from(codes, code);
    bool is_found = row < codes->row_count && slice_equal(codes_code(codes, row), code);
    return is_found ? row : CODE_NONE;
}

// The first row whose code neither comes before `prefix` nor begins with it.
static CodeRow first_beyond(const Codes *codes, Slice prefix)
{
    CodeRow low = 0, high = codes->row_count;
    while (low < high) {
        CodeRow middle = low + (high - low) / 2;
        Slice start = slice_part(codes_code(codes, middle), 0, prefix.len);
        if (slice_compare(start, prefix) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void codes_range(const Codes *codes, Slice prefix, CodeRow *first, CodeRow *end)
{
    *first = first_from(codes, prefix);
    *end = first_beyond(codes, prefix);
    if (*end < *first) // in a list that is out of order
        *end = *first;
}

bool codes_place(const Codes *codes, CodeRow row, CodePlace *place)
{
    enum { PLACE_MAX = 40 }; // "-35.4500 -139.6500"
    Slice text = codes_fact(codes, row, S("place"));
    char copy[PLACE_MAX + 1], *middle, *end;
    if (text.len == 0 || text.len > PLACE_MAX)
        return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    place->latitude = strtod(copy, &middle);
    place->longitude = strtod(middle, &end);
    return middle != copy && *middle == ' ' && end == copy + text.len && place->latitude >= -90 &&
           place->latitude <= 90 && place->longitude >= -180 && place->longitude <= 180;
}
