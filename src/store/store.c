// SPDX-License-Identifier: Apache-2.0
// Opening a store: the tables, the key, and whether they belong together.

#include "base/file.h"
#include "base/memory.h"
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

typedef struct Opening {
    const StoreOptions *options;
    Store *store;
    Arena *arena;
    Faults *faults;
    HeadTaker head;
    Slice origin, verifier; // as the tables say
} Opening;

// ---- The key ----

static Slice path_of(const Opening *it, const char *name)
{
    return arena_print(it->arena, "%s/%s", it->options->folder, name);
}

// 0600 from the first moment, and on the disk before anything is signed with it.
bool key_save(const char *path, Slice text, Faults *faults)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_good = file >= 0 && write(file, text.at, text.len) == (ssize_t)text.len &&
                   write(file, "\n", 1) == 1 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return is_good || fault_add(faults, FAULT_IO, 0, 0, "the key cannot be written to %s: %s", path,
                                strerror(errno));
}

static Slice choose_origin(const Opening *it)
{
    uint32_t number = 0;
    if (it->options->origin != NULL)
        return slice_of(it->options->origin);
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        guard_raise(arena_guard(it->arena), FAULT_IO, NULL, "the system has no random bytes");
    return arena_print(it->arena, "madoguchi.local/%08u", number % 100000000u);
}

static bool make_key(Opening *it, const char *path)
{
    it->store->key = note_key_make(choose_origin(it), it->faults);
    if (it->store->key == NULL ||
        !key_save(path, note_key_write(it->arena, it->store->key), it->faults))
        return false;
    Slice verifier = note_key_verifier(it->arena, it->store->key);
    return file_replace(it->arena, path_of(it, "journal.pub"),
                        arena_join(it->arena, verifier, S("\n")), it->faults);
}

static bool read_key(Opening *it, const char *path)
{
    Slice text;
    if (!file_read(it->arena, path, NOTE_MAX, &text, it->faults))
        return false;
    it->store->key = note_key_read(text, it->faults);
    return it->store->key != NULL;
}

// A journal that exists is only ever signed by the key it began with.
static bool find_key(Opening *it)
{
    const char *path = path_of(it, "journal.key").at, *public_path = path_of(it, "journal.pub").at;
    if (access(path, R_OK) == 0)
        return read_key(it, path);
    if (it->options->is_read_only && access(public_path, R_OK) == 0)
        return read_key(it, public_path);
    if (!it->head.is_there && !it->options->is_read_only)
        return make_key(it, path);
    return fault_add(
        it->faults, FAULT_IO, 0, 0,
        "the key of the journal %.*s is not at %s: bring it from where the journal began",
        (int)it->origin.len, it->origin.at, path);
}

// ---- What the tables say ----

typedef struct TextTaker {
    Arena *arena;
    Slice text;
} TextTaker;

static bool take_text(void *context, const Value *row, Faults *faults)
{
    TextTaker *it = context;
    (void)faults;
    it->text = arena_copy(it->arena, row[0].bytes);
    return true;
}

static bool read_tables(Opening *it, StatementId head)
{
    TextTaker origin = {.arena = it->arena}, verifier = {.arena = it->arena};
    it->head = (HeadTaker){.arena = it->arena};
    Call calls[] = {
        head_call(head, &it->head),
        {.sql = SQL_SETTING, .count = 1, .row = take_text, .context = &origin},
        {.sql = SQL_SETTING, .count = 1, .row = take_text, .context = &verifier},
    };
    calls[1].values[0] = value_text(S("origin"));
    calls[2].values[0] = value_text(S("verifier"));
    bool is_good = it->store->engine->run(it->store->writer, calls, 3, it->faults);
    it->origin = origin.text;
    it->verifier = verifier.text;
    return is_good;
}

// Which views there are: a store whose views were made by a program that knew fewer makes them
// anew.
#define VIEWS_MADE S("1")

static Call views_made(void)
{
    Call call = {.sql = SQL_SETTING_SET, .count = 2};
    call.values[0] = value_text(S("views"));
    call.values[1] = value_text(VIEWS_MADE);
    return call;
}

static bool begin_journal(Opening *it)
{
    Hash root = hash_of(S(""));
    Slice name = note_key_name(it->store->key),
          verifier = note_key_verifier(it->arena, it->store->key);
    memcpy(it->store->origin, name.at, name.len);
    Slice checkpoint = head_sign(it->store, it->arena, 0, &root);
    Call calls[] = {
        {.sql = SQL_SETTING_PUT, .count = 2},
        {.sql = SQL_SETTING_PUT, .count = 2},
        {.sql = SQL_HEAD_NEW, .count = 5},
        views_made(),
        {.sql = SQL_COMMIT},
    };
    calls[0].values[0] = value_text(S("origin"));
    calls[0].values[1] = value_text(name);
    calls[1].values[0] = value_text(S("verifier"));
    calls[1].values[1] = value_text(verifier);
    calls[2].values[0] = value_integer(0);
    calls[2].values[1] = value_bytes(hash_slice(&root));
    calls[2].values[2] = value_bytes(S(""));
    calls[2].values[3] = value_integer(0);
    calls[2].values[4] = value_text(checkpoint);
    return it->store->engine->run(it->store->writer, calls, sizeof calls / sizeof *calls,
                                  it->faults);
}

static bool renew_views(Opening *it)
{
    TextTaker made = {.arena = it->arena};
    Call ask = {.sql = SQL_SETTING, .count = 1, .row = take_text, .context = &made};
    Call put = views_made();
    ask.values[0] = put.values[0];
    return it->store->engine->run(it->store->writer, &ask, 1, it->faults) &&
           (slice_equal(made.text, VIEWS_MADE) ||
            (store_rebuild(it->store, NULL, NULL, it->faults) &&
             it->store->engine->run(it->store->writer, &put, 1, it->faults)));
}

// Two processes may open an empty store at once: the second finds what the first has made.
static bool begin_if_new(Opening *it)
{
    Call begin = {.sql = SQL_BEGIN}, end = {.sql = SQL_ROLLBACK};
    const Engine *engine = it->store->engine;
    if (!engine->run(it->store->writer, &begin, 1, it->faults) || !read_tables(it, SQL_HEAD_LOCK) ||
        !find_key(it))
        return false;
    return it->head.is_there ? engine->run(it->store->writer, &end, 1, it->faults)
                             : begin_journal(it) && read_tables(it, SQL_HEAD);
}

static bool check_key(Opening *it)
{
    Slice verifier = note_key_verifier(it->arena, it->store->key), body;
    if (!slice_equal(verifier, it->verifier))
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "the key in %s is not that of the journal %.*s", it->options->folder,
                         (int)it->origin.len, it->origin.at);
    // A checkpoint that is not of this key was not written by this program.
    it->store->may_sign = note_open(it->head.head.checkpoint, it->store->key, &body, it->faults);
    return it->store->may_sign;
}

// ---- Opening and closing ----

static char *copy_text(const char *text)
{
    char *copy = text != NULL ? memory_take(strlen(text) + 1) : NULL;
    return copy != NULL ? strcpy(copy, text) : NULL;
}

static bool set_up(Opening *it)
{
    const StoreOptions *options = it->options;
    Store *store = it->store;
    *store = (Store){.folder = copy_text(options->folder),
                     .postgres = copy_text(options->postgres),
                     .admit = options->admit,
                     .confirm = options->confirm,
                     .confirm_context = options->confirm_context,
                     .tail = {.size = UINT64_MAX}};
    if (store->folder == NULL || (options->postgres != NULL && store->postgres == NULL))
        return fault_add(it->faults, FAULT_MEMORY, 0, 0, "no memory for a store");
    store->engine = options->postgres != NULL ? &postgres_engine : &sqlite_engine;
    store->place =
        (Place){store->folder, store->postgres, options->must_exist, options->is_read_only};
    store->body_max = options->body_max > 0 ? options->body_max : BODY_MAX_DEFAULT;
    store->readers_max = options->readers_max > 0 ? options->readers_max : READERS_DEFAULT;
    if (store->readers_max > READERS_MAX)
        store->readers_max = READERS_MAX;
    return true;
}

static void set_up_locks(Store *store)
{
    pthread_mutex_init(&store->queue_lock, NULL);
    pthread_mutex_init(&store->pool_lock, NULL);
    pthread_mutex_init(&store->size_lock, NULL);
    pthread_mutex_init(&store->press_lock, NULL);
    pthread_cond_init(&store->carer_next, NULL);
    pthread_cond_init(&store->pool_free, NULL);
    pthread_cond_init(&store->grown, NULL);
}

static bool open_store(Arena *arena, void *context)
{
    Opening *it = context;
    Store *store = it->store;
    it->arena = arena;
    bool is_reading = it->options->is_read_only;
    if (!is_reading && !it->options->must_exist &&
        !folder_make(arena, slice_of(it->options->folder), it->faults))
        return false;
    store->writer = store->engine->open(&store->place, true, it->faults);
    if (store->writer == NULL)
        return false;
    if (is_reading ? !read_tables(it, SQL_HEAD) || !find_key(it) : !begin_if_new(it))
        return false;
    if (!it->head.is_there)
        return fault_add(it->faults, FAULT_IO, 0, 0, "there is no journal in this store");
    snprintf(store->origin, sizeof store->origin, "%.*s", (int)it->origin.len, it->origin.at);
    snprintf(store->verifier, sizeof store->verifier, "%.*s", (int)it->verifier.len,
             it->verifier.at);
    store->size = it->head.head.frontier.size;
    // What a crash left unsigned is signed now.
    return check_key(it) && (is_reading || (renew_views(it) && head_settle(store, it->faults)));
}

Store *store_open(const StoreOptions *options, Faults *faults)
{
    Store *store = memory_take(sizeof *store);
    Opening opening = {.options = options, .store = store, .faults = faults};
    if (store == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a store");
        return NULL;
    }
    bool is_set_up = set_up(&opening);
    set_up_locks(store);
    if (is_set_up && arena_run(0, open_store, &opening, faults))
        return store;
    store_close(store);
    return NULL;
}

void store_close(Store *store)
{
    if (store == NULL)
        return;
    Faults ignored;
    ignored.count = 0;
    // Where this fails, the next to open the store does it.
    if (store->may_sign && store->writer != NULL && store->size > 0 && !store->place.is_read_only)
        head_settle(store, &ignored);
    pool_close(store);
    if (store->writer != NULL)
        store->engine->close(store->writer);
    presses_free(store);
    note_key_free(store->key);
    pthread_mutex_destroy(&store->queue_lock);
    pthread_mutex_destroy(&store->pool_lock);
    pthread_mutex_destroy(&store->size_lock);
    pthread_mutex_destroy(&store->press_lock);
    pthread_cond_destroy(&store->carer_next);
    pthread_cond_destroy(&store->pool_free);
    pthread_cond_destroy(&store->grown);
    memory_free(store->folder);
    memory_free(store->postgres);
    memory_free(store);
}

const char *store_origin(const Store *store)
{
    return store->origin;
}

const char *store_verifier(const Store *store)
{
    return store->verifier;
}
