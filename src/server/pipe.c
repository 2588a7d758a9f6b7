// SPDX-License-Identifier: Apache-2.0
// Answers that are written while the handler works.
//
//     handler, in the slow lane ─► pipe_write ─► text that waits ─► the socket's thread ─► client
//
// Handler and connection each hold an end and go in any order: when the client has gone the handler
// learns it at its next write; when the handler is done the client reads what is left.

#include "base/memory.h"
#include "server/http.h"

enum { WAITING_MAX = 4 << 20 }; // who reads no more than that behind the handler has gone

struct Pipe {
    Server *server;
    pthread_mutex_t lock;
    char *text;
    size_t at, len, room; // what lies between `at` and `len` waits
    bool is_over, is_broken, is_left;
    char *body; // of the request: the handler still reads it
    size_t body_room;
};

// The last one out frees it. Called with the lock held.
static void leave(Pipe *it, bool is_last)
{
    pthread_mutex_unlock(&it->lock);
    if (!is_last)
        return;
    pthread_mutex_destroy(&it->lock);
    memory_free(it->text);
    memory_free(it);
}

static long read_pipe(void *context, char *out, size_t max)
{
    Pipe *it = context;
    pthread_mutex_lock(&it->lock);
    size_t waiting = it->len - it->at, count = waiting < max ? waiting : max;
    long answer = (long)count;
    if (count > 0)
        memcpy(out, it->text + it->at, count);
    else if (it->is_over)
        answer = it->is_broken ? STREAM_BROKEN : STREAM_OVER;
    it->at += count;
    if (it->at == it->len)
        it->at = it->len = 0;
    pthread_mutex_unlock(&it->lock);
    return answer;
}

static void free_reader(void *context)
{
    Pipe *it = context;
    pthread_mutex_lock(&it->lock);
    it->is_left = true;
    leave(it, it->is_over);
}

// False where there is no memory.
static bool make_room(Pipe *it, size_t more)
{
    size_t room = it->room > 0 ? it->room : 4096;
    while (room < it->len + more)
        room *= 2;
    char *text = room > it->room ? memory_resize(it->text, room) : it->text;
    if (text == NULL)
        return false;
    it->text = text;
    it->room = room;
    return true;
}

bool pipe_write(Pipe *it, Slice text)
{
    pthread_mutex_lock(&it->lock);
    bool is_read =
        !it->is_left && it->len - it->at + text.len <= WAITING_MAX && make_room(it, text.len);
    if (is_read && text.len > 0) {
        memcpy(it->text + it->len, text.at, text.len);
        it->len += text.len;
    }
    pthread_mutex_unlock(&it->lock);
    if (is_read)
        streams_wake(it->server);
    return is_read;
}

void pipe_end(Pipe *it, bool is_whole)
{
    Server *server = it->server;
    atomic_fetch_sub(&server->body_bytes, it->body_room);
    memory_free(it->body);
    pthread_mutex_lock(&it->lock);
    it->is_over = true;
    it->is_broken = !is_whole;
    leave(it, it->is_left);
    streams_wake(server);
}

void pipe_keep_body(Pipe *it, char *body, size_t room)
{
    it->body = body;
    it->body_room = room;
}

Pipe *answer_begin(Request *request, const char *type)
{
    Pipe *it = memory_take(sizeof *it);
    if (it == NULL) {
        answer_problem(request, PROBLEM_BUSY, "there is no memory for it just now; try again");
        return NULL;
    }
    *it = (Pipe){.server = request->server};
    pthread_mutex_init(&it->lock, NULL);
    request->response.status = 200;
    request->response.type = type;
    request->response.stream = (Stream){read_pipe, free_reader, it};
    if (exchange_begin(request, it)) {
        request->pipe = it;
        return it;
    }
    request->response = (Response){0}; // the reader is gone already
    pthread_mutex_lock(&it->lock);
    leave(it, true);
    answer_problem(request, PROBLEM_BUSY, "too many answers are under way; try again");
    return NULL;
}
