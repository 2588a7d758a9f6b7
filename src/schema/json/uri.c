// SPDX-License-Identifier: Apache-2.0
#include "schema/json/uri.h"

#include "base/buffer.h"

Slice reference_part(Slice uri, Slice *fragment)
{
    Slice rest = uri;
    Slice whole = memchr(uri.at ? uri.at : "", '#', uri.len) ? slice_cut(&rest, '#') : uri;
    *fragment = whole.len < uri.len ? rest : S("");
    return whole;
}

static size_t scheme_length(Slice uri)
{
    for (size_t i = 0; i < uri.len; i++) {
        char c = uri.at[i];
        if (c == ':')
            return i > 0 ? i + 1 : 0;
        if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(i > 0 && ((c >= '0' && c <= '9') || strchr("+-.", c))))
            return 0;
    }
    return 0;
}

// Where the path begins: behind scheme and authority.
static size_t path_start(Slice uri)
{
    size_t at = scheme_length(uri);
    if (!slice_starts(slice_part(uri, at, uri.len), S("//")))
        return at;
    for (at += 2; at < uri.len && !strchr("/?#", uri.at[at]);)
        at++;
    return at;
}

// a/b/../c ─► a/c
static Slice without_dots(Arena *arena, Slice path)
{
    char *out = arena_take_raw(arena, path.len + 1, 1);
    size_t len = 0;
    while (path.len) {
        const char *slash = memchr(path.at + 1, '/', path.len - 1);
        size_t end = slash ? (size_t)(slash - path.at) : path.len;
        Slice part = slice_part(path, 0, end);
        bool is_last = end == path.len;
        path = slice_part(path, end, path.len);
        if (slice_equal(part, S("/.")) || slice_equal(part, S("/.."))) {
            while (part.len == 3 && len > 0 && out[--len] != '/')
                ;
            if (is_last)
                out[len++] = '/';
            continue;
        }
        memcpy(out + len, part.at, part.len);
        len += part.len;
    }
    return (Slice){out, len};
}

Slice reference_resolve(Arena *arena, Slice base, Slice reference)
{
    Slice fragment, whole;
    base = reference_part(base, &fragment);
    if (reference.len == 0)
        return base;
    if (scheme_length(reference) > 0)
        return reference;
    if (reference.at[0] == '#')
        return arena_join(arena, base, reference);
    if (slice_starts(base, S("urn:")))
        return arena_join(arena, base, reference);
    size_t start = path_start(base);
    if (slice_starts(reference, S("//")))
        return arena_join(arena, slice_part(base, 0, scheme_length(base)), reference);
    whole = reference_part(reference, &fragment);
    Slice mark = slice_part(reference, whole.len, reference.len), path = whole;
    if (whole.at[0] != '/') {
        size_t end = base.len;
        while (end > start && base.at[end - 1] != '/')
            end--;
        Slice folder = slice_part(base, start, end - start);
        path = folder.len ? arena_join(arena, folder, whole) : start > 0 ? arena_join(arena, S("/"), whole) : whole;
    }
    Buffer out = buffer_new(arena);
    buffer_add(&out, slice_part(base, 0, start));
    buffer_add(&out, path.len && path.at[0] == '/' ? without_dots(arena, path) : path);
    buffer_add(&out, mark);
    return buffer_slice(&out);
}
