// SPDX-License-Identifier: Apache-2.0
// An interchange unit by unit: memory depends on its largest message only.
//
//     window   …'UNT+24+6'UNH+7+INVOIC:D:96A:UN'BGM+380…'UNT+31+7'UNH+8+INV…
//                         <──────────── a unit ────────────────>     <── filled again when the next is not whole ──
//
// Units are cut at bytes, where only terminators and tags are looked at; characters and nodes are made of one unit at a
// time.

#include "tree/edifact/read.h"
#include "tree/edifact/service.h"

enum {
    NODES_FIRST = 4096,
    WINDOW_FIRST = 1 << 18, // bytes; a message has 2 to 20 kB, one of a container ship's bay plan 1 MB
};

struct EdifactStream {
    Arena *arena;
    EdifactReader *reader;
    EdifactSource source;
    EdifactLimits limits;
    char *window;
    size_t room, start, end; // the part of the window that was not yielded yet
    bool is_at_end;          // of the source
    bool has_begun;
    bool has_more_than_ascii; // met so far
    bool has_states;          // of the interchange's repertoire
    EdifactHead head;
    char service[9]; // the head's slices may not point into the window
    char identifier[16];
    Place place;
    size_t segments;
};

// ---- The window ----

EdifactStream *edifact_stream_new(Arena *arena, EdifactReader *reader, EdifactSource source,
                                  const EdifactLimits *limits)
{
    EdifactStream *stream = arena_array(arena, EdifactStream, 1);
    stream->arena = arena;
    stream->reader = reader;
    stream->source = source;
    stream->limits = limits != NULL ? *limits : (EdifactLimits){0};
    if (stream->limits.message_max == 0)
        stream->limits.message_max = (size_t)1 << 30;
    stream->room = WINDOW_FIRST;
    stream->window = arena_resize(arena, NULL, 0, stream->room);
    stream->place = (Place){1, 1};
    return stream;
}

// False at the end of the source or with a fault.
static bool fill(EdifactStream *stream, Faults *faults)
{
    if (stream->is_at_end)
        return false;
    if (stream->start > 0) {
        memmove(stream->window, stream->window + stream->start, stream->end - stream->start);
        stream->end -= stream->start;
        stream->start = 0;
    }
    if (stream->end == stream->room) {
        if (stream->room >= stream->limits.message_max)
            return fault_add(faults, FAULT_LIMIT, stream->place.line, stream->place.column,
                             "a message has more than %zu bytes; raise the limit of messages",
                             stream->limits.message_max);
        stream->window = arena_resize(stream->arena, stream->window, stream->room, stream->room * 2);
        stream->room *= 2;
    }
    ptrdiff_t got =
        stream->source.fill(stream->source.handle, stream->window + stream->end, stream->room - stream->end);
    if (got < 0)
        return fault_add(faults, FAULT_IO, 0, 0, "the interchange cannot be read on");
    stream->is_at_end = got == 0;
    stream->has_more_than_ascii |= !text_is_ascii((Slice){stream->window + stream->end, (size_t)got});
    stream->end += (size_t)got;
    return got > 0;
}

static Slice rest_of(const EdifactStream *stream)
{
    return (Slice){stream->window + stream->start, stream->end - stream->start};
}

// ---- Cutting ----

static size_t skip_layout(Slice bytes, size_t at)
{
    while (at < bytes.len && is_xml_space(bytes.at[at]))
        at++;
    return at;
}

static bool is_tag(const EdifactStream *stream, Slice bytes, size_t at, const char *tag)
{
    if (at + 4 > bytes.len || memcmp(bytes.at + at, tag, 3) != 0)
        return false;
    const EdifactSyntax *syntax = &stream->head.syntax;
    char behind = bytes.at[at + 3];
    return behind == syntax->element || behind == syntax->component || behind == syntax->terminator;
}

// Behind the terminator of the segment that begins at or before `at`; SIZE_MAX where it is not there yet.
static size_t segment_end(const EdifactStream *stream, Slice bytes, size_t at)
{
    const EdifactSyntax *syntax = &stream->head.syntax;
    for (;;) {
        const char *found = at < bytes.len ? memchr(bytes.at + at, syntax->terminator, bytes.len - at) : NULL;
        if (found == NULL)
            return SIZE_MAX;
        size_t end = (size_t)(found - bytes.at), releases = 0;
        while (syntax->release != '\0' && releases < end && found[-1 - (ptrdiff_t)releases] == syntax->release)
            releases++;
        if (releases % 2 == 0)
            return end + 1;
        at = end + 1;
    }
}

// Where the search for a segment's end has come to in bytes of ISO 2022.
typedef struct StatePoint {
    size_t at;
    bool is_double; // a character has two bytes here
} StatePoint;

// Passes an escape sequence: ESC $ B (two bytes a character from here on), ESC $ ( D, ESC ( B (one byte), ESC . A (a set
// beside), ESC N c (one character of it). False where it is not whole.
static bool pass_escape(Slice bytes, StatePoint *point)
{
    size_t left = bytes.len - point->at;
    if (left < 3)
        return false;
    char kind = bytes.at[point->at + 1], next = bytes.at[point->at + 2];
    bool is_longer = kind == '$' && (next == '(' || next == ')');
    if (is_longer && left < 4)
        return false;
    if (kind == '$' || kind == '(')
        point->is_double = kind == '$';
    bool is_known = kind == '$' || kind == '(' || kind == '.' || kind == 'N';
    point->at += is_longer ? 4 : is_known ? 3 : 1;
    return true;
}

// The same in bytes of ISO 2022, where the second byte of a kanji may be that of a separator. What was searched is not
// searched again when the window grows: `point` goes on.
static size_t segment_end_by_states(const EdifactStream *stream, Slice bytes, StatePoint *point)
{
    enum { ESCAPE = 0x1B };
    const EdifactSyntax *syntax = &stream->head.syntax;
    while (point->at < bytes.len) {
        char c = bytes.at[point->at];
        bool is_control = (unsigned char)c < ' ';
        if (c == ESCAPE) {
            if (!pass_escape(bytes, point))
                return SIZE_MAX;
            continue;
        }
        // A line ends in ASCII (RFC 1468): what was broken is whole again there.
        point->is_double &= c != '\n';
        bool is_pair = !is_control && (point->is_double || (c == syntax->release && c != '\0'));
        if (is_pair && point->at + 1 == bytes.len)
            return SIZE_MAX;
        point->at += is_pair ? 2 : 1;
        if (!is_pair && c == syntax->terminator)
            return point->at;
    }
    return SIZE_MAX;
}

// Of the segment that begins there; SERVICE_NONE where its tag does not end behind three characters.
static ServiceRole role_at(const EdifactStream *stream, Slice bytes, size_t at)
{
    ServiceRole role = service_role(slice_part(bytes, at, 3));
    if (role == SERVICE_NONE || at + 3 >= bytes.len)
        return SERVICE_NONE;
    const EdifactSyntax *syntax = &stream->head.syntax;
    char behind = bytes.at[at + 3];
    bool is_whole = behind == syntax->element || behind == syntax->component || behind == syntax->terminator;
    return is_whole ? role : SERVICE_NONE;
}

// Behind the segment that begins at `at`, the window being filled as far as it needs; at the end of the source what
// there is.
static size_t end_of_segment(EdifactStream *stream, size_t at, Faults *faults)
{
    StatePoint point = {.at = at};
    for (;;) {
        Slice bytes = rest_of(stream);
        size_t end = stream->has_states ? segment_end_by_states(stream, bytes, &point) : segment_end(stream, bytes, at);
        if (end != SIZE_MAX)
            return end;
        at = bytes.len;
        if (!fill(stream, faults))
            return bytes.len;
    }
}

// The bytes of the message that begins the window: up to UNT, or to what cannot be in it. What was looked at once is
// not looked at again when the window grows.
static size_t cut_message(EdifactStream *stream, Faults *faults)
{
    size_t at = 0;
    for (bool is_first = true;;) {
        Slice bytes = rest_of(stream);
        size_t begin = skip_layout(bytes, at);
        // A tag and the character behind it must be there before it can be told.
        if (begin + 4 > bytes.len && fill(stream, faults))
            continue;
        bytes = rest_of(stream);
        ServiceRole role = role_at(stream, bytes, begin);
        if (begin >= bytes.len || (!is_first && service_ends_message(role)))
            return is_first ? bytes.len : at;
        bool is_last = role == SERVICE_MESSAGE_END;
        size_t end = end_of_segment(stream, begin, faults);
        at = end;
        is_first = false;
        if (is_last)
            return at;
    }
}

// UNO, the object, UNP: the object is as long as UNO says, or, where that is wrong, ends where UNP comes.
static size_t cut_package(EdifactStream *stream, Faults *faults)
{
    size_t object = end_of_segment(stream, 0, faults);
    size_t length = package_length(slice_part(rest_of(stream), 0, object), &stream->head.syntax);
    while (rest_of(stream).len - object < length || rest_of(stream).len - object - length < 4)
        if (!fill(stream, faults))
            break;
    Slice bytes = rest_of(stream);
    if (length <= bytes.len - object && is_tag(stream, bytes, object + length, "UNP"))
        return end_of_segment(stream, object + length, faults);
    for (size_t at = object;;) {
        bytes = rest_of(stream);
        size_t found = slice_find(slice_part(bytes, at, bytes.len), S("UNP"));
        if (found == SIZE_MAX || at + found + 4 > bytes.len) {
            at = found == SIZE_MAX ? (bytes.len > object + 3 ? bytes.len - 3 : object) : at + found;
            if (!fill(stream, faults))
                return bytes.len;
        } else if (is_tag(stream, bytes, at + found, "UNP")) {
            return end_of_segment(stream, at + found, faults);
        } else {
            at += found + 3;
        }
    }
}

// ---- Units ----

// The first characters tell the service characters and the repertoire. What is not written in bytes that begin like
// ASCII is converted whole.
static bool begin(EdifactStream *stream, Faults *faults)
{
    enum { HEAD_MAX = 4096 }; // UNA and UNB have 200 bytes
    while (stream->end - stream->start < HEAD_MAX && fill(stream, faults))
        ;
    if (text_is_wide(rest_of(stream))) {
        while (fill(stream, faults))
            ;
        Slice text;
        if (!text_from_wide(stream->arena, rest_of(stream), &text, faults))
            return false;
        stream->window = arena_resize(stream->arena, stream->window, stream->room, text.len + 1);
        memcpy(stream->window, text.at, text.len);
        stream->start = 0;
        stream->room = text.len + 1;
        stream->end = text.len;
    }
    if (slice_starts(rest_of(stream), S("\xEF\xBB\xBF")))
        stream->start += 3;
    return rest_of(stream).len > 0;
}

// Blocks of a size that the compiler knows, for it to make wide steps of.
static unsigned count_lines(const char *at, size_t count)
{
    enum { BLOCK = 64 };
    unsigned lines = 0;
    for (; count >= BLOCK; at += BLOCK, count -= BLOCK) {
        unsigned char in_block = 0;
        for (size_t i = 0; i < BLOCK; i++)
            in_block += at[i] == '\n';
        lines += in_block;
    }
    for (size_t i = 0; i < count; i++)
        lines += at[i] == '\n';
    return lines;
}

static unsigned count_characters(const char *at, size_t count)
{
    unsigned characters = 0;
    for (size_t i = 0; i < count; i++)
        characters += ((unsigned char)at[i] & 0xC0) != 0x80;
    return characters;
}

static void skip(EdifactStream *stream, size_t count)
{
    const char *at = stream->window + stream->start;
    const char *last = count > 0 ? memrchr(at, '\n', count) : NULL;
    stream->start += count;
    if (last == NULL) {
        stream->place.column += count_characters(at, count);
        return;
    }
    stream->place.line += count_lines(at, count);
    stream->place.column = 1 + count_characters(last + 1, (size_t)(at + count - last - 1));
}

// An interchange begins anew at each UNA, UNB or UIB: a file may hold several.
static void read_head(EdifactStream *stream)
{
    EdifactHead head = head_read(rest_of(stream));
    if (head.service.len > 0)
        memcpy(stream->service, head.service.at, head.service.len);
    size_t len = head.identifier.len < sizeof stream->identifier ? head.identifier.len : 0;
    if (len > 0)
        memcpy(stream->identifier, head.identifier.at, len);
    head.identifier = (Slice){stream->identifier, len};
    bool has_service = head.service.len > 0;
    head.service = (Slice){stream->service, head.service.len};
    stream->head = head;
    stream->has_states = repertoire_has_states(head.identifier);
    if (has_service)
        skip(stream, skip_layout(rest_of(stream), 0) + 9);
}

static size_t cut_unit(EdifactStream *stream, EdifactUnitKind *kind, Faults *faults)
{
    Slice bytes = rest_of(stream);
    ServiceRole role = role_at(stream, bytes, 0);
    *kind = role == SERVICE_MESSAGE   ? UNIT_MESSAGE
            : role == SERVICE_PACKAGE ? UNIT_PACKAGE
                                      : UNIT_SERVICE;
    switch (*kind) {
    case UNIT_MESSAGE:
        return cut_message(stream, faults);
    case UNIT_PACKAGE:
        return cut_package(stream, faults);
    case UNIT_SERVICE:
        break;
    }
    return end_of_segment(stream, 0, faults);
}

// Reads a unit of the text, which may go on behind it; `is_whole` says that it does not. How much of the text it was;
// 0: it is not whole, which is only seen of messages.
static size_t read_unit(EdifactStream *stream, Arena *document, const EdifactText *text, bool is_whole,
                        EdifactUnit *unit)
{
    EdifactReader *reader = stream->reader;
    Reading it = {.reader = reader, .text = text, .outer = PATH_DOCUMENT};
    it.scanner = edifact_scanner_new(document, text->text, stream->head.syntax);
    it.builder = tree_builder_new(document, reader->vocabulary, (Slice){text->text.at, 0}, stream->limits.nodes_max);
    it.builder->input = text->text;
    builder_reserve(it.builder, (is_whole ? text->text.len / 3 : NODES_FIRST) + 64);
    if (!text->is_known)
        reading_note(&it, NOTE_REPERTOIRE_UNKNOWN, 0);
    else if (!text->is_expected)
        reading_note(&it, NOTE_CHARACTERS, 0);
    if (reading_peek(&it)) {
        if (unit->kind == UNIT_MESSAGE)
            reading_message(&it);
        else if (unit->kind == UNIT_PACKAGE)
            reading_package(&it);
        else
            reading_service(&it);
    }
    size_t len = it.is_pending ? it.segment.start : it.scanner->at;
    bool is_cut = unit->kind == UNIT_MESSAGE && !it.is_pending && (!it.has_ended || !it.segment.is_terminated);
    if (!is_whole && is_cut)
        return 0;
    it.builder->input.len = len;
    unit->tree = tree_finish(it.builder);
    unit->segment_count = it.segment_count;
    unit->is_regular = it.is_regular;
    unit->suspects = it.suspects;
    unit->suspect_count = it.suspect_count;
    unit->found = it.found;
    unit->message = it.message;
    unit->notes = it.notes;
    unit->note_count = it.note_count;
    unit->counted = arena_array(document, EdifactCount, 1);
    unit->segment_first = stream->segments + 1;
    stream->segments += it.segment_count;
    return len;
}

// Of ASCII, a message is read without being looked for first. 0 where the window does not have all of it.
static size_t read_ahead(EdifactStream *stream, Arena *document, EdifactUnit *unit, Faults *faults)
{
    enum { AHEAD = 1 << 15 }; // bytes that most messages have less than
    if (rest_of(stream).len < AHEAD)
        fill(stream, faults);
    if (stream->has_more_than_ascii || stream->has_states || role_at(stream, rest_of(stream), 0) != SERVICE_MESSAGE)
        return 0;
    EdifactText *text = arena_array(document, EdifactText, 1);
    *text = (EdifactText){.text = rest_of(stream), .is_expected = true};
    text->is_known = stream->head.identifier.len == 0 || repertoire_encoding(stream->head.identifier) != NULL;
    unit->kind = UNIT_MESSAGE;
    return read_unit(stream, document, text, false, unit);
}

static size_t cut_and_read(EdifactStream *stream, Arena *document, EdifactUnit *unit, Faults *faults)
{
    size_t before = faults->count, len = cut_unit(stream, &unit->kind, faults);
    if (faults->count > before)
        return 0;
    EdifactText *text = arena_array(document, EdifactText, 1);
    text_decode(document, slice_part(rest_of(stream), 0, len), &stream->head, unit->kind == UNIT_PACKAGE, text);
    read_unit(stream, document, text, true, unit);
    return len;
}

bool edifact_stream_next(EdifactStream *stream, Arena *document, EdifactUnit *unit, Faults *faults)
{
    size_t before = faults->count;
    if (!stream->has_begun && !begin(stream, faults))
        return faults->count == before &&
               fault_add(faults, FAULT_SYNTAX, 1, 1,
                         "the file is empty; expected an EDIFACT interchange, from UNA or UNB on");
    // Between two units there is layout only.
    do {
        skip(stream, skip_layout(rest_of(stream), 0));
    } while (rest_of(stream).len < 16 && fill(stream, faults));
    if (faults->count > before || rest_of(stream).len == 0)
        return false;
    bool is_start = !stream->has_begun || slice_starts(rest_of(stream), S("UNA")) ||
                    (role_at(stream, rest_of(stream), 0) == SERVICE_INTERCHANGE && stream->head.service.len == 0);
    if (is_start) {
        while (rest_of(stream).len < 512 && fill(stream, faults))
            ;
        read_head(stream);
        skip(stream, skip_layout(rest_of(stream), 0));
    }
    *unit = (EdifactUnit){.place = stream->place, .syntax = stream->head.syntax};
    size_t len = read_ahead(stream, document, unit, faults);
    if (len == 0)
        len = cut_and_read(stream, document, unit, faults);
    if (faults->count > before)
        return false;
    bool is_headless = !stream->has_begun && unit->kind != UNIT_SERVICE;
    unit->lacks_header = is_headless;
    unit->is_terminated_by_lines = !stream->has_begun && stream->head.is_terminated_by_lines;
    stream->has_begun = true;
    skip(stream, len); // the bytes stay where they are until the window is filled again
    unit->end = stream->place;
    return true;
}

// ---- Sources ----

typedef struct Bytes {
    Slice rest;
} Bytes;

static ptrdiff_t fill_from_bytes(void *handle, char *at, size_t room)
{
    Bytes *bytes = handle;
    size_t len = bytes->rest.len < room ? bytes->rest.len : room;
    if (len > 0)
        memcpy(at, bytes->rest.at, len);
    bytes->rest = slice_part(bytes->rest, len, bytes->rest.len);
    return (ptrdiff_t)len;
}

EdifactSource edifact_source_bytes(Arena *arena, Slice bytes)
{
    Bytes *handle = arena_array(arena, Bytes, 1);
    handle->rest = bytes;
    return (EdifactSource){fill_from_bytes, handle};
}
