// SPDX-License-Identifier: Apache-2.0
// What is said of a document as a whole, and why, in the reader's language.

#include "api/checker.h"
#include "api/run.h"

typedef enum Reason {
    REASON_NO_RULES,
    REASON_IDENTIFIERS, // {1} customization, {2} profile, {3} names of sets
    REASON_ROOT,        // {1} local name, {2} namespace
    REASON_EMPTY_ENVELOPE,
    REASON_NOTHING,
    REASON_SILENT,       // {1} the rule set
    REASON_UNRECOGNISED, // {1} the rule set, {2} local name
    REASON_ERROR,
    REASON_ERRORS, // {1} how many
    REASON_END,
} Reason;

static const SchemaText reasons[REASON_END] = {
    [REASON_NO_RULES] = {{"no rule set was given", "ルールセットが指定されていません",
                          "没有指定规则集"}},
    [REASON_IDENTIFIERS] =
        {{"no rule set of the library fits its identifiers (customization \"{1}\", profile "
          "\"{2}\"); "
          "for this kind of document it has: {3}",
          "識別子（カスタマイズ「{1}」、プロファイル「{2}"
          "」）に合うルールセットがライブラリにありません。"
          "この種類の文書用にあるもの：{3}",
          "库中没有符合其标识（定制“{1}”、配置“{2}”）的规则集。此类单证可用的有：{3}"}},
    [REASON_ROOT] =
        {{"no rule set of the library is for documents that begin with {1} (namespace \"{2}\"); "
          "madoguchi rules add puts rule sets into it",
          "{1}（名前空間「{2}」）で始まる文書用のルールセットがライブラリにありません。"
          "madoguchi rules add で追加できます",
          "库中没有适用于以 {1}（命名空间“{2}”）开头的单证的规则集。可用 madoguchi rules add "
          "添加"}},
    [REASON_EMPTY_ENVELOPE] = {{"the envelope is empty", "封筒（エンベロープ）が空です",
                                "信封是空的"}},
    [REASON_NOTHING] = {{"there is nothing in it", "中に何もありません", "里面没有任何内容"}},
    [REASON_SILENT] =
        {{"no rule of {1} fired: nothing in the document is what its rules are about",
          "{1} のどの規則も適用されませんでした。文書に、規則の対象となるものがありません",
          "{1} 中没有任何规则适用：单证中没有其规则所涉及的内容"}},
    [REASON_UNRECOGNISED] =
        {{"{1} is not about documents that begin with {2}; is it wrapped in something?",
          "{1} は {2} で始まる文書のものではありません。何かに包まれていませんか",
          "{1} 不适用于以 {2} 开头的单证；它是否被包在别的内容里？"}},
    [REASON_ERROR] = {{"{1} error", "エラー {1} 件", "{1} 个错误"}},
    [REASON_ERRORS] = {{"{1} errors", "エラー {1} 件", "{1} 个错误"}},
};

static Slice say(MadoChecker *checker, Reason reason, Slice one, Slice two, Slice three)
{
    SchemaFinding finding = {.text = &reasons[reason], .arguments = {one, two, three}};
    return schema_message(checker->document, &finding,
                          schema_language(slice_of(checker->language)));
}

static Slice reason_for_none(MadoChecker *checker, const Account *account, Slice near)
{
    const DocumentFacts *facts = &account->facts;
    if (checker->library == NULL)
        return say(checker, REASON_NO_RULES, S(""), S(""), S(""));
    return near.len > 0
               ? say(checker, REASON_IDENTIFIERS, facts->customization, facts->profile, near)
               : say(checker, REASON_ROOT, facts->root, facts->uri, S(""));
}

// By one of the rule sets: others may be about documents of any kind.
static bool is_recognised(MadoChecker *checker, const Account *account)
{
    for (size_t i = 0; i < account->set_count; i++)
        if (account->sets[i].is_chosen ||
            run_recognises(&account->sets[i], checker->document, &account->facts))
            return true;
    return false;
}

// Invalid is certain once one rule found an error. Valid is said only if nothing stands against it.
void verdict_decide(MadoChecker *checker, Account *account, Slice near)
{
    size_t errors = 0;
    const AccountSet *unusable = NULL, *silent = NULL, *last = NULL;
    for (size_t i = 0; i < account->set_count; i++) {
        const AccountSet *set = &account->sets[i];
        if (set->is_remark)
            continue;
        errors += set->severities[SEVERITY_ERROR] + set->severities[SEVERITY_BROKEN];
        last = set; // the first may be the standard's own
        if (set->problem.len > 0)
            unusable = set;
        else if (set->rules_fired == 0)
            silent = set;
    }
    if (errors > 0) {
        account->verdict = VERDICT_INVALID;
        account->reason = say(checker, errors == 1 ? REASON_ERROR : REASON_ERRORS,
                              arena_print(checker->document, "%zu", errors), S(""), S(""));
        return;
    }
    account->verdict = VERDICT_NOT_CHECKED;
    if (last == NULL)
        account->reason = reason_for_none(checker, account, near);
    else if (unusable != NULL)
        account->reason = unusable->problem;
    else if (silent != NULL)
        account->reason = say(checker, REASON_SILENT, silent->name, S(""), S(""));
    else if (!is_recognised(checker, account))
        account->reason = say(checker, REASON_UNRECOGNISED, last->name, account->facts.root, S(""));
    else
        account->verdict = VERDICT_VALID;
}

void verdict_on_nothing(MadoChecker *checker, Account *account, bool is_envelope)
{
    account->verdict = VERDICT_NOT_CHECKED;
    account->reason =
        say(checker, is_envelope ? REASON_EMPTY_ENVELOPE : REASON_NOTHING, S(""), S(""), S(""));
}
