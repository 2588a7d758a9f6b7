// SPDX-License-Identifier: Apache-2.0
// The Harmonized System: chapters, headings, subheadings with their descriptions.
//
//     section,hscode,description,parent,level
//     I,0101,"Horses, asses, mules and hinnies; live",01,4
//
// What a publisher has beside codes and descriptions is left: the parent follows from the code.

#include "codes/goods.h"

// Ours.
enum { CODE, EN, JA, ZH, OTHER, PARENT, CELLS };

static const CodeColumn columns[CELLS] = {
    [CODE] = {S_INIT("code"), COLUMN_CODE},    [EN] = {S_INIT("en"), COLUMN_NAME},
    [JA] = {S_INIT("ja"), COLUMN_NAME},        [ZH] = {S_INIT("zh"), COLUMN_NAME},
    [OTHER] = {S_INIT("other"), COLUMN_OTHER}, [PARENT] = {S_INIT("parent"), COLUMN_FACT},
};

typedef struct Import {
    Arena *arena;
    CodeDraft *draft;
    CodeImport *result;
    Faults *faults;
    uint32_t ours[ROWS_CELLS_MAX]; // which of our cells a cell of the publisher's is
} Import;

static bool read_header(Import *it, Rows *rows)
{
    bool has_code = false, has_name = false;
    if (!rows_next(rows))
        return fault_add(it->faults, FAULT_SYNTAX, 1, 1, "there is no header");
    for (size_t i = 0; i < rows->count; i++) {
        CodeColumn column = goods_column(it->arena, rows->cells[i]);
        it->ours[i] = CODE_NONE;
        for (uint32_t k = 0; k < OTHER; k++)
            if (slice_equal(columns[k].name, column.name))
                it->ours[i] = k;
        has_code |= it->ours[i] == CODE;
        has_name |= it->ours[i] != CODE_NONE && it->ours[i] != CODE;
    }
    return (has_code && has_name) ||
           fault_add(it->faults, FAULT_SYNTAX, rows->line, 1,
                     "expected a header with hscode (or code) and description (or "
                     "description_en, description_ja, description_zh)");
}

static bool import_row(Import *it, const Rows *rows)
{
    Slice cells[CELLS] = {0};
    for (size_t i = 0; i < rows->count; i++)
        if (it->ours[i] != CODE_NONE)
            cells[it->ours[i]] = rows->cells[i];
    cells[CODE] = goods_code(it->arena, cells[CODE]);
    if (cells[CODE].len == 0) {
        it->result->passed_over++;
        return true;
    }
    if (cells[CODE].len > 2)
        cells[PARENT] = slice_part(cells[CODE], 0, cells[CODE].len - 2);
    return draft_add(it->draft, cells, rows->line, it->faults);
}

bool import_hs(Arena *arena, const CodeInputs *inputs, CodeImport *result, Faults *faults)
{
    CodeHead head = {
        .name = inputs->list.len > 0 ? inputs->list : S("hs"),
        .edition = inputs->edition,
        .source = S("Harmonized System, World Customs Organization"),
        .titles = {S("Harmonized System"), S("商品の名称及び分類（HS）"), S("协调制度（HS）")},
    };
    *result = (CodeImport){.name = head.name};
    Import it = {.arena = arena, .result = result, .faults = faults};
    it.draft = draft_new(arena, &head, columns, CELLS);
    size_t before = faults->count;
    for (size_t i = 0; i < inputs->count; i++) {
        Rows rows = rows_open(arena, inputs->at[i].bytes, faults);
        if (read_header(&it, &rows))
            while (rows_next(&rows))
                import_row(&it, &rows);
        fault_set_file(faults, before, arena_c_string(arena, inputs->at[i].name));
    }
    if (faults->count > before || !draft_complete(it.draft, codes_own(arena, S("hs")), faults))
        return false;
    result->rows = (uint32_t)draft_count(it.draft);
    result->bytes = draft_write(it.draft, faults);
    return result->bytes.len > 0;
}
