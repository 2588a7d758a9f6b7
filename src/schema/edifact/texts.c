// SPDX-License-Identifier: Apache-2.0
// What the EDIFACT validator says: {1} is where (message, group, segment with its number and name), the others are the
// data element by number and name, what was found, and what is expected.

#include "schema/edifact/texts.h"

const EdifactTextRow edifact_texts[] = {
    [TEXT_MISSING_SEGMENT] = {"0085/13",
                              EDIFACT_ERROR,
                              {{"{2} is mandatory and is missing before {1}; add it there",
                                "{1} の前に必須の {2} がありません。そこに追加してください",
                                "{1} 之前缺少必备的 {2}；请在该处添加"}}},
    [TEXT_MISSING_BEHIND] = {"0085/13",
                             EDIFACT_ERROR,
                             {{"{2} is mandatory and is missing behind {1}; add it there",
                               "{1} の後に必須の {2} がありません。そこに追加してください",
                               "{1} 之后缺少必备的 {2}；请在该处添加"}}},
    [TEXT_MISSING_ELEMENT] = {"0085/13",
                              EDIFACT_ERROR,
                              {{"{1}: data element {2} is mandatory and is empty; fill it in",
                                "{1}: データ要素 {2} は必須ですが、空です。値を入れてください",
                                "{1}：必备的数据元 {2} 为空；请填写"}}},
    [TEXT_UNEXPECTED_SEGMENT] = {"0085/15",
                                 EDIFACT_ERROR,
                                 {{"{1} is not expected here; expected {2}",
                                   "{1} はここには置けません。ここに置けるのは {2} です",
                                   "{1} 不应出现在此处；此处应为 {2}"}}},
    [TEXT_UNKNOWN_SEGMENT] =
        {"0085/15",
         EDIFACT_ERROR,
         {{"{1} does not belong to this message; remove it, or correct its tag; expected here: {2}",
           "{1} はこのメッセージにありません。削除するか、タグを直してください。ここに置けるのは {2} です",
           "{1} 不属于该报文；请删除或更正其标记；此处应为 {2}"}}},
    [TEXT_ORDER] = {"0085/15",
                    EDIFACT_ERROR,
                    {{"{1} stands behind {2}, but belongs before it; move it there",
                      "{1} は {2} の後にありますが、その前に置くものです。移してください",
                      "{1} 位于 {2} 之后，但应在其之前；请移动"}}},
    [TEXT_SEGMENT_REPEATED] = {"0085/35",
                               EDIFACT_ERROR,
                               {{"{1} occurs {2} times here; at most {3} are allowed; remove what is too many",
                                 "{1} がここに {2} 回あります。最大は {3} 回です。余分を削除してください",
                                 "{1} 在此处出现 {2} 次；最多允许 {3} 次；请删除多余的"}}},
    [TEXT_GROUP_REPEATED] = {"0085/36",
                             EDIFACT_ERROR,
                             {{"{1} occurs {2} times here; at most {3} are allowed; remove what is too many",
                               "{1} がここに {2} 回あります。最大は {3} 回です。余分を削除してください",
                               "{1} 在此处出现 {2} 次；最多允许 {3} 次；请删除多余的"}}},
    [TEXT_UNEXPECTED_ELEMENT] =
        {"0085/16",
         EDIFACT_ERROR,
         {{"{1}: \"{3}\" stands at place {2}, where the directory has nothing; remove it, or a separator too many",
           "{1}: 位置 {2} に「{3}」がありますが、ディレクトリにはありません。値か余分な区切りを削除してください",
           "{1}：位置 {2} 有“{3}”，但目录中此处无数据元；请删除该值或多余的分隔符"}}},
    [TEXT_ELEMENT_REPEATED] =
        {"0085/35",
         EDIFACT_ERROR,
         {{"{1}: \"{3}\" repeats data element {2} once more than the directory allows; remove it",
           "{1}: データ要素 {2} の繰り返し「{3}」はディレクトリの許す回数を超えています。削除してください",
           "{1}：数据元 {2} 的重复“{3}”超过目录允许的次数；请删除"}}},
    [TEXT_TOO_LONG] = {"0085/39",
                       EDIFACT_ERROR,
                       {{"{1}: data element {2} holds \"{3}\"; {4} allows less; shorten it",
                         "{1}: データ要素 {2} の値「{3}」は {4} より長いです。短くしてください",
                         "{1}：数据元 {2} 的值“{3}”超过 {4} 的长度；请缩短"}}},
    [TEXT_TOO_SHORT] = {"0085/40",
                        EDIFACT_ERROR,
                        {{"{1}: data element {2} holds \"{3}\"; {4} asks for more characters",
                          "{1}: データ要素 {2} の値「{3}」は {4} より短いです",
                          "{1}：数据元 {2} 的值“{3}”短于 {4} 的长度"}}},
    [TEXT_NO_NUMBER] =
        {"0085/37",
         EDIFACT_ERROR,
         {{"{1}: data element {2} holds \"{3}\", which is no number; {4} allows digits, one decimal mark between them, "
           "and a minus sign before",
           "{1}: データ要素 {2} の値「{3}」は数値ではありません。{4} "
           "には数字と、間に一つの小数点、先頭の負号だけが使えます",
           "{1}：数据元 {2} 的值“{3}”不是数字；{4} 只允许数字、其间的一个小数点和开头的负号"}}},
    [TEXT_NO_LETTERS] = {"0085/37",
                         EDIFACT_ERROR,
                         {{"{1}: data element {2} holds \"{3}\"; {4} allows no digits",
                           "{1}: データ要素 {2} の値「{3}」に数字があります。{4} に数字は使えません",
                           "{1}：数据元 {2} 的值“{3}”含有数字；{4} 不允许数字"}}},
    [TEXT_CODE] =
        {"0085/12",
         EDIFACT_WARNING,
         {{"{1}: data element {2} holds the code \"{3}\", which the list of {4} does not have; take one of it, "
           "or name the list's agency (3055)",
           "{1}: データ要素 {2} のコード「{3}」は {4} の一覧にありません。一覧のコードを使うか、一覧の機関 (3055) "
           "を示してください",
           "{1}：数据元 {2} 的代码“{3}”不在 {4} 的代码表中；请使用表中代码，或注明代码表机构（3055）"}}},
    [TEXT_CODE_NEAR] =
        {"0085/12",
         EDIFACT_WARNING,
         {{"{1}: data element {2} holds the code \"{3}\", which the list does not have; the nearest is {4}",
           "{1}: データ要素 {2} のコード「{3}」は一覧にありません。最も近いのは {4} です",
           "{1}：数据元 {2} 的代码“{3}”不在代码表中；最接近的是 {4}"}}},
    [TEXT_DEPENDENCY] = {"0085/48",
                         EDIFACT_ERROR,
                         {{"{1}: the dependency note {2} does not hold: {3}",
                           "{1}: 依存規則 {2} が守られていません: {3}", "{1}：不符合依赖注释 {2}：{3}"}}},
    [TEXT_SEGMENT_COUNT] =
        {"0085/29",
         EDIFACT_ERROR,
         {{"{1}: {2} says \"{3}\", but the message has {4} segments, header and trailer among them; is one lost?",
           "{1}: {2} は「{3}」ですが、ヘッダーとトレーラーを含めて {4} セグメントあります。欠落はありませんか",
           "{1}：{2} 为“{3}”，但报文含首尾段共有 {4} 个段；是否有遗失？"}}},
    [TEXT_REFERENCE] = {"0085/28",
                        EDIFACT_ERROR,
                        {{"{1}: {2} says \"{3}\", but the header says \"{4}\"; both must be the same",
                          "{1}: {2} は「{3}」ですが、ヘッダーは「{4}」です。一致させてください",
                          "{1}：{2} 为“{3}”，但头段为“{4}”；两者必须一致"}}},
    [TEXT_DUPLICATE] = {"0085/26",
                        EDIFACT_ERROR,
                        {{"{1}: {2} is \"{3}\", as that of an earlier message of the interchange; an answer could mean "
                          "either: give each its own",
                          "{1}: {2} は「{3}」ですが、同じ交換の前のメッセージと重複しています。メッセージごとに異なる番号を付けてください",
                          "{1}：{2} 为“{3}”，与本交换中前面的报文重复；请为每个报文使用不同的编号"}}},
    [TEXT_UNIT_COUNT] = {"0085/29",
                         EDIFACT_ERROR,
                         {{"{1}: {2} says \"{3}\", but there are {4}; is a message lost?",
                           "{1}: {2} は「{3}」ですが、実際は {4} です。メッセージの欠落はありませんか",
                           "{1}：{2} 为“{3}”，但实际为 {4}；是否有报文遗失？"}}},
    [TEXT_NO_TRAILER] = {"0085/13",
                         EDIFACT_ERROR,
                         {{"{2} is missing behind {1}; was it cut off?",
                           "{1} の後に {2} がありません。途中で切れていませんか", "{1} 之后缺少 {2}；是否被截断？"}}},
    [TEXT_NO_OPENER] = {"0085/33",
                        EDIFACT_ERROR,
                        {{"{1} stands here without a {2} before it; is that lost?",
                          "{1} の前に {2} がありません。欠落していませんか", "{1} 之前没有 {2}；是否遗失？"}}},
    [TEXT_MIXED] = {"0085/30",
                    EDIFACT_ERROR,
                    {{"{1} stands outside of groups, but the interchange has groups; put it into one",
                      "この交換にはグループがありますが、{1} はグループの外にあります。グループに入れてください",
                      "该交换含有组，但 {1} 位于组外；请放入组内"}}},
    [TEXT_GROUP_TYPES] =
        {"0085/31",
         EDIFACT_ERROR,
         {{"{1}: the message is a {2}, but the group began with a {3}; a group has messages of one type",
           "{1}: メッセージは {2} ですが、グループは {3} で始まりました。グループのメッセージは一種類です",
           "{1}：报文为 {2}，但该组以 {3} 开始；一个组只能有一种报文"}}},
    [TEXT_EMPTY] = {"0085/32",
                    EDIFACT_ERROR,
                    {{"{1} closes {2}, in which there is nothing; is a message lost?",
                      "{1} で終わる {2} は空です。メッセージの欠落はありませんか",
                      "{1} 所结束的 {2} 为空；是否有报文遗失？"}}},
    [TEXT_VERSION] = {"0085/2",
                      EDIFACT_ERROR,
                      {{"{1}: the syntax version {2} is not known; expected 1 to 4",
                        "{1}: 構文バージョン {2} は不明です。1 から 4 にしてください",
                        "{1}：语法版本 {2} 未知；应为 1 至 4"}}},
    [TEXT_COLLISION] =
        {"0085/28",
         EDIFACT_ERROR,
         {{"{1}: 0087 Anti-collision segment group identification says \"{2}\", but this is segment group {3}",
           "{1}: 0087 衝突防止グループの識別は「{2}」ですが、ここはセグメントグループ {3} です",
           "{1}：0087 防冲突段组标识为“{2}”，但此处为段组 {3}"}}},
    [TEXT_NO_HEADER] = {"0085/13",
                        EDIFACT_WARNING,
                        {{"the interchange begins without UNB; default service characters are assumed",
                          "交換が UNB なしで始まっています。標準のサービス文字とみなします",
                          "交换没有 UNB 头段；按默认服务字符处理"}}},
    [TEXT_MESSAGE_UNKNOWN] =
        {"0085/14",
         EDIFACT_INFO,
         {{"no directory has the message type {2} ({3}); its structure is not checked; import the release with "
           "`madoguchi edifact import`",
           "メッセージ種別 {2} ({3}) はどのディレクトリにもなく、構造は検査されていません。`madoguchi edifact import` "
           "で取り込んでください",
           "目录中没有报文类型 {2}（{3}）；未检查其结构；请用 `madoguchi edifact import` 导入该版本"}}},
    [TEXT_RELEASE_NEAREST] = {"0085/14",
                              EDIFACT_INFO,
                              {{"the directory {3} is not here; {2} is checked by {4}, the nearest; import the release "
                                "with `madoguchi edifact "
                                "import`",
                                "ディレクトリ {3} がないため、{2} は最も近い {4} で検査しました。`madoguchi edifact "
                                "import` で取り込んでください",
                                "没有目录 {3}；{2} 按最接近的 {4} 检查；请用 `madoguchi edifact import` 导入该版本"}}},
    [TEXT_OUTSIDE] = {"0085/33",
                      EDIFACT_ERROR,
                      {{"{1} stands outside of a message; is a UNH before it lost or misspelt?",
                        "{1} はメッセージの外にあります。前の UNH が欠落か誤記ではありませんか",
                        "{1} 位于报文之外；其前面的 UNH 是否遗失或拼错？"}}},
    [TEXT_LINES] = {"0085/22",
                    EDIFACT_WARNING,
                    {{"segments end with line ends instead of a terminator; send ' behind each",
                      "セグメントが終端文字でなく改行で終わっています。各セグメントを ' で終えてください",
                      "各段以换行而非终止符结束；请在每段后发送 '"}}},
    [TEXT_REPERTOIRE] = {"0085/46",
                         EDIFACT_WARNING,
                         {{"the syntax identifier of UNB is not known; expected UNOA to UNOY or KECA",
                           "UNB の構文識別子が不明です。UNOA から UNOY、または KECA にしてください",
                           "UNB 的语法标识未知；应为 UNOA 至 UNOY 或 KECA"}}},
    [TEXT_CHARACTERS] =
        {"0085/21",
         EDIFACT_WARNING,
         {{"there are bytes that the repertoire of UNB does not have; name the one they are in, as UNOW for UTF-8",
           "UNB の文字集合にないバイトがあります。実際の文字集合を示してください（UTF-8 なら UNOW）",
           "存在 UNB 字符集之外的字节；请注明实际字符集（UTF-8 用 UNOW）"}}},
    [TEXT_NOT_TERMINATED] = {"0085/13",
                             EDIFACT_ERROR,
                             {{"{1} has no terminator; the interchange was cut off",
                               "{1} に終端文字がありません。交換が途中で切れています", "{1} 没有终止符；交换被截断"}}},
    [TEXT_TAG] = {"0085/15",
                  EDIFACT_ERROR,
                  {{"{1}: a segment must begin with a tag of capitals and digits; is a service character not released?",
                    "{1}: セグメントは大文字と数字のタグで始まります。解放されていないサービス文字はありませんか",
                    "{1}：段必须以大写字母和数字的标记开头；是否有未转义的服务字符？"}}},
    [TEXT_PACKAGE] = {"0085/29",
                      EDIFACT_ERROR,
                      {{"the length in UNO (0810) does not lead to UNP; correct the length of the object",
                        "UNO の長さ (0810) の先に UNP がありません。オブジェクトの長さを直してください",
                        "UNO 中的长度（0810）之后不是 UNP；请更正对象长度"}}},
};
_Static_assert(sizeof edifact_texts / sizeof *edifact_texts == TEXT_END, "an EDIFACT text is missing");

// What is wrong within UNH and UNT (UIH, UIT) is wrong by ISO 9735, whichever directory the message is of.
static bool is_in_service_segment(const EdifactUnit *unit, const SchemaFinding *finding)
{
    NodeId node = finding->node;
    while (node != NODE_NONE && node != 0) {
        Slice local = tree_name(unit->tree, node)->local;
        if (slice_starts(local, S("S_")))
            return slice_equal(local, S("S_UNH")) || slice_equal(local, S("S_UNT")) ||
                   slice_equal(local, S("S_UIH")) || slice_equal(local, S("S_UIT"));
        node = tree_parent(unit->tree, node);
    }
    return false;
}

static bool is_about_data(EdifactText text)
{
    return text == TEXT_MISSING_ELEMENT || (text >= TEXT_UNEXPECTED_ELEMENT && text <= TEXT_NO_LETTERS);
}

EdifactSeverity edifact_severity(const EdifactUnit *unit, const SchemaFinding *finding)
{
    for (size_t i = 0; i < TEXT_END; i++)
        if (&edifact_texts[i].text == finding->text) {
            bool is_guess = unit != NULL && unit->found == FOUND_NEAREST && i < TEXT_SEGMENT_COUNT &&
                            !(is_about_data((EdifactText)i) && is_in_service_segment(unit, finding));
            return is_guess && edifact_texts[i].severity == EDIFACT_ERROR ? EDIFACT_WARNING : edifact_texts[i].severity;
        }
    return EDIFACT_ERROR;
}
