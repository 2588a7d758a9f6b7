// SPDX-License-Identifier: Apache-2.0
// How many documents a second a server checks: posts one over and over on so many connections.
//
//     post PORT PATH FILE [CONNECTIONS [SECONDS [HEADER]]]
//
// One thread that waits for all connections at once, so that the client takes as little of the
// machine as can be: it shares the processors with the server.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "timing.h"

enum { CONNECTIONS_MAX = 1024, ANSWER_MAX = 1 << 20 };

typedef struct Connection {
    int fd;
    size_t sent, got, wanted; // wanted: the whole answer's length, once its head is there
    char *answer;
} Connection;

typedef struct Bench {
    char *request;
    size_t len;
    int epoll;
    Connection connections[CONNECTIONS_MAX];
    size_t count, done, errors;
} Bench;

static bool read_request(Bench *it, const char *path, const char *file, const char *header)
{
    FILE *in = fopen(file, "rb");
    if (in == NULL)
        return false;
    fseek(in, 0, SEEK_END);
    size_t body = (size_t)ftell(in);
    rewind(in);
    it->request = malloc(body + 1000);
    it->len = (size_t)snprintf(it->request, 1000,
                               "POST %s HTTP/1.1\r\nHost: bench\r\n%s%sContent-Length: %zu\r\n\r\n",
                               path, header, header[0] != '\0' ? "\r\n" : "", body);
    bool is_read = fread(it->request + it->len, 1, body, in) == body;
    it->len += body;
    fclose(in);
    return is_read;
}

static bool connect_one(Bench *it, int port)
{
    int on = 1;
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    Connection *connection = &it->connections[it->count];
    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    connection->answer = malloc(ANSWER_MAX);
    if (connect(connection->fd, (struct sockaddr *)&to, sizeof to) != 0)
        return false;
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(it->epoll, EPOLL_CTL_ADD, connection->fd, &event);
    it->count++;
    return true;
}

// Documents are small beside a socket's buffer: a blocking send does not wait.
static void post(Bench *it, Connection *connection)
{
    connection->got = connection->wanted = 0;
    if (send(connection->fd, it->request, it->len, MSG_NOSIGNAL) != (ssize_t)it->len)
        it->errors++;
}

static void note_head(Bench *it, Connection *connection)
{
    connection->answer[connection->got] = '\0';
    const char *end = strstr(connection->answer, "\r\n\r\n");
    const char *length = strstr(connection->answer, "Content-Length: ");
    if (end == NULL || length == NULL)
        return;
    connection->wanted = (size_t)(end + 4 - connection->answer) + strtoul(length + 16, NULL, 10);
    it->errors += strncmp(connection->answer, "HTTP/1.1 20", 11) != 0;
}

// Whether the connection goes on.
static bool receive(Bench *it, Connection *connection)
{
    ssize_t got = recv(connection->fd, connection->answer + connection->got,
                       ANSWER_MAX - 1 - connection->got, 0);
    if (got <= 0) {
        it->errors++;
        return false;
    }
    connection->got += (size_t)got;
    if (connection->wanted == 0)
        note_head(it, connection);
    if (connection->wanted > 0 && connection->got >= connection->wanted) {
        it->done++;
        post(it, connection);
    }
    return true;
}

static void run(Bench *it, double seconds)
{
    struct epoll_event events[64];
    double end = now() + seconds;
    while (now() < end && it->errors == 0) {
        int count = epoll_wait(it->epoll, events, 64, 100);
        for (int i = 0; i < count; i++)
            receive(it, events[i].data.ptr);
    }
}

int main(int argc, char **argv)
{
    static Bench it;
    int connections = argc > 4 ? atoi(argv[4]) : 16;
    double seconds = argc > 5 ? atof(argv[5]) : 3;
    if (argc < 4 || connections > CONNECTIONS_MAX ||
        !read_request(&it, argv[2], argv[3], argc > 6 ? argv[6] : "")) {
        fputs("usage: post PORT PATH FILE [CONNECTIONS [SECONDS [HEADER]]]\n", stderr);
        return 1;
    }
    it.epoll = epoll_create1(0);
    for (int i = 0; i < connections; i++)
        if (!connect_one(&it, atoi(argv[1])))
            return 1;
    for (size_t i = 0; i < it.count; i++)
        post(&it, &it.connections[i]);
    run(&it, 1); // warms up
    it.done = 0;
    double start = now();
    run(&it, seconds);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double own = (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    printf("docs_per_s=%.1f errors=%zu client_seconds=%.2f\n", (double)it.done / (now() - start),
           it.errors, own);
    return it.errors > 0;
}
