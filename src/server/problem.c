// SPDX-License-Identifier: Apache-2.0
// What could not be done, told as problem details (RFC 9457): a type that programs know, a title in
// the reader's language, and in `detail` what was found and how to mend it.

#include "server/internal.h"

#include <assert.h>

#include <stdio.h>

const Problem problems[PROBLEM_END] = {
    [PROBLEM_BAD_REQUEST] = {400,
                             "bad-request",
                             {"The request is faulty", "リクエストに誤りがあります", "请求有误"}},
    [PROBLEM_PARAMETER] = {400,
                           "parameter",
                           {"A parameter is wrong", "パラメーターに誤りがあります", "参数有误"}},
    [PROBLEM_SIGN_IN] = {401, "sign-in", {"You are not signed in", "サインインしていません", "您尚未登录"}},
    [PROBLEM_CODE] = {401,
                      "code",
                      {"The code of the second factor is missing", "二段階認証のコードが必要です",
                       "需要双重验证码"}},
    [PROBLEM_FORBIDDEN] = {403,
                           "forbidden",
                           {"You may not do this", "権限がありません", "您无权执行此操作"}},
    [PROBLEM_PROOF] = {403,
                       "proof",
                       {"Show your password again", "パスワードを再入力してください",
                        "请再次输入密码"}},
    [PROBLEM_FACTOR] = {403,
                        "factor",
                        {"Set up a second factor first", "先に二段階認証を設定してください",
                         "请先设置双重验证"}},
    [PROBLEM_NOT_FOUND] = {404,
                           "not-found",
                           {"There is no such thing", "見つかりません", "未找到"}},
    [PROBLEM_METHOD] = {405,
                        "method",
                        {"This cannot be done with it", "この操作はできません", "不支持此操作"}},
    [PROBLEM_NOT_ACCEPTABLE] = {406,
                                "not-acceptable",
                                {"It is not to be had in that form", "その形式では提供できません",
                                 "无法以该格式提供"}},
    [PROBLEM_TIMEOUT] = {408,
                         "timeout",
                         {"The request took too long to arrive",
                          "リクエストの受信に時間がかかりすぎました", "接收请求超时"}},
    [PROBLEM_CONFLICT] = {409,
                          "conflict",
                          {"It contradicts what is there", "既存の内容と矛盾します",
                           "与现有内容冲突"}},
    [PROBLEM_LENGTH] = {411,
                        "length",
                        {"The length is missing", "長さの指定がありません", "缺少长度"}},
    [PROBLEM_CHANGED] = {412,
                         "changed",
                         {"It has changed in the meantime", "その間に変更されました",
                          "内容已被更改"}},
    [PROBLEM_TOO_LARGE] = {413, "too-large", {"It is too large", "大きすぎます", "内容过大"}},
    [PROBLEM_URI] = {414, "uri", {"The address is too long", "アドレスが長すぎます", "地址过长"}},
    [PROBLEM_MEDIA_TYPE] = {415,
                            "media-type",
                            {"The body is of the wrong kind", "本文の種類が違います",
                             "正文类型不正确"}},
    [PROBLEM_UNREADABLE] = {422,
                            "unreadable",
                            {"The content cannot be used", "内容を処理できません", "内容无法处理"}},
    [PROBLEM_CONDITION] = {428,
                           "condition",
                           {"Say which version you change", "変更する版を指定してください",
                            "请说明要更改的版本"}},
    [PROBLEM_TOO_MANY] = {429,
                          "too-many",
                          {"Too many requests", "リクエストが多すぎます", "请求过多"}},
    [PROBLEM_INTERNAL] = {500,
                          "internal",
                          {"The server made a mistake", "サーバー内部の誤りです",
                           "服务器内部错误"}},
    [PROBLEM_NO_DATA] = {501,
                         "no-data",
                         {"This server keeps nothing", "このサーバーはデータを保存しません",
                          "此服务器不保存数据"}},
    [PROBLEM_BUSY] = {503,
                      "busy",
                      {"The server is busy", "サーバーが混み合っています", "服务器繁忙"}},
    [PROBLEM_QUOTA] = {507,
                       "quota",
                       {"Your organisation has used up its room", "組織の保存枠を使い切りました",
                        "贵组织的存储配额已用完"}},
    [PROBLEM_STANDBY] = {503,
                         "standby",
                         {"Not written as it should be: see the detail",
                          "所定どおりに書き込めませんでした。詳細をご覧ください",
                          "未能按要求写入，详见说明"}},
    [PROBLEM_OVERTAKEN] = {409,
                           "overtaken",
                           {"Another server was promoted", "別のサーバーが昇格しました",
                            "另一台服务器已升级为主服务器"}},
    [PROBLEM_DIVERGED] = {409,
                          "diverged",
                          {"The journals have parted", "ジャーナルが分岐しています",
                           "两份日志已分叉"}},
};

static_assert(sizeof problems / sizeof *problems == PROBLEM_END, "a problem has no row");

static int language_number(const char *language)
{
    return strcmp(language, "ja") == 0 ? 1 : strcmp(language, "zh") == 0 ? 2 : 0;
}

static void write_faults(JsonWriter *json, const Faults *faults)
{
    size_t kept = faults->count < FAULTS_KEPT ? faults->count : FAULTS_KEPT;
    json_field_open(json, "faults", '[');
    for (size_t i = 0; i < kept; i++) {
        const Fault *fault = &faults->list[i];
        json_open(json, '{');
        json_field(json, "code", slice_of(fault->code));
        if (fault->line > 0) {
            json_field_integer(json, "line", fault->line);
            json_field_integer(json, "column", fault->column);
        }
        json_field(json, "text", slice_of(fault->text));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void answer(Request *request, ProblemKind kind, Slice detail, const Faults *faults)
{
    const Problem *problem = &problems[kind];
    JsonWriter json = json_writer(request->arena);
    const char *language = accept_language(request_header(request, "Accept-Language"));
    json_open(&json, '{');
    json_key(&json, "type");
    json_string(&json, arena_print(request->arena, "urn:madoguchi:problem:%s", problem->name));
    json_field(&json, "title", slice_of(problem->titles[language_number(language)]));
    json_field_integer(&json, "status", problem->status);
    json_field(&json, "detail", detail);
    if (faults != NULL && faults->count > 0)
        write_faults(&json, faults);
    json_close(&json, '}');
    buffer_add_char(json.out, '\n');
    request->response.status = problem->status;
    request->response.type = "application/problem+json";
    request->response.body = buffer_slice(json.out);
    request->response.is_kept = false;
    request->response.etag = S("");
    request->response.cache = NULL;
    request->response.policy = NULL;
}

void answer_problem(Request *request, ProblemKind kind, const char *format, ...)
{
    enum { DETAIL_MAX = 1000 };
    char text[DETAIL_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    answer(request, kind, slice_of(text), NULL);
}

void answer_faults(Request *request, ProblemKind kind, const Faults *faults)
{
    Slice first = faults->count > 0 ? slice_of(faults->list[0].text) : S("");
    answer(request, kind, first, faults);
}

typedef struct Refusal {
    FaultKind kind;
    const char *code; // of the fault; NULL: any
    ProblemKind problem;
} Refusal;

static const Refusal refusals[] = {
    {FAULT_CONFLICT, "version", PROBLEM_CHANGED},
    {FAULT_CONFLICT, "absent", PROBLEM_NOT_FOUND},
    {FAULT_CONFLICT, "standby", PROBLEM_STANDBY},
    {FAULT_IO, "standby", PROBLEM_STANDBY},
    {FAULT_CONFLICT, NULL, PROBLEM_CONFLICT},
    {FAULT_USAGE, "right", PROBLEM_FORBIDDEN},
    {FAULT_USAGE, "absent", PROBLEM_NOT_FOUND},
    {FAULT_USAGE, "obstacle", PROBLEM_CONFLICT},
    {FAULT_USAGE, NULL, PROBLEM_UNREADABLE},
    {FAULT_SYNTAX, NULL, PROBLEM_UNREADABLE},
    {FAULT_LIMIT, "quota", PROBLEM_QUOTA},
    {FAULT_LIMIT, NULL, PROBLEM_TOO_LARGE},
    {FAULT_IO, NULL, PROBLEM_BUSY},
};

void answer_refusal(Request *request)
{
    const Faults *faults = &request->worker->faults;
    const Fault *first = &faults->list[0];
    for (size_t i = 0; faults->count > 0 && i < sizeof refusals / sizeof *refusals; i++)
        if (refusals[i].kind == first->kind &&
            (refusals[i].code == NULL || strcmp(refusals[i].code, first->code) == 0)) {
            answer_faults(request, refusals[i].problem, faults);
            return;
        }
    answer_problem(request, PROBLEM_INTERNAL, "%s", faults->count > 0 ? first->text : "");
}
