// SPDX-License-Identifier: Apache-2.0
// Characters to segments.
//
//     text   NAD+BY+5412345000013::9'      64 characters a step: which of them are service characters?
//     bits   ...+..+.............::.'      then from bit to bit; what lies between two is a token
//
// Of service characters the five that are in use are compared with 16 characters at once; no character is looked at
// twice, and only the end of a segment is a branch that the processor may guess wrong.

#include "tree/edifact/scan.h"

#if defined __x86_64__
#include <immintrin.h>
#endif

enum {
    TOKENS_MAX = 100000, // of one segment; the longest of a directory has under 200
    TOKENS_FIRST = 64,
    SHAPED_MAX = 20, // whose three bits each leave bit 63 free
    RELEASE = MARK_TERMINATOR + 1,
};

EdifactScanner *edifact_scanner_new(Arena *arena, Slice text, EdifactSyntax syntax)
{
    EdifactScanner *scanner = arena_array(arena, EdifactScanner, 1);
    scanner->arena = arena;
    scanner->text = text;
    scanner->room = TOKENS_FIRST;
#if defined __x86_64__
    scanner->is_wide = __builtin_cpu_supports("avx2");
#endif
    scanner->tokens = arena_resize(arena, NULL, 0, TOKENS_FIRST * sizeof *scanner->tokens);
    scanner_set_syntax(scanner, syntax);
    scanner_move(scanner, 0);
    return scanner;
}

void scanner_set_syntax(EdifactScanner *scanner, EdifactSyntax syntax)
{
    scanner->syntax = syntax;
    memset(scanner->marks, RELEASE + 1, sizeof scanner->marks);
    scanner->marks[(unsigned char)syntax.component] = MARK_COMPONENT;
    scanner->marks[(unsigned char)syntax.element] = MARK_ELEMENT;
    if (syntax.repetition != 0)
        scanner->marks[(unsigned char)syntax.repetition] = MARK_REPETITION;
    if (syntax.release != 0)
        scanner->marks[(unsigned char)syntax.release] = RELEASE;
    scanner->marks[(unsigned char)syntax.terminator] = MARK_TERMINATOR;
    scanner->layout_has_marks = false;
    for (const char *c = " \t\r\n"; *c != '\0'; c++)
        scanner->layout_has_marks |= scanner->marks[(unsigned char)*c] <= RELEASE;
    scanner_move(scanner, scanner->at);
}

// ---- Bits ----

#if defined __x86_64__
static inline uint64_t bits_of_16(const char *at, const __m128i *wanted)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, wanted[0]), _mm_cmpeq_epi8(bytes, wanted[1]));
    found = _mm_or_si128(found, _mm_or_si128(_mm_cmpeq_epi8(bytes, wanted[2]), _mm_cmpeq_epi8(bytes, wanted[3])));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, wanted[4]));
    return (uint64_t)(unsigned)_mm_movemask_epi8(found);
}

// The same with the wider registers that most machines have.
__attribute__((target("avx2"))) static uint64_t bits_of_64_wide(const EdifactSyntax *syntax, const char *at)
{
    char terminator = syntax->terminator;
    const __m256i component = _mm256_set1_epi8(syntax->component), element = _mm256_set1_epi8(syntax->element);
    const __m256i end = _mm256_set1_epi8(terminator);
    const __m256i release = _mm256_set1_epi8(syntax->release != 0 ? syntax->release : terminator);
    const __m256i repetition = _mm256_set1_epi8(syntax->repetition != 0 ? syntax->repetition : terminator);
    uint64_t bits = 0;
    for (int half = 0; half < 2; half++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(at + half * 32));
        __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, component), _mm256_cmpeq_epi8(bytes, element));
        found =
            _mm256_or_si256(found, _mm256_or_si256(_mm256_cmpeq_epi8(bytes, end), _mm256_cmpeq_epi8(bytes, release)));
        found = _mm256_or_si256(found, _mm256_cmpeq_epi8(bytes, repetition));
        bits |= (uint64_t)(unsigned)_mm256_movemask_epi8(found) << half * 32;
    }
    return bits;
}

static inline uint64_t bits_of_64(const EdifactScanner *scanner, const char *at)
{
    if (scanner->is_wide)
        return bits_of_64_wide(&scanner->syntax, at);
    // A character that is not in use is compared as another one that is.
    const EdifactSyntax *syntax = &scanner->syntax;
    char terminator = syntax->terminator;
    __m128i wanted[5] = {
        _mm_set1_epi8(syntax->component),
        _mm_set1_epi8(syntax->element),
        _mm_set1_epi8(terminator),
        _mm_set1_epi8(syntax->release != 0 ? syntax->release : terminator),
        _mm_set1_epi8(syntax->repetition != 0 ? syntax->repetition : terminator),
    };
    return bits_of_16(at, wanted) | bits_of_16(at + 16, wanted) << 16 | bits_of_16(at + 32, wanted) << 32 |
           bits_of_16(at + 48, wanted) << 48;
}
#else
static inline uint64_t bits_of_64(const EdifactScanner *scanner, const char *at)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i++)
        bits |= (uint64_t)(scanner->marks[(unsigned char)at[i]] <= RELEASE) << i;
    return bits;
}
#endif

static uint64_t load(const EdifactScanner *scanner, size_t block)
{
    size_t left = scanner->text.len - block;
    if (left >= 64)
        return bits_of_64(scanner, scanner->text.at + block);
    char last[64] = {0};
    if (left > 0)
        memcpy(last, scanner->text.at + block, left);
    return bits_of_64(scanner, last) & ((UINT64_C(1) << left) - 1);
}

void scanner_move(EdifactScanner *scanner, size_t at)
{
    size_t block = at & ~(size_t)63;
    scanner->at = at;
    scanner->cursor = (MarkCursor){block, 0};
    if (block < scanner->text.len)
        scanner->cursor.bits = load(scanner, block) & ~UINT64_C(0) << (at & 63);
}

// The next service character, or the end of the text.
static inline size_t next_mark(const EdifactScanner *scanner, MarkCursor *cursor)
{
    while (cursor->bits == 0) {
        if (scanner->text.len - cursor->block <= 64)
            return scanner->text.len;
        cursor->block += 64;
        cursor->bits = load(scanner, cursor->block);
    }
    size_t at = cursor->block + (size_t)__builtin_ctzll(cursor->bits);
    cursor->bits &= cursor->bits - 1;
    return at;
}

// The character behind a release character stands for itself. Answers whether it had to be released.
static inline bool pass_released(const EdifactScanner *scanner, MarkCursor *cursor, size_t at)
{
    if (at + 1 >= scanner->text.len)
        return false;
    bool is_needed = scanner->marks[(unsigned char)scanner->text.at[at + 1]] <= RELEASE;
    if (!is_needed)
        return false;
    // Its bit is the next one, here or in the next block.
    next_mark(scanner, cursor);
    return true;
}

// ---- Segments ----

static EdifactToken *grow(EdifactScanner *scanner)
{
    if (scanner->room >= TOKENS_MAX)
        guard_raise(arena_guard(scanner->arena), FAULT_LIMIT, NULL,
                    "a segment has more than %d data elements; is its terminator missing?", TOKENS_MAX);
    scanner->tokens = arena_resize(scanner->arena, scanner->tokens, scanner->room * sizeof *scanner->tokens,
                                   scanner->room * 2 * sizeof *scanner->tokens);
    scanner->room *= 2;
    return scanner->tokens;
}

static inline bool is_layout(char c)
{
    return c == '\n' || c == '\r' || c == ' ' || c == '\t';
}

bool edifact_scanner_next(EdifactScanner *scanner, EdifactSegment *segment)
{
    const char *text = scanner->text.at;
    size_t start = scanner->at, count = 0;
    // Most senders put a line feed behind each segment for people's eyes: it is layout, not data.
    while (start < scanner->text.len && is_layout(text[start]))
        start++;
    if (start == scanner->text.len)
        return false;
    if (start > scanner->at && scanner->layout_has_marks)
        scanner_move(scanner, start);
    *segment = (EdifactSegment){.start = (uint32_t)start, .is_terminated = true};
    bool is_released = false;
    uint64_t shape = 1; // the first bit says how many tokens there are
    // What the loop looks at is kept in registers up to the end of the segment.
    MarkCursor cursor = scanner->cursor;
    EdifactToken *tokens = scanner->tokens;
    size_t room = scanner->room, len = scanner->text.len;
    for (;;) {
        size_t at = next_mark(scanner, &cursor);
        size_t mark = at < len ? scanner->marks[(unsigned char)text[at]] : MARK_TERMINATOR;
        if (mark == RELEASE) {
            is_released = segment->has_release = true;
            segment->has_idle_release |= !pass_released(scanner, &cursor, at);
            continue;
        }
        tokens[count] = (EdifactToken){(uint32_t)start, (uint32_t)(at - start), (uint8_t)mark, is_released};
        shape = shape << 3 | mark << 1 | (at == start);
        is_released = false;
        start = at + 1;
        if (++count == room) {
            tokens = grow(scanner);
            room = scanner->room;
        }
        if (mark == MARK_TERMINATOR) {
            segment->is_terminated = at < len;
            scanner->at = at < len ? at + 1 : at;
            break;
        }
    }
    scanner->cursor = cursor;
    segment->end = (uint32_t)scanner->at;
    segment->tokens = tokens;
    segment->count = count;
    segment->shape = count <= SHAPED_MAX ? shape : 0;
    return true;
}
