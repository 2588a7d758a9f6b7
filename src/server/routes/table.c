// SPDX-License-Identifier: Apache-2.0
// The list of a register as a file: what its page shows, by the same filters and rights, a column
// for each term.
//
//     state, facet ─► store_list ──┐
//     words ─► search_find ────────┴─► may he see it? ─► cells ─► CSV or workbook
//
// Records are read batch by batch into memory that is used again; only cells are kept. They are
// for people: captions, states and choices in their language. Who wants all that was kept, as it
// was kept, has GET /api/bulk/{register}.

#include "register/days.h"
#include "server/finder.h"
#include "server/matters.h"
#include "server/names.h"
#include "server/press.h"
#include "server/received.h"
#include "server/routes/parameters.h"

enum {
    BATCH = 200,
    LOOKED_AT_MAX = 100000, // records, for who may see few of many
    ROWS_MAX = 20000,
    CELLS_MAX = 500000, // a workbook is made in memory
    COLUMNS_MAX = 256,  // a form of a register has fifty; documents of trade have hundreds
    CELL_MAX = 32000,   // bytes; a workbook's cell holds 32,767 characters
};

typedef struct Table Table;
typedef Slice FixedValue(const Table *it, const Matter *matter);

typedef struct Column {
    const Term *term; // NULL: what the window knows of each record
    Slice path;       // of the term
    FixedValue *fixed;
    XlsxColumn sheet;
} Column;

struct Table {
    Request *request;
    Act act; // its arena is a batch's
    Arena *arena;
    Register *reg;
    const Declaration *declaration;
    const Labels *labels;
    Names *names;
    Column *columns;
    size_t column_count;
    Slice *cells; // row by row
    size_t row_count, row_room, looked, limit;
};

// ---- Columns ----

static Slice number_of(const Table *it, const Matter *matter)
{
    (void)it;
    return record_number(matter->record);
}

static Slice id_of(const Table *it, const Matter *matter)
{
    (void)it;
    return matter->record->id;
}

static Slice state_of(const Table *it, const Matter *matter)
{
    return state_title(it->declaration, matter->record->state, it->act.language);
}

static Slice organisation_of(const Table *it, const Matter *matter)
{
    Slice owner = matter->record->owner, name = name_of(it->names, KIND_ORGANISATION, owner);
    return name.len > 0 ? name : owner;
}

static Slice created_of(const Table *it, const Matter *matter)
{
    return day_write(it->act.arena, day_of_ms(matter->record->created_ms));
}

static Slice changed_of(const Table *it, const Matter *matter)
{
    return day_write(it->act.arena, day_of_ms(matter->record->changed_ms));
}

static const struct {
    const char *name, *labels[LANGUAGE_END];
    FixedValue *value;
    XlsxKind kind;
    bool is_hidden; // from people
} fixed_columns[] = {
    {"_.number", {"Number", "番号", "编号"}, number_of, XLSX_TEXT, false},
    {"_.id", {"Record", "記録", "记录"}, id_of, XLSX_TEXT, true},
    {"_.state", {"State", "状態", "状态"}, state_of, XLSX_TEXT, false},
    {"_.owner", {"Organisation", "組織", "机构"}, organisation_of, XLSX_TEXT, false},
    {"_.created", {"Entered on", "登録日", "登记日期"}, created_of, XLSX_DATE, false},
    {"_.changed", {"Changed on", "更新日", "更改日期"}, changed_of, XLSX_DATE, false},
};

static void add_fixed(Table *it)
{
    SheetLanguage language = LANGUAGE_EN;
    language_find(it->act.language, &language);
    for (size_t i = 0; i < sizeof fixed_columns / sizeof *fixed_columns; i++) {
        Slice label = slice_of(fixed_columns[i].labels[language]);
        it->columns[it->column_count++] =
            (Column){.fixed = fixed_columns[i].value,
                     .sheet = {.label = label,
                               .key = slice_of(fixed_columns[i].name),
                               .kind = fixed_columns[i].kind,
                               .is_hidden = fixed_columns[i].is_hidden,
                               .width = 16}};
    }
}

// What is said again and again stands in one cell, which is a text then.
static XlsxKind kind_of(const Term *term, bool is_repeated)
{
    return is_repeated                 ? XLSX_TEXT
           : term->kind == TERM_NUMBER ? XLSX_NUMBER
           : term->kind == TERM_DATE   ? XLSX_DATE
                                       : XLSX_TEXT;
}

// A group above the terms of a form: "contact", "Contact", known to be once or again and again.
typedef struct Above {
    Slice path, caption;
    bool is_repeated;
} Above;

static Slice joined(const Table *it, Slice above, const char *between, Slice name)
{
    return above.len == 0 ? name
                          : arena_print(it->arena, "%.*s%s%.*s", (int)above.len, above.at, between,
                                        (int)name.len, name.at);
}

static void add_terms(Table *it, const Term *group, const Above *above)
{
    for (size_t i = 0; i < group->member_count && it->column_count < COLUMNS_MAX; i++) {
        const Term *term = &group->members[i];
        Slice label = label_of(it->labels, it->arena, term, group);
        Above here = {.path = joined(it, above->path, ".", term->name),
                      .caption = joined(it, above->caption, ": ", label),
                      .is_repeated = above->is_repeated || term->kind == TERM_LIST};
        if (term->member_count > 0) {
            add_terms(it, term, &here);
            continue;
        }
        it->columns[it->column_count++] =
            (Column){.term = term,
                     .path = here.path,
                     .sheet = {.label = here.caption,
                               .key = here.path,
                               .kind = kind_of(term, here.is_repeated),
                               .digits = XLSX_DIGITS_ANY,
                               .width = 24}};
    }
}

// ---- Cells ----

static Slice text_of(const Table *it, const Column *column, const Json *json)
{
    switch (json->kind) {
    case JSON_STRING:
        return column->term->choice_count > 0
                   ? label_of_choice(it->labels, it->act.arena, column->term, json->text)
                   : json->text;
    case JSON_NUMBER:
        return json->text;
    case JSON_TRUE:
        return S("true");
    case JSON_FALSE:
        return S("false");
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return S("");
}

// All values at the path, through the items of lists.
static void add_values(const Table *it, Buffer *cell, const Column *column, const Json *json,
                       Slice path)
{
    if (json == NULL || cell->len > CELL_MAX)
        return;
    if (json->kind == JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++)
            add_values(it, cell, column, json->items[i], path);
    } else if (path.len > 0) {
        Slice name = slice_cut(&path, '.');
        add_values(it, cell, column, json_get(json, name), path);
    } else {
        Slice text = text_of(it, column, json);
        buffer_add(cell, cell->len > 0 && text.len > 0 ? S("; ") : S(""));
        buffer_add(cell, text);
    }
}

static Slice cut(Slice text)
{
    if (text.len <= CELL_MAX)
        return text;
    size_t len = CELL_MAX;
    while (len > 0 && ((unsigned char)text.at[len] & 0xC0) == 0x80) // between characters
        len--;
    return slice_part(text, 0, len);
}

static Slice cell_of(const Table *it, const Column *column, const Matter *matter,
                     const Json *content)
{
    if (column->term == NULL)
        return column->fixed(it, matter);
    Buffer cell = buffer_new(it->act.arena);
    add_values(it, &cell, column, content, column->path);
    return cut(buffer_slice(&cell));
}

static bool add_row(Table *it, const Matter *matter)
{
    const Json *content = matter_show(&it->act, matter); // without what is hidden from the asker
    if (content == NULL)
        return false;
    if (it->row_count == it->limit)
        return fault_add(it->act.faults, FAULT_LIMIT, 0, 0,
                         "the list has more than %zu records; narrow it", it->limit);
    if (it->row_count == it->row_room) {
        size_t width = it->column_count * sizeof(Slice), room = 2 * it->row_room + 64;
        it->cells = arena_resize(it->arena, it->cells, it->row_room * width, room * width);
        it->row_room = room;
    }
    Slice *cells = it->cells + it->row_count++ * it->column_count;
    for (size_t i = 0; i < it->column_count; i++)
        cells[i] = arena_copy(it->arena, cell_of(it, &it->columns[i], matter, content));
    return true;
}

// ---- Records ----

static bool look_at(Table *it, const Record *record)
{
    Matter matter;
    size_t before = it->act.faults->count;
    if (it->looked++ == LOOKED_AT_MAX)
        return fault_add(it->act.faults, FAULT_LIMIT, 0, 0,
                         "more than %d records would be looked at; narrow the list", LOOKED_AT_MAX);
    if (matter_of(&it->act, it->reg, record, &matter))
        return add_row(it, &matter);
    return it->act.faults->count == before;
}

static bool gather(Table *it, const Facet *facets, size_t facet_count)
{
    RecordList list = {0};
    Query query = {.register_name = register_name(it->reg),
                   .facets = facets,
                   .facet_count = facet_count,
                   .limit = BATCH,
                   .with_content = true};
    do {
        arena_reset(it->act.arena);
        query.after = list.next;
        if (!store_list(it->act.store, it->act.arena, &query, &list, it->act.faults))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (!look_at(it, &list.at[i]))
                return false;
    } while (list.next > 0);
    return true;
}

static bool look_at_hit(Table *it, const SearchHit *hit)
{
    const Record *record = store_record(it->act.store, it->act.arena, hit->owner,
                                        hit->register_name, hit->id, it->act.faults);
    return record != NULL ? look_at(it, record) : it->act.faults->count == 0;
}

static bool gather_found(Table *it, const Facet *facets, size_t facet_count)
{
    SearchHits hits = {0};
    Slice readers[FINDER_READERS_MAX];
    const Asker *asker = it->act.asker;
    SearchQuery query = {.text = request_value(it->request, "q"),
                         .readers = readers,
                         .reader_count =
                             finder_readers(it->arena, asker, asker->organisation, readers),
                         .register_name = register_name(it->reg),
                         .filters = facets,
                         .filter_count = facet_count,
                         .limit = BATCH};
    do {
        query.after = arena_copy(it->arena, hits.next);
        arena_reset(it->act.arena);
        if (!search_find(finder_searcher(it->request->server->finder), it->act.arena, &query, &hits,
                         it->act.faults))
            return false;
        for (size_t i = 0; i < hits.count; i++)
            if (!look_at_hit(it, &hits.at[i]))
                return false;
    } while (hits.next.len > 0);
    return true;
}

// ---- The answer ----

static XlsxSheet sheet_of(const Table *it)
{
    XlsxColumn *columns = arena_array(it->arena, XlsxColumn, it->column_count);
    for (size_t i = 0; i < it->column_count; i++)
        columns[i] = it->columns[i].sheet;
    return (XlsxSheet){.name = S("1"),
                       .columns = columns,
                       .column_count = it->column_count,
                       .values = it->cells,
                       .row_count = it->row_count,
                       .is_lenient = true};
}

static void close_arena(void *arena)
{
    arena_free(arena);
}

// False with faults.
static bool open_table(Request *request, Register *reg, Table *it)
{
    Faults *faults = &request->worker->faults;
    const Model *model = register_model(reg, faults);
    *it = (Table){.request = request,
                  .act = *request_act(request),
                  .arena = request->arena,
                  .reg = reg,
                  .declaration = register_declaration(reg, faults),
                  .names = names_new(request),
                  .columns = arena_array(request->arena, Column, COLUMNS_MAX)};
    it->labels = register_labels(reg, it->act.language, faults);
    if (model == NULL || it->declaration == NULL || it->labels == NULL)
        return false;
    it->act.arena = arena_new(&request->worker->guard, request->server->options.memory_max);
    arena_defer(request->arena, close_arena, it->act.arena);
    add_fixed(it);
    add_terms(it, &model->root, &(Above){0});
    it->limit = CELLS_MAX / it->column_count < ROWS_MAX ? CELLS_MAX / it->column_count : ROWS_MAX;
    return true;
}

static void run_table(Request *request)
{
    Table it;
    Facet facets[2];
    Register *reg = register_of(request);
    if (reg == NULL)
        return;
    if (request->server->store == NULL) {
        answer_problem(request, PROBLEM_NO_DATA, "it was started without --data");
        return;
    }
    if (!may_filter(request, reg, S("")))
        return;
    size_t count = facets_asked(request, facets);
    if (!open_table(request, reg, &it) ||
        !(request_value(request, "q").len > 0 ? gather_found(&it, facets, count)
                                              : gather(&it, facets, count))) {
        answer_refusal(request);
        return;
    }
    XlsxSheet sheet = sheet_of(&it);
    answer_sheet(request, &sheet, slice_equal(request_value(request, "format"), S("xlsx")),
                 "records");
}

// ---- Rows ----

static const Parameter table_parameters[] = {
    REGISTER,
    LANGUAGE,
    {.name = "format",
     .in = IN_QUERY,
     .choices = "csv xlsx",
     .text = "Text, which it is without it, or a workbook."},
    {.name = "q",
     .in = IN_QUERY,
     .most = SEARCH_QUERY_MAX,
     .text = "Those that are found by these words, the best first."},
    STATE,
    FACET,
    {0},
};

const Route table_routes[] = {
    {
        .id = "tableVisibleRecords",
        .path = "/api/registers/{register}/table",
        .summary = "The records of a register that the asker may see, as a table",
        .text = "What GET /api/registers/{register}/records lists, or with `q` GET /api/search "
                "finds: a row each, a column for each field, captions and choices in the reader's "
                "language. Fields that one may not see are empty. What a spreadsheet would take "
                "for a formula is made text. At most 20,000 records and 500,000 cells; 413 asks "
                "to narrow a longer list.",
        .parameters = table_parameters,
        .answers = {{200,
                     "text/csv application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     NULL, "The newest first, or the best"}},
        .lane = LANE_SLOW,
        .run = run_table,
    },
    {0},
};
