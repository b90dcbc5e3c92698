// delay PORT MICROSECONDS: a back end. It echoes what it gets, so many microseconds later; an HTTP
// request it answers with its path of 63 bytes and a newline. One thread on epoll.
#define _GNU_SOURCE  // accept4, epoll_pwait2
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "listening.h"

enum { EVENTS = 1024, LARGEST = 4096, ANSWERS = 1 << 16 };

// An answer that is due. All wait equally long, so they are a queue.
typedef struct {
  int64_t due;
  int fd;
  int length;
  char bytes[LARGEST];
} Answer;

static Answer *answers;
static unsigned first, next;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void accept_all(int epoll, int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
      die("epoll_ctl");
    }
  }
}

static void receive(int fd, int64_t delay) {
  if (next - first == ANSWERS) {
    fputs("delay: too many answers wait\n", stderr);
    exit(1);
  }
  Answer *answer = &answers[next % ANSWERS];
  answer->length = recv(fd, answer->bytes, LARGEST, 0);
  if (answer->length > 0) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n";
    if (strncmp(answer->bytes, "GET /", 5) == 0) {
      // The path is what is echoed: 64 bytes with the newline that a path cannot have.
      char path[64];
      memcpy(path, answer->bytes + 5, 63);
      path[63] = '\n';
      memcpy(answer->bytes, head, sizeof head - 1);
      memcpy(answer->bytes + sizeof head - 1, path, 64);
      answer->length = sizeof head - 1 + 64;
    }
    answer->due = now() + delay;
    answer->fd = fd;
    next++;
  } else if (answer->length == 0 || errno != EAGAIN) {
    close(fd);  // what was still due there is lost, as its client is
  }
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fputs("usage: delay PORT MICROSECONDS\n", stderr);
    return 2;
  }
  int listener = listen_on(atoi(argv[1]), SOCK_NONBLOCK);
  int64_t delay = atol(argv[2]) * 1000;
  answers = calloc(ANSWERS, sizeof *answers);
  int epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  struct epoll_event events[EVENTS];
  for (;;) {
    int64_t left = first == next ? INT64_MAX : answers[first % ANSWERS].due - now();
    struct timespec patience = {left / 1000000000L, left % 1000000000L};
    int count = left <= 0 ? 0 : epoll_pwait2(epoll, events, EVENTS, first == next ? NULL : &patience, NULL);
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == listener) {
        accept_all(epoll, listener);
      } else {
        receive(events[i].data.fd, delay);
      }
    }
    for (int64_t time = now(); first != next && answers[first % ANSWERS].due <= time; first++) {
      Answer *answer = &answers[first % ANSWERS];
      send(answer->fd, answer->bytes, answer->length, MSG_NOSIGNAL);
    }
  }
}
