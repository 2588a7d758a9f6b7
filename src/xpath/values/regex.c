// SPDX-License-Identifier: Apache-2.0
// Regular expressions: translated, compiled by PCRE2, and kept by pattern and flags.
//
// Matching is bounded by PCRE2's own counters. A pattern is compiled to machine code only once it
// is used often: for a single document that would cost more than it gains.

#define PCRE2_CODE_UNIT_WIDTH 8
#include "xpath/values/regex.h"

#include "base/memory.h"
#include "base/table.h"

#include <pcre2.h>
#include <stdio.h>

enum {
    MATCH_LIMIT = 5000000, // steps of backtracking: about a tenth of a second
    HEAP_LIMIT_KB = 64 << 10,
    USES_BEFORE_JIT = 16,
    REGEXES_KEPT = 512, // per Eval; patterns made from data could be endless
    PATTERN_BYTES_MAX = 1 << 16,
};

struct Regex {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *data; // of one thread's regexes only
    size_t groups;
    size_t text_max; // a longer text cannot be decided
    unsigned uses;
};

static void *take(size_t size, void *ignored)
{
    (void)ignored;
    return memory_take(size);
}

static void give(void *block, void *ignored)
{
    (void)ignored;
    memory_free(block);
}

static void free_regex(void *handle)
{
    Regex *regex = handle;
    pcre2_match_data_free(regex->data);
    pcre2_match_context_free(regex->context);
    pcre2_code_free(regex->code);
}

static bool read_flags(Slice flags, RegexFlags *out, Fault *fault)
{
    for (size_t i = 0; i < flags.len; i++) {
        bool *flag = flags.at[i] == 's'   ? &out->dot_all
                     : flags.at[i] == 'm' ? &out->multi_line
                     : flags.at[i] == 'i' ? &out->ignore_case
                     : flags.at[i] == 'x' ? &out->ignore_space
                     : flags.at[i] == 'q' ? &out->literal
                                          : NULL;
        if (!flag) {
            *fault = (Fault){.kind = FAULT_DYNAMIC, .code = "FORX0001"};
            snprintf(fault->text, sizeof fault->text,
                     "there is no flag `%c` for regular expressions", flags.at[i]);
            return false;
        }
        *flag = true;
    }
    return true;
}

static bool refuse_pattern(Fault *fault, const char *text)
{
    *fault = (Fault){.kind = FAULT_DYNAMIC, .code = "FORX0002"};
    snprintf(fault->text, sizeof fault->text, "%s", text);
    return false;
}

static bool compile(Regex *regex, Slice translated, bool ignore_case, Fault *fault)
{
    int error;
    size_t offset;
    pcre2_general_context *general = pcre2_general_context_create(take, give, NULL);
    pcre2_compile_context *compile_context = general ? pcre2_compile_context_create(general) : NULL;
    if (compile_context)
        pcre2_set_newline(compile_context, PCRE2_NEWLINE_LF);
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY |
                       (ignore_case ? PCRE2_CASELESS : 0);
    bool done = false;
    if (compile_context)
        regex->code = pcre2_compile((PCRE2_SPTR)translated.at, translated.len, options, &error,
                                    &offset, compile_context);
    if (compile_context && !regex->code && error != PCRE2_ERROR_HEAP_FAILED) {
        char text[120];
        pcre2_get_error_message(error, (PCRE2_UCHAR *)text, sizeof text);
        refuse_pattern(fault, text);
    } else if (regex->code) {
        regex->context = pcre2_match_context_create(general);
        if (regex->context) {
            pcre2_set_match_limit(regex->context, MATCH_LIMIT);
            pcre2_set_heap_limit(regex->context, HEAP_LIMIT_KB);
            done = true;
        }
    }
    if (!done && fault->code[0] == '\0') {
        *fault = (Fault){.kind = FAULT_MEMORY};
        snprintf(fault->text, sizeof fault->text, "no memory for a regular expression");
    }
    pcre2_compile_context_free(compile_context);
    pcre2_general_context_free(general);
    return done;
}

static Regex *make(Arena *arena, Slice pattern, Slice flags, RegexFlags read, Fault *fault)
{
    *fault = (Fault){.kind = FAULT_NONE};
    if (pattern.len > PATTERN_BYTES_MAX) {
        refuse_pattern(fault, "the regular expression is longer than 64 KB");
        return NULL;
    }
    if (!read_flags(flags, &read, fault))
        return NULL;
    Buffer translated = buffer_new(arena);
    Regex *regex = arena_array(arena, Regex, 1);
    if (!regex_translate(&translated, pattern, read, &regex->groups, &regex->text_max, fault))
        return NULL;
    if (!translated.at)
        buffer_reserve(&translated, 1);
    arena_defer(arena, free_regex, regex);
    return compile(regex, buffer_slice(&translated), read.ignore_case, fault) ? regex : NULL;
}

Regex *regex_compile(Arena *arena, Slice pattern, Slice flags, bool xsd, Fault *fault)
{
    return make(arena, pattern, flags, (RegexFlags){.xsd = xsd}, fault);
}

// ---- Kept by an Eval ----

typedef struct RegexCache {
    Arena *arena;
    Table *table;
    Regex *regexes[REGEXES_KEPT];
} RegexCache;

static void free_cache(void *handle)
{
    arena_free(((RegexCache *)handle)->arena);
}

static RegexCache *cache_of(Eval *eval)
{
    RegexCache *cache = eval->regexes;
    if (!cache) {
        cache = arena_array(eval->own, RegexCache, 1);
        arena_defer(eval->own, free_cache, cache);
        eval->regexes = cache;
    }
    if (cache->arena && table_count(cache->table) == REGEXES_KEPT) {
        arena_free(cache->arena);
        cache->arena = NULL;
    }
    if (!cache->arena) {
        cache->arena = arena_new(eval->guard, 0);
        cache->table = table_new(cache->arena, 64);
    }
    return cache;
}

Regex *regex_get(Eval *eval, Slice pattern, Slice flags)
{
    RegexCache *cache = cache_of(eval);
    const Statics *statics = eval->where ? eval->where->statics : NULL;
    RegexFlags read = {.is_lenient = statics && statics->language & LANGUAGE_XPATH3};
    Buffer key = buffer_new(eval->scratch);
    buffer_add(&key, flags);
    buffer_add_char(&key, read.is_lenient ? '|' : '/');
    buffer_add(&key, pattern);
    int32_t known = table_find(cache->table, buffer_slice(&key));
    if (known >= 0)
        return cache->regexes[known];
    Fault fault;
    Regex *regex = make(cache->arena, pattern, flags, read, &fault);
    if (!regex)
        guard_raise_fault(eval->guard, &fault);
    regex->data = pcre2_match_data_create_from_pattern(regex->code, NULL);
    int32_t number = table_add(cache->table, arena_copy(cache->arena, buffer_slice(&key)), NULL);
    cache->regexes[number] = regex;
    return regex;
}

// ---- Matching ----

size_t regex_group_count(const Regex *regex)
{
    return regex->groups;
}

static RegexResult run(const Regex *regex, Slice text, size_t from, pcre2_match_data *data)
{
    const char *at = text.at ? text.at : "";
    int count = pcre2_match(regex->code, (PCRE2_SPTR)at, text.len, from, PCRE2_NO_UTF_CHECK, data,
                            regex->context);
    // The machine code has a small stack of its own; the interpreter takes its frames from the
    // heap.
    if (count == PCRE2_ERROR_JIT_STACKLIMIT)
        count = pcre2_match(regex->code, (PCRE2_SPTR)at, text.len, from,
                            PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, regex->context);
    if (count == PCRE2_ERROR_NOMATCH)
        return REGEX_NO;
    return count < 0 ? REGEX_LIMIT : REGEX_YES;
}

RegexResult regex_find(const Regex *regex, Slice text, size_t from, RegexSpan *spans, size_t room)
{
    Regex *own = (Regex *)regex;
    if (text.len > regex->text_max)
        return REGEX_LIMIT;
    pcre2_match_data *data = regex->data;
    if (data && own->uses < USES_BEFORE_JIT && ++own->uses == USES_BEFORE_JIT)
        pcre2_jit_compile(own->code, PCRE2_JIT_COMPLETE);
    if (!data)
        data = pcre2_match_data_create_from_pattern(regex->code, NULL);
    if (!data)
        return REGEX_LIMIT;
    RegexResult result = run(regex, text, from, data);
    const size_t *offsets = pcre2_get_ovector_pointer(data);
    uint32_t count = pcre2_get_ovector_count(data);
    for (size_t i = 0; i < room; i++) {
        bool is_set = result == REGEX_YES && i < count && offsets[2 * i] != PCRE2_UNSET;
        spans[i] = is_set ? (RegexSpan){offsets[2 * i], offsets[2 * i + 1]}
                          : (RegexSpan){SIZE_MAX, SIZE_MAX};
    }
    if (data != regex->data)
        pcre2_match_data_free(data);
    return result;
}

RegexResult regex_test(const Regex *regex, Slice text)
{
    return regex_find(regex, text, 0, NULL, 0);
}
