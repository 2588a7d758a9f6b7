// SPDX-License-Identifier: Apache-2.0
// What the findings of JSON Schema say, in three languages. {1} is what was found.

#include "schema/json/internal.h"

const SchemaText json_texts[JSON_MESSAGE_END] = {
    [JSON_FALSE_SCHEMA] = {{"nothing is allowed here; leave it out", "ここには何も置けません。取り除いてください", "此处不允许任何内容；请删除"}},
    [JSON_WRONG_TYPE] = {{"\"{1}\" is of another type; expected is {2}", "「{1}」の型が違います。{2} が必要です", "“{1}”的类型不符；应为 {2}"}},
    [JSON_NOT_ENUM] = {{"\"{1}\" is not one of the allowed values: {2}", "「{1}」は許された値ではありません: {2}", "“{1}”不在允许的值之中：{2}"}},
    [JSON_NOT_CONST] = {{"\"{1}\" must be {2}", "「{1}」は {2} でなければなりません", "“{1}”必须是 {2}"}},
    [JSON_NOT_MULTIPLE] = {{"{1} is no multiple of {2}", "{1} は {2} の倍数ではありません", "{1} 不是 {2} 的倍数"}},
    [JSON_TOO_LARGE] = {{"{1} is too large; the most is {2}", "{1} は大きすぎます。最大値は {2} です", "{1} 太大；最大值为 {2}"}},
    [JSON_NOT_BELOW] = {{"{1} is too large; it must be less than {2}", "{1} は大きすぎます。{2} より小さくなければなりません", "{1} 太大；必须小于 {2}"}},
    [JSON_TOO_SMALL] = {{"{1} is too small; the least is {2}", "{1} は小さすぎます。最小値は {2} です", "{1} 太小；最小值为 {2}"}},
    [JSON_NOT_ABOVE] = {{"{1} is too small; it must be greater than {2}", "{1} は小さすぎます。{2} より大きくなければなりません", "{1} 太小；必须大于 {2}"}},
    [JSON_TOO_LONG] = {{"\"{1}\" is too long; at most {2} characters are allowed", "「{1}」は長すぎます。{2} 文字以下にしてください", "“{1}”太长；最多 {2} 个字符"}},
    [JSON_TOO_SHORT] = {{"\"{1}\" is too short; at least {2} characters are needed", "「{1}」は短すぎます。{2} 文字以上必要です", "“{1}”太短；至少 {2} 个字符"}},
    [JSON_NO_PATTERN] = {{"\"{1}\" does not have the form {2}", "「{1}」は形式 {2} に合いません", "“{1}”不符合格式 {2}"}},
    [JSON_TOO_MANY] = {{"there are {1}; at most {2} are allowed", "{1} 個あります。{2} 個以下にしてください", "有 {1} 个；最多允许 {2} 个"}},
    [JSON_TOO_FEW] = {{"there are {1}; at least {2} are needed", "{1} 個しかありません。{2} 個以上必要です", "只有 {1} 个；至少需要 {2} 个"}},
    [JSON_NOT_UNIQUE] = {{"\"{1}\" is in the list already; each may occur once", "「{1}」はすでにあります。一度だけ使えます", "“{1}”已在列表中；每项只能出现一次"}},
    [JSON_MISSING] = {{"the member \"{1}\" is missing", "メンバー「{1}」がありません", "缺少成员“{1}”"}},
    [JSON_DEPENDENT] = {{"the member \"{1}\" is missing; \"{2}\" needs it", "メンバー「{1}」がありません。「{2}」に必要です", "缺少成员“{1}”；“{2}”需要它"}},
    [JSON_NOT_FORMAT] = {{"\"{1}\" does not have the form of {2}", "「{1}」は {2} の形式ではありません", "“{1}”不是 {2} 的格式"}},
    [JSON_NONE_OF] = {{"\"{1}\" fits none of the alternatives", "「{1}」はどの選択肢にも合いません", "“{1}”不符合任何一种可选形式"}},
    [JSON_SEVERAL_OF] = {{"it fits {1} of the alternatives; exactly one is expected", "選択肢のうち {1} 個に合います。一つだけに合う必要があります", "符合 {1} 种可选形式；应恰好符合一种"}},
    [JSON_IS_NOT] = {{"\"{1}\" is what the schema excludes", "「{1}」はスキーマが除外しています", "“{1}”是模式所排除的"}},
    [JSON_UNKNOWN] = {{"the member \"{1}\" is not known here; leave it out", "メンバー「{1}」はここに置けません。取り除いてください", "此处不允许成员“{1}”；请删除"}},
    [JSON_UNKNOWN_NEAR] = {{"the member \"{1}\" is not known here; is \"{2}\" meant?", "メンバー「{1}」はここに置けません。「{2}」のことですか", "此处不允许成员“{1}”；是否指“{2}”？"}},
    [JSON_NOT_CONTAINED] = {{"{1} of the items are as wanted; at least {2} are needed", "条件に合う要素は {1} 個です。{2} 個以上必要です", "符合要求的项有 {1} 个；至少需要 {2} 个"}},
    [JSON_CONTAINED_OFTEN] = {{"{1} of the items are as described; at most {2} are allowed", "該当する要素が {1} 個あります。{2} 個以下にしてください", "符合描述的项有 {1} 个；最多允许 {2} 个"}},
};
