// SPDX-License-Identifier: Apache-2.0
// Resolving relative references (RFC 3986, 5.2).

#include "base/buffer.h"
#include "xpath/functions/families.h"

typedef struct Uri {
    Slice scheme, authority, path, query, fragment;
    bool has_scheme, has_authority, has_query, has_fragment;
} Uri;

static bool is_scheme(Slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            return false;
    }
    return text.len > 0;
}

static Uri parse(Slice text)
{
    Uri uri = {0};
    size_t hash = slice_find(text, S("#"));
    if (hash != SIZE_MAX) {
        uri.has_fragment = true;
        uri.fragment = slice_part(text, hash + 1, text.len);
        text = slice_part(text, 0, hash);
    }
    size_t question = slice_find(text, S("?"));
    if (question != SIZE_MAX) {
        uri.has_query = true;
        uri.query = slice_part(text, question + 1, text.len);
        text = slice_part(text, 0, question);
    }
    size_t colon = slice_find(text, S(":"));
    if (colon != SIZE_MAX && is_scheme(slice_part(text, 0, colon))) {
        uri.has_scheme = true;
        uri.scheme = slice_part(text, 0, colon);
        text = slice_part(text, colon + 1, text.len);
    }
    if (slice_starts(text, S("//"))) {
        uri.has_authority = true;
        text = slice_part(text, 2, text.len);
        size_t slash = slice_find(text, S("/"));
        size_t end = slash == SIZE_MAX ? text.len : slash;
        uri.authority = slice_part(text, 0, end);
        text = slice_part(text, end, text.len);
    }
    uri.path = text;
    return uri;
}

bool uri_is_absolute(Slice text)
{
    return parse(text).has_scheme;
}

static void drop_last_segment(Buffer *out)
{
    while (out->len > 0 && out->at[out->len - 1] != '/')
        out->len--;
    if (out->len > 0)
        out->len--;
}

// 5.2.4
static Slice remove_dots(Arena *arena, Slice path)
{
    Buffer out = buffer_new(arena);
    while (path.len > 0) {
        if (slice_starts(path, S("../"))) {
            path = slice_part(path, 3, path.len);
        } else if (slice_starts(path, S("./")) || slice_starts(path, S("/./"))) {
            path = slice_part(path, 2, path.len);
        } else if (slice_equal(path, S("/."))) {
            path = S("/");
        } else if (slice_starts(path, S("/../"))) {
            path = slice_part(path, 3, path.len);
            drop_last_segment(&out);
        } else if (slice_equal(path, S("/.."))) {
            path = S("/");
            drop_last_segment(&out);
        } else if (slice_equal(path, S(".")) || slice_equal(path, S(".."))) {
            break;
        } else {
            size_t slash = slice_find(slice_part(path, 1, path.len), S("/"));
            size_t end = slash == SIZE_MAX ? path.len : slash + 1;
            buffer_add(&out, slice_part(path, 0, end));
            path = slice_part(path, end, path.len);
        }
    }
    return buffer_slice(&out);
}

static Slice merge(Arena *arena, const Uri *base, Slice path)
{
    if (base->has_authority && base->path.len == 0)
        return arena_join(arena, S("/"), path);
    size_t keep = base->path.len;
    while (keep > 0 && base->path.at[keep - 1] != '/')
        keep--;
    return arena_join(arena, slice_part(base->path, 0, keep), path);
}

static Slice write(Arena *arena, const Uri *uri)
{
    Buffer out = buffer_new(arena);
    if (uri->has_scheme) {
        buffer_add(&out, uri->scheme);
        buffer_add_char(&out, ':');
    }
    if (uri->has_authority) {
        buffer_add(&out, S("//"));
        buffer_add(&out, uri->authority);
    }
    buffer_add(&out, uri->path);
    if (uri->has_query) {
        buffer_add_char(&out, '?');
        buffer_add(&out, uri->query);
    }
    if (uri->has_fragment) {
        buffer_add_char(&out, '#');
        buffer_add(&out, uri->fragment);
    }
    return buffer_slice(&out);
}

bool uri_resolve(Arena *arena, Slice relative, Slice base_text, Slice *resolved)
{
    Uri uri = parse(relative), base = parse(base_text);
    if (uri.has_scheme) {
        *resolved = relative;
        return true;
    }
    if (!base.has_scheme || base.has_fragment ||
        (base.path.len && base.path.at[0] != '/' && !base.has_authority))
        return false;
    uri.scheme = base.scheme;
    uri.has_scheme = true;
    if (!uri.has_authority) {
        uri.has_authority = base.has_authority;
        uri.authority = base.authority;
        if (uri.path.len == 0) {
            uri.path = base.path;
            if (!uri.has_query) {
                uri.has_query = base.has_query;
                uri.query = base.query;
            }
        } else {
            uri.path = remove_dots(arena, uri.path.at[0] == '/' ? uri.path
                                                                : merge(arena, &base, uri.path));
        }
    } else {
        uri.path = remove_dots(arena, uri.path);
    }
    *resolved = write(arena, &uri);
    return true;
}
