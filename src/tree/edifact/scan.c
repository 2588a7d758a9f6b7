// SPDX-License-Identifier: Apache-2.0
// Characters to segments.
//
//     text   NAD+BY+5412345000013::9'   which of 64 characters are service characters?
//     bits   ...+..+.............::.'   from bit to bit; what lies between two is a token
//
// Nearly all segments end within 64 characters, and have no other marks than + and : in them; where
// the machine picks bits out of a word, all that is to be known of them comes out of two words
// (scanner_next_short). Others are walked from mark to mark, from one 64 characters to the next
// (scanner_next_any).

#include "tree/edifact/scan.h"

#if defined __x86_64__
#include <immintrin.h>
#endif

enum {
    TOKENS_MAX = 100000, // of one segment; the longest of a directory has under 200
    TOKENS_FIRST = 64,   // at least what a short segment has (scanner_next_short)
    SHAPED_MAX = 20,     // whose three bits each leave bits 62 and 63 free
    PICKED_MAX = 30,     // of a short segment, with two bits each
    RELEASE = MARK_TERMINATOR + 1,
};

// The shape of up to twenty tokens has three bits each: the kind of the mark, and whether the token
// is empty.
#define SHAPE_OF_ANY           (UINT64_C(1) << 62) // of scanner_next_any, not of scanner_next_short
#define SHAPE_WITH_REPETITIONS (UINT64_C(1) << 63) // the interchange has a character for them

EdifactScanner *edifact_scanner_new(Arena *arena, Slice text, EdifactSyntax syntax)
{
    EdifactScanner *scanner = arena_array(arena, EdifactScanner, 1);
    scanner->arena = arena;
    scanner->text = text;
    scanner->room = TOKENS_FIRST;
#if defined __x86_64__
    scanner->is_wide = __builtin_cpu_supports("avx2");
    // Machines of AMD's family 17h know the instructions, but take a hundred cycles for some.
    scanner->picks_bits = scanner->is_wide && __builtin_cpu_supports("bmi") &&
                          __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
                          !__builtin_cpu_is("amdfam17h");
#endif
    scanner->marks = arena_resize(arena, NULL, 0, TOKENS_FIRST * sizeof *scanner->marks);
    scanner_set_syntax(scanner, syntax);
    scanner_move(scanner, 0);
    return scanner;
}

void scanner_set_syntax(EdifactScanner *scanner, EdifactSyntax syntax)
{
    scanner->syntax = syntax;
    memset(scanner->kinds, RELEASE + 1, sizeof scanner->kinds);
    scanner->kinds[(unsigned char)syntax.component] = MARK_COMPONENT;
    scanner->kinds[(unsigned char)syntax.element] = MARK_ELEMENT;
    scanner->shape_base = syntax.repetition != 0 ? SHAPE_WITH_REPETITIONS : 0;
    if (syntax.repetition != 0)
        scanner->kinds[(unsigned char)syntax.repetition] = MARK_REPETITION;
    if (syntax.release != 0)
        scanner->kinds[(unsigned char)syntax.release] = RELEASE;
    scanner->kinds[(unsigned char)syntax.terminator] = MARK_TERMINATOR;
    // A character that is not in use is compared as another one that is.
    const char compared[] = {
        [MARK_COMPONENT] = syntax.component,
        [MARK_REPETITION] = syntax.repetition != 0 ? syntax.repetition : syntax.terminator,
        [MARK_ELEMENT] = syntax.element,
        [MARK_TERMINATOR] = syntax.terminator,
        [RELEASE] = syntax.release != 0 ? syntax.release : syntax.terminator,
    };
    for (size_t i = 0; i < sizeof compared; i++)
        memset(scanner->wide[i], compared[i], sizeof scanner->wide[i]);
    scanner->layout_has_marks = false;
    for (const char *c = " \t\r\n"; *c != '\0'; c++)
        scanner->layout_has_marks |= scanner->kinds[(unsigned char)*c] <= RELEASE;
    scanner_move(scanner, scanner->at);
}

// ---- Bits ----

#if defined __x86_64__
static inline uint64_t bits_of_16(const char *at, const __m128i *wanted)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    __m128i found =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, wanted[0]), _mm_cmpeq_epi8(bytes, wanted[1]));
    found = _mm_or_si128(
        found, _mm_or_si128(_mm_cmpeq_epi8(bytes, wanted[2]), _mm_cmpeq_epi8(bytes, wanted[3])));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, wanted[4]));
    return (uint64_t)(unsigned)_mm_movemask_epi8(found);
}

// The same with the wider registers that most machines have.
__attribute__((target("avx2"))) static uint64_t bits_of_64_wide(const EdifactScanner *scanner,
                                                                const char *at)
{
    uint64_t bits = 0;
    for (int half = 0; half < 2; half++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(at + half * 32)),
                found = _mm256_setzero_si256();
        for (size_t i = 0; i < sizeof scanner->wide / sizeof *scanner->wide; i++) {
            __m256i wanted = _mm256_loadu_si256((const __m256i *)scanner->wide[i]);
            found = _mm256_or_si256(found, _mm256_cmpeq_epi8(bytes, wanted));
        }
        bits |= (uint64_t)(unsigned)_mm256_movemask_epi8(found) << half * 32;
    }
    return bits;
}

static inline uint64_t bits_of_64(const EdifactScanner *scanner, const char *at)
{
    if (scanner->is_wide)
        return bits_of_64_wide(scanner, at);
    __m128i wanted[5];
    for (size_t i = 0; i < 5; i++)
        wanted[i] = _mm_loadu_si128((const __m128i *)scanner->wide[i]);
    return bits_of_16(at, wanted) | bits_of_16(at + 16, wanted) << 16 |
           bits_of_16(at + 32, wanted) << 32 | bits_of_16(at + 48, wanted) << 48;
}
#else
static inline uint64_t bits_of_64(const EdifactScanner *scanner, const char *at)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i++)
        bits |= (uint64_t)(scanner->kinds[(unsigned char)at[i]] <= RELEASE) << i;
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
    scanner->at = scanner->cursor_at = at;
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

// The character behind a release character stands for itself. Answers whether it had to be
// released.
static inline bool pass_released(const EdifactScanner *scanner, MarkCursor *cursor, size_t at)
{
    if (at + 1 >= scanner->text.len)
        return false;
    bool is_needed = scanner->kinds[(unsigned char)scanner->text.at[at + 1]] <= RELEASE;
    if (!is_needed)
        return false;
    // Its bit is the next one, here or in the next block.
    next_mark(scanner, cursor);
    return true;
}

// ---- Segments ----

static uint32_t *grow(EdifactScanner *scanner)
{
    if (scanner->room >= TOKENS_MAX)
        guard_raise(arena_guard(scanner->arena), FAULT_LIMIT, NULL,
                    "a segment has more than %d data elements; is its terminator missing?",
                    TOKENS_MAX);
    scanner->marks =
        arena_resize(scanner->arena, scanner->marks, scanner->room * sizeof *scanner->marks,
                     scanner->room * 2 * sizeof *scanner->marks);
    scanner->room *= 2;
    return scanner->marks;
}

EdifactToken edifact_token(const EdifactScanner *scanner, const EdifactSegment *segment,
                           size_t index)
{
    Slice text = segment_text(scanner, segment, index);
    bool is_last = index + 1 == segment->count;
    uint8_t kind = is_last ? MARK_TERMINATOR : scanner->kinds[(unsigned char)text.at[text.len]];
    bool is_released =
        segment->has_release && text.len > 0 && memchr(text.at, scanner->syntax.release, text.len);
    return (EdifactToken){(uint32_t)(text.at - scanner->text.at), (uint32_t)text.len,
                          (EdifactMark)kind, is_released};
}

#if defined __x86_64__
typedef enum Width { WIDTH_32 = 32, WIDTH_64 = SHORT_MAX } Width; // characters that are looked at

__attribute__((target("avx2"))) static inline uint64_t bits_of(const char *at, Width width,
                                                               const char wide[32])
{
    __m256i wanted = _mm256_loadu_si256((const __m256i *)wide);
    __m256i low = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)at), wanted);
    uint64_t bits = (unsigned)_mm256_movemask_epi8(low);
    if (width == WIDTH_32)
        return bits;
    __m256i high = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(at + WIDTH_32)), wanted);
    return bits | (uint64_t)(unsigned)_mm256_movemask_epi8(high) << WIDTH_32;
}

__attribute__((target("bmi"))) static inline uint32_t take_bit(uint64_t *bits)
{
    uint32_t at = (uint32_t)_tzcnt_u64(*bits);
    *bits = _blsr_u64(*bits);
    return at;
}

// A segment that ends within so many characters, and has only + and : in it. False where it is
// another.
//
//     NAD+BY+5412345000013::9'
//     ...+..+.............::.'    marks
//        1  1             00 1    picked: which of them end an element
//        0  0             01 0    picked: which tokens are empty
__attribute__((target("avx2,bmi,bmi2,popcnt"), always_inline)) static inline bool
cut_short(EdifactScanner *scanner, uint32_t start, uint64_t terminators, Width width,
          EdifactSegment *segment)
{
    const char *text = scanner->text.at + start;
    uint64_t others = bits_of(text, width, scanner->wide[RELEASE]) |
                      bits_of(text, width, scanner->wide[MARK_REPETITION]);
    uint64_t within = _blsmsk_u64(terminators); // up to the first terminator
    if ((others & within & ~terminators) != 0)
        return false;
    uint64_t elements = (bits_of(text, width, scanner->wide[MARK_ELEMENT]) | terminators) & within;
    uint64_t bits = (bits_of(text, width, scanner->wide[MARK_COMPONENT]) & within) | elements;
    size_t count = (size_t)__builtin_popcountll(bits);
    uint64_t shape = _pext_u64(elements, bits) | _pext_u64(bits << 1 | 1, bits) << (PICKED_MAX + 1);
    uint32_t end = start + (uint32_t)_tzcnt_u64(terminators) + 1;
    scanner->at = end;
    *segment = (EdifactSegment){.marks = scanner->marks,
                                .count = count,
                                .shape = count <= PICKED_MAX ? shape | scanner->shape_base : 0,
                                .start = start,
                                .end = end,
                                .is_terminated = true,
                                .is_plain = true};
    // Always eight at once: a branch at the end of each segment is one that the processor guesses
    // wrong. There is room, for 64 characters have at most 64 marks.
    for (uint32_t *mark = scanner->marks; bits != 0; mark += 8) {
        mark[0] = take_bit(&bits);
        mark[1] = take_bit(&bits);
        mark[2] = take_bit(&bits);
        mark[3] = take_bit(&bits);
        mark[4] = take_bit(&bits);
        mark[5] = take_bit(&bits);
        mark[6] = take_bit(&bits);
        mark[7] = take_bit(&bits);
    }
    return true;
}

// Most end within 32 characters.
__attribute__((target("avx2,bmi,bmi2,popcnt"))) bool
scanner_next_short(EdifactScanner *scanner, uint32_t start, EdifactSegment *segment)
{
    const char *text = scanner->text.at + start, *wanted = scanner->wide[MARK_TERMINATOR];
    uint64_t terminators = bits_of(text, WIDTH_32, wanted);
    if (terminators != 0)
        return cut_short(scanner, start, terminators, WIDTH_32, segment);
    terminators = bits_of(text, WIDTH_64, wanted);
    return terminators != 0 && cut_short(scanner, start, terminators, WIDTH_64, segment);
}
#else
bool scanner_next_short(EdifactScanner *scanner, uint32_t start, EdifactSegment *segment)
{
    (void)scanner, (void)start, (void)segment;
    return false;
}
#endif

void scanner_next_any(EdifactScanner *scanner, size_t start, EdifactSegment *segment)
{
    if (start > scanner->at && scanner->layout_has_marks)
        scanner_move(scanner, start);
    else if (scanner->cursor_at != scanner->at)
        scanner_move(scanner, scanner->at);
    const char *text = scanner->text.at;
    const size_t first = start;
    *segment = (EdifactSegment){.start = (uint32_t)start, .is_terminated = true};
    // What the loop looks at is kept in registers up to the end of the segment.
    uint64_t shape = 1; // the first bit says how many tokens there are
    MarkCursor cursor = scanner->cursor;
    uint32_t *marks = scanner->marks;
    size_t count = 0, room = scanner->room, len = scanner->text.len;
    for (;;) {
        size_t at = next_mark(scanner, &cursor);
        size_t kind = at < len ? scanner->kinds[(unsigned char)text[at]] : MARK_TERMINATOR;
        if (kind == RELEASE) {
            segment->has_release = true;
            segment->has_idle_release |= !pass_released(scanner, &cursor, at);
            continue;
        }
        marks[count] = (uint32_t)(at - first);
        shape = shape << 3 | kind << 1 | (at == start);
        start = at + 1;
        if (++count == room) {
            marks = grow(scanner);
            room = scanner->room;
        }
        if (kind == MARK_TERMINATOR) {
            segment->is_terminated = at < len;
            scanner->at = scanner->cursor_at = at < len ? at + 1 : at;
            break;
        }
    }
    scanner->cursor = cursor;
    segment->end = (uint32_t)scanner->at;
    segment->is_plain =
        segment->is_terminated && !segment->has_release && len - segment->end >= PLAIN_BEHIND;
    segment->marks = marks;
    segment->count = count;
    segment->shape = count <= SHAPED_MAX ? shape | SHAPE_OF_ANY | scanner->shape_base : 0;
}

bool edifact_scanner_next(EdifactScanner *scanner, EdifactSegment *segment)
{
    return scanner_next(scanner, segment);
}
