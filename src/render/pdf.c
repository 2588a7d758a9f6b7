// SPDX-License-Identifier: Apache-2.0
// Sheet ─► Pages ─► [PDF].
//
// What costs time in a PDF is its fonts: of a font with cubic outlines Cairo copies and reads the
// whole table, 16 MB of Noto CJK, 7 ms and 70 kB in each file. Of a TrueType font it reads the
// glyphs that are used. So Latin letters come from Liberation, ideographs and kana from a TrueType
// font of the country, and from Noto CJK only what that lacks; what is important is larger, not
// bolder, for a bold font is one more.
//
// A name in Chinese within a Japanese document is not pieced together from two fonts: the first
// that has all of a text's ideographs draws all of it.

#include "render/pdf.h"

#include "render/page.h"

#include "base/late.h"
#include "base/utf8.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

// Loaded when the first page is drawn: Pango brings GLib, HarfBuzz, FreeType and X11 along.
// clang-format off
#define PAPER(X) \
    X(FcConfigGetFonts) X(FcInit) X(cairo_create) X(cairo_destroy) X(cairo_fill) \
    X(cairo_font_options_create) X(cairo_font_options_destroy) \
    X(cairo_font_options_set_hint_metrics) X(cairo_font_options_set_hint_style) \
    X(cairo_image_surface_create_from_png_stream) X(cairo_move_to) X(cairo_paint) \
    X(cairo_pdf_surface_create_for_stream) X(cairo_pdf_surface_set_metadata) X(cairo_rectangle) \
    X(cairo_rel_line_to) X(cairo_restore) X(cairo_save) X(cairo_scale) X(cairo_set_line_width) \
    X(cairo_set_source_rgb) X(cairo_set_source_surface) X(cairo_show_page) \
    X(cairo_status_to_string) X(cairo_stroke) X(cairo_surface_destroy) X(cairo_surface_finish) \
    X(cairo_surface_status) X(cairo_translate) X(g_byte_array_append) X(g_byte_array_new) \
    X(g_byte_array_unref) X(g_object_unref) X(pango_attr_insert_hyphens_new) \
    X(pango_attr_list_insert) X(pango_attr_list_new) X(pango_attr_list_unref) \
    X(pango_cairo_context_set_font_options) X(pango_cairo_context_set_resolution) \
    X(pango_cairo_font_map_new_for_font_type) X(pango_cairo_show_layout_line) \
    X(pango_context_set_round_glyph_positions) X(pango_coverage_get) X(pango_coverage_new) \
    X(pango_font_description_free) X(pango_font_description_new) \
    X(pango_font_description_set_absolute_size) X(pango_font_description_set_family_static) \
    X(pango_font_get_coverage) X(pango_font_map_create_context) X(pango_font_map_load_font) \
    X(pango_language_get_default) X(pango_layout_get_iter) X(pango_layout_get_line_count) \
    X(pango_layout_iter_free) X(pango_layout_iter_get_line_extents) \
    X(pango_layout_iter_get_line_readonly) X(pango_layout_iter_next_line) X(pango_layout_new) \
    X(pango_layout_set_attributes) X(pango_layout_set_font_description) \
    X(pango_layout_set_line_spacing) X(pango_layout_set_text) X(pango_layout_set_width) \
    X(pango_layout_set_wrap)
// clang-format on

LATE_TABLE(Paper, PAPER);
static Paper lib;

static bool load_paper(Faults *faults)
{
    static const char *const names[] = {LATE_NAMES(PAPER)};
    static const LateLibrary library = {"libpangocairo-1.0.so.0", "libpangocairo-1.0-0", names,
                                        sizeof names / sizeof *names, &lib};
    return late_load(&library, faults);
}

typedef enum Font {
    FONT_JA,
    FONT_ZH,
    FONT_JA_ALL, // what has all ideographs, as Japan writes them
    FONT_ZH_ALL,
    FONT_END,
} Font;

static const struct {
    const char *families; // what is drawn
    const char *main;     // the font that decides whether a text is drawn so; NULL: any
} fonts[] = {
    [FONT_JA] = {"Liberation Sans,IPAexGothic,Noto Sans CJK JP", "IPAexGothic"},
    [FONT_ZH] = {"Liberation Sans,WenQuanYi Micro Hei,Noto Sans CJK SC", "WenQuanYi Micro Hei"},
    [FONT_JA_ALL] = {"Liberation Sans,Noto Sans CJK JP", NULL},
    [FONT_ZH_ALL] = {"Liberation Sans,Noto Sans CJK SC", NULL},
};
static_assert(sizeof fonts / sizeof *fonts == FONT_END, "a font has no families");

static const Font preferred[][3] = {
    [LANGUAGE_EN] = {FONT_JA, FONT_ZH, FONT_JA_ALL},
    [LANGUAGE_JA] = {FONT_JA, FONT_ZH, FONT_JA_ALL},
    [LANGUAGE_ZH] = {FONT_ZH, FONT_JA, FONT_ZH_ALL},
};
static_assert(sizeof preferred / sizeof *preferred == LANGUAGE_END, "a language has no fonts");

static const struct {
    double size; // points
    double grey; // 0: black
} faces[] = {
    [FACE_BODY] = {8.5, 0},   [FACE_STRONG] = {10, 0},    [FACE_SMALL] = {7, 0.2},
    [FACE_TOTAL] = {11.5, 0}, [FACE_LABEL] = {6.5, 0.38}, [FACE_TITLE] = {17, 0},
};
static_assert(sizeof faces / sizeof *faces == FACE_END, "a face has no size");

struct PdfPress {
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *fonts[FONT_END][FACE_END];
    PangoCoverage *coverage[FONT_END]; // of the main font; NULL: any
    PangoAttrList *attributes;
};

// ---- Fonts ----

static void release(void *object) // of GLib's; NULL is allowed
{
    if (object != NULL)
        lib.g_object_unref(object);
}

static void close_press(void *handle)
{
    PdfPress *press = handle;
    for (size_t i = 0; i < FONT_END; i++) {
        release(press->coverage[i]);
        for (size_t k = 0; k < FACE_END; k++)
            lib.pango_font_description_free(press->fonts[i][k]); // NULL is allowed
    }
    if (press->attributes != NULL)
        lib.pango_attr_list_unref(press->attributes);
    release(press->context);
    release(press->map);
}

// Pango itself names families of which no font is there.
static bool has_fonts(void)
{
    const FcFontSet *fonts_there = lib.FcInit() ? lib.FcConfigGetFonts(NULL, FcSetSystem) : NULL;
    return fonts_there != NULL && fonts_there->nfont > 0;
}

static PangoContext *make_context(PangoFontMap *map)
{
    PangoContext *context = lib.pango_font_map_create_context(map);
    cairo_font_options_t *options = lib.cairo_font_options_create();
    // Paper has no pixels: outlines are neither hinted nor moved to a grid.
    lib.cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    lib.cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    lib.pango_cairo_context_set_font_options(context, options);
    lib.cairo_font_options_destroy(options);
    lib.pango_cairo_context_set_resolution(context, 72); // a unit is a point
    lib.pango_context_set_round_glyph_positions(context, FALSE);
    return context;
}

static PangoFontDescription *describe(const char *families, double size)
{
    PangoFontDescription *font = lib.pango_font_description_new();
    lib.pango_font_description_set_family_static(font, families);
    lib.pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    return font;
}

// Where the machine lacks the font, another answers to its name, which is asked then.
static PangoCoverage *coverage_of(PdfPress *press, const char *family)
{
    if (family == NULL)
        return NULL;
    PangoFontDescription *description = describe(family, faces[FACE_BODY].size);
    PangoFont *font = lib.pango_font_map_load_font(press->map, press->context, description);
    lib.pango_font_description_free(description);
    if (font == NULL)
        return lib.pango_coverage_new(); // has nothing
    PangoCoverage *coverage = lib.pango_font_get_coverage(font, lib.pango_language_get_default());
    lib.g_object_unref(font);
    return coverage;
}

PdfPress *pdf_press_new(Arena *arena, Faults *faults)
{
    if (!load_paper(faults))
        return NULL;
    PdfPress *press = arena_array(arena, PdfPress, 1);
    arena_defer(arena, close_press, press);
    if (has_fonts())
        press->map = lib.pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (press->map == NULL) {
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "this machine has no fonts; install fonts-liberation and fonts-noto-cjk");
        return NULL;
    }
    press->context = make_context(press->map);
    // An identifier that is broken must not gain a hyphen.
    press->attributes = lib.pango_attr_list_new();
    lib.pango_attr_list_insert(press->attributes, lib.pango_attr_insert_hyphens_new(FALSE));
    for (size_t i = 0; i < FONT_END; i++) {
        press->coverage[i] = coverage_of(press, fonts[i].main);
        for (size_t k = 0; k < FACE_END; k++)
            press->fonts[i][k] = describe(fonts[i].families, faces[k].size);
    }
    return press;
}

static bool is_ideograph(int32_t c)
{
    enum { FIRST = 0x2E80 }; // the radicals; kana, ideographs and full-width forms come behind
    return c >= FIRST;
}

static bool covers(PangoCoverage *coverage, Slice text)
{
    size_t length;
    for (size_t i = 0; coverage != NULL && i < text.len; i += length) {
        int32_t c = utf8_decode(slice_part(text, i, text.len), &length);
        if (is_ideograph(c) && lib.pango_coverage_get(coverage, c) != PANGO_COVERAGE_EXACT)
            return false;
    }
    return true;
}

static Font choose_font(const PdfPress *press, Slice text, SheetLanguage language)
{
    const Font *font = preferred[language];
    while (!covers(press->coverage[*font], text)) // the last covers any
        font++;
    return *font;
}

// ---- The ruler ----

static void close_layout(void *layout)
{
    lib.g_object_unref(layout);
}

static PangoLayout *set_layout(PdfPress *press, Arena *arena, Slice text, SheetLanguage language,
                               Face face, double width)
{
    PangoLayout *layout = lib.pango_layout_new(press->context);
    arena_defer(arena, close_layout, layout);
    lib.pango_layout_set_font_description(layout,
                                          press->fonts[choose_font(press, text, language)][face]);
    lib.pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    lib.pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    lib.pango_layout_set_line_spacing(layout, 0);
    lib.pango_layout_set_attributes(layout, press->attributes);
    lib.pango_layout_set_text(layout, text.at, (int)text.len);
    return layout;
}

// Lines of one face are equally high whatever fonts are in them, so that rows keep their rhythm.
static const double ASCENT = 1.08, HEIGHT = 1.42; // of the size; Noto CJK itself has 1.16 and 1.45

static TextLine measure_line(PangoLayoutIter *iter, Face face)
{
    PangoRectangle extents;
    lib.pango_layout_iter_get_line_extents(iter, NULL, &extents);
    return (TextLine){
        .width = (double)extents.width / PANGO_SCALE,
        .ascent = faces[face].size * ASCENT,
        .height = faces[face].size * HEIGHT,
        .handle = lib.pango_layout_iter_get_line_readonly(iter),
    };
}

// To break a line within a word, Pango measures the word from there on: a word of 100,000 letters
// would take seconds. No paragraph and no word of a document for people is as long as these.
enum { PARAGRAPH_MAX = 4000, WORD_MAX = 400 };

// How much of the text may be set at a time: up to a line end, or one of the limits.
static size_t piece_length(Slice text)
{
    size_t word = 0, end = 0;
    while (end < text.len && end < PARAGRAPH_MAX && word < WORD_MAX && text.at[end] != '\n') {
        bool is_letter = (signed char)text.at[end] >
                         ' '; // what is no ASCII is negative: lines end in it anywhere
        word = is_letter ? word + 1 : 0;
        end++;
    }
    while (end < text.len && end > 1 && ((unsigned char)text.at[end] & 0xC0) == 0x80)
        end--; // not within a character
    return end;
}

// Takes one piece off *rest, without the line feed behind it.
static Slice cut_piece(Slice *rest)
{
    size_t end = piece_length(*rest);
    bool is_line = end < rest->len && rest->at[end] == '\n';
    Slice piece = slice_part(*rest, 0, end);
    *rest = slice_part(*rest, end + is_line, rest->len);
    return piece;
}

static size_t set_text(void *context, Arena *arena, Slice text, SheetLanguage language, Face face,
                       double width, TextLine **lines)
{
    size_t count = 0;
    *lines = NULL;
    while (text.len > 0) {
        Slice piece = cut_piece(&text);
        PangoLayout *layout = set_layout(context, arena, piece, language, face, width);
        size_t added = (size_t)lib.pango_layout_get_line_count(layout);
        *lines =
            arena_resize(arena, *lines, count * sizeof **lines, (count + added) * sizeof **lines);
        PangoLayoutIter *iter = lib.pango_layout_get_iter(layout);
        for (size_t i = 0; i < added; i++) {
            (*lines)[count++] = measure_line(iter, face);
            lib.pango_layout_iter_next_line(iter);
        }
        lib.pango_layout_iter_free(iter);
    }
    return count;
}

// ---- Drawing ----

static void draw_code(cairo_t *cairo, const Mark *mark)
{
    enum { QUIET = 4 }; // modules of margin that readers want (ISO/IEC 18004)
    const SheetCode *code = mark->of;
    double module = mark->width / (code->side + 2 * QUIET);
    for (unsigned y = 0; y < code->side; y++)
        for (unsigned x = 0; x < code->side; x++)
            if (code->is_dark[(size_t)y * code->side + x])
                lib.cairo_rectangle(cairo, mark->x + (x + QUIET) * module,
                                    mark->y + (y + QUIET) * module, module, module);
    lib.cairo_set_source_rgb(cairo, 0, 0, 0);
    lib.cairo_fill(cairo);
}

static cairo_status_t give_bytes(void *context, unsigned char *bytes, unsigned len)
{
    Slice *rest = context;
    if (rest->len < len)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(bytes, rest->at, len);
    *rest = slice_part(*rest, len, rest->len);
    return CAIRO_STATUS_SUCCESS;
}

// What is no whole PNG is left out.
static void draw_image(cairo_t *cairo, const Mark *mark)
{
    const SheetImage *image = mark->of;
    Slice rest = image->png;
    unsigned longer = image->width > image->height ? image->width : image->height;
    cairo_surface_t *surface = lib.cairo_image_surface_create_from_png_stream(give_bytes, &rest);
    if (lib.cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        lib.cairo_save(cairo);
        lib.cairo_translate(cairo, mark->x, mark->y);
        lib.cairo_scale(cairo, mark->width / longer, mark->width / longer);
        lib.cairo_set_source_surface(cairo, surface, 0, 0);
        lib.cairo_paint(cairo);
        lib.cairo_restore(cairo);
    }
    lib.cairo_surface_destroy(surface);
}

static void draw_mark(cairo_t *cairo, const Mark *mark)
{
    static const double rule_grey = 0.35;
    double grey = mark->kind == MARK_TEXT ? faces[mark->face].grey : rule_grey;
    lib.cairo_set_source_rgb(cairo, grey, grey, grey);
    lib.cairo_set_line_width(cairo, mark->weight);
    switch (mark->kind) {
    case MARK_TEXT:
        lib.cairo_move_to(cairo, mark->x, mark->y);
        lib.pango_cairo_show_layout_line(cairo, (PangoLayoutLine *)mark->of);
        break;
    case MARK_RULE:
        lib.cairo_move_to(cairo, mark->x, mark->y);
        lib.cairo_rel_line_to(cairo, mark->width, mark->height);
        lib.cairo_stroke(cairo);
        break;
    case MARK_FRAME:
        lib.cairo_rectangle(cairo, mark->x, mark->y, mark->width, mark->height);
        lib.cairo_stroke(cairo);
        break;
    case MARK_CODE:
        draw_code(cairo, mark);
        break;
    case MARK_IMAGE:
        draw_image(cairo, mark);
        break;
    }
}

// ---- The file ----

// Cairo calls this from within; what it raises must not leave through Cairo's frames, so the bytes
// are kept outside of arenas until it is done.
static cairo_status_t take_bytes(void *context, const unsigned char *bytes, unsigned len)
{
    lib.g_byte_array_append(context, bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

static void close_bytes(void *bytes)
{
    lib.g_byte_array_unref(bytes);
}

static void close_surface(void *surface)
{
    lib.cairo_surface_destroy(surface);
}

static void set_metadata(cairo_surface_t *surface, Arena *arena, const Sheet *sheet)
{
    Slice title = arena_print(arena, "%.*s %.*s", (int)sheet->title.in[0].len,
                              sheet->title.in[0].at, (int)sheet->footer.len, sheet->footer.at);
    Slice day = utf8_valid(sheet->date) == sheet->date.len && sheet->date.len == 10
                    ? arena_print(arena, "%.*sT00:00:00Z", 10, sheet->date.at)
                    : S("2000-01-01T00:00:00Z");
    lib.cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.at);
    lib.cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Madoguchi");
    lib.cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, day.at);
}

static void draw_pages(cairo_surface_t *surface, const Pages *pages)
{
    cairo_t *cairo = lib.cairo_create(surface);
    for (size_t i = 0; i < pages->count; i++) {
        for (size_t k = 0; k < pages->list[i].count; k++)
            draw_mark(cairo, &pages->list[i].marks[k]);
        lib.cairo_show_page(cairo);
    }
    lib.cairo_destroy(cairo);
}

// Layouts, lines and marks live in `scratch` and go with it.
typedef struct Printing {
    PdfPress *press;
    const Sheet *sheet;
    GByteArray *bytes;
    Faults *faults;
} Printing;

static bool print(Arena *scratch, void *context)
{
    Printing *it = context;
    Pages pages;
    Ruler ruler = {it->press, set_text};
    if (!pages_lay(scratch, it->sheet, &ruler, &pages, it->faults))
        return false;
    cairo_surface_t *surface =
        lib.cairo_pdf_surface_create_for_stream(take_bytes, it->bytes, pages.width, pages.height);
    arena_defer(scratch, close_surface, surface);
    set_metadata(surface, scratch, it->sheet);
    draw_pages(surface, &pages);
    lib.cairo_surface_finish(surface);
    cairo_status_t status = lib.cairo_surface_status(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return fault_add(it->faults, FAULT_MEMORY, 0, 0, "the PDF could not be drawn: %s",
                         lib.cairo_status_to_string(status));
    return true;
}

bool pdf_write(PdfPress *press, Arena *arena, const Sheet *sheet, Buffer *out, Faults *faults)
{
    Printing printing = {press, sheet, lib.g_byte_array_new(), faults};
    arena_defer(arena, close_bytes, printing.bytes);
    if (!arena_run(0, print, &printing, faults))
        return false;
    buffer_add(out, (Slice){(const char *)printing.bytes->data, printing.bytes->len});
    return true;
}
