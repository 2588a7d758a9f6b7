// SPDX-License-Identifier: Apache-2.0
// UN/LOCODE, as the UN publishes it: CSV in three parts without header, in Windows-1252; or in one
// part with a header, in UTF-8, as it is passed on.
//
//     ,"JP","YOK","Yokohama","Yokohama","14","12345---","AF","0401",,"3527N 13939E",
//     │  │     │      │          │        │       │      │     │   │       │        └ remarks
//     │  │     │      │          │        │       │      │     │   └ IATA  └ degrees, minutes
//     │  country code name  without marks └ subdivision  │     └ year, month
//     └ + new, # | ! changed, X withdrawn, = other name  └ status
//
// A row ",JP,,.JAPAN" names a country; one "=,AT,,Vienna = Wien" names another row of the country.

#include "codes/make.h"

#include "base/buffer.h"
#include "base/fold.h"
#include "base/table.h"
#include "base/utf8.h"
#include "codes/rows.h"

#include <ctype.h>

// The publisher's cells.
enum {
    CHANGE,
    COUNTRY,
    LOCATION,
    NAME,
    PLAIN,
    SUBDIVISION,
    FUNCTION,
    STATUS,
    DATE,
    IATA,
    PLACE,
    REMARKS
};

// Ours.
enum {
    CODE,
    EN,
    JA,
    ZH,
    OTHER,
    OUR_COUNTRY,
    OUR_SUBDIVISION,
    OUR_FUNCTION,
    OUR_STATUS,
    OUR_DATE,
    OUR_IATA,
    OUR_PLACE,
    OUR_REMARKS,
    CELLS
};

static const CodeColumn columns[CELLS] = {
    [CODE] = {S_INIT("code"), COLUMN_CODE},
    [EN] = {S_INIT("en"), COLUMN_NAME},
    [JA] = {S_INIT("ja"), COLUMN_NAME},
    [ZH] = {S_INIT("zh"), COLUMN_NAME},
    [OTHER] = {S_INIT("other"), COLUMN_OTHER},
    [OUR_COUNTRY] = {S_INIT("country"), COLUMN_FACT},
    [OUR_SUBDIVISION] = {S_INIT("subdivision"), COLUMN_FACT},
    [OUR_FUNCTION] = {S_INIT("function"), COLUMN_FACT},
    [OUR_STATUS] = {S_INIT("status"), COLUMN_FACT},
    [OUR_DATE] = {S_INIT("date"), COLUMN_FACT},
    [OUR_IATA] = {S_INIT("iata"), COLUMN_FACT},
    [OUR_PLACE] = {S_INIT("place"), COLUMN_FACT},
    [OUR_REMARKS] = {S_INIT("remarks"), COLUMN_FACT},
};

typedef struct Alias {
    Slice country, name, target; // Vienna is another name of Wien
} Alias;

typedef struct Import {
    Arena *arena;
    CodeDraft *draft;
    CodeImport *result;
    Faults *faults;
    Table *names; // "AT Wien" …
    Slice *codes; // … and the code of each
    size_t room;
    Alias *aliases;
    size_t alias_count, alias_room;
} Import;

// "3527N" ─► 35.45; a longitude has three digits of degrees.
static bool read_angle(Slice text, size_t degree_digits, const char *signs, double *angle)
{
    unsigned degrees = 0, minutes = 0;
    if (text.len != degree_digits + 3)
        return false;
    for (size_t i = 0; i < text.len - 1; i++) {
        if (!isdigit((unsigned char)text.at[i]))
            return false;
        unsigned *part = i < degree_digits ? &degrees : &minutes;
        *part = *part * 10 + (unsigned)(text.at[i] - '0');
    }
    char sign = text.at[text.len - 1];
    *angle = (degrees + minutes / 60.0) * (sign == signs[1] ? -1 : 1);
    return minutes < 60 && (sign == signs[0] || sign == signs[1]);
}

// "3527N 13939E" ─► "35.4500 139.6500". Empty where it is something else.
static Slice read_place(Arena *arena, Slice text)
{
    double latitude, longitude;
    Slice rest = text;
    Slice first = slice_cut(&rest, ' ');
    if (!read_angle(first, 2, "NS", &latitude) ||
        !read_angle(slice_trim(rest), 3, "EW", &longitude))
        return S("");
    if (latitude > 90 || latitude < -90 || longitude > 180 || longitude < -180)
        return S("");
    return arena_print(arena, "%.4f %.4f", latitude, longitude);
}

// "12345---" ─► "12345"
static Slice read_function(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (isalnum((unsigned char)text.at[i]))
            buffer_add_char(&out, text.at[i]);
    return buffer_slice(&out);
}

static bool is_code(Slice text, size_t len, bool allows_digits)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isupper((unsigned char)text.at[i]) &&
            !(allows_digits && isdigit((unsigned char)text.at[i])))
            return false;
    return text.len == len;
}

// Another name of a row that is there.
static void add_other(Import *it, Slice *cells, Slice name)
{
    enum { OTHERS_MAX = 2000 }; // bytes; no place has more than three names
    if (slice_equal(cells[EN], name) || cells[OTHER].len + name.len > OTHERS_MAX)
        return;
    cells[OTHER] = cells[OTHER].len == 0
                       ? name
                       : arena_print(it->arena, "%.*s|%.*s", (int)cells[OTHER].len, cells[OTHER].at,
                                     (int)name.len, name.at);
}

static Slice name_key(Import *it, Slice country, Slice name)
{
    return arena_print(it->arena, "%.*s %.*s", (int)country.len, country.at, (int)name.len,
                       name.at);
}

static void remember_name(Import *it, Slice country, Slice name, Slice code)
{
    bool is_new;
    int32_t number = table_add(it->names, name_key(it, country, name), &is_new);
    if (!is_new)
        return;
    if ((size_t)number >= it->room) {
        size_t room = it->room ? it->room * 2 : 1024;
        it->codes = arena_resize(it->arena, it->codes, it->room * sizeof code, room * sizeof code);
        it->room = room;
    }
    it->codes[number] = code;
}

// "Vienna = Wien"
static void remember_alias(Import *it, const Rows *rows)
{
    Slice target = rows_cell(rows, NAME);
    Slice name = slice_cut(&target, '=');
    if (it->alias_count == it->alias_room) {
        size_t room = it->alias_room ? it->alias_room * 2 : 256;
        it->aliases = arena_resize(it->arena, it->aliases, it->alias_room * sizeof(Alias),
                                   room * sizeof(Alias));
        it->alias_room = room;
    }
    it->aliases[it->alias_count++] =
        (Alias){rows_cell(rows, COUNTRY), slice_trim(name), slice_trim(target)};
}

static void add_aliases(Import *it)
{
    for (size_t i = 0; i < it->alias_count; i++) {
        const Alias *alias = &it->aliases[i];
        int32_t number = table_find(it->names, name_key(it, alias->country, alias->target));
        if (number != TABLE_NONE && alias->name.len > 0)
            add_other(it, draft_find(it->draft, it->codes[number]), alias->name);
    }
}

static void fill(Import *it, const Rows *rows, Slice *cells)
{
    cells[EN] = rows_cell(rows, NAME);
    cells[OUR_COUNTRY] = rows_cell(rows, COUNTRY);
    cells[OUR_SUBDIVISION] = rows_cell(rows, SUBDIVISION);
    cells[OUR_FUNCTION] = read_function(it->arena, rows_cell(rows, FUNCTION));
    cells[OUR_STATUS] = rows_cell(rows, STATUS);
    cells[OUR_DATE] = rows_cell(rows, DATE);
    cells[OUR_IATA] = rows_cell(rows, IATA);
    cells[OUR_REMARKS] = rows_cell(rows, REMARKS);
    cells[OUR_PLACE] = read_place(it->arena, rows_cell(rows, PLACE));
    it->result->mended += cells[OUR_PLACE].len == 0 && rows_cell(rows, PLACE).len > 0;
    // The name without marks is only of use where folding would not find it.
    Slice plain = rows_cell(rows, PLAIN);
    if (!slice_equal(fold_name(it->arena, plain), fold_name(it->arena, cells[EN])))
        cells[OTHER] = plain;
}

static bool refuse_code(Import *it, unsigned line, Slice country, Slice location)
{
    Slice first = slice_show(it->arena, country, 20), second = slice_show(it->arena, location, 20);
    return fault_add(it->faults, FAULT_SYNTAX, line, 1,
                     "%.*s %.*s is no UN/LOCODE: expected two letters of a country and three "
                     "letters or digits",
                     (int)first.len, first.at, (int)second.len, second.at);
}

static bool import_row(Import *it, const Rows *rows)
{
    Slice country = rows_cell(rows, COUNTRY), location = rows_cell(rows, LOCATION);
    if (slice_equal(rows_cell(rows, CHANGE), S("=")))
        remember_alias(it, rows);
    // X: will be withdrawn by the next release.
    if (location.len == 0 || slice_equal(rows_cell(rows, CHANGE), S("X"))) {
        it->result->passed_over++;
        return true;
    }
    if (!is_code(country, 2, false) || !is_code(location, 3, true))
        return refuse_code(it, rows->line, country, location);
    Slice cells[CELLS] = {0};
    cells[CODE] = arena_join(it->arena, country, location);
    remember_name(it, country, rows_cell(rows, NAME), cells[CODE]);
    // A place in a land of two languages has two rows with one code.
    Slice *known = draft_find(it->draft, cells[CODE]);
    if (known != NULL) {
        add_other(it, known, rows_cell(rows, NAME));
        it->result->passed_over++;
        return true;
    }
    fill(it, rows, cells);
    return draft_add(it->draft, cells, rows->line, it->faults);
}

static bool is_header(const Rows *rows)
{
    char folded[16] = {0};
    Slice country = rows_cell(rows, COUNTRY);
    for (size_t i = 0; i < country.len && i < sizeof folded - 1; i++)
        folded[i] = (char)tolower((unsigned char)country.at[i]);
    return strcmp(folded, "country") == 0;
}

static void import_part(Import *it, const CodeInput *input)
{
    Rows rows = rows_open(it->arena, input->bytes, it->faults);
    for (bool is_first = true; rows_next(&rows); is_first = false)
        if (!is_first || !is_header(&rows))
            import_row(it, &rows);
}

bool import_unlocode(Arena *arena, const CodeInputs *inputs, CodeImport *result, Faults *faults)
{
    CodeHead head = {
        .name = inputs->list.len > 0 ? inputs->list : S("locations"),
        .edition = inputs->edition,
        .source = S("UN/LOCODE, United Nations Economic Commission for Europe"),
        .titles = {S("Places of trade and transport (UN/LOCODE)"),
                   S("貿易・運輸の地点（UN/LOCODE）"), S("贸易和运输地点（UN/LOCODE）")},
    };
    *result = (CodeImport){.name = head.name};
    Import it = {.arena = arena, .result = result, .faults = faults};
    it.draft = draft_new(arena, &head, columns, CELLS);
    it.names = table_new(arena, 1024);
    size_t before = faults->count;
    for (size_t i = 0; i < inputs->count; i++) {
        size_t first = faults->count;
        import_part(&it, &inputs->at[i]);
        fault_set_file(faults, first, arena_c_string(arena, inputs->at[i].name));
    }
    add_aliases(&it);
    if (faults->count > before)
        return false;
    if (draft_count(it.draft) == 0)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "there is no UN/LOCODE in it");
    if (!draft_complete(it.draft, codes_own(arena, S("locations")), faults))
        return false;
    result->rows = (uint32_t)draft_count(it.draft);
    result->bytes = draft_write(it.draft, faults);
    return result->bytes.len > 0;
}
