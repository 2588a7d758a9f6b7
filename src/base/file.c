// SPDX-License-Identifier: Apache-2.0
// Reads files whole: a document is one slice from then on; and writes them whole.

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse_size(const char *path, size_t max, Faults *faults)
{
    return fault_add(faults, FAULT_LIMIT, 0, 0, "%s has more than %zu bytes, which is the limit",
                     path, max);
}

static bool read_stream(Arena *arena, int file, const char *path, size_t room, size_t max,
                        Slice *bytes, Faults *faults)
{
    size_t len = 0;
    char *at = arena_resize(arena, NULL, 0, room);
    for (;;) {
        ssize_t got = read(file, at + len, room - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be read: %s", path,
                             strerror(errno));
        if (got == 0)
            break;
        len += (size_t)got;
        if (len > max)
            return refuse_size(path, max, faults);
        if (len == room) {
            at = arena_resize(arena, at, room, room * 2);
            room *= 2;
        }
    }
    *bytes = (Slice){at, len};
    return true;
}

bool file_read(Arena *arena, const char *path, size_t max, Slice *bytes, Faults *faults)
{
    // Files are read, not mapped: one that another program cuts short while it is mapped would end
    // us with a signal.
    bool is_stdin = strcmp(path, "-") == 0;
    int file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be read: %s", path, strerror(errno));
    struct stat status;
    bool is_regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    // One byte more than there are, so that the end is met without growing.
    size_t room = is_regular ? (size_t)status.st_size + 1 : 1 << 16;
    const char *name = is_stdin ? "standard input" : path;
    bool is_good = room - 1 <= max ? read_stream(arena, file, name, room, max, bytes, faults)
                                   : refuse_size(name, max, faults);
    if (!is_stdin)
        close(file);
    return is_good;
}

bool file_replace(Arena *arena, Slice path, Slice bytes, Faults *faults)
{
    Slice draft = arena_print(arena, "%.*s.new", (int)path.len, path.at);
    const char *place = arena_c_string(arena, path);
    FILE *file = fopen(draft.at, "wb");
    if (file == NULL)
        return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be written: %s", draft.at,
                         strerror(errno));
    bool is_written = fwrite(bytes.at, 1, bytes.len, file) == bytes.len && fflush(file) == 0 &&
                      fsync(fileno(file)) == 0;
    is_written &= fclose(file) == 0;
    if (!is_written || rename(draft.at, place) != 0) {
        fault_add(faults, FAULT_IO, 0, 0, "%s cannot be written: %s", place, strerror(errno));
        unlink(draft.at);
        return false;
    }
    return true;
}

bool folder_make(Arena *arena, Slice path, Faults *faults)
{
    char *text = (char *)arena_copy(arena, path).at;
    for (size_t i = 1; i <= path.len; i++) {
        if (i < path.len && text[i] != '/')
            continue;
        char kept = text[i];
        text[i] = '\0';
        if (mkdir(text, 0777) != 0 && errno != EEXIST)
            return fault_add(faults, FAULT_IO, 0, 0, "the folder %s cannot be made: %s", text,
                             strerror(errno));
        text[i] = kept;
    }
    return true;
}

Slice path_folder(Slice path)
{
    while (path.len > 0 && path.at[path.len - 1] != '/')
        path.len--;
    return path;
}
