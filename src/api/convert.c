// SPDX-License-Identifier: Apache-2.0
// Documents in another syntax, by the registers that the library carries.
//
//     bytes ─► register/crosswalk ─► content ─► [MadoConversion: bytes and losses of each document]
//
// Maps are compiled when a document first needs them, and live as long as the converter; all else
// lives in the conversion's arena, the vocabulary too, so that no stream of documents makes a
// converter grow.

#include "api/internal.h"
#include "base/memory.h"
#include "register/carried.h"
#include "register/crosswalk.h"

enum { MEMORY_DEFAULT = 1 << 30 };

typedef struct Converted {
    MadoDocument document;
    MadoLoss *losses;
} Converted;

struct MadoConversion {
    Converted *documents;
    size_t count;
};

struct MadoConverter {
    Guard guard;
    Arena *home, *arena; // its own, and the conversion's
    Registers *registers;
    CrosswalkTables tables;
    MadoConversion *conversion;
    Faults faults;
};

// ---- The converter ----

static bool open_registers(void *context)
{
    MadoConverter *it = context;
    it->home = arena_new(&it->guard, 0);
    it->tables.edifact = carried_directories(it->home, &it->faults);
    it->tables.mt = carried_mt_tables(it->home, &it->faults);
    it->registers = carried_registers(it->home);
    return it->faults.count == 0;
}

MadoConverter *mado_converter_new(MadoErrors *errors)
{
    MadoConverter *it = memory_take(sizeof *it);
    if (it == NULL) {
        errors_add_memory(errors);
        return NULL;
    }
    memset(it, 0, sizeof *it);
    if (guard_run(&it->guard, open_registers, it, &it->faults))
        return it;
    errors_add(errors, &it->faults);
    mado_converter_free(it);
    return NULL;
}

void mado_converter_free(MadoConverter *it)
{
    if (it == NULL)
        return;
    arena_free(it->arena);
    arena_free(it->home);
    memory_free(it);
}

// ---- One conversion ----

typedef struct Convert {
    MadoConverter *converter;
    Slice bytes, syntax;
    const MadoConvertOptions *options;
    Reading reading;
} Convert;

static Slice option_text(const char *text)
{
    return slice_of(text ? text : "");
}

static Interchange interchange_of(const MadoConvertOptions *given)
{
    return (Interchange){
        .sender = option_text(given->sender),
        .sender_qualifier = option_text(given->sender_qualifier),
        .recipient = option_text(given->recipient),
        .recipient_qualifier = option_text(given->recipient_qualifier),
        .date = option_text(given->date),
        .time = option_text(given->time),
        .reference = option_text(given->reference),
        .is_test = given->is_test,
    };
}

static void add_losses(Arena *arena, Converted *it, const Losses *losses)
{
    for (size_t i = 0; i < losses->kept; i++) {
        const Loss *loss = &losses->list[i];
        it->losses[it->document.loss_count++] = (MadoLoss){
            .path = arena_c_string(arena, loss->path),
            .term = arena_c_string(arena, loss->number),
            .value = arena_c_string(arena, loss->value),
            .reason = loss_reason(loss->kind),
            .line = loss->place.line,
            .column = loss->place.column,
        };
    }
}

// A page for people is no syntax of a register's: nothing reads it back.
static bool draw(const Convert *convert, const CrosswalkDocument *from, Buffer *out)
{
    const Layout *layout = register_layout(from->reg, &convert->converter->faults);
    if (layout != NULL)
        sheet_write_html(out, sheet_compose(out->arena, layout, from->content, &convert->reading));
    return layout != NULL;
}

static bool write_document(const Convert *convert, CrosswalkRun *run, CrosswalkDocument *from,
                           Converted *to)
{
    MadoConverter *it = convert->converter;
    Buffer out = buffer_new(it->arena);
    Losses losses = {.arena = it->arena};
    bool is_page = slice_equal(convert->syntax, S("html"));
    if (!(is_page ? draw(convert, from, &out)
                  : crosswalk_write(run, from->reg, convert->syntax, from->content, &out, &losses,
                                    &it->faults)))
        return false;
    to->document.syntax = arena_c_string(it->arena, from->syntax);
    to->document.register_name = arena_c_string(it->arena, register_name(from->reg));
    to->document.len = out.len;
    buffer_add_char(&out, '\0');
    to->document.bytes = out.at;
    to->losses = arena_array(it->arena, MadoLoss, from->losses.kept + losses.kept);
    add_losses(it->arena, to, &from->losses);
    add_losses(it->arena, to, &losses);
    to->document.left_behind = from->losses.count + losses.count;
    return true;
}

static bool expect_register(MadoConverter *it, CrosswalkRun *run, const char *name)
{
    if (name == NULL)
        return true;
    Register *reg = registers_find(it->registers, slice_of(name), &it->faults);
    crosswalk_expect(run, reg);
    return reg != NULL;
}

static bool take_languages(Convert *convert, CrosswalkRun *run)
{
    const MadoConvertOptions *given = convert->options;
    if (!reading_parse(slice_of(given->languages ? given->languages : "en"), &convert->reading))
        return fault_add(&convert->converter->faults, FAULT_USAGE, 0, 0,
                         "the languages are one or two of: en ja zh");
    crosswalk_speak(run, slice_of(language_name(convert->reading.languages[0])));
    return true;
}

static bool convert_all(void *context)
{
    Convert *convert = context;
    MadoConverter *it = convert->converter;
    CrosswalkDocument *documents;
    size_t most = convert->options->memory_max;
    it->arena = arena_new(&it->guard, most ? most : (size_t)MEMORY_DEFAULT);
    Interchange head = interchange_of(convert->options);
    CrosswalkRun *run = crosswalk_run_new(it->arena, it->registers, &it->tables);
    crosswalk_interchange(run, &head);
    if (!expect_register(it, run, convert->options->register_name) || !take_languages(convert, run))
        return false;
    size_t count = crosswalk_read(run, it->arena, convert->bytes, &documents, &it->faults);
    MadoConversion *conversion = arena_array(it->arena, MadoConversion, 1);
    conversion->documents = arena_array(it->arena, Converted, count);
    for (size_t i = 0; i < count; i++)
        if (!write_document(convert, run, &documents[i],
                            &conversion->documents[conversion->count++]))
            return false;
    it->conversion = conversion;
    return count > 0;
}

const MadoConversion *mado_convert(MadoConverter *it, const char *bytes, size_t len,
                                   const char *syntax, const MadoConvertOptions *options,
                                   MadoErrors *errors)
{
    static const MadoConvertOptions none = {0};
    Convert convert = {.converter = it,
                       .bytes = {bytes, len},
                       .syntax = slice_of(syntax),
                       .options = options ? options : &none};
    arena_free(it->arena);
    it->arena = NULL;
    it->conversion = NULL;
    it->faults.count = 0;
    if (guard_run(&it->guard, convert_all, &convert, &it->faults))
        return it->conversion;
    errors_add(errors, &it->faults);
    return NULL;
}

// ---- What came of it ----

size_t mado_conversion_count(const MadoConversion *conversion)
{
    return conversion->count;
}

MadoDocument mado_conversion_document(const MadoConversion *conversion, size_t index)
{
    return conversion->documents[index].document;
}

MadoLoss mado_conversion_loss(const MadoConversion *conversion, size_t document, size_t index)
{
    return conversion->documents[document].losses[index];
}
