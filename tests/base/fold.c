// SPDX-License-Identifier: Apache-2.0
// Folding: which names are one.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/fold.h"

typedef struct Case {
    const char *name, *folded;
} Case;

static const Case cases[] = {
    {"Yokohama", "yokohama"},
    {"  PORT-OF  Yokohama. ", "port of yokohama"},
    {"ＹＯＫＯＨＡＭＡ", "yokohama"},
    {"ﾖｺﾊﾏ", "よこはま"},
    {"ヨコハマ", "よこはま"},
    {"コンテナー", "こんてな"},
    {"ガス", "がす"}, // a voiced kana is not the plain one
    {"ホー・チ・ミン", "ほちみん"},
    {"大連", "大联"}, // any form of the class would do: 連 is 聯, too, in Japanese
    {"大连", "大联"},
    {"サーバー", "さば"},
    {"時々", "时时"},
    {"ヴァイオリン", "ばいおりん"},
    {"Göteborg", "goteborg"},
    {"Ålesund", "alesund"},
    {"Gdańsk", "gdansk"},
    {"Łódź", "lodz"},
    {"Straße", "strasse"},
    {"København", "kobenhavn"},
    {"İstanbul", "istanbul"},
    {"Xi'an", "xian"},
    {"Xi’an", "xian"},
    {"São Tomé", "sao tome"},
    {"부산", "부산"},
    {"m²", "m2"},
    {"㎏", "kg"},
    {"%", "%"},
    {"", ""},
    {"''", "''"},
};

static bool fold_all(Arena *arena, void *context)
{
    (void)context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Slice folded = fold_name(arena, slice_of(cases[i].name));
        if (!slice_equal(folded, slice_of(cases[i].folded)))
            fail_msg("%s is folded to \"%.*s\"; expected \"%s\"", cases[i].name, (int)folded.len,
                     folded.at, cases[i].folded);
        if (!slice_equal(fold_name(arena, folded), folded))
            fail_msg("%s is folded twice to something else", cases[i].name);
    }
    return true;
}

static void what_people_do_not_distinguish_is_one_name(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, fold_all, NULL, &faults));
}

static bool fold_rubbish(Arena *arena, void *context)
{
    (void)context;
    Slice folded = fold_name(arena, S("a\xFF\xC3z\0q"));
    assert_true(folded.len > 0);
    return true;
}

static void bytes_that_are_no_utf8_are_replaced(void **state)
{
    (void)state;
    assert_true(arena_run(0, fold_rubbish, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_do_not_distinguish_is_one_name),
        cmocka_unit_test(bytes_that_are_no_utf8_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
