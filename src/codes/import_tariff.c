// SPDX-License-Identifier: Apache-2.0
// A national tariff: a tree of lines, of which the leaves have codes and rates.
//
//     level  code     stat  description          basic   WTO
//     1      0101.21        純粋種の繁殖用のもの  free
//     2      0101.21        2 その他のもの
//     3      0101.21  290   (2)その他のもの              3400      ─► 010121290, basic free
//
// A cell that is empty has the value of the line above it in the tree. A line of its own code is a
// row; one that only divides (the second of the same code without stat) lives on in the path of
// those below. Two lines of one code and stat (rates by season) are two rows, the second with -2.

#include "codes/goods.h"

#include "codes/format.h"

#include <ctype.h>

enum {
    LEVELS_MAX = 24,   // of the tree; Japan's has 11
    REPEATS_MAX = 100, // of one code; Japan's has 2
};

// Our columns begin so; then come the publisher's facts in their order.
enum { CODE, PATH, FIRST_OF_PUBLISHER };

// What a cell of the publisher's is, where it is none of ours.
enum { CELL_LEFT_OUT = 1000, CELL_LEVEL, CELL_CODE, CELL_STAT };

typedef struct Line {
    bool is_there;
    Slice cells[CODES_COLUMNS_MAX]; // of ours, inherited ones filled in
} Line;

typedef struct Import {
    Arena *arena;
    CodeDraft *draft;
    CodeImport *result;
    Faults *faults;
    unsigned uses[ROWS_CELLS_MAX]; // of the publisher's cells: our column, or one of the above
    CodeColumn columns[CODES_COLUMNS_MAX];
    size_t column_count;
    Line *levels; // the line last met on each level, with those above it the way to it
} Import;

typedef struct Use {
    Slice name;
    unsigned use;
} Use;

static const Use known_uses[] = {
    {S_INIT("level"), CELL_LEVEL},   {S_INIT("code"), CELL_CODE},
    {S_INIT("stat"), CELL_STAT},     {S_INIT("chapter"), CELL_LEFT_OUT}, // the code says it
    {S_INIT("path"), CELL_LEFT_OUT},                                     // is ours
};

static unsigned use_of(Import *it, CodeColumn column)
{
    for (size_t i = 0; i < sizeof known_uses / sizeof *known_uses; i++)
        if (slice_equal(known_uses[i].name, column.name))
            return known_uses[i].use;
    if (column.name.len == 0)
        return CELL_LEFT_OUT;
    it->columns[it->column_count] = column;
    return (unsigned)it->column_count++;
}

static bool read_header(Import *it, Rows *rows)
{
    bool has_level = false, has_code = false, has_name = false;
    it->columns[CODE] = (CodeColumn){S("code"), COLUMN_CODE};
    it->columns[PATH] = (CodeColumn){S("path"), COLUMN_FACT};
    it->column_count = FIRST_OF_PUBLISHER;
    if (!rows_next(rows))
        return fault_add(it->faults, FAULT_SYNTAX, 1, 1, "there is no header");
    if (rows->count > CODES_COLUMNS_MAX - FIRST_OF_PUBLISHER)
        return fault_add(it->faults, FAULT_LIMIT, rows->line, 1, "there are more than %d columns",
                         CODES_COLUMNS_MAX - FIRST_OF_PUBLISHER);
    for (size_t i = 0; i < rows->count; i++) {
        CodeColumn column = goods_column(it->arena, rows->cells[i]);
        it->uses[i] = use_of(it, column);
        has_level |= it->uses[i] == CELL_LEVEL;
        has_code |= it->uses[i] == CELL_CODE;
        has_name |= column.kind == COLUMN_NAME;
    }
    return (has_level && has_code && has_name) ||
           fault_add(it->faults, FAULT_SYNTAX, rows->line, 1,
                     "expected a header with level, code, description_en (or _ja, _zh), stat where "
                     "there is one, and the rates");
}

// ---- Lines ----

typedef struct Given { // of one line of the publisher's
    size_t level;
    Slice code, stat;
} Given;

static bool read_level(Import *it, const Rows *rows, Slice text, size_t *level)
{
    *level = 0;
    for (size_t i = 0; i < text.len && *level < LEVELS_MAX; i++)
        *level = isdigit((unsigned char)text.at[i]) ? *level * 10 + (size_t)(text.at[i] - '0')
                                                    : LEVELS_MAX;
    return (text.len > 0 && *level < LEVELS_MAX) ||
           fault_add(it->faults, FAULT_SYNTAX, rows->line, 1,
                     "the level is a number from 0 to %d: how deep the line lies in the tree",
                     LEVELS_MAX - 1);
}

static bool read_line(Import *it, const Rows *rows, Given *given, Line *line)
{
    *line = (Line){.is_there = true};
    for (size_t i = 0; i < rows->count; i++) {
        if (it->uses[i] < CELL_LEFT_OUT)
            line->cells[it->uses[i]] = rows->cells[i];
        else if (it->uses[i] == CELL_CODE)
            given->code = rows->cells[i];
        else if (it->uses[i] == CELL_STAT)
            given->stat = rows->cells[i];
        else if (it->uses[i] == CELL_LEVEL && !read_level(it, rows, rows->cells[i], &given->level))
            return false;
    }
    return true;
}

static const Line *line_above(const Import *it, size_t level)
{
    while (level-- > 0)
        if (it->levels[level].is_there)
            return &it->levels[level];
    return NULL;
}

static Slice name_of(const Import *it, const Line *line)
{
    for (size_t i = FIRST_OF_PUBLISHER; i < it->column_count; i++)
        if (it->columns[i].kind == COLUMN_NAME && line->cells[i].len > 0)
            return line->cells[i];
    return S("");
}

static void inherit(Import *it, Line *line, const Line *above)
{
    for (size_t i = FIRST_OF_PUBLISHER; i < it->column_count; i++)
        if (it->columns[i].kind == COLUMN_FACT && line->cells[i].len == 0)
            line->cells[i] = above->cells[i];
    Slice path = above->cells[PATH], name = name_of(it, above);
    line->cells[PATH] = path.len == 0 ? name
                                      : arena_print(it->arena, "%.*s › %.*s", (int)path.len,
                                                    path.at, (int)name.len, name.at);
}

// The line's own code; empty where it has none, being only a division.
static Slice code_of(Import *it, const Given *given)
{
    Slice code = goods_code(it->arena, given->code);
    if (code.len == 0)
        return code;
    if (given->stat.len == 0)
        return draft_find(it->draft, code) == NULL ? code : S("");
    code = arena_join(it->arena, code, given->stat);
    Slice single = code;
    for (int i = 2; draft_find(it->draft, code) != NULL && i <= REPEATS_MAX; i++)
        code = arena_print(it->arena, "%.*s-%d", (int)single.len, single.at, i);
    return code;
}

static bool import_line(Import *it, const Rows *rows)
{
    Given given = {0};
    Line line;
    if (!read_line(it, rows, &given, &line))
        return false;
    const Line *above = line_above(it, given.level);
    if (above != NULL)
        inherit(it, &line, above);
    it->levels[given.level] = line;
    for (size_t i = given.level + 1; i < LEVELS_MAX; i++)
        it->levels[i].is_there = false;
    line.cells[CODE] = code_of(it, &given);
    if (line.cells[CODE].len == 0) {
        it->result->passed_over++;
        return true;
    }
    return draft_add(it->draft, line.cells, rows->line, it->faults);
}

static bool import_lines(Import *it, const CodeHead *head, const CodeInput *input)
{
    Rows rows = rows_open(it->arena, input->bytes, it->faults);
    size_t before = it->faults->count;
    if (!read_header(it, &rows))
        return false;
    it->draft = draft_new(it->arena, head, it->columns, it->column_count);
    while (rows_next(&rows))
        import_line(it, &rows);
    return it->faults->count == before;
}

bool import_tariff(Arena *arena, const CodeInputs *inputs, CodeImport *result, Faults *faults)
{
    CodeHead head = {
        .name = inputs->list.len > 0 ? inputs->list : S("tariff"),
        .edition = inputs->edition,
        .source = S("the customs authority that publishes it"),
        .titles = {S("Customs tariff"), S("関税率表"), S("海关税则")},
    };
    if (inputs->count != 1)
        return fault_add(faults, FAULT_USAGE, 0, 0, "a tariff is one file");
    *result = (CodeImport){.name = head.name};
    Import it = {.arena = arena, .result = result, .faults = faults};
    it.levels = arena_array(arena, Line, LEVELS_MAX);
    size_t before = faults->count;
    bool is_good = import_lines(&it, &head, &inputs->at[0]);
    fault_set_file(faults, before, arena_c_string(arena, inputs->at[0].name));
    if (!is_good)
        return false;
    result->rows = (uint32_t)draft_count(it.draft);
    result->bytes = draft_write(it.draft, faults);
    return result->bytes.len > 0;
}
