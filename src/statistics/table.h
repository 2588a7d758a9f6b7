// An answer of a cube as a table, for spreadsheets (tree/xlsx.h, tree/csv.h) and for JSON.
#pragma once

#include "base/json.h"
#include "statistics/cube.h"
#include "tree/xlsx.h"

// One row for each cell: code and name of each group, then the measures; what is hidden is empty.
// `language` as in labels: 0 English, 1 Japanese, 2 Chinese.
XlsxSheet cube_table(Arena *arena, const CubeAnswer *answer, unsigned language);

// Members of an object that is open: "dimensions": […], "measures": […],
// "cells": [{"codes", "labels", "below", "values", "records"}], "total": …; of what is hidden
// "values" is null. "reserved": true where what is too few is left out.
void cube_json(JsonWriter *json, const CubeAnswer *answer, unsigned language);
// "where": [{"id", "label", "codes": [[{"code", "label"}, …], …]}]: the filters, each code with
// what stands above it.
void cube_filters_json(JsonWriter *json, Cube *cube, const CubeQuery *query, unsigned language);
