// SPDX-License-Identifier: Apache-2.0
// Sheet ─► [HTML].
//
// Boxes and tables stay boxes and tables, so that a value can be found, copied and read aloud, and
// a browser breaks lines and pages by itself. Every text is escaped, each value is isolated from
// the direction of writing of the others (bdi), and nothing in the file can load or run anything.

#include "render/internal.h"

#include <assert.h>

static const char style[] =
    "body{font:10pt/1.45 'Noto Sans','Liberation Sans',Arial,'Noto Sans CJK JP','Noto Sans CJK SC',"
    "sans-serif;color:#111;max-width:190mm;margin:8mm auto;padding:0 5mm}\n"
    "h1{font-size:18pt;font-weight:400;margin:0 0 4mm}h1 span+span,h2 span+span,.l "
    "span+span,th span+span{opacity:.75}\n"
    "h1 span+span{font-size:12pt;margin-left:.7em}\n"
    "h2,.l,th{font-size:7.5pt;font-weight:400;color:#555;margin:0}h2 span+span,.l span+span,th "
    "span+span{margin-left:.6em}\n"
    ".b{display:flex;break-inside:avoid}\n"
    ".c{padding:1.5mm 2mm;min-width:0;overflow-wrap:anywhere;border:.5pt solid #888;margin:0 -.5pt "
    "-.5pt 0}.c.x{border-color:transparent}\n"
    ".r{display:flex;gap:2mm}.r .l{flex:0 0 40%;padding-top:.3em}.v{white-space:pre-line;flex:1;"
    "min-width:0;overflow-wrap:anywhere}\n"
    ".n .v{text-align:right;font-variant-numeric:tabular-nums;white-space:pre-wrap}\n"
    ".strong{font-size:11pt}.small{font-size:8pt}.total{font-size:13pt;border-top:.5pt solid "
    "#111;margin-top:1mm;padding-top:1mm}\n"
    "table{border-collapse:collapse;width:100%;margin:3mm 0;table-layout:fixed}"
    "caption{text-align:left;font-size:8pt;color:#555}\n"
    "th{text-align:left;vertical-align:bottom;border-bottom:.75pt solid #111;padding:1mm;"
    "overflow-wrap:anywhere}td{vertical-align:top;padding:1mm;border-bottom:.25pt solid #bbb}\n"
    "th.n,td.n{text-align:right}.c.n .l{flex-basis:62%}td .r{display:block}td "
    ".l{margin-right:.6em}tr{break-inside:avoid}"
    "thead{display:table-header-group}\n"
    "svg{width:26mm;height:26mm;margin-top:1mm;shape-rendering:crispEdges}\n";

static void add_escaped(Buffer *out, Slice text)
{
    static const char *const entities[128] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 128 && entities[c] != NULL)
            buffer_add(out, slice_of(entities[c]));
        else
            buffer_add_char(out, text.at[i]);
    }
}

static void add_caption(Buffer *out, const Sheet *sheet, const Caption *caption)
{
    for (size_t i = 0; i < sheet->reading.count; i++) {
        if (caption->in[i].len == 0)
            continue;
        const char *language = language_name(sheet->reading.languages[i]);
        buffer_print(out, "<span lang=\"%s\">", language);
        add_escaped(out, caption->in[i]);
        buffer_add(out, S("</span>"));
    }
}

static void add_row(Buffer *out, const Sheet *sheet, const SheetRow *row)
{
    static const char *const classes[] = {
        [ROW_BODY] = "r",
        [ROW_STRONG] = "r strong",
        [ROW_SMALL] = "r small",
        [ROW_TOTAL] = "r total",
    };
    static_assert(sizeof classes / sizeof *classes == ROW_STYLE_END, "a style has no class");
    buffer_print(out, "<div class=\"%s\">", classes[row->style]);
    if (row->label.in[0].len > 0) {
        buffer_add(out, S("<span class=\"l\">"));
        add_caption(out, sheet, &row->label);
        buffer_add(out, S("</span>"));
    }
    buffer_add(out, S("<bdi class=\"v\">"));
    add_escaped(out, row->value);
    buffer_add(out, S("</bdi></div>\n"));
}

// A path of one square a dark module; a QR code wants a margin of four.
static void add_code(Buffer *out, const Sheet *sheet, const SheetCode *code)
{
    enum { QUIET = 4 };
    unsigned side = code->side + 2 * QUIET;
    buffer_add(out, S("<figure style=\"margin:0\"><figcaption class=\"l\">"));
    add_caption(out, sheet, &code->label);
    buffer_print(out, "</figcaption><svg viewBox=\"0 0 %u %u\" role=\"img\"><path d=\"", side,
                 side);
    for (unsigned y = 0; y < code->side; y++)
        for (unsigned x = 0; x < code->side; x++)
            if (code->is_dark[(size_t)y * code->side + x])
                buffer_print(out, "M%u %uh1v1h-1z", x + QUIET, y + QUIET);
    buffer_add(out, S("\"/></svg></figure>\n"));
}

static void add_image(Buffer *out, const Sheet *sheet, const SheetImage *image)
{
    buffer_add(out, S("<figure style=\"margin:0\"><figcaption class=\"l\">"));
    add_caption(out, sheet, &image->label);
    buffer_print(out, "</figcaption><img alt=\"\" style=\"max-width:%.0fmm;max-height:%.0fmm\" src=\"data:image/png;base64,",
                 image->side, image->side);
    add_escaped(out, image->base64);
    buffer_add(out, S("\"></figure>\n"));
}

static void add_cell(Buffer *out, const Sheet *sheet, const SheetCell *cell)
{
    for (size_t i = 0; i < cell->count; i++)
        add_row(out, sheet, &cell->rows[i]);
    if (cell->code != NULL)
        add_code(out, sheet, cell->code);
    if (cell->image != NULL)
        add_image(out, sheet, cell->image);
}

static void add_boxes(Buffer *out, const Sheet *sheet, const SheetBand *band)
{
    buffer_add(out, S("<section class=\"b\">\n"));
    for (size_t i = 0; i < band->column_count; i++) {
        const SheetColumn *column = &band->columns[i];
        buffer_print(out, "<div class=\"c%s%s\" style=\"flex:%.0f 1 0;min-height:%.0fmm\">",
                     column->is_right ? " n" : "", column->is_blank ? " x" : "", column->width,
                     column->height_min);
        if (column->heading.in[0].len > 0) {
            buffer_add(out, S("<h2>"));
            add_caption(out, sheet, &column->heading);
            buffer_add(out, S("</h2>\n"));
        }
        add_cell(out, sheet, &band->cells[i]);
        buffer_add(out, S("</div>\n"));
    }
    buffer_add(out, S("</section>\n"));
}

static void add_head(Buffer *out, const Sheet *sheet, const SheetBand *band)
{
    double all = 0;
    for (size_t i = 0; i < band->column_count; i++)
        all += band->columns[i].width;
    buffer_add(out, S("<thead><tr>"));
    for (size_t i = 0; i < band->column_count; i++) {
        const SheetColumn *column = &band->columns[i];
        buffer_print(out, "<th scope=\"col\"%s style=\"width:%.1f%%\">",
                     column->is_right ? " class=\"n\"" : "", column->width * 100 / all);
        add_caption(out, sheet, &column->heading);
        buffer_add(out, S("</th>"));
    }
    buffer_add(out, S("</tr></thead>\n<tbody>\n"));
}

static void add_table(Buffer *out, const Sheet *sheet, const SheetBand *band)
{
    buffer_add(out, S("<table>\n"));
    if (band->heading.in[0].len > 0) {
        buffer_add(out, S("<caption>"));
        add_caption(out, sheet, &band->heading);
        buffer_add(out, S("</caption>\n"));
    }
    add_head(out, sheet, band);
    for (size_t line = 0; line < band->line_count; line++) {
        buffer_add(out, S("<tr>"));
        for (size_t i = 0; i < band->column_count; i++) {
            buffer_print(out, "<td%s>", band->columns[i].is_right ? " class=\"n\"" : "");
            add_cell(out, sheet, &band->cells[line * band->column_count + i]);
            buffer_add(out, S("</td>"));
        }
        buffer_add(out, S("</tr>\n"));
    }
    buffer_add(out, S("</tbody></table>\n"));
}

static void add_beginning(Buffer *out, const Sheet *sheet)
{
    buffer_print(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                 language_name(sheet->reading.languages[0]));
    buffer_add(out, S("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                      "style-src 'unsafe-inline'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"));
    add_escaped(out, sheet->title.in[0]);
    buffer_add(out, S(" "));
    add_escaped(out, sheet->footer);
    const SheetPage *page = &sheet->page;
    buffer_print(
        out, "</title>\n<style>\n@page{size:%.0fmm %.0fmm;margin:%.0fmm %.0fmm %.0fmm %.0fmm}\n",
        page->width, page->height, page->top, page->right, page->bottom, page->left);
    buffer_add(out, (Slice){style, sizeof style - 1});
    buffer_add(out, S("@media print{body{max-width:none;margin:0;padding:0}}\n</style>\n</head>\n"
                      "<body>\n<main>\n<h1>"));
    add_caption(out, sheet, &sheet->title);
    buffer_add(out, S("</h1>\n"));
}

void sheet_write_html(Buffer *out, const Sheet *sheet)
{
    add_beginning(out, sheet);
    for (size_t i = 0; i < sheet->band_count; i++) {
        if (sheet->bands[i].is_table)
            add_table(out, sheet, &sheet->bands[i]);
        else
            add_boxes(out, sheet, &sheet->bands[i]);
    }
    buffer_add(out, S("</main>\n</body>\n</html>\n"));
}
