// SPDX-License-Identifier: Apache-2.0
// `madoguchi diff`: in which business terms two documents differ.

#include "cli/registers.h"

#include "base/utf8.h"
#include "cli/commands.h"

#include <stdio.h>

enum { SHOWN_MAX = 80 }; // bytes of a value

typedef struct Diff {
    const Arguments *arguments;
    Faults *faults;
    const Labels *labels;
    CrosswalkDocument documents[2];
    size_t count;
} Diff;

static void print_value(Arena *arena, const char *sign, Slice value)
{
    Slice shown = slice_show(arena, value, SHOWN_MAX);
    if (value.at == NULL)
        printf("  %s –\n", sign);
    else
        printf("  %s %.*s\n", sign, (int)shown.len, shown.at);
}

static void print_text(const Diff *it, Arena *arena, const ContentDifferences *found)
{
    for (size_t i = 0; i < found->kept; i++) {
        const ContentDifference *one = &found->list[i];
        Slice number = term_number(one->term), label = label_of(it->labels, arena, one->term, NULL);
        printf("%.*s %.*s  %.*s\n", (int)number.len, number.at, (int)label.len, label.at,
               (int)one->pointer.len, one->pointer.at);
        print_value(arena, "A", one->left);
        print_value(arena, "B", one->right);
    }
    if (found->count == 0)
        puts("equal in all business terms");
    else
        printf("%zu difference%s\n", found->count, found->count == 1 ? "" : "s");
}

// Told on standard error, so that what was compared can be piped on.
static void print_uncompared(const Diff *it)
{
    for (size_t i = 0; i < 2; i++) {
        size_t count = it->documents[i].losses.count;
        if (count > 0)
            fprintf(stderr,
                    "%s: %zu value%s not compared, for the terms do not cover them; "
                    "madoguchi convert --to json --report lists them\n",
                    operand_at(it->arguments, i), count, count == 1 ? " is" : "s are");
    }
}

static void print_json(const Diff *it, Arena *arena, const ContentDifferences *found)
{
    JsonWriter json = json_writer(arena);
    json_open(&json, '[');
    for (size_t i = 0; i < found->kept; i++) {
        const ContentDifference *one = &found->list[i];
        json_open(&json, '{');
        json_field(&json, "term", term_number(one->term));
        json_field(&json, "label", label_of(it->labels, arena, one->term, NULL));
        json_field(&json, "pointer", one->pointer);
        json_field(&json, "a", one->left);
        json_field(&json, "b", one->right);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    buffer_add_char(json.out, '\n');
    fwrite(json.out->at, 1, json.out->len, stdout);
}

static bool are_comparable(const Diff *it)
{
    Slice a = register_name(it->documents[0].reg), b = register_name(it->documents[1].reg);
    return slice_equal(a, b) ||
           fault_add(it->faults, FAULT_USAGE, 0, 0,
                     "the first document is of the register %.*s, the second of %.*s", (int)a.len,
                     a.at, (int)b.len, b.at);
}

static bool compare(Arena *arena, void *context)
{
    Diff *it = context;
    CrosswalkRun *run = crosswalk_given(arena, it->arguments, it->faults);
    for (size_t i = 0; i < 2; i++)
        if (run == NULL || !crosswalk_read_one(run, arena, operand_at(it->arguments, i),
                                               &it->documents[i], it->faults))
            return false;
    if (!are_comparable(it))
        return false;
    it->labels = register_labels(it->documents[0].reg, language_given(it->arguments), it->faults);
    ContentDifferences found =
        content_compare(arena, it->documents[0].content, it->documents[1].content);
    const char *format = argument_value(it->arguments, "format");
    if (format != NULL && strcmp(format, "json") == 0)
        print_json(it, arena, &found);
    else
        print_text(it, arena, &found);
    fflush(stdout);
    print_uncompared(it);
    it->count = found.count;
    return true;
}

int run_diff(const Arguments *arguments)
{
    Faults faults = {0};
    Diff it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, compare, &it, &faults);
    print_faults(&faults);
    return !is_good ? EXIT_COULD_NOT : it.count > 0 ? EXIT_INVALID : EXIT_VALID;
}
