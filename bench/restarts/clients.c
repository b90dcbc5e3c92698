/* Clients that use one service while its server is restarted, and count what they lose.
 *
 *     clients echo|web PORT CLIENTS REQUESTS_PER_SECOND [behind-proxy]
 *
 * Each client is a thread with one connection. It sends a request, checks the answer, and connects again when the
 * server has ended the connection between two requests; a request without an answer is then sent once more. Anything
 * else is a failure: a refused connect, a reset, a part of an answer, a wrong answer. Behind a proxy, a connection that
 * ends before its first answer is a failure, too: the proxy found no server for it.
 *
 * Requests have fixed times; a client that is late sends the next one at once. With 0 requests per second, nobody
 * waits. It ends when its standard input does, and prints what it has counted as one line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_REASONS = 64, BUFFER = 65536 };

static bool web, behind_proxy;
static int port, clients;
static double interval; /* seconds between two requests of one client; 0: none */
static volatile bool stopping;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the two tables below */
static struct { char text[80]; long count; } reasons[MAX_REASONS];
static int reason_count;

struct client {
  pthread_t thread;
  int number, fd;
  bool answered; /* on this connection */
  long requests, reconnects, repeated;
  double slowest; /* seconds from a request's first sending to its answer */
  char data[BUFFER];
};

enum outcome { ANSWERED, ANSWERED_LAST, ENDED, FAILED };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void sleep_until(double moment) {
  struct timespec t = {(time_t)moment, (long)((moment - (time_t)moment) * 1e9)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
  }
}

static void fail(const char *what, const char *why) {
  char text[80];
  snprintf(text, sizeof text, "%s: %s", what, why);
  pthread_mutex_lock(&lock);
  int i = 0;
  while (i < reason_count && strcmp(reasons[i].text, text) != 0) {
    i++;
  }
  if (i == reason_count && i < MAX_REASONS) {
    memcpy(reasons[reason_count++].text, text, sizeof text);
  }
  reasons[i < MAX_REASONS ? i : MAX_REASONS - 1].count++;
  pthread_mutex_unlock(&lock);
}

static bool dial(struct client *client) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval patience = {.tv_sec = 30};
  int one = 1;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(client->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience); /* bounds connect, too */
  setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  client->answered = false;
  if (connect(client->fd, (struct sockaddr *)&address, sizeof address) == 0) {
    return true;
  }
  fail("connect", strerror(errno));
  close(client->fd);
  client->fd = -1;
  usleep(50000);
  return false;
}

/* The size of a whole HTTP answer whose head is in `data`, or 0 if the head is not whole. */
static size_t answer_size(char *data, size_t length) {
  char *end = memmem(data, length, "\r\n\r\n", 4);
  if (end == NULL) {
    return 0;
  }
  *end = 0; /* for strcasestr; put back below */
  char *field = strcasestr(data, "\r\ncontent-length:");
  size_t size = end + 4 - data + (field == NULL ? 0 : strtoul(field + 17, NULL, 10));
  *end = '\r';
  return size;
}

static enum outcome checked(char *data, size_t length, const char *request) {
  if (!web) {
    char *found = memmem(data, length, request, strlen(request));
    return found != NULL && found + strlen(request) == data + length ? ANSWERED : FAILED;
  }
  if (strncmp(data, "HTTP/1.1 200 ", 13) != 0) {
    return FAILED;
  }
  *(char *)memmem(data, length, "\r\n\r\n", 4) = 0;
  return strcasestr(data, "\r\nconnection: close") != NULL ? ANSWERED_LAST : ANSWERED;
}

static enum outcome answer(struct client *client, const char *request) {
  size_t length = 0;
  for (;;) {
    ssize_t more = recv(client->fd, client->data + length, BUFFER - 1 - length, 0);
    if (more < 0) {
      fail("request", strerror(errno));
      return FAILED;
    }
    if (more == 0) {
      if (length > 0) {
        fail("request", "an answer was cut short");
        return FAILED;
      }
      return ENDED;
    }
    length += more;
    client->data[length] = 0;
    bool whole = web ? answer_size(client->data, length) == length : client->data[length - 1] == '\n';
    if (whole || length == BUFFER - 1) {
      enum outcome outcome = whole ? checked(client->data, length, request) : FAILED;
      if (outcome == FAILED) {
        fail("request", "a wrong answer");
      }
      return outcome;
    }
  }
}

static enum outcome exchange(struct client *client) {
  char request[80];
  if (web) {
    strcpy(request, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  } else {
    snprintf(request, sizeof request, "%d %ld\n", client->number, client->requests);
  }
  if (send(client->fd, request, strlen(request), MSG_NOSIGNAL) < 0) {
    fail("request", strerror(errno));
    return FAILED;
  }
  return answer(client, request);
}

static void *run(void *argument) {
  struct client *client = argument;
  client->fd = -1;
  double due = now() + interval * client->number / clients;
  double began = 0; /* of a request that has no answer yet */
  while (!stopping) {
    if (began == 0) {
      sleep_until(due);
      began = now();
      due += interval;
    }
    if (client->fd < 0 && !dial(client)) {
      continue;
    }
    enum outcome outcome = exchange(client);
    if (outcome == ENDED) {
      client->repeated++;
      if (behind_proxy && !client->answered) {
        fail("connect", "no server");
      }
    } else {
      double took = now() - began;
      client->slowest = took > client->slowest ? took : client->slowest;
      began = 0;
      client->requests += outcome != FAILED;
      client->answered = true;
    }
    if (outcome != ANSWERED) {
      close(client->fd);
      client->fd = -1;
      client->reconnects++;
    }
  }
  return NULL;
}

int main(int count, char **arguments) {
  if (count < 5) {
    fprintf(stderr, "usage: clients echo|web PORT CLIENTS REQUESTS_PER_SECOND [behind-proxy]\n");
    return 2;
  }
  web = strcmp(arguments[1], "web") == 0;
  port = atoi(arguments[2]);
  clients = atoi(arguments[3]);
  double rate = atof(arguments[4]);
  interval = rate > 0 ? clients / rate : 0;
  behind_proxy = count > 5;
  struct client *all = calloc(clients, sizeof *all);
  double began = now();
  for (int i = 0; i < clients; i++) {
    all[i].number = i;
    pthread_create(&all[i].thread, NULL, run, &all[i]);
  }
  while (getchar() != EOF) {
  }
  stopping = true;
  double took = now() - began;
  struct client sum = {0};
  for (int i = 0; i < clients; i++) {
    pthread_join(all[i].thread, NULL);
    sum.requests += all[i].requests;
    sum.reconnects += all[i].reconnects;
    sum.repeated += all[i].repeated;
    sum.slowest = all[i].slowest > sum.slowest ? all[i].slowest : sum.slowest;
  }
  printf("{\"seconds\": %.3f, \"requests\": %ld, \"reconnects\": %ld, \"repeated\": %ld, \"slowest\": %.3f, \"failures\": {", took,
         sum.requests, sum.reconnects, sum.repeated, sum.slowest);
  for (int i = 0; i < reason_count; i++) {
    printf("%s\"%s\": %ld", i == 0 ? "" : ", ", reasons[i].text, reasons[i].count);
  }
  printf("}}\n");
  return 0;
}
