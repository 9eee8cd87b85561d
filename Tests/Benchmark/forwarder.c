// The floor under a router: relays bytes between TCP connections, unread, with one recv and one send for each chunk.
//
//   forwarder PORT [READ_SIZE]
//
// A connection begins with four octets: 'S' or 'R', and the number of its group in 24 bits. They are answered by the
// same four octets. What the sender S of a group sends goes to all of its receivers R, and what a receiver sends goes
// to the sender. One thread, level-triggered epoll, no framing, no checks of what passes. Each time a connection is
// readable it is read from once, up to READ_SIZE octets (256 KiB unless told) into a buffer that all connections share,
// and what came is sent at once. Only what a peer's socket buffer does not take is copied, and kept until it does; there
// is no bound to that but what the load has in flight. Socket buffers are the system's defaults, as the router's are, and
// TCP_NODELAY is set.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PREAMBLE = 4 };

struct connection {
    int descriptor;
    unsigned char preamble[PREAMBLE];
    size_t preamble_count;
    struct connection *next_in_group;
    // What the socket buffer did not take.
    char *pending;
    size_t pending_start, pending_end, pending_capacity;
};

struct group {
    struct connection *sender, *receivers;
};

static struct group *groups;
static size_t group_count;
static int epoll_descriptor;
static char *buffer;
static size_t buffer_size = 256 << 10;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void *must(void *memory) {
    if (!memory) fail("forwarder: memory");
    return memory;
}

static void watch(struct connection *connection, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(epoll_descriptor, operation, connection->descriptor, &event) < 0) fail("forwarder: epoll_ctl");
}

static struct group *group_of(struct connection *connection) {
    size_t number = (size_t)connection->preamble[1] << 16 | connection->preamble[2] << 8 | connection->preamble[3];
    if (number >= group_count) {
        groups = must(realloc(groups, (number + 1) * sizeof *groups));
        memset(groups + group_count, 0, (number + 1 - group_count) * sizeof *groups);
        group_count = number + 1;
    }
    return &groups[number];
}

static void leave_group(struct connection *connection) {
    struct group *group = group_of(connection);
    if (group->sender == connection) group->sender = NULL;
    for (struct connection **link = &group->receivers; *link; link = &(*link)->next_in_group) {
        if (*link == connection) {
            *link = connection->next_in_group;
            break;
        }
    }
}

static void end(struct connection *connection) {
    if (connection->preamble_count == PREAMBLE) leave_group(connection);
    close(connection->descriptor);
    free(connection->pending);
    free(connection);
}

static void keep(struct connection *to, const char *bytes, size_t count) {
    if (to->pending_start == to->pending_end) to->pending_start = to->pending_end = 0;
    if (to->pending_end + count > to->pending_capacity) {
        to->pending_capacity = 2 * (to->pending_end + count);
        to->pending = must(realloc(to->pending, to->pending_capacity));
    }
    memcpy(to->pending + to->pending_end, bytes, count);
    to->pending_end += count;
}

// How many octets the socket took; errors are left for the next read to find.
static size_t send_now(struct connection *to, const char *bytes, size_t count) {
    ssize_t sent = send(to->descriptor, bytes, count, MSG_NOSIGNAL);
    return sent < 0 ? 0 : (size_t)sent;
}

static void forward(struct connection *to, const char *bytes, size_t count) {
    int was_idle = to->pending_start == to->pending_end;
    size_t sent = was_idle ? send_now(to, bytes, count) : 0;
    if (sent == count) return;
    keep(to, bytes + sent, count - sent);
    if (was_idle) watch(to, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void writable(struct connection *to) {
    to->pending_start += send_now(to, to->pending + to->pending_start, to->pending_end - to->pending_start);
    if (to->pending_start == to->pending_end) watch(to, EPOLL_CTL_MOD, EPOLLIN);
}

// One recv; false where the connection has ended.
static int read_preamble(struct connection *from) {
    ssize_t count = recv(from->descriptor, from->preamble + from->preamble_count, PREAMBLE - from->preamble_count, 0);
    if (count <= 0) return 0;
    from->preamble_count += (size_t)count;
    if (from->preamble_count < PREAMBLE) return 1;
    struct group *group = group_of(from);
    if (from->preamble[0] == 'S') {
        group->sender = from;
    } else {
        from->next_in_group = group->receivers;
        group->receivers = from;
    }
    forward(from, (const char *)from->preamble, PREAMBLE);
    return 1;
}

// One recv; false where the connection has ended.
static int readable(struct connection *from) {
    if (from->preamble_count < PREAMBLE) return read_preamble(from);
    ssize_t count = recv(from->descriptor, buffer, buffer_size, 0);
    if (count <= 0) return count < 0 && errno == EINTR;
    struct group *group = group_of(from);
    if (from == group->sender) {
        for (struct connection *to = group->receivers; to; to = to->next_in_group) forward(to, buffer, (size_t)count);
    } else if (group->sender) {
        forward(group->sender, buffer, (size_t)count);
    }
    return 1;
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (listener < 0) fail("forwarder: socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("forwarder: bind");
    if (listen(listener, 1024) < 0) fail("forwarder: listen");
    return listener;
}

static void accept_from(int listener) {
    int on = 1, descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (descriptor < 0) return;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = must(calloc(1, sizeof *connection));
    connection->descriptor = descriptor;
    watch(connection, EPOLL_CTL_ADD, EPOLLIN);
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: forwarder PORT [READ_SIZE]\n");
        return 2;
    }
    if (argc == 3) buffer_size = strtoul(argv[2], NULL, 10);
    buffer = must(malloc(buffer_size));
    signal(SIGPIPE, SIG_IGN);
    epoll_descriptor = epoll_create1(0);
    struct connection listener = {.descriptor = listen_on(atoi(argv[1]))};
    watch(&listener, EPOLL_CTL_ADD, EPOLLIN);
    for (;;) {
        struct epoll_event events[64];
        int count = epoll_wait(epoll_descriptor, events, 64, -1);
        for (int index = 0; index < count; index++) {
            struct connection *connection = events[index].data.ptr;
            if (connection == &listener) {
                accept_from(listener.descriptor);
                continue;
            }
            if (events[index].events & EPOLLOUT) writable(connection);
            // Nobody but this event's connection ends here, so no later event of this batch can be about one that is gone.
            if (events[index].events & (EPOLLIN | EPOLLERR | EPOLLHUP) && !readable(connection)) end(connection);
        }
    }
}
