// SPDX-License-Identifier: Apache-2.0
// The glossary: that every term of it is found in texts, and nothing where it is not meant.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <glob.h>
#include <stdlib.h>

#include "desk.h"

#include "base/file.h"
#include "search/glossary.h"

enum { TABLE_BYTES_MAX = 1 << 20, COLUMNS = 4 };

// Whether the text names the concept.
static bool names(Desk *desk, const Glossary *glossary, Slice text, Slice concept)
{
    ConceptHit *hits;
    Tokens tokens = tokens_read(desk->tokenizer, desk->arena, text, TOKENS_IN_ORDER);
    size_t count = glossary_find(glossary, desk->arena, text, tokens, &hits);
    for (size_t i = 0; i < count; i++)
        if (slice_equal(glossary_concept(glossary, hits[i].concept), concept))
            return true;
    return false;
}

// A single ideograph or kana is in too many words to be looked for.
static bool is_one_character(Desk *desk, Slice term)
{
    Tokens tokens = tokens_read(desk->tokenizer, desk->arena, term, TOKENS_IN_ORDER);
    return tokens.count == 1 && tokens.at[0].kind == TOKEN_SIGN;
}

static Slice without_marks(Slice term)
{
    while (slice_ends(term, S("*")) || slice_ends(term, S("=")))
        term.len--;
    return term;
}

static void find_all_of(Desk *desk, Slice table, size_t *count)
{
    bool is_begun = false;
    while (table.len > 0) {
        Slice line = slice_cut(&table, '\n'), cells[COLUMNS];
        for (int i = 0; i < COLUMNS; i++)
            cells[i] = slice_cut(&line, '\t');
        for (int i = 1; is_begun && i < COLUMNS; i++)
            while (cells[i].len > 0) {
                Slice term = without_marks(slice_cut(&cells[i], '|'));
                if (is_one_character(desk, term))
                    continue;
                if (!names(desk, glossary_carried(), term, cells[0]))
                    fail_msg("%.*s does not name %.*s", (int)term.len, term.at, (int)cells[0].len,
                             cells[0].at);
                ++*count;
            }
        is_begun |= slice_equal(cells[0], S("id"));
    }
}

static void every_term_of_the_tables_names_its_concept(void **state)
{
    Desk *desk = *state;
    glob_t found = {0};
    Faults faults = {0};
    size_t count = 0;
    assert_int_equal(glob("data/glossary/*.tsv", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        Slice table;
        assert_true(file_read(desk->arena, found.gl_pathv[i], TABLE_BYTES_MAX, &table, &faults));
        find_all_of(desk, table, &count);
    }
    globfree(&found);
    assert_true(count > 3 * 3000); // at least one term in each language
}

typedef struct Case {
    const char *text, *concept;
    bool is_named;
} Case;

static const Case cases[] = {
    // However it is written.
    {"a second-hand five-axis machining centre", "five-axis-machining-center", true},
    {"５軸マシニングセンター", "five-axis-machining-center", true},
    {"五軸加工中心", "five-axis-machining-center", true},
    {"求购五轴加工中心两台", "five-axis-machining-center", true},
    {"ﾍﾞｱﾘﾝｸﾞ", "bearing", true},
    {"軸承", "bearing", true},
    {"the original B／L", "bill-of-lading", true},

    // What counts only where it stands alone.
    {"冷凍タコの加工", "octopus", true},
    {"契約したこと", "octopus", false},
    {"スキー場", "parallel-key", false},
    {"ステンレス製ピン", "dowel-pin", true},
    {"ショッピングモール", "dowel-pin", false},
    {"ウイスキー", "parallel-key", false},
    {"サービス", "screw", false},

    // Words that only begin or end so are others.
    {"leading companies", "lead-metal", false},
    {"a canal", "metal-can", false},
};

static void a_term_is_met_where_it_is_meant(void **state)
{
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (names(desk, glossary_carried(), slice_of(cases[i].text), slice_of(cases[i].concept)) !=
            cases[i].is_named)
            fail_msg("%s %s %s", cases[i].text, cases[i].is_named ? "misses" : "names",
                     cases[i].concept);
}

static const char table[] = "field\tfood\n"
                            "title\tFood\t食品\t食品\n"
                            "id\ten\tja\tzh\tcodes\n"
                            "octopus\toctopus\tタコ=|蛸\t章鱼\ths:0307\n"
                            "tap\ttap*\tタップ\t丝锥\n"
                            "faucet\tfaucet|tap*\t水栓\t水龙头\n";

static Slice make(Desk *desk, Slice bytes)
{
    Faults faults = {0};
    GlossarySource source = {S("food.tsv"), bytes};
    return glossary_make(desk->arena, &source, 1, &faults);
}

static void a_shared_term_names_all_that_it_may_mean(void **state)
{
    Desk *desk = *state;
    Faults faults = {0};
    const Glossary *glossary = glossary_open(desk->arena, make(desk, slice_of(table)), &faults);
    assert_non_null(glossary);
    assert_int_equal(glossary_concept_count(glossary), 3);
    assert_true(names(desk, glossary, S("taps"), S("tap")));
    assert_true(names(desk, glossary, S("taps"), S("faucet")));
    assert_false(names(desk, glossary, S("水栓"), S("tap")));
}

static void a_table_that_names_no_columns_is_refused(void **state)
{
    assert_int_equal(make(*state, S("octopus\toctopus\tタコ\t章鱼\n")).len, 0);
}

// A table is carried by the program; one that was spoilt on its way must still lead nowhere.
static void a_spoilt_table_is_refused_or_says_less(void **state)
{
    Desk *desk = *state;
    Slice bytes = make(desk, slice_of(table));
    char *copy = malloc(bytes.len);
    for (size_t i = 0; i < bytes.len; i++) {
        Faults faults = {0};
        memcpy(copy, bytes.at, bytes.len);
        copy[i] = (char)~copy[i];
        const Glossary *glossary = glossary_open(desk->arena, (Slice){copy, bytes.len}, &faults);
        if (glossary != NULL)
            names(desk, glossary, S("冷凍タコ octopus taps 水龙头"), S("octopus"));
        assert_null(glossary_open(desk->arena, (Slice){copy, i}, &faults));
    }
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_term_of_the_tables_names_its_concept),
        cmocka_unit_test(a_term_is_met_where_it_is_meant),
        cmocka_unit_test(a_shared_term_names_all_that_it_may_mean),
        cmocka_unit_test(a_table_that_names_no_columns_is_refused),
        cmocka_unit_test(a_spoilt_table_is_refused_or_says_less),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
