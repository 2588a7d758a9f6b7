// SPDX-License-Identifier: Apache-2.0
#include "desk.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

Slice text_of(Arena *arena, const char *path)
{
    Slice text = {0};
    Faults faults = {0};
    assert_true(file_read(arena, path, SIZE_MAX, &text, &faults));
    return text;
}

// Parts as registers/glossary/layout.json has them.
#define PARTS                                                                                      \
    "{\"parts\":{\"place\":[\"{cityName}\",\"{countryId|raw}\"],"                                  \
    "\"firm\":[\"{name}\",{\"use\":\"place\",\"from\":\"postalAddress\"}],"                        \
    "\"endless\":[{\"use\":\"endless\"}]}}"

const Layout *layout_of(Desk *it, Slice text, Faults *faults)
{
    const Labels **labels = arena_array(it->arena, const Labels *, LANGUAGE_END);
    for (size_t i = 0; i < LANGUAGE_END; i++)
        labels[i] = register_labels(it->reg, slice_of(language_name((SheetLanguage)i)), faults);
    return layout_compile(it->arena, register_model(it->reg, faults), text, slice_of(PARTS), labels,
                          faults);
}

void open_desk(Desk *it, Arena *arena)
{
    Faults faults = {0};
    Registers *registers = carried_registers(arena);
    *it = (Desk){.arena = arena};
    it->reg = registers_find(registers, S("commercial-invoice"), &faults);
    assert_non_null(it->reg);
    it->run = crosswalk_run_new(arena, registers, &(CrosswalkTables){0});
    crosswalk_expect(it->run, it->reg);
    it->layout = register_layout(it->reg, &faults);
    if (it->layout == NULL)
        fail_msg("layout.json:%u: %s", faults.list[0].line, faults.list[0].text);
    it->press = pdf_press_new(arena, &faults);
    assert_non_null(it->press);
}

const Content *read_content(Desk *it, Slice bytes)
{
    CrosswalkDocument *documents;
    Faults faults = {0};
    assert_int_equal(crosswalk_read(it->run, it->arena, bytes, &documents, &faults), 1);
    return documents[0].content;
}

Slice draw_html(Desk *it, const Content *content, const Reading *reading)
{
    Buffer out = buffer_new(it->arena);
    sheet_write_html(&out, sheet_compose(it->arena, it->layout, content, reading));
    return buffer_slice(&out);
}

Slice draw_pdf(Desk *it, const Content *content, const Reading *reading)
{
    Buffer out = buffer_new(it->arena);
    Faults faults = {0};
    const Sheet *sheet = sheet_compose(it->arena, it->layout, content, reading);
    if (!pdf_write(it->press, it->arena, sheet, &out, &faults))
        fail_msg("%s", faults.list[0].text);
    assert_true(slice_starts(buffer_slice(&out), S("%PDF-")));
    return buffer_slice(&out);
}

Slice without_blanks(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (!is_xml_space(text.at[i]) && text.at[i] != '\f')
            buffer_add_char(&out, text.at[i]);
    return buffer_slice(&out);
}

Slice text_of_pdf(Desk *it, Slice pdf)
{
    char path[] = "/tmp/madoguchi-XXXXXX", bytes[4096];
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, pdf.at, pdf.len) == (ssize_t)pdf.len);
    close(file);
    FILE *text = popen(arena_print(it->arena, "pdftotext -raw %s -", path).at, "r");
    assert_non_null(text);
    Buffer out = buffer_new(it->arena);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, text)) > 0;)
        buffer_add(&out, (Slice){bytes, n});
    assert_int_equal(pclose(text), 0);
    unlink(path);
    return without_blanks(it->arena, buffer_slice(&out));
}

void in_arena(bool work(Arena *arena, void *context))
{
    Faults faults = {0};
    if (!arena_run((size_t)2 << 30, work, NULL, &faults))
        fail_msg("%s", faults.list[0].text);
}
