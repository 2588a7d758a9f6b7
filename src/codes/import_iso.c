// SPDX-License-Identifier: Apache-2.0
// Debian's iso-codes: one JSON file a standard, and gettext catalogues of its names.
//
//     iso_3166-2.json ─► rows ─┐
//     ja.mo, zh_CN.mo ─► names ┴─► list
//
// They are read where they are installed, and not carried: the package is under the LGPL, and the
// distribution's is newer than any copy of ours would be.

#include "codes/make.h"

#include "base/json.h"
#include "base/table.h"
#include "base/utf8.h"

#include <endian.h>

enum { ENGLISH = 1, JAPANESE, CHINESE, OTHER_NAMES, FIRST_FACT, FACTS_MAX = 4 };

typedef struct Fact {
    const char *member, *column;
} Fact;

typedef struct Standard {
    Slice member; // of the JSON file, which holds the rows
    Slice list;
    const char *code;
    const char *names[3]; // the first that a row has is its name; the last is another name
    Fact facts[FACTS_MAX + 1];
    Slice titles[3];
} Standard;

static const Standard standards[] = {
    {S_INIT("3166-1"),
     S_INIT("countries"),
     "alpha_2",
     {"common_name", "name", "official_name"},
     {{"alpha_3", "alpha3"}, {"numeric", "numeric"}, {NULL, "currency"}},
     {S_INIT("Countries (ISO 3166-1)"), S_INIT("国・地域（ISO 3166-1）"),
      S_INIT("国家和地区（ISO 3166-1）")}},
    {S_INIT("3166-2"),
     S_INIT("subdivisions"),
     "code",
     {"name", "name", ""},
     {{"type", "type"}, {"parent", "parent"}},
     {S_INIT("Subdivisions of countries (ISO 3166-2)"), S_INIT("国の行政区画（ISO 3166-2）"),
      S_INIT("国家行政区划（ISO 3166-2）")}},
    {S_INIT("4217"),
     S_INIT("currencies"),
     "alpha_3",
     {"name", "name", ""},
     {{"numeric", "numeric"}, {NULL, "digits"}},
     {S_INIT("Currencies (ISO 4217)"), S_INIT("通貨（ISO 4217）"), S_INIT("货币（ISO 4217）")}},
    {S_INIT("639-2"),
     S_INIT("languages"),
     "alpha_3",
     {"common_name", "name", ""},
     {{"alpha_2", "alpha2"}, {"bibliographic", "bibliographic"}},
     {S_INIT("Languages (ISO 639-2)"), S_INIT("言語（ISO 639-2）"), S_INIT("语言（ISO 639-2）")}},
};

// ---- Catalogues ----

// GNU's .mo: a magic number in the byte order of its maker, a count, and two tables of length and
// offset, of the messages and of their translations.
typedef struct Catalogue {
    Slice bytes;
    bool is_big_endian;
    uint32_t count, messages, translations;
    Table *numbers;
} Catalogue;

static uint32_t catalogue_number(const Catalogue *it, size_t at)
{
    uint32_t number;
    if (it->bytes.len < 4 || at > it->bytes.len - 4)
        return 0;
    memcpy(&number, it->bytes.at + at, sizeof number);
    return it->is_big_endian ? be32toh(number) : le32toh(number);
}

static Slice catalogue_text(const Catalogue *it, uint32_t table, uint32_t index)
{
    size_t row = (size_t)table + (size_t)index * 8;
    uint32_t len = catalogue_number(it, row), at = catalogue_number(it, row + 4);
    bool is_inside = at <= it->bytes.len && len <= it->bytes.len - at;
    return is_inside ? (Slice){it->bytes.at + at, len} : S("");
}

static bool catalogue_open(Arena *arena, Slice bytes, Catalogue *it, Faults *faults)
{
    enum { MAGIC = 0x950412DE, HEADER = 28 };
    *it = (Catalogue){.bytes = bytes, .numbers = table_new(arena, 64)};
    if (bytes.len == 0)
        return true;
    it->is_big_endian = catalogue_number(it, 0) != (uint32_t)MAGIC;
    if (bytes.len < HEADER || catalogue_number(it, 0) != (uint32_t)MAGIC)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "this is no gettext catalogue (.mo)");
    it->count = catalogue_number(it, 8);
    it->messages = catalogue_number(it, 12);
    it->translations = catalogue_number(it, 16);
    if (it->count > bytes.len / 16) // each message has two rows of eight bytes
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the gettext catalogue is cut short");
    for (uint32_t i = 0; i < it->count; i++)
        table_add(it->numbers, catalogue_text(it, it->messages, i), NULL);
    return true;
}

// Empty where there is no translation.
static Slice catalogue_find(const Catalogue *it, Slice message)
{
    int32_t number = message.len > 0 ? table_find(it->numbers, message) : TABLE_NONE;
    return number == TABLE_NONE ? S("") : catalogue_text(it, it->translations, (uint32_t)number);
}

// ---- Rows ----

typedef struct Import {
    Arena *arena;
    const Standard *standard;
    Catalogue japanese, chinese;
    CodeDraft *draft;
    size_t fact_count;
    Faults *faults;
} Import;

static Slice member(const Json *row, const char *name)
{
    return name == NULL ? S("") : json_get_text(row, slice_of(name));
}

static bool import_row(Import *it, const Json *row)
{
    const Standard *standard = it->standard;
    Slice cells[FIRST_FACT + FACTS_MAX] = {0};
    cells[0] = member(row, standard->code);
    cells[ENGLISH] = member(row, standard->names[0]);
    if (cells[ENGLISH].len == 0)
        cells[ENGLISH] = member(row, standard->names[1]);
    cells[OTHER_NAMES] = member(row, standard->names[2]);
    cells[JAPANESE] = catalogue_find(&it->japanese, cells[ENGLISH]);
    cells[CHINESE] = catalogue_find(&it->chinese, cells[ENGLISH]);
    for (size_t i = 0; i < it->fact_count; i++)
        cells[FIRST_FACT + i] = member(row, standard->facts[i].member);
    return draft_add(it->draft, cells, row->line, it->faults);
}

static CodeDraft *new_draft(Import *it, const CodeInputs *inputs)
{
    const Standard *standard = it->standard;
    CodeColumn columns[FIRST_FACT + FACTS_MAX] = {
        {S("code"), COLUMN_CODE}, {S("en"), COLUMN_NAME},     {S("ja"), COLUMN_NAME},
        {S("zh"), COLUMN_NAME},   {S("other"), COLUMN_OTHER},
    };
    for (it->fact_count = 0; standard->facts[it->fact_count].column != NULL; it->fact_count++)
        columns[FIRST_FACT + it->fact_count] =
            (CodeColumn){slice_of(standard->facts[it->fact_count].column), COLUMN_FACT};
    CodeHead head = {.name = inputs->list.len > 0 ? inputs->list : standard->list,
                     .edition = inputs->edition,
                     .source = S("iso-codes, the iso-codes team of Debian")};
    memcpy(head.titles, standard->titles, sizeof head.titles);
    return draft_new(it->arena, &head, columns, FIRST_FACT + it->fact_count);
}

// ---- The whole ----

static Slice input_named(const CodeInputs *inputs, Slice name)
{
    for (size_t i = 0; i < inputs->count; i++)
        if (slice_equal(inputs->at[i].name, name))
            return inputs->at[i].bytes;
    return S("");
}

static const Json *rows_of(Import *it, Slice text)
{
    const Json *json = json_read(it->arena, text, it->faults);
    if (json == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof standards / sizeof *standards; i++) {
        const Json *rows = json_get(json, standards[i].member);
        if (rows != NULL && rows->kind == JSON_ARRAY) {
            it->standard = &standards[i];
            return rows;
        }
    }
    fault_add(it->faults, FAULT_SYNTAX, 0, 0,
              "this is none of iso_3166-1.json, iso_3166-2.json, iso_4217.json, iso_639-2.json");
    return NULL;
}

bool import_iso(Arena *arena, const CodeInputs *inputs, CodeImport *result, Faults *faults)
{
    Import it = {.arena = arena, .faults = faults};
    size_t before = faults->count;
    const Json *rows = rows_of(&it, inputs->count > 0 ? inputs->at[0].bytes : S(""));
    if (rows == NULL ||
        !catalogue_open(arena, input_named(inputs, S("ja.mo")), &it.japanese, faults) ||
        !catalogue_open(arena, input_named(inputs, S("zh_CN.mo")), &it.chinese, faults))
        return false;
    it.draft = new_draft(&it, inputs);
    for (size_t i = 0; i < rows->count; i++)
        import_row(&it, rows->items[i]);
    if (faults->count > before ||
        !draft_complete(it.draft, codes_own(arena, it.standard->list), faults))
        return false;
    *result = (CodeImport){.name = inputs->list.len > 0 ? inputs->list : it.standard->list};
    result->rows = (uint32_t)draft_count(it.draft);
    result->bytes = draft_write(it.draft, faults);
    return result->bytes.len > 0;
}
