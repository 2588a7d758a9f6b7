// SPDX-License-Identifier: Apache-2.0
// Keeps the log short beside the writer. Whatever fails here is tried again at the next commits:
// nothing is lost by a log that grows.

#include "store/sqlite/keeper.h"

#include "base/memory.h"
#include "store/sqlite/pages.h"

#include <pthread.h>
#include <stdbool.h>

enum {
    PAGES_MANY = 3000, // 12 MB: some 300 documents that come alone
    PAGES_MORE = 1000, // until it is tried again, where a reader holds it up
    PAGES_FEW = 200,   // that the writer brings itself, in a millisecond or two
    PAGES_MAX = 8000,  // that the writer does not wait any longer at
};

struct LogKeeper {
    sqlite3 *writer;
    pthread_t thread;
    bool has_thread;      // the writer's business alone
    pthread_mutex_t lock; // guards what follows
    pthread_cond_t changed;
    int pages;   // in the log, after the last commit
    int due;     // so many call the keeper
    int brought; // by the keeper, of this log
    bool is_wanted, is_at_work, is_over;
    bool is_nearly_done; // what is left is the writer's
};

// ---- The keeper ----

// A connection that has read knows that there is a log.
static sqlite3 *open_own(const LogKeeper *it)
{
    sqlite3 *database = NULL;
    const char *path = sqlite3_db_filename(it->writer, "main");
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &database, flags, PAGES_VFS) == SQLITE_OK &&
        sqlite3_exec(database, "PRAGMA synchronous = FULL; SELECT count(*) FROM sqlite_schema",
                     NULL, NULL, NULL) == SQLITE_OK)
        return database;
    sqlite3_close(database);
    return NULL;
}

// With the lock held, which is let go meanwhile.
static void bring(LogKeeper *it, sqlite3 *database)
{
    int brought = -1, before = it->brought;
    it->is_wanted = false;
    it->is_at_work = true;
    pthread_mutex_unlock(&it->lock);
    sqlite3_wal_checkpoint_v2(database, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, &brought);
    pthread_mutex_lock(&it->lock);
    it->is_at_work = false;
    it->brought = brought;
    it->is_wanted = it->pages - brought > PAGES_FEW && brought > before + PAGES_FEW;
    it->is_nearly_done = !it->is_wanted;
    pthread_cond_broadcast(&it->changed);
}

static void *keep(void *context)
{
    LogKeeper *it = context;
    sqlite3 *database = open_own(it);
    pthread_mutex_lock(&it->lock);
    while (!it->is_over)
        if (it->is_wanted && database != NULL)
            bring(it, database);
        else
            pthread_cond_wait(&it->changed, &it->lock);
    pthread_mutex_unlock(&it->lock);
    sqlite3_close(database);
    return NULL;
}

// ---- The writer ----

static void call_keeper(LogKeeper *it)
{
    if (!it->has_thread)
        it->has_thread = pthread_create(&it->thread, NULL, keep, it) == 0;
    it->is_wanted = true;
    it->due = it->pages + PAGES_MORE;
    pthread_cond_broadcast(&it->changed);
}

// Whether the writer is to bring what is left.
static bool note_pages(LogKeeper *it, int pages)
{
    bool is_mine;
    pthread_mutex_lock(&it->lock);
    if (pages < it->pages) { // it began anew
        it->due = PAGES_MANY;
        it->brought = 0;
        it->is_nearly_done = false;
    }
    it->pages = pages;
    is_mine = !it->is_at_work && (it->is_nearly_done || pages >= PAGES_MAX);
    if (is_mine)
        it->is_wanted = it->is_nearly_done = false;
    else if (pages >= it->due && !it->is_wanted && !it->is_at_work)
        call_keeper(it);
    pthread_mutex_unlock(&it->lock);
    return is_mine;
}

// SQLite calls it after each commit.
static int note_commit(void *context, sqlite3 *writer, const char *name, int pages)
{
    if (note_pages(context, pages))
        sqlite3_wal_checkpoint_v2(writer, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

LogKeeper *keeper_new(sqlite3 *writer)
{
    LogKeeper *it = memory_take(sizeof *it);
    if (it == NULL)
        return NULL;
    *it = (LogKeeper){.writer = writer, .due = PAGES_MANY};
    pthread_mutex_init(&it->lock, NULL);
    pthread_cond_init(&it->changed, NULL);
    sqlite3_wal_hook(writer, note_commit, it);
    return it;
}

void keeper_free(LogKeeper *it)
{
    if (it == NULL)
        return;
    sqlite3_wal_hook(it->writer, NULL, NULL);
    pthread_mutex_lock(&it->lock);
    it->is_over = true;
    pthread_cond_broadcast(&it->changed);
    pthread_mutex_unlock(&it->lock);
    if (it->has_thread)
        pthread_join(it->thread, NULL);
    pthread_mutex_destroy(&it->lock);
    pthread_cond_destroy(&it->changed);
    memory_free(it);
}

void keeper_hold(LogKeeper *it)
{
    if (it == NULL)
        return;
    pthread_mutex_lock(&it->lock);
    while (it->is_at_work)
        pthread_cond_wait(&it->changed, &it->lock);
}

void keeper_release(LogKeeper *it)
{
    if (it != NULL)
        pthread_mutex_unlock(&it->lock);
}
