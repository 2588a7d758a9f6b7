// SPDX-License-Identifier: Apache-2.0
// What things are called in SDMX.

#include "statistics/internal.h"

#include "base/ascii.h"
#include "base/calendar.h"

const char *const sdmx_languages[CUBE_LANGUAGES] = {"en", "ja", "zh"};

const SdmxStatus sdmx_statuses[SDMX_STATUSES] = {
    [SDMX_NORMAL] = {"A", {S_INIT("Normal value"), S_INIT("通常の値"), S_INIT("正常值")}},
    [SDMX_SUPPRESSED] = {"Q",
                         {S_INIT("Missing value; suppressed"), S_INIT("秘匿値"),
                          S_INIT("缺失值;已隐去")}},
};
const Slice sdmx_status_label[CUBE_LANGUAGES] = {S_INIT("Observation status"),
                                                 S_INIT("観測値の状態"), S_INIT("观测值状态")};
const Slice sdmx_total_label[CUBE_LANGUAGES] = {S_INIT("Total"), S_INIT("合計"), S_INIT("合计")};

Slice sdmx_agency(const SdmxHeader *header)
{
    return header->agency.len > 0 ? header->agency : S("MADOGUCHI");
}

// Begins with a letter; capitals, digits and _.
Slice sdmx_component(Arena *arena, Slice id)
{
    Buffer out = buffer_new(arena);
    if (id.len == 0 || !is_letter(id.at[0]))
        buffer_add_char(&out, 'X');
    for (size_t i = 0; i < id.len; i++) {
        char c = id.at[i];
        buffer_add_char(&out, c >= 'a' && c <= 'z'          ? (char)(c - 'a' + 'A')
                              : is_letter(c) || is_digit(c) ? c
                                                            : '_');
    }
    return buffer_slice(&out);
}

Slice sdmx_dimension(Arena *arena, const CubeForm *form, size_t number)
{
    return number == sdmx_time_dimension(form) ? S(SDMX_TIME)
                                               : sdmx_component(arena, form->dimensions[number].id);
}

Slice sdmx_flow(Arena *arena, const CubeForm *form)
{
    return sdmx_component(arena,
                          arena_print(arena, "%.*s_%.*s", (int)form->register_name.len,
                                      form->register_name.at, (int)form->id.len, form->id.at));
}

Slice sdmx_list(Arena *arena, const CubeForm *form, const CubeDimension *dimension)
{
    Slice flow = sdmx_flow(arena, form), component = sdmx_component(arena, dimension->id);
    return arena_print(arena, "CL_%.*s_%.*s", (int)flow.len, flow.at, (int)component.len,
                       component.at);
}

Slice sdmx_code(Arena *arena, Slice code)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < code.len; i++) {
        char c = code.at[i];
        if (is_letter(c) || is_digit(c) || c == '-' || c == '_')
            buffer_add_char(&out, c);
        else
            buffer_print(&out, "@%02X", (unsigned char)c);
    }
    return buffer_slice(&out);
}

Slice sdmx_time(Arena *arena, int64_t time_ms)
{
    char room[MOMENT_ROOM];
    return arena_print(arena, "%.19sZ", moment_write(room, time_ms).at);
}

Slice sdmx_urn(Arena *arena, const char *kind, Slice agency, Slice id, Slice item)
{
    return arena_print(arena, "urn:sdmx:org.sdmx.infomodel.%s=%.*s:%.*s(" SDMX_VERSION ")%s%.*s",
                       kind, (int)agency.len, agency.at, (int)id.len, id.at,
                       item.len > 0 ? "." : "", (int)item.len, item.len > 0 ? item.at : "");
}

size_t sdmx_time_dimension(const CubeForm *form)
{
    size_t i = 0;
    while (i < form->dimension_count && form->dimensions[i].kind != CODES_TIME)
        i++;
    return i;
}

bool sdmx_groups(const CubeAnswer *answer, int groups[CUBE_DIMENSIONS_MAX], Faults *faults)
{
    const CubeForm *form = answer->form;
    size_t time = sdmx_time_dimension(form);
    for (size_t i = 0; i < CUBE_DIMENSIONS_MAX; i++)
        groups[i] = -1;
    for (size_t i = 0; i < answer->group_count; i++) {
        unsigned dimension = answer->groups[i].dimension;
        if (dimension >= form->dimension_count)
            return fault_add(faults, FAULT_USAGE, 0, 0,
                             "data in SDMX are not by organisation: leave out that dimension");
        groups[dimension] = (int)i;
    }
    if (time < form->dimension_count && groups[time] >= 0)
        return true;
    return fault_add(faults, FAULT_USAGE, 0, 0,
                     "data in SDMX have a time: group by the dimension of time, too");
}
