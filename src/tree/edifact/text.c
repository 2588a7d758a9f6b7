// SPDX-License-Identifier: Apache-2.0
// Bytes of a repertoire to UTF-8.
//
//     UNB+UNOC:3…   ─►   ISO 8859-1   ─►   what is ASCII only: as it lies
//                                          what is UTF-8 whatever UNB says: as it lies, and told
//                                          else converted; what is not of the repertoire: as ISO 8859-1, and told
//
// ISO 8859-1 has a character for every byte, so that what was read can always be written back.

#include "tree/edifact/text.h"

#include "base/utf8.h"
#include "tree/edifact/scan.h"
#include "tree/edifact/service.h"

#include <errno.h>
#include <iconv.h>

#define LATIN_1 "ISO-8859-1"

typedef struct Repertoire {
    const char *identifier, *encoding;
} Repertoire;

// Service code list 0001. UNOA and UNOB are of ASCII; UNOW and UNOY are ISO 10646.
static const Repertoire repertoires[] = {
    {"UNOA", "US-ASCII"},   {"UNOB", "US-ASCII"},      {"UNOC", LATIN_1},      {"UNOD", "ISO-8859-2"},
    {"UNOE", "ISO-8859-5"}, {"UNOF", "ISO-8859-7"},    {"UNOG", "ISO-8859-3"}, {"UNOH", "ISO-8859-4"},
    {"UNOI", "ISO-8859-6"}, {"UNOJ", "ISO-8859-8"},    {"UNOK", "ISO-8859-9"}, {"UNOL", "ISO-8859-15"},
    {"UNOW", "UTF-8"},      {"UNOX", "ISO-2022-JP-2"}, {"UNOY", "UTF-8"},      {"KECA", "EUC-KR"},
    {"IATA", "US-ASCII"},   {"IATB", "US-ASCII"},
};

const char *repertoire_encoding(Slice identifier)
{
    for (size_t i = 0; i < sizeof repertoires / sizeof *repertoires; i++)
        if (slice_equal(identifier, slice_of(repertoires[i].identifier)))
            return repertoires[i].encoding;
    return NULL;
}

static bool is_stateful(const char *encoding)
{
    return strncmp(encoding, "ISO-2022", 8) == 0;
}

bool repertoire_has_states(Slice identifier)
{
    const char *encoding = repertoire_encoding(identifier);
    return encoding != NULL && is_stateful(encoding);
}

// ---- The head ----

static bool is_layout(char c)
{
    return c == '\n' || c == '\r' || c == ' ' || c == '\t';
}

static Slice skip_layout(Slice text)
{
    size_t at = 0;
    while (at < text.len && is_layout(text.at[at]))
        at++;
    return slice_part(text, at, text.len);
}

static char in_use(char c)
{
    return c == ' ' ? '\0' : c;
}

// UNA's characters, when they are six different ones that could serve.
static bool read_service(Slice una, EdifactSyntax *syntax)
{
    if (una.len < 9)
        return false;
    const char *at = una.at + 3;
    EdifactSyntax read = {at[0], at[1], at[2], in_use(at[3]), in_use(at[4]), at[5]};
    const char marks[] = {read.component, read.element, read.release, read.repetition, read.terminator};
    for (size_t i = 0; i < sizeof marks; i++) {
        if ((unsigned char)marks[i] >= 0x80)
            return false;
        for (size_t j = 0; j < i; j++)
            if (marks[i] == marks[j] && marks[i] != '\0')
                return false;
    }
    if (read.component == '\0' || read.element == '\0' || read.terminator == '\0')
        return false;
    *syntax = read;
    return true;
}

// Some senders end segments with a line feed and nothing else: UNB has no terminator before the line that UNH begins.
static bool is_terminated_by_lines(Slice text, const EdifactSyntax *syntax)
{
    enum { HEADER_MAX = 1024 }; // bytes of UNB; real ones have 200
    Slice rest = slice_part(text, 0, HEADER_MAX), line = slice_cut(&rest, '\n');
    if (rest.len < 4 || memchr(line.at, syntax->terminator, line.len) != NULL || rest.at[3] != syntax->element)
        return false;
    return slice_starts(rest, S("UNH")) || slice_starts(rest, S("UNG")) || slice_starts(rest, S("BGM"));
}

static void read_header(EdifactHead *head, Slice text)
{
    const EdifactSyntax *syntax = &head->syntax;
    bool is_named = service_role(slice_part(text, 0, 3)) == SERVICE_INTERCHANGE;
    head->has_header = is_named && text.len > 4 && text.at[3] == syntax->element;
    if (!head->has_header)
        return;
    size_t at = 4;
    while (at < text.len && at < 20 && text.at[at] != syntax->component && text.at[at] != syntax->element &&
           text.at[at] != syntax->terminator)
        at++;
    head->identifier = slice_part(text, 4, at - 4);
    bool is_version_4 = at + 1 < text.len && text.at[at] == syntax->component && text.at[at + 1] == '4';
    // Before version 4 there was no repetition; UNA's place for it was kept free.
    if (head->service.len == 0 && is_version_4)
        head->syntax.repetition = '*';
}

EdifactHead head_read(Slice bytes)
{
    EdifactHead head = {.syntax = {':', '+', '.', '?', '\0', '\''}};
    Slice text = skip_layout(bytes);
    if (slice_starts(text, S("UNA")) && read_service(text, &head.syntax)) {
        head.service = slice_part(text, 0, 9);
        text = skip_layout(slice_part(text, 9, text.len));
    }
    read_header(&head, text);
    if (head.service.len == 0 && is_terminated_by_lines(text, &head.syntax)) {
        size_t line = slice_find(text, S("\n"));
        head.syntax.terminator = line > 0 && text.at[line - 1] == '\r' ? '\r' : '\n';
        head.is_terminated_by_lines = true;
    }
    return head;
}

// ---- Conversion ----

bool text_is_ascii(Slice bytes)
{
    uint64_t all = 0, words[4];
    size_t i = 0;
    for (; i + sizeof words <= bytes.len; i += sizeof words) {
        memcpy(words, bytes.at + i, sizeof words);
        all |= words[0] | words[1] | words[2] | words[3];
    }
    for (; i < bytes.len; i++)
        all |= (unsigned char)bytes.at[i];
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

static void from_latin_1(Buffer *out, Slice bytes)
{
    buffer_reserve(out, bytes.len * 2);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        if (c >= 0x80)
            out->at[out->len++] = (char)(0xC0 | c >> 6);
        out->at[out->len++] = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
    }
}

static void close_converter(void *handle)
{
    iconv_close(handle);
}

static bool convert(Buffer *out, Slice bytes, const char *from, const char *to)
{
    iconv_t converter = iconv_open(to, from);
    if (converter == (iconv_t)-1)
        return false;
    arena_defer(out->arena, close_converter, converter);
    char *at = (char *)bytes.at;
    size_t left = bytes.len;
    for (;;) {
        buffer_reserve(out, left + 64);
        char *free_at = out->at + out->len;
        size_t free_bytes = out->room - out->len;
        size_t result = iconv(converter, left > 0 ? &at : NULL, left > 0 ? &left : NULL, &free_at, &free_bytes);
        out->len = out->room - free_bytes;
        if (result != (size_t)-1 && left == 0) {
            buffer_reserve(out, 64); // what ends a state of ISO 2022
            free_at = out->at + out->len;
            free_bytes = out->room - out->len;
            iconv(converter, NULL, NULL, &free_at, &free_bytes);
            out->len = out->room - free_bytes;
            return true;
        }
        if (result == (size_t)-1 && errno != E2BIG)
            return false;
    }
}

// A state may be written in more than one way; what could not be written back as it was is not taken.
static bool comes_back(Arena *arena, Slice text, Slice bytes, const char *encoding)
{
    Buffer again = buffer_new(arena);
    return convert(&again, text, "UTF-8", encoding) && slice_equal(buffer_slice(&again), bytes);
}

// Which encoding the bytes are in.
static const char *choose(Arena *arena, Slice bytes, const EdifactHead *head, EdifactText *text)
{
    const char *expected = repertoire_encoding(head->identifier);
    text->is_known = expected != NULL || head->identifier.len == 0;
    text->is_expected = true;
    bool is_plain = text_is_ascii(bytes) && (expected == NULL || !is_stateful(expected));
    if (is_plain)
        return NULL;
    bool is_utf8 = utf8_valid(bytes) == bytes.len && !text_is_ascii(bytes);
    if (expected != NULL && strcmp(expected, "UTF-8") == 0 && is_utf8)
        return NULL;
    text->is_expected = false;
    if (is_utf8)
        return NULL;
    Buffer probe = buffer_new(arena);
    if (expected != NULL && strcmp(expected, "US-ASCII") != 0 && strcmp(expected, "UTF-8") != 0 &&
        convert(&probe, bytes, expected, "UTF-8") &&
        (!is_stateful(expected) || comes_back(arena, buffer_slice(&probe), bytes, expected))) {
        text->is_expected = true;
        return expected;
    }
    return LATIN_1;
}

static void decode_piece(Buffer *out, Slice bytes, const char *encoding)
{
    if (encoding == NULL)
        buffer_add(out, bytes);
    else if (strcmp(encoding, LATIN_1) == 0)
        from_latin_1(out, bytes);
    else
        convert(out, bytes, encoding, "UTF-8");
}

// ---- Packages ----

typedef struct Pieces {
    Slice bytes;
    const EdifactHead *head;
    EdifactPackage *list; // offsets in the bytes
    size_t count, room;
    bool has_wrong_length;
} Pieces;

static bool begins_segment(const Pieces *it, size_t at)
{
    while (at > 0 && is_layout(it->bytes.at[at - 1]))
        at--;
    if (at == 0)
        return true;
    if (it->bytes.at[at - 1] != it->head->syntax.terminator)
        return false;
    size_t releases = 0;
    while (releases + 1 < at && it->bytes.at[at - 2 - releases] == it->head->syntax.release)
        releases++;
    return it->head->syntax.release == '\0' || releases % 2 == 0;
}

static bool is_tag_at(const Pieces *it, size_t at, const char *tag)
{
    return at + 4 <= it->bytes.len && memcmp(it->bytes.at + at, tag, 3) == 0 &&
           it->bytes.at[at + 3] == it->head->syntax.element;
}

// UNO+reference+…+type+LENGTH:…': the length is the first component of S022.
size_t package_length(Slice segment, const EdifactSyntax *syntax)
{
    enum { STATUS = 4 }; // S022 is the fourth data element, its first component the length
    size_t at = 0, elements = 0, value = 0;
    for (; at < segment.len && elements < STATUS; at++) {
        at += syntax->release != '\0' && segment.at[at] == syntax->release;
        elements += at < segment.len && segment.at[at] == syntax->element;
    }
    for (; at < segment.len && segment.at[at] >= '0' && segment.at[at] <= '9' && value < SIZE_MAX / 20; at++)
        value = value * 10 + (size_t)(segment.at[at] - '0');
    return value;
}

// Where the object ends that begins at `start`: as its length says, or where UNP comes.
static size_t object_end(Pieces *it, size_t start, size_t length)
{
    if (length <= it->bytes.len - start && is_tag_at(it, start + length, "UNP"))
        return start + length;
    it->has_wrong_length = true;
    for (size_t at = start; at < it->bytes.len; at++) {
        const char *found = memchr(it->bytes.at + at, 'U', it->bytes.len - at);
        if (found == NULL)
            break;
        at = (size_t)(found - it->bytes.at);
        if (is_tag_at(it, at, "UNP"))
            return at;
    }
    return it->bytes.len;
}

static void add_package(Arena *arena, Pieces *it, EdifactPackage package)
{
    if (it->count == it->room) {
        size_t room = it->room ? it->room * 2 : 8;
        it->list = arena_resize(arena, it->list, it->room * sizeof package, room * sizeof package);
        it->room = room;
    }
    it->list[it->count++] = package;
}

static void find_packages(Arena *arena, Pieces *it)
{
    char wanted[] = {'U', 'N', 'O', it->head->syntax.element};
    for (size_t at = 0; at < it->bytes.len;) {
        const char *found = memmem(it->bytes.at + at, it->bytes.len - at, wanted, sizeof wanted);
        if (found == NULL)
            return;
        size_t start = (size_t)(found - it->bytes.at);
        at = start + sizeof wanted;
        const char *end = memchr(found, it->head->syntax.terminator, it->bytes.len - start);
        if (end == NULL || !begins_segment(it, start))
            continue;
        size_t object = (size_t)(end - it->bytes.at) + 1;
        size_t length = package_length(slice_part(it->bytes, start, object - 1 - start), &it->head->syntax);
        at = object_end(it, object, length);
        add_package(arena, it, (EdifactPackage){(uint32_t)object, (uint32_t)at});
    }
}

// The bytes with their objects cut out: only what is text tells the encoding.
static Slice without_objects(Arena *arena, const Pieces *it)
{
    if (it->count == 0)
        return it->bytes;
    Buffer out = buffer_new(arena);
    size_t from = 0;
    for (size_t i = 0; i < it->count; i++) {
        buffer_add(&out, slice_part(it->bytes, from, it->list[i].start - from));
        from = it->list[i].end;
    }
    buffer_add(&out, slice_part(it->bytes, from, it->bytes.len));
    return buffer_slice(&out);
}

static void decode_all(Arena *arena, const Pieces *it, EdifactText *text)
{
    Buffer out = buffer_new(arena);
    EdifactPackage *packages = arena_array(arena, EdifactPackage, it->count);
    size_t from = 0;
    buffer_reserve(&out, it->bytes.len + 64);
    for (size_t i = 0; i < it->count; i++) {
        decode_piece(&out, slice_part(it->bytes, from, it->list[i].start - from), text->encoding);
        packages[i].start = (uint32_t)out.len;
        from_latin_1(&out, slice_part(it->bytes, it->list[i].start, it->list[i].end - it->list[i].start));
        packages[i].end = (uint32_t)out.len;
        from = it->list[i].end;
    }
    decode_piece(&out, slice_part(it->bytes, from, it->bytes.len), text->encoding);
    text->text = buffer_slice(&out);
    text->packages = packages;
    text->package_count = it->count;
}

void text_decode(Arena *arena, Slice bytes, const EdifactHead *head, bool has_packages, EdifactText *text)
{
    Pieces pieces = {.bytes = bytes, .head = head};
    *text = (EdifactText){0};
    if (has_packages)
        find_packages(arena, &pieces);
    text->encoding = choose(arena, without_objects(arena, &pieces), head, text);
    text->has_wrong_package = pieces.has_wrong_length;
    if (text->encoding == NULL && pieces.count == 0)
        text->text = bytes;
    else
        decode_all(arena, &pieces, text);
    if (text->text.len >= UINT32_MAX)
        guard_raise(arena_guard(arena), FAULT_LIMIT, NULL, "more than 4 GiB of text");
}

// ---- UTF-16 ----

bool text_is_wide(Slice bytes)
{
    bool has_mark = slice_starts(bytes, S("\xFF\xFE")) || slice_starts(bytes, S("\xFE\xFF"));
    return has_mark || slice_starts(bytes, S("U\0N\0")) || slice_starts(bytes, S("\0U\0N"));
}

const char *text_wide_encoding(Slice bytes)
{
    return bytes.at[0] == '\0' || bytes.at[0] == '\xFE' ? "UTF-16BE" : "UTF-16LE";
}

bool text_from_wide(Arena *arena, Slice bytes, Slice *text, Faults *faults)
{
    Buffer out = buffer_new(arena);
    if (!convert(&out, bytes, text_wide_encoding(bytes), "UTF-8"))
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the bytes are not all characters of UTF-16; send UTF-8 (UNOW)");
    *text = buffer_slice(&out);
    return true;
}

bool text_encode(Buffer *out, Slice text, const char *encoding)
{
    if (encoding == NULL || strcmp(encoding, "UTF-8") == 0) {
        buffer_add(out, text);
        return true;
    }
    return convert(out, text, "UTF-8", encoding);
}

bool edifact_repertoire_is_known(Slice identifier)
{
    return repertoire_encoding(identifier) != NULL;
}

Slice edifact_encode(Arena *arena, Slice text, Slice identifier)
{
    const char *const encodings[] = {repertoire_encoding(identifier), LATIN_1};
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        Buffer out = buffer_new(arena);
        if (text_encode(&out, text, encodings[i]))
            return buffer_slice(&out);
    }
    return text;
}
