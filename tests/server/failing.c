// SPDX-License-Identifier: Apache-2.0
// A disk that fails when it is told to: loaded before the system's functions (LD_PRELOAD). What
// fails is the word in the file that MADO_FAILING names: "sync" or "full"; without the file nothing
// does.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static bool fails(const char *what)
{
    char word[8] = "";
    const char *path = getenv("MADO_FAILING");
    int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return false;
    ssize_t len = read(fd, word, sizeof word - 1);
    close(fd);
    return len > 0 && strncmp(word, what, strlen(what)) == 0;
}

int fdatasync(int fd)
{
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    if (!fails("sync"))
        return real(fd);
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    if (!fails("sync"))
        return real(fd);
    errno = EIO;
    return -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
{
    ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
    if (!fails("full"))
        return real(fd, bytes, count, at);
    errno = ENOSPC;
    return -1;
}
