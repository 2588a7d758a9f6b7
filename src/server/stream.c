// SPDX-License-Identifier: Apache-2.0
// Answers that go on: connections that sleep until there is more to say.
//
//     journal grows ─► watcher ─► all sleepers resumed ─► each reads what is new, and sleeps again
//
// A stream that finds nothing new must not sleep through what came while it looked: the watcher
// counts its calls, and who was called in between looks again.

#include "server/internal.h"

#include "base/memory.h"
#include "server/http.h"
#include "server/microhttpd.h"

#include <time.h>

enum {
    BEAT_MS = 3000, // who may listen no more is noticed by then, though nothing else happens
    PAUSE_MS = 50,  // who listens wants news some times a second, not with every entry
    BLOCK = 16 << 10,
    LISTENERS_MAX = 1000,
};

typedef struct Listener Listener;

struct Listener {
    Server *server;
    Stream stream;
    struct MHD_Connection *connection;
    bool is_asleep;
    Listener *before, *after;
};

static void enlist(Streams *streams, Listener *it)
{
    it->after = streams->first;
    if (it->after != NULL)
        it->after->before = it;
    streams->first = it;
    streams->count++;
}

static void delist(Streams *streams, Listener *it)
{
    if (it->before != NULL)
        it->before->after = it->after;
    else
        streams->first = it->after;
    if (it->after != NULL)
        it->after->before = it->before;
    streams->count--;
}

static void end_listener(void *context)
{
    Listener *it = context;
    Streams *streams = &it->server->streams;
    pthread_mutex_lock(&streams->lock);
    delist(streams, it);
    pthread_mutex_unlock(&streams->lock);
    it->stream.free(it->stream.context);
    memory_free(it);
}

static ssize_t read_more(void *context, uint64_t position, char *out, size_t max)
{
    (void)position;
    Listener *it = context;
    Streams *streams = &it->server->streams;
    unsigned calls = atomic_load(&streams->calls);
    if (atomic_load(&it->server->is_stopping))
        return MHD_CONTENT_READER_END_OF_STREAM;
    long count = it->stream.read(it->stream.context, out, max);
    if (count < 0)
        return count == STREAM_BROKEN ? MHD_CONTENT_READER_END_WITH_ERROR
                                      : MHD_CONTENT_READER_END_OF_STREAM;
    if (count > 0)
        return count;
    pthread_mutex_lock(&streams->lock);
    if (atomic_load(&streams->calls) == calls && !it->is_asleep) {
        it->is_asleep = true;
        mhd.MHD_suspend_connection(it->connection);
    }
    pthread_mutex_unlock(&streams->lock);
    return 0;
}

void streams_wake(Server *server)
{
    Streams *streams = &server->streams;
    pthread_mutex_lock(&streams->lock);
    atomic_fetch_add(&streams->calls, 1);
    for (Listener *it = streams->first; it != NULL; it = it->after) {
        if (it->is_asleep)
            mhd.MHD_resume_connection(it->connection);
        it->is_asleep = false;
    }
    pthread_mutex_unlock(&streams->lock);
}

struct MHD_Response *stream_response(Server *server, struct MHD_Connection *connection,
                                     const Stream *stream)
{
    Streams *streams = &server->streams;
    Listener *it = memory_take(sizeof *it);
    if (it == NULL)
        return NULL;
    *it = (Listener){.server = server, .stream = *stream, .connection = connection};
    pthread_mutex_lock(&streams->lock);
    bool has_room = streams->count < LISTENERS_MAX;
    if (has_room)
        enlist(streams, it);
    pthread_mutex_unlock(&streams->lock);
    struct MHD_Response *response =
        has_room ? mhd.MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_more, it,
                                                         end_listener)
                 : NULL;
    if (response != NULL)
        return response;
    if (has_room) {
        pthread_mutex_lock(&streams->lock);
        delist(streams, it);
        pthread_mutex_unlock(&streams->lock);
    }
    memory_free(it); // the stream's context is still the caller's
    return NULL;
}

// ---- The watcher ----

static void *watch(void *context)
{
    Server *server = context;
    uint64_t size = store_wait(server->store, 0, 0), last = (uint64_t)clock_us();
    while (!atomic_load(&server->is_stopping)) {
        uint64_t now_has = store_wait(server->store, size, 500);
        pulse_look(server); // here, for no other thread looks at the store without end
        bool is_beat = (uint64_t)clock_us() - last > (uint64_t)BEAT_MS * 1000;
        if (now_has > size || is_beat) {
            last = (uint64_t)clock_us();
            streams_wake(server);
            nanosleep(&(struct timespec){0, PAUSE_MS * 1000000L}, NULL);
        }
        size = now_has;
    }
    return NULL;
}

bool streams_start(Server *server)
{
    Streams *streams = &server->streams;
    streams->is_watched =
        server->store == NULL || pthread_create(&streams->watcher, NULL, watch, server) == 0;
    return streams->is_watched;
}

void streams_stop(Server *server)
{
    if (server->streams.is_watched && server->store != NULL)
        pthread_join(server->streams.watcher, NULL);
    server->streams.is_watched = false;
}
