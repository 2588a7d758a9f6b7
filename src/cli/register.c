// SPDX-License-Identifier: Apache-2.0
// `madoguchi registers`: which documents there are, and what one of them says.

#include "cli/registers.h"

#include "base/file.h"
#include "cli/commands.h"

#include <stdio.h>

typedef struct Listing {
    const Arguments *arguments;
    Faults *faults;
    Arena *arena;
    Slice language;
} Listing;

// ---- All ----

static size_t longest_name(const Registers *registers)
{
    size_t longest = 0;
    for (size_t i = 0; i < registers_count(registers); i++) {
        size_t len = register_name(registers_at(registers, i)).len;
        longest = len > longest ? len : longest;
    }
    return longest;
}

static bool print_all(Listing *it, const Registers *registers)
{
    int width = (int)longest_name(registers);
    for (size_t i = 0; i < registers_count(registers); i++) {
        Register *reg = registers_at(registers, i);
        Slice name = register_name(reg), title = register_title(reg, it->language), syntax;
        printf("%-*.*s  %.*s:", width, (int)name.len, name.at, (int)title.len, title.at);
        for (size_t k = 0; (syntax = register_syntax(reg, k, it->faults)).len > 0; k++)
            printf(" %.*s", (int)syntax.len, syntax.at);
        putchar('\n');
    }
    return it->faults->count == 0;
}

// ---- One ----

static const char *kind_of(const Term *term)
{
    static const char *const names[] = {
        [TERM_TEXT] = "text", [TERM_NUMBER] = "number", [TERM_BOOLEAN] = "true or false",
        [TERM_DATE] = "date", [TERM_GROUP] = "",        [TERM_LIST] = "",
    };
    return names[term->kind];
}

static const char *occurrence_of(const Term *term)
{
    if (term->kind == TERM_LIST)
        return term->is_required ? "1..n" : "0..n";
    return term->is_required ? "1" : "0..1";
}

static void print_terms(Listing *it, const Labels *labels, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        Slice path = term_path(it->arena, term), number = term_number(term);
        Slice label = label_of(labels, it->arena, term, NULL);
        printf("%s\t%.*s\t%.*s\t%.*s\t%s%s%.*s\n", occurrence_of(term), (int)path.len, path.at, (int)number.len, number.at, (int)label.len, label.at, kind_of(term),
               term->codes.len > 0 ? ": " : "", (int)term->codes.len, term->codes.at);
        print_terms(it, labels, term);
    }
}

static bool print_one(Listing *it, Register *reg)
{
    const Model *model = register_model(reg, it->faults);
    const Labels *labels = register_labels(reg, it->language, it->faults);
    if (model == NULL || labels == NULL)
        return false;
    if (!argument_is_given(it->arguments, "example")) {
        print_terms(it, labels, &model->root);
        return true;
    }
    Slice example = register_showpiece(reg);
    fwrite(example.at, 1, example.len, stdout);
    return example.len > 0 ||
           fault_add(it->faults, FAULT_USAGE, 0, 0, "the register %s has no example",
                     operand_at(it->arguments, 0));
}

static bool list(Arena *arena, void *context)
{
    Listing *it = context;
    it->arena = arena;
    it->language = language_given(it->arguments);
    Registers *registers = registers_given(arena, it->arguments, it->faults);
    if (registers == NULL)
        return false;
    if (operand_count(it->arguments) == 0)
        return print_all(it, registers);
    Register *reg = registers_find(registers, slice_of(operand_at(it->arguments, 0)), it->faults);
    return reg != NULL && print_one(it, reg);
}

int run_registers(const Arguments *arguments)
{
    Faults faults = {0};
    Listing it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, list, &it, &faults);
    fflush(stdout);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}
