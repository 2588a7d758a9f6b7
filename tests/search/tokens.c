// SPDX-License-Identifier: Apache-2.0
// Tokens: how people write one thing, and that a text is found by what is in it.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "desk.h"

#include "base/buffer.h"
#include "base/utf8.h"

static Slice show(Desk *desk, const char *text, TokenPurpose purpose)
{
    Buffer out = buffer_new(desk->arena);
    Tokens tokens = tokens_read(desk->tokenizer, desk->arena, slice_of(text), purpose);
    for (size_t i = 0; i < tokens.count; i++) {
        if (i > 0)
            buffer_add_char(&out, ' ');
        buffer_add(&out, tokens.at[i].text);
    }
    return buffer_slice(&out);
}

typedef struct Case {
    const char *text, *tokens;
} Case;

static const Case asked[] = {
    {"Machining centres", "machin centr"},
    {"the company's machines", "the compani machin"},
    {"HS 8457.10", "hs 845710"},
    {"ＨＳ　８４５７．１０", "hs 845710"},
    {"PRJ-2026-00012", "prj202600012"},
    {"1,000 kg", "1000 kg"},
    {"1,000,000", "1000000"},
    {"a, b", "a b"},
    {"bill-of-lading", "bill of lade"},
    {"B/L", "bl"},
    {"Ｂ／Ｌ", "bl"},
    {"数控机床", "数控 控机 机床"},
    {"銀", "銀"},
    {"AI技術", "ai 技术"},
    {"ﾛﾎﾞｯﾄ", "ろぼ ぼっ っと"},
    {"  —  ", ""},
    {"", ""},
};

static void what_is_asked_is_what_must_be_there(void **state)
{
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        Slice found = show(desk, asked[i].text, TOKENS_TO_FIND);
        // Which form of an ideograph stands for its class is the table's business.
        Slice expected = fold_name(desk->arena, slice_of(asked[i].tokens));
        if (!slice_equal(found, expected))
            fail_msg("%s is asked as \"%.*s\"; expected \"%s\"", asked[i].text, (int)found.len,
                     found.at, asked[i].tokens);
    }
    assert_true(slice_equal(show(desk, "銀", TOKENS_TO_FIND), show(desk, "银", TOKENS_TO_FIND)));
    assert_true(slice_equal(show(desk, "PRJ-2026-00012", TOKENS_TO_INDEX),
                            S("prj202600012 prj2026 prj 2026 00012")));
    assert_true(slice_equal(show(desk, "845710", TOKENS_TO_INDEX), S("845710 8457")));
}

// Each line is one thing, written as people in different places write it.
static const char *const spellings[][4] = {
    {"機械", "机械"},
    {"國", "国", "圀"},
    {"ｶﾀｶﾅ", "カタカナ", "かたかな"},
    {"廣東", "广东", "広東"},
    {"Ｂ／Ｌ", "B/L", "b/l"},
    {"ＣＮＤＬＣ", "CNDLC", "cndlc"},
    {"經濟", "经济", "経済"},
    {"龍", "龙", "竜"},
    {"コンピューター", "コンピュータ"},
    {"關ヶ原", "関ケ原"},
    {"人々", "人人"},
    {"ヴァイオリン", "バイオリン"},
    {"㌔", "キロ"},
    {"鉄鋼", "鐵鋼", "铁钢"},
    {"沢", "澤", "泽"},
    {"ﾊﾟﾝﾁ", "パンチ"},
    {"Ⅳ", "IV"},
    {"ガス", "ｶﾞｽ", "か\u3099す"},
    {"株式会社", "株式會社"},
    {"変圧器", "變壓器", "变压器"},
};

static void spellings_of_one_thing_find_each_other(void **state)
{
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        for (size_t k = 1; k < 4 && spellings[i][k] != NULL; k++) {
            Slice a = show(desk, spellings[i][0], TOKENS_TO_FIND);
            Slice b = show(desk, spellings[i][k], TOKENS_TO_FIND);
            if (!slice_equal(a, b))
                fail_msg("%s is \"%.*s\", but %s is \"%.*s\"", spellings[i][0], (int)a.len, a.at,
                         spellings[i][k], (int)b.len, b.at);
        }
}

static void what_sounds_alike_and_is_not_stays_apart(void **state)
{
    static const char *const pairs[][2] = {
        {"ビール", "ビル"}, {"びょういん", "びよういん"}, {"ハス", "バス"}, {"机械", "机场"}};
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_false(slice_equal(show(desk, pairs[i][0], TOKENS_TO_FIND),
                                 show(desk, pairs[i][1], TOKENS_TO_FIND)));
}

// ---- Properties ----

static uint32_t random_character(unsigned *seed)
{
    static const uint32_t ranges[][2] = {
        {0x20, 0x7E},       {0x30A1, 0x30FE}, {0x3041, 0x309E}, {0x4E00, 0x9FFF}, {0xFF01, 0xFF9F},
        {0xC0, 0x17F},      {0x3000, 0x3020}, {0x300, 0x36F},   {0xAC00, 0xD7A3}, {0xF900, 0xFAD0},
        {0x20000, 0x2A000}, {0x3300, 0x33FF}, {0x1100, 0x11FF}, {0xFE00, 0xFE0F}, {0x30FC, 0x30FC},
        {0x3099, 0x309C},   {0x3005, 0x3005}, {0x400, 0x45F}};
    const uint32_t *range = ranges[(size_t)rand_r(seed) % (sizeof ranges / sizeof *ranges)];
    return range[0] + (uint32_t)rand_r(seed) % (range[1] - range[0] + 1);
}

static Slice random_text(Arena *arena, unsigned *seed)
{
    Buffer out = buffer_new(arena);
    for (int i = rand_r(seed) % 24; i >= 0; i--)
        buffer_add_code_point(&out, random_character(seed));
    return buffer_slice(&out);
}

static Slice folded(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    FoldedText it = fold_characters(arena, text);
    for (size_t i = 0; i < it.count; i++) {
        assert_true(it.at[i].start < it.at[i].end && it.at[i].end <= text.len);
        buffer_add_code_point(&out, it.at[i].code_point);
    }
    return buffer_slice(&out);
}

static void folding_what_is_folded_changes_nothing(void **state)
{
    Desk *desk = *state;
    unsigned seed = 20;
    for (int i = 0; i < 20000; i++) {
        ArenaMark mark = arena_mark(desk->arena);
        Slice text = random_text(desk->arena, &seed), once = folded(desk->arena, text);
        Slice twice = folded(desk->arena, once);
        if (!slice_equal(once, twice))
            fail_msg("\"%.*s\" is folded to \"%.*s\", and that to \"%.*s\"", (int)text.len, text.at,
                     (int)once.len, once.at, (int)twice.len, twice.at);
        arena_release(desk->arena, mark);
    }
}

static bool has(const Tokens *tokens, Slice text)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (slice_equal(tokens->at[i].text, text))
            return true;
    return false;
}

// Marks that say the same once more, or longer: cut out of their text they say something else.
static bool leans_on_its_neighbours(Slice word)
{
    static const char *const marks[] = {"々", "ゝ", "ヽ", "ー", "ｰ"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_find(word, slice_of(marks[i])) != SIZE_MAX)
            return true;
    return false;
}

static void any_text_is_found_by_any_of_its_words(void **state)
{
    Desk *desk = *state;
    unsigned seed = 21;
    for (int i = 0; i < 5000; i++) {
        Slice text = random_text(desk->arena, &seed);
        Tokens all = tokens_read(desk->tokenizer, desk->arena, text, TOKENS_TO_INDEX);
        Tokens whole = tokens_read(desk->tokenizer, desk->arena, text, TOKENS_TO_FIND);
        for (size_t k = 0; k < whole.count; k++) {
            assert_true(has(&all, whole.at[k].text));
            // The word by itself, as it stands in the text.
            Slice word = slice_part(text, whole.at[k].start, whole.at[k].end - whole.at[k].start);
            Tokens alone = tokens_read(desk->tokenizer, desk->arena, word, TOKENS_TO_FIND);
            // One character may stand for two words and a half (㏞): its bytes are no word.
            if (alone.count == 1 && !leans_on_its_neighbours(word) && !has(&all, alone.at[0].text))
                fail_msg("\"%.*s\" is not found by \"%.*s\"", (int)text.len, text.at, (int)word.len,
                         word.at);
        }
    }
}

// ---- Beside ICU ----

static Slice transliterate(Arena *arena, UTransliterator *by, Slice text)
{
    enum { ROOM = 512 };
    UChar wide[ROOM];
    char *out = arena_take_raw(arena, ROOM * 3, 1);
    int32_t len, end;
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8(wide, ROOM, &len, text.at, (int32_t)text.len, &error);
    end = len;
    utrans_transUChars(by, wide, &len, ROOM, 0, &end, &error);
    u_strToUTF8(out, ROOM * 3, &end, wide, len, &error);
    assert_true(U_SUCCESS(error));
    return (Slice){out, (size_t)end};
}

// What another library says of the same letters: no text that it takes for the same is two to us.
static void icu_agrees(void **state)
{
    static const char *const rules[] = {"Any-NFKC", "Any-Lower", "Fullwidth-Halfwidth; Any-NFKC",
                                        "Hiragana-Katakana", "Halfwidth-Fullwidth"};
    static const char *const texts[] = {"ＡＢＣ１２３",  "ﾃﾞｰﾀ処理ｼｽﾃﾑ", "ごあんない",
                                        "Straße Zürich", "㈱東京㌢",     "Ⅳ級 ②",
                                        "ｱｲｳｴｵ",         "はんどうたい", "ＰＲＪ－２０２６"};
    Desk *desk = *state;
    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
        UChar id[64];
        UErrorCode error = U_ZERO_ERROR;
        u_uastrcpy(id, rules[r]);
        UTransliterator *by = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
        assert_true(U_SUCCESS(error));
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            Slice text = slice_of(texts[i]);
            Slice other = transliterate(desk->arena, by, text);
            Slice a = folded(desk->arena, text), b = folded(desk->arena, other);
            if (!slice_equal(a, b))
                fail_msg("%s: %s is \"%.*s\", by ICU \"%.*s\"", rules[r], texts[i], (int)a.len,
                         a.at, (int)b.len, b.at);
        }
        utrans_close(by);
    }
}

static void hostile_text_is_bounded(void **state)
{
    enum { LENGTH = 1 << 20 };
    Desk *desk = *state;
    char *text = malloc(LENGTH);
    memset(text, 'a', LENGTH); // one word of a megabyte
    Tokens tokens =
        tokens_read(desk->tokenizer, desk->arena, (Slice){text, LENGTH}, TOKENS_TO_INDEX);
    assert_int_equal(tokens.count, 1);
    assert_true(tokens.at[0].text.len <= TOKEN_TEXT_MAX);
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = i % 2 == 0 ? '1' : '-'; // one code without an end
    tokens = tokens_read(desk->tokenizer, desk->arena, (Slice){text, LENGTH}, TOKENS_TO_INDEX);
    assert_int_equal(tokens.count, TOKENS_MAX);
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = (char)0xCC; // marks that combine, cut in the middle
    tokens_read(desk->tokenizer, desk->arena, (Slice){text, LENGTH}, TOKENS_TO_INDEX);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_is_what_must_be_there),
        cmocka_unit_test(spellings_of_one_thing_find_each_other),
        cmocka_unit_test(what_sounds_alike_and_is_not_stays_apart),
        cmocka_unit_test(folding_what_is_folded_changes_nothing),
        cmocka_unit_test(any_text_is_found_by_any_of_its_words),
        cmocka_unit_test(icu_agrees),
        cmocka_unit_test(hostile_text_is_bounded),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
