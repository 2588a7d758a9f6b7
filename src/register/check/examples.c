// SPDX-License-Identifier: Apache-2.0
// Examples keep the rules that their register declares.

#include "register/check/internal.h"

enum { TOLD_MAX = 8 }; // findings of one example: the rest follows from them

// ---- Examples ----

Circumstances circumstances_of_example(const Check *it, const Json *content)
{
    return (Circumstances){
        .content = json_show(it->arena, json_with(it->arena, content, S("$schema"), NULL)),
        .number = S("EXAMPLE-1"),
        .id = S("example-1"),
        .owner = S("example"),
        .state = it->declaration->states[0].id,
        .version = 1,
        .created = S("2026-11-21"),
        .entered = S("2026-11-21"),
        .today = S("2026-11-21"),
        .asker_organisation = S("example"),
        .asker_role = S("member")};
}

// Conditions that officers write into records, as the example has them.
static void check_written(const Check *it, const Json *content, const char *file)
{
    Faults *ignored = arena_array(it->arena, Faults, 1);
    const Json *eligibility = json_get(it->json, S("eligibility"));
    Slice subject = json_get_text(eligibility, S("subject"));
    Slice path = json_get_text(eligibility, S("conditions"));
    Register *of = subject.len > 0 ? registers_find(it->reg->home, subject, ignored) : it->reg;
    const Json *list = path.len > 0 ? content : NULL;
    for (Slice rest = path; list != NULL && rest.len > 0;)
        list = json_get(list, slice_cut(&rest, '.'));
    for (size_t i = 0; list != NULL && list->kind == JSON_ARRAY && of != NULL && i < list->count;
         i++)
        need_words(it, file, of, json_get_text(list->items[i], S("test")),
                   json_get(list->items[i], S("label")),
                   arena_print(it->arena, "%.*s[%zu]", SHOW(path), i));
}

static void check_example(const Check *it, Slice text, size_t number)
{
    RecordFindings findings;
    const char *file = arena_print(it->arena, "examples (%zu)", number).at;
    size_t before = it->faults->count;
    const Json *json = json_read(it->arena, text, it->faults);
    fault_set_file(it->faults, before, path_of(it, file));
    if (json == NULL)
        return;
    Circumstances now = circumstances_of_example(it, json);
    check_written(it, json, file);
    if (!record_check(it->reg, it->arena, &now, S("en"), &findings, it->faults))
        return;
    for (size_t i = 0, told = 0; i < findings.count && told < TOLD_MAX; i++) {
        const RecordFinding *one = &findings.list[i];
        if (one->severity != SEVERITY_ERROR && one->severity != SEVERITY_BROKEN)
            continue;
        tell(it, file, "%.*s %.*s: %.*s", SHOW(one->rule), SHOW(one->place), SHOW(one->message));
        told++;
    }
}

void check_examples(const Check *it)
{
    Slice text;
    size_t count = 0;
    while ((text = register_example(it->reg, count)).len > 0 && it->declaration->is_checked)
        check_example(it, text, ++count);
    if (count == 0 && it->declaration->is_checked)
        tell(it, "examples", "there is no example; forms show one, and tests run on it");
}
