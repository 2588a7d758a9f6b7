// SPDX-License-Identifier: Apache-2.0
// A register's model as a form: which sheets there are, what they and their cells are called, what
// cells offer.
//
//     terms that occur once ─► the first sheet      each list ─► a sheet, lists within it behind it

#include "map/sheets/internal.h"

#include "base/utf8.h"

#include <strings.h>

enum {
    NAME_MAX = 31,    // characters of a sheet's name
    EXAMPLE_MAX = 80, // bytes of an example in a note
};

// Plain, for tables that are saved in Shift_JIS have no dash.
#define CHOICE_MARK " - "

// ---- Labels ----

// In the sheet of its list, whose name says of what it is.
Slice form_label(const SheetForm *form, Arena *arena, const Term *term)
{
    return label_of(form->labels, arena, term, term->list);
}

// ---- Code lists ----

Slice choice_text(Arena *arena, const Codes *codes, Slice code, Slice language)
{
    CodeRow row = codes_find(codes, code);
    Slice label = row != CODE_NONE ? codes_label(codes, row, language) : S("");
    if (label.len == 0)
        return code;
    return arena_print(arena, "%.*s" CHOICE_MARK "%.*s", (int)code.len, code.at, (int)label.len,
                       label.at);
}

Slice choice_code(Arena *arena, Slice list, Slice text)
{
    size_t mark = slice_find(text, S(CHOICE_MARK));
    const Codes *codes = mark != SIZE_MAX ? codes_own(arena, list) : NULL;
    Slice code = slice_part(text, 0, codes != NULL ? mark : 0);
    return code.len > 0 && codes_find(codes, code) != CODE_NONE ? code : text;
}

const ChoiceList *form_choices(const SheetForm *form, Slice name)
{
    for (size_t i = 0; i < form->list_count; i++)
        if (slice_equal(form->lists[i].name, name))
            return &form->lists[i];
    return NULL;
}

static bool add_choices(SheetForm *form, Arena *arena, Slice name, Faults *faults)
{
    if (name.len == 0 || form_choices(form, name) != NULL)
        return true;
    const Codes *codes = codes_named(arena, NULL, name, faults);
    if (codes == NULL)
        return false;
    uint32_t count = codes_count(codes);
    Slice *choices = arena_array(arena, Slice, count);
    for (uint32_t row = 0; row < count; row++)
        choices[row] = choice_text(arena, codes, codes_code(codes, row), form->language);
    form->lists[form->list_count++] = (ChoiceList){name, codes, choices, count};
    return true;
}

static bool add_all_choices(SheetForm *form, Arena *arena, const Term *group, Faults *faults)
{
    bool is_good = true;
    for (size_t i = 0; i < group->member_count; i++) {
        is_good &= add_choices(form, arena, group->members[i].codes, faults);
        is_good &= add_all_choices(form, arena, &group->members[i], faults);
    }
    return is_good;
}

// ---- Sheets ----

static bool is_same_name(Slice a, Slice b)
{
    return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

// Programs tell sheets apart by their names in any case, and keep some names for themselves.
static bool is_taken(const SheetForm *form, Slice name)
{
    bool is_taken =
        name.len == 0 || is_same_name(name, S("lists")) || is_same_name(name, S("history"));
    for (size_t i = 0; i < form->sheet_count; i++)
        is_taken |= is_same_name(form->sheets[i].name, name);
    return is_taken;
}

// What a program accepts as the name of a sheet, at most `most` characters of it.
static Slice clean_name(Arena *arena, Slice label, size_t most)
{
    Buffer out = buffer_new(arena);
    size_t len;
    for (size_t at = 0; at < label.len && most > 0; at += len, most--) {
        utf8_decode(slice_part(label, at, label.len), &len);
        bool is_bad = len == 1 && strchr("[]:*?/\\'", label.at[at]) != NULL;
        buffer_add(&out, is_bad ? S(" ") : slice_part(label, at, len));
    }
    return slice_trim(buffer_slice(&out));
}

static Slice sheet_name(const SheetForm *form, Arena *arena, const Term *list)
{
    enum { SUFFIX_MAX = 6 };
    if (list->parent == NULL)
        return sheet_word(form->words, WORD_DOCUMENT);
    Slice label = form_label(form, arena, list), name = clean_name(arena, label, NAME_MAX);
    for (size_t i = 2; is_taken(form, name); i++) {
        Slice part = clean_name(arena, label, NAME_MAX - SUFFIX_MAX);
        name = arena_print(arena, "%.*s %zu", (int)part.len, part.at, i);
    }
    return name;
}

static bool has_lists(const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++)
        if (group->members[i].kind == TERM_LIST || has_lists(&group->members[i]))
            return true;
    return false;
}

static void add_sheet(SheetForm *form, Arena *arena, const Term *list)
{
    form->sheets[form->sheet_count] =
        (FormSheet){list, sheet_name(form, arena, list), list->parent != NULL && has_lists(list)};
    form->sheet_count++;
}

// Those that are required come first: a form is filled in from the front.
static void add_lists(SheetForm *form, Arena *arena, const Term *group, bool required)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        if (term->kind == TERM_GROUP)
            add_lists(form, arena, term, required);
        if (term->kind != TERM_LIST || term_is_required(term) != required)
            continue;
        add_sheet(form, arena, term);
        add_lists(form, arena, term, true);
        add_lists(form, arena, term, false);
    }
}

const SheetForm *sheet_form_new(Arena *arena, const Model *model, const Labels *labels,
                                const Content *example, Faults *faults)
{
    SheetForm *form = arena_array(arena, SheetForm, 1);
    form->model = model;
    form->words = sheet_language(labels != NULL ? labels_language(labels) : S("en"));
    form->language = sheet_languages[form->words];
    form->example = example;
    form->labels = labels;
    form->lists = arena_array(arena, ChoiceList, model->term_count);
    form->sheets = arena_array(arena, FormSheet, model->term_count);
    if (!add_all_choices(form, arena, &model->root, faults))
        return NULL;
    add_sheet(form, arena, &model->root);
    add_lists(form, arena, &model->root, true);
    add_lists(form, arena, &model->root, false);
    return form;
}

const FormSheet *form_sheet_of(const SheetForm *form, const Term *list)
{
    size_t i = 0;
    while (form->sheets[i].list != list)
        i++;
    return &form->sheets[i];
}

// ---- Notes ----

bool term_is_required(const Term *term)
{
    if (!term->is_required)
        return false;
    return term->parent->kind != TERM_GROUP || term_is_required(term->parent);
}

// The first item of a list, within the first of each list around it; NULL where there is none.
static const ContentItem *first_item(const ContentItem *root, const Term *list)
{
    if (list->parent == NULL)
        return root;
    const ContentItem *outer = first_item(root, list->list);
    return outer != NULL ? outer->slots[list->slot].first : NULL;
}

static void add_example(const SheetForm *form, Arena *arena, Buffer *out, const Term *term)
{
    const ContentItem *item =
        form->example != NULL ? first_item(form->example->root, term->list) : NULL;
    Slice value = item != NULL ? slot_text(&item->slots[term->slot]) : S("");
    const ChoiceList *list = form_choices(form, term->codes);
    if (list != NULL && value.len > 0)
        value = choice_text(arena, list->codes, value, form->language);
    if (value.len == 0 || value.len > EXAMPLE_MAX)
        return;
    buffer_add(out, out->len > 0 ? S(" ") : S(""));
    buffer_add(out, sheet_word(form->words, WORD_EXAMPLE));
    buffer_add(out, value);
}

static void add_word(const SheetForm *form, Buffer *out, Word word)
{
    buffer_add(out, out->len > 0 ? S(" ") : S(""));
    buffer_add(out, sheet_word(form->words, word));
}

Slice form_note(const SheetForm *form, Arena *arena, const Term *term)
{
    Buffer out = buffer_new(arena);
    if (term_is_required(term))
        add_word(form, &out, WORD_REQUIRED);
    if (term->kind == TERM_NUMBER)
        add_word(form, &out, WORD_IS_NUMBER);
    if (term->kind == TERM_DATE)
        add_word(form, &out, WORD_IS_DATE);
    if (term->kind == TERM_BOOLEAN)
        add_word(form, &out, WORD_IS_TRUTH);
    if (term->codes.len > 0)
        add_word(form, &out, WORD_IS_CODE);
    add_example(form, arena, &out, term);
    return buffer_slice(&out);
}
