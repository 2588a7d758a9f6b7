// SPDX-License-Identifier: Apache-2.0
// Answers as tables.

#include "statistics/table.h"

#include "statistics/internal.h"

static const CubeDimension *dimension_at(const CubeForm *form, unsigned number)
{
    static const CubeDimension owner = {
        .id = S_INIT("owner"), .label = {S_INIT("Organisation"), S_INIT("組織"), S_INIT("机构")}};
    return number < form->dimension_count ? &form->dimensions[number] : &owner;
}

static const CubeDimension *dimension_of(const CubeAnswer *answer, size_t group)
{
    return dimension_at(answer->form, answer->groups[group].dimension);
}

static Slice label_of(const CubeAnswer *answer, size_t group, Slice code, unsigned language)
{
    return cube_label(answer->cube, answer->groups[group].dimension, code, language);
}

static Slice number(Arena *arena, Decimal value)
{
    char text[DECIMAL_TEXT_MAX];
    return arena_copy(arena, (Slice){text, decimal_write(value, text)});
}

// ---- Spreadsheets ----

static const XlsxColumn *columns_of(Arena *arena, const CubeAnswer *answer, unsigned language)
{
    const CubeForm *form = answer->form;
    XlsxColumn *columns =
        arena_array(arena, XlsxColumn, 2 * answer->group_count + form->measure_count);
    size_t count = 0;
    for (size_t i = 0; i < answer->group_count; i++) {
        const CubeDimension *dimension = dimension_of(answer, i);
        columns[count++] = (XlsxColumn){.label = dimension->id, .width = 12};
        columns[count++] = (XlsxColumn){.label = dimension->label[language], .width = 24};
    }
    for (size_t i = 0; i < form->measure_count; i++) {
        const CubeMeasure *measure = &form->measures[i];
        Slice label = measure->label[language];
        if (measure->unit.len > 0)
            label = arena_print(arena, "%.*s (%.*s)", (int)label.len, label.at,
                                (int)measure->unit.len, measure->unit.at);
        columns[count++] =
            (XlsxColumn){.label = label, .kind = XLSX_NUMBER, .digits = XLSX_DIGITS_ANY};
    }
    return columns;
}

XlsxSheet cube_table(Arena *arena, const CubeAnswer *answer, unsigned language)
{
    enum { NAME_MAX = 31 }; // of a sheet
    const CubeForm *form = answer->form;
    size_t width = 2 * answer->group_count + form->measure_count, at = 0;
    Slice *values = arena_array(arena, Slice, width * answer->count);
    for (size_t i = 0; i < answer->count; i++) {
        const CubeCell *cell = &answer->cells[i];
        for (size_t k = 0; k < answer->group_count; k++) {
            values[at++] = cell->codes[k];
            values[at++] = label_of(answer, k, cell->codes[k], language);
        }
        for (size_t k = 0; k < form->measure_count; k++)
            values[at++] = cell->is_hidden ? S("") : number(arena, cell->values[k]);
    }
    return (XlsxSheet){.name = slice_part(form->id, 0, NAME_MAX),
                       .columns = columns_of(arena, answer, language),
                       .column_count = width,
                       .values = values,
                       .row_count = answer->count,
                       .is_lenient = true};
}

// ---- JSON ----

static void write_values(JsonWriter *json, const CubeAnswer *answer, const CubeCell *cell)
{
    char text[DECIMAL_TEXT_MAX];
    json_key(json, "values");
    if (cell->is_hidden) {
        json_number(json, S("null"));
        return;
    }
    json_open(json, '[');
    for (size_t i = 0; i < answer->form->measure_count; i++)
        json_number(json, (Slice){text, decimal_write(cell->values[i], text)});
    json_close(json, ']');
    json_field_integer(json, "records", (int64_t)cell->records);
}

static void write_cell(JsonWriter *json, const CubeAnswer *answer, const CubeCell *cell,
                       unsigned language)
{
    json_open(json, '{');
    json_field_open(json, "codes", '[');
    for (size_t i = 0; i < answer->group_count; i++)
        json_string(json, cell->codes[i]);
    json_close(json, ']');
    json_field_open(json, "labels", '[');
    for (size_t i = 0; i < answer->group_count; i++)
        json_string(json, label_of(answer, i, cell->codes[i], language));
    json_close(json, ']');
    json_field_open(json, "below", '[');
    for (size_t i = 0; i < answer->group_count; i++)
        json_boolean(json, cell->has_below[i]);
    json_close(json, ']');
    write_values(json, answer, cell);
    json_close(json, '}');
}

static void write_heads(JsonWriter *json, const CubeAnswer *answer, unsigned language)
{
    json_field_open(json, "dimensions", '[');
    for (size_t i = 0; i < answer->group_count; i++) {
        const CubeDimension *dimension = dimension_of(answer, i);
        json_open(json, '{');
        json_field(json, "id", dimension->id);
        json_field(json, "label", dimension->label[language]);
        json_field_integer(json, "depth", answer->groups[i].depth);
        json_field_integer(json, "levels", answer->levels[i]);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_field_open(json, "measures", '[');
    for (size_t i = 0; i < answer->form->measure_count; i++) {
        const CubeMeasure *measure = &answer->form->measures[i];
        json_open(json, '{');
        json_field(json, "id", measure->id);
        json_field(json, "label", measure->label[language]);
        json_field(json, "unit", measure->unit);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void cube_json(JsonWriter *json, const CubeAnswer *answer, unsigned language)
{
    write_heads(json, answer, language);
    json_field_open(json, "cells", '[');
    for (size_t i = 0; i < answer->count; i++)
        write_cell(json, answer, &answer->cells[i], language);
    json_close(json, ']');
    json_field_open(json, "total", '{');
    write_values(json, answer, &answer->total);
    json_close(json, '}');
    if (answer->is_reserved)
        json_field_boolean(json, "reserved", true);
}

static void write_path(JsonWriter *json, Cube *cube, unsigned dimension, Slice code,
                       unsigned language)
{
    Slice path[CUBE_DEPTH_MAX];
    size_t count = cube_path(cube, dimension, code, path);
    json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(json, '{');
        json_key(json, "code"); // which may be empty
        json_string(json, path[i]);
        json_key(json, "label");
        json_string(json, cube_label(cube, dimension, path[i], language));
        json_close(json, '}');
    }
    json_close(json, ']');
}

void cube_filters_json(JsonWriter *json, Cube *cube, const CubeQuery *query, unsigned language)
{
    json_field_open(json, "where", '[');
    for (size_t i = 0; i < query->filter_count; i++) {
        const CubeFilter *filter = &query->filters[i];
        const CubeDimension *dimension = dimension_at(cube_form(cube), filter->dimension);
        json_open(json, '{');
        json_field(json, "id", dimension->id);
        json_field(json, "label", dimension->label[language]);
        json_field_open(json, "codes", '[');
        for (size_t k = 0; k < filter->count; k++)
            write_path(json, cube, filter->dimension, filter->codes[k], language);
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}
