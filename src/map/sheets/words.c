// SPDX-License-Identifier: Apache-2.0
// What a form says in its own words: captions of its columns, and how cells are filled in.

#include "map/sheets/internal.h"

#include <assert.h>

enum { LANGUAGES = 3 };

const Slice sheet_languages[] = {S_INIT("en"), S_INIT("ja"), S_INIT("zh"), S_INIT("")};

static const char *const words[][LANGUAGES] = {
    [WORD_DOCUMENT] = {"Document", "書類", "单据"},
    [WORD_TERM] = {"Term", "項目番号", "编号"},
    [WORD_LABEL] = {"What", "項目", "项目"},
    [WORD_VALUE] = {"Value", "値", "值"},
    [WORD_NOTE] = {"How to fill it in", "記入方法", "填写说明"},
    [WORD_NUMBER] = {"No.", "番号", "序号"},
    [WORD_COUNTS] = {"Other sheets name the row by this number.",
                     "他のシートはこの番号で行を示します。", "其他工作表以此序号指明该行。"},
    [WORD_BELONGS] = {"The number of the row that this one belongs to, in the sheet ",
                      "この行が属する行の番号。シート: ", "本行所属行的序号,见工作表:"},
    [WORD_REQUIRED] = {"Required.", "必須。", "必填。"},
    [WORD_IS_NUMBER] = {"A number.", "数値。", "数字。"},
    [WORD_IS_DATE] = {"A date, as in 2026-04-15.", "日付(例: 2026-04-15)。",
                      "日期,如 2026-04-15。"},
    [WORD_IS_CODE] = {"A code; the list offers those in use.",
                      "コード。よく使うものは一覧から選べます。", "代码,可从列表中选择常用者。"},
    [WORD_IS_TRUTH] = {"true or false.", "true 又は false。", "true 或 false。"},
    [WORD_EXAMPLE] = {"For example: ", "例: ", "例如:"},
};
static_assert(sizeof words / sizeof *words == WORD_END, "a word is missing");

size_t sheet_language(Slice language)
{
    for (size_t i = 0; i < LANGUAGES; i++)
        if (slice_equal(sheet_languages[i], language))
            return i;
    return 0;
}

Slice sheet_word(size_t language, Word word)
{
    return slice_of(words[word][language]);
}
