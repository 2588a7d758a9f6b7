// SPDX-License-Identifier: Apache-2.0
// The library of releases, and what a reader has taken from it.

#include "tree/edifact/internal.h"

#include <ctype.h>

enum { VOLUMES_MAX = 200 }; // there are 64 releases up to now

EdifactLibrary *edifact_library_new(Arena *arena)
{
    EdifactLibrary *library = arena_array(arena, EdifactLibrary, 1);
    library->arena = arena;
    return library;
}

bool edifact_library_add(EdifactLibrary *library, Slice text, Faults *faults)
{
    Slice rest = text;
    Slice line = slice_cut(&rest, '\n');
    Slice word = slice_cut(&line, ' ');
    Volume volume = {.version = slice_cut(&line, ' '), .text = rest};
    volume.release = slice_cut(&line, ' ');
    if (!slice_equal(word, S("edifact")) || volume.version.len == 0 || volume.release.len == 0)
        return fault_add(faults, FAULT_SYNTAX, 1, 1,
                         "this is no EDIFACT directory in Madoguchi's form; make one with `madoguchi edifact import`");
    if (library->count == VOLUMES_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "more than %d EDIFACT directories", VOLUMES_MAX);
    if (library->count == library->room) {
        size_t room = library->room ? library->room * 2 : 8;
        library->volumes =
            arena_resize(library->arena, library->volumes, library->room * sizeof volume, room * sizeof volume);
        library->room = room;
    }
    library->volumes[library->count++] = volume;
    return true;
}

EdifactReader *edifact_reader_new(Arena *arena, Vocabulary *vocabulary, const EdifactLibrary *library)
{
    EdifactReader *reader = arena_array(arena, EdifactReader, 1);
    reader->arena = arena;
    reader->vocabulary = vocabulary;
    reader->library = library;
    reader->releases = arena_array(arena, EdifactRelease *, library->count);
    reader->messages = arena_array(arena, EdifactMessagePlan *, PLANS_BY_HASH);
    return reader;
}

static EdifactRelease *release_at(EdifactReader *reader, size_t index)
{
    const Volume *volume = &reader->library->volumes[index];
    if (reader->releases[index] == NULL)
        reader->releases[index] = release_read(reader->arena, volume->version, volume->release, volume->text);
    return reader->releases[index];
}

static bool is_service(const Volume *volume)
{
    return slice_equal(volume->version, S("S"));
}

// The half-year of "96A"; 0 for what is no release.
static int half_year(Slice release)
{
    if (release.len != 3 || !isdigit((unsigned char)release.at[0]) || !isdigit((unsigned char)release.at[1]))
        return 0;
    int year = (release.at[0] - '0') * 10 + release.at[1] - '0';
    return (year < 50 ? year + 100 : year) * 2 + (release.at[2] > 'A');
}

// How far a release is from the wanted one; later ones are preferred, for they drop little and add much.
static int distance(Slice wanted, Slice release)
{
    int gap = half_year(release) - half_year(wanted);
    return half_year(wanted) == 0 ? -gap + 1000 : gap >= 0 ? gap * 2 : -gap * 2 + 1;
}

typedef struct Nearest {
    size_t index;
    bool is_found, is_exact;
} Nearest;

// The nearest release that has the message (`type` empty: any).
static Nearest find_nearest(EdifactReader *reader, Slice type, Slice version, Slice release)
{
    Nearest best = {0};
    int least = 0;
    for (size_t i = reader->library->count; i-- > 0;) {
        const Volume *volume = &reader->library->volumes[i];
        if (is_service(volume))
            continue;
        bool is_exact = slice_equal(volume->version, version) && slice_equal(volume->release, release);
        int gap = is_exact ? -1 : distance(release, volume->release);
        if (best.is_found && gap >= least)
            continue;
        if (type.len > 0 && release_message(release_at(reader, i), type) == NULL)
            continue;
        best = (Nearest){i, true, is_exact};
        least = gap;
    }
    return best;
}

EdifactRelease *reader_release(EdifactReader *reader, Slice version, Slice release, bool *is_exact)
{
    Nearest nearest = find_nearest(reader, S(""), version, release);
    *is_exact = nearest.is_exact;
    return nearest.is_found ? release_at(reader, nearest.index) : NULL;
}

const EdifactSpec *reader_segment(EdifactReader *reader, EdifactRelease *release, Slice tag)
{
    for (size_t i = reader->library->count; i-- > 0;) {
        const EdifactSpec *spec =
            is_service(&reader->library->volumes[i]) ? release_segment(release_at(reader, i), tag) : NULL;
        if (spec != NULL)
            return spec;
    }
    return release != NULL ? release_segment(release, tag) : NULL;
}

static const EdifactMessage *with_specs(EdifactReader *reader, EdifactRelease *release, const EdifactMessage *message)
{
    for (uint16_t i = 1; message != NULL && i < message->count; i++)
        if (!message->rows[i].is_group && message->rows[i].spec == NULL)
            message->rows[i].spec = reader_segment(reader, release, message->rows[i].tag);
    return message;
}

const EdifactMessage *reader_message(EdifactReader *reader, Slice type, Slice version, Slice release,
                                     EdifactFound *found)
{
    *found = FOUND_EXACT;
    for (size_t i = reader->library->count; i-- > 0;)
        if (is_service(&reader->library->volumes[i])) {
            const EdifactMessage *message = release_message(release_at(reader, i), type);
            if (message != NULL)
                return with_specs(reader, release_at(reader, i), message);
        }
    Nearest nearest = find_nearest(reader, type, version, release);
    *found = nearest.is_exact ? FOUND_EXACT : nearest.is_found ? FOUND_NEAREST : FOUND_NONE;
    if (!nearest.is_found)
        return NULL;
    EdifactRelease *from = release_at(reader, nearest.index);
    return with_specs(reader, from, release_message(from, type));
}
