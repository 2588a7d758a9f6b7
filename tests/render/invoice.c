// SPDX-License-Identifier: Apache-2.0
// What an invoice says stands on the page, in every language and on every medium.

#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const examples[] = {"export-goods", "credit-note", "sepa-invoice"};

static const Reading readings[] = {
    {{LANGUAGE_EN}, 1, false},
    {{LANGUAGE_JA}, 1, false},
    {{LANGUAGE_ZH}, 1, false},
    {{LANGUAGE_JA, LANGUAGE_EN}, 2, false},
    {{LANGUAGE_ZH, LANGUAGE_JA}, 2, false},
};

enum { READINGS = sizeof readings / sizeof *readings };

static const Content *example(Desk *it, const char *name)
{
    const char *path = arena_print(it->arena, REGISTER "examples/%s.json", name).at;
    return read_content(it, text_of(it->arena, path));
}

static bool check_missing(Arena *arena, void *context)
{
    Desk it;
    const Term *const *terms;
    (void)context;
    open_desk(&it, arena);
    size_t count = layout_missing(it.layout, arena, &terms);
    for (size_t i = 0; i < count; i++) {
        Slice path = term_path(arena, terms[i]);
        if (!slice_equal(path, S("documents[].attachment.content"))) // bytes of another file
            fail_msg("%.*s has no place in layout.json", (int)path.len, path.at);
    }
    return true;
}

static void every_term_has_its_place(void **state)
{
    (void)state;
    in_arena(check_missing);
}

// ---- Values ----

// How a date is to look, worked out anew.
static Slice date_in(Arena *arena, Slice date, SheetLanguage language)
{
    static const char months[][10] = {"January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December"};
    int year, month, day;
    assert_int_equal(sscanf(arena_c_string(arena, date), "%d-%d-%d", &year, &month, &day), 3);
    if (language == LANGUAGE_EN)
        return arena_print(arena, "%d%s%d", day, months[month - 1], year);
    return arena_print(arena, "%d年%d月%d日", year, month, day);
}

static Slice number_as_shown(Arena *arena, Slice number)
{
    char *shown = arena_array(arena, char, 2 * number.len + 1);
    size_t point = slice_find(number, S(".")), at = 0;
    point = point == SIZE_MAX ? number.len : point;
    for (size_t i = 0; i < number.len; i++) {
        if (i > 0 && i < point && (point - i) % 3 == 0)
            shown[at++] = ',';
        shown[at++] = number.at[i];
    }
    return (Slice){shown, at};
}

static void expect(Arena *arena, Slice text, Slice value, const Term *term)
{
    Slice path = term_path(arena, term);
    if (slice_find(text, without_blanks(arena, value)) == SIZE_MAX)
        fail_msg("\"%.*s\" of %.*s is not shown", (int)value.len, value.at, (int)path.len, path.at);
}

static void expect_item(Arena *arena, Slice text, const ContentItem *item, const Reading *reading)
{
    for (uint32_t i = 0; i < item->list->slot_count; i++) {
        const Term *term = item->list->slots[i];
        if (term->kind == TERM_LIST) {
            for (const ContentItem *at = item->slots[i].first; at != NULL; at = at->next)
                expect_item(arena, text, at, reading);
            continue;
        }
        Slice value = slot_text(&item->slots[i]);
        if (value.len == 0 || slice_equal(term->number, S("BT-125")))
            continue;
        if (term->kind == TERM_NUMBER)
            value = number_as_shown(arena, value);
        for (size_t k = 0; k < reading->count; k++)
            expect(arena, text,
                   term->kind == TERM_DATE ? date_in(arena, value, reading->languages[k]) : value,
                   term);
    }
}

static bool check_html(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const Content *content = example(&it, examples[i]);
        for (size_t k = 0; k < READINGS; k++) {
            Slice html = draw_html(&it, content, &readings[k]);
            expect_item(arena, without_blanks(arena, html), content->root, &readings[k]);
        }
    }
    return true;
}

static void every_value_is_in_the_html(void **state)
{
    (void)state;
    in_arena(check_html);
}

static bool check_pdf(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const Content *content = example(&it, examples[i]);
        for (size_t k = 0; k < READINGS; k++) {
            Slice text = text_of_pdf(&it, draw_pdf(&it, content, &readings[k]));
            expect_item(arena, text, content->root, &readings[k]);
        }
    }
    return true;
}

static void every_value_can_be_read_out_of_the_pdf(void **state)
{
    (void)state;
    in_arena(check_pdf);
}

// ---- Labels and codes ----

static bool check_languages(Arena *arena, void *context)
{
    static const struct {
        Reading reading;
        Slice texts[5];
    } rows[] = {
        {{{LANGUAGE_EN}, 1, false},
         {S_INIT("Commercialinvoice"), S_INIT("Amountdueforpayment"), S_INIT("China(CN)"),
          S_INIT("kilogram(KGM)"), S_INIT("Page1of1")}},
        {{{LANGUAGE_JA}, 1, false},
         {S_INIT("商業送り状"), S_INIT("差引請求金額"), S_INIT("中国(CN)"),
          S_INIT("キログラム(KGM)"), S_INIT("1/1ページ")}},
        {{{LANGUAGE_ZH}, 1, false},
         {S_INIT("商业发票"), S_INIT("应付金额"), S_INIT("中国(CN)"), S_INIT("千克(KGM)"),
          S_INIT("第1页，共1页")}},
        {{{LANGUAGE_ZH, LANGUAGE_EN}, 2, false},
         {S_INIT("商业发票"), S_INIT("Commercialinvoice"), S_INIT("中国/China(CN)"),
          S_INIT("Amountdueforpayment"), S_INIT("Page1of1")}},
    };
    Desk it;
    (void)context;
    open_desk(&it, arena);
    const Content *content = example(&it, "export-goods");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Slice text = text_of_pdf(&it, draw_pdf(&it, content, &rows[i].reading));
        for (size_t k = 0; k < 5; k++)
            if (slice_find(text, rows[i].texts[k]) == SIZE_MAX)
                fail_msg("row %zu lacks %s:\n%.*s", i, rows[i].texts[k].at, (int)text.len, text.at);
    }
    return true;
}

static void labels_and_codes_are_in_the_readers_language(void **state)
{
    (void)state;
    in_arena(check_languages);
}

// ---- The code ----

static bool check_code(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        Slice html = draw_html(&it, example(&it, examples[i]), &readings[0]);
        bool has_code = slice_find(html, S("<svg")) != SIZE_MAX;
        assert_int_equal(has_code, strcmp(examples[i], "sepa-invoice") == 0);
    }
    return true;
}

static void only_what_can_be_paid_by_code_has_one(void **state)
{
    (void)state;
    in_arena(check_code);
}

// ---- The same again ----

static bool check_same(Arena *arena, void *context)
{
    Desk it, other;
    (void)context;
    open_desk(&it, arena);
    open_desk(&other, arena);
    Slice one = draw_pdf(&it, example(&it, "credit-note"), &readings[3]);
    Slice two = draw_pdf(&other, example(&other, "credit-note"), &readings[3]);
    assert_true(slice_equal(one, two));
    return true;
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    in_arena(check_same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_term_has_its_place),
        cmocka_unit_test(every_value_is_in_the_html),
        cmocka_unit_test(every_value_can_be_read_out_of_the_pdf),
        cmocka_unit_test(labels_and_codes_are_in_the_readers_language),
        cmocka_unit_test(only_what_can_be_paid_by_code_has_one),
        cmocka_unit_test(the_same_document_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
