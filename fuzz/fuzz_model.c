// SPDX-License-Identifier: Apache-2.0
// The schema of a register, the glossary that it refers to, and labels, as somebody may write them:
// parted by NUL. What compiles has a form, labels for all terms, and JSON that is read again.

#include "map/sheets.h"
#include "tree/json.h"

#include <assert.h>

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice schema, glossary, labels;
} Run;

static void label_all(Run *run, const Labels *labels, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        assert(label_of(labels, run->arena, term, NULL).len > 0 || term->name.len == 0);
        label_of(labels, run->arena, term, term->list);
        labels_have(labels, run->arena, term);
        label_all(run, labels, term);
    }
}

// An item of each list, the first value of each: written and read again, it is the same.
static void fill(Run *run, ContentItem *item)
{
    for (size_t i = 0; i < item->list->slot_count; i++) {
        const Term *term = item->list->slots[i];
        if (term->kind == TERM_LIST)
            fill(run, content_add(run->arena, item, term));
        else
            slot_set(&item->slots[i], term->kind == TERM_NUMBER    ? S("1")
                                      : term->kind == TERM_BOOLEAN ? S("true")
                                                                   : S("x"));
    }
}

static bool compile_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)256 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    const Model *model = model_compile(run->arena, run->schema, run->glossary, faults);
    const Labels *labels = labels_new(run->arena, S("ja"), run->labels, run->labels, faults);
    if (model == NULL || labels == NULL) {
        assert(faults->count > 0);
        return false;
    }
    label_all(run, labels, &model->root);
    sheet_form_new(run->arena, model, labels, NULL, faults);
    Content *content = content_new(run->arena, model);
    Buffer json = buffer_new(run->arena);
    fill(run, content->root);
    content_write_json(&json, content);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};
    Run run = {.schema = slice_cut(&rest, '\0')};
    run.glossary = slice_cut(&rest, '\0');
    run.labels = rest;
    guard_run(&run.guard, compile_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
