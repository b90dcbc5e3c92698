// The load for chat servers: rooms full of members, of whom some speak. One thread.
//
//   crowd [options] NAME=PORT:PID …
//     -g ROOMS  -m MEMBERS in each  -k SPEAKERS in each
//     -r RATE   messages a second in all, evenly spaced; without it, each speaker says the next
//               thing as soon as the last one who joined its room has heard what it said before
//     -x DEAF   more members of the first room, who never read
//     -n ROUNDS -s SECONDS of each slice  -w SECONDS of warm-up
//
// The servers take turns, a slice each in every round. Prints, for each slice: the round, the server,
// messages delivered a second, µs of the server's CPU for each delivered, and the latency's median,
// p99 and p99.9 in µs, from when a message should have been sent until a member has it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 64, CARRY = 4096, BATCH = 256, BUCKETS = 2048 };

typedef struct {
  int fd;
  int room;
  int listens;  // the last one of its room
  int speaker;  // its number in the room; -1 if it only listens
  int outstanding;
  size_t carried;
  char carry[CARRY];
} Member;

typedef struct {
  const char *name;
  int port;
  pid_t pid;
  int epoll;
  Member *members;
  long delivered;
  long expected;
  long histogram[BUCKETS];
} Crowd;

static int rooms = 1, per_room = 1000, speakers = 1, deaf = 0, rounds = 5;
static double rate = 0, slice = 1, warm_up = 2;
static int stopping;

static _Noreturn void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("crowd: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  exit(1);
}

static uint64_t nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static double server_cpu(const Crowd *crowd) {
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(crowd->pid, &clock) || clock_gettime(clock, &time)) {
    fail("%s has ended", crowd->name);
  }
  return time.tv_sec + time.tv_nsec / 1e9;
}

// Logarithmic, 64 buckets for each power of two of 256 ns.
static int bucket(uint64_t value) {
  uint64_t scaled = value / 16 + 64;
  int shift = 63 - __builtin_clzll(scaled) - 6;
  int index = shift * 64 + (int)(scaled >> shift) - 64;
  return index < BUCKETS ? index : BUCKETS - 1;
}

static double bucket_micros(int index) {
  int shift = index / 64;
  return (((uint64_t)(index % 64 + 64) << shift) - 64) * 16 / 1e3;
}

static double percentile(const Crowd *crowd, double share) {
  long total = 0, sum = 0;
  for (int i = 0; i < BUCKETS; i++) total += crowd->histogram[i];
  for (int i = 0; i < BUCKETS; i++) {
    sum += crowd->histogram[i];
    if (sum >= share * total) return bucket_micros(i);
  }
  return 0;
}

static void send_all(Crowd *crowd, Member *member, const char *bytes, size_t size) {
  if (send(member->fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size) {
    fail("%s does not take what is said: %s", crowd->name, strerror(errno));
  }
}

static void speak(Crowd *crowd, Member *member, uint64_t time) {
  char line[LINE + 1];
  int size = snprintf(line, sizeof line, "M%d %llu ", member->speaker, (unsigned long long)time);
  memset(line + size, 'x', LINE - 1 - size);
  line[LINE - 1] = '\n';
  send_all(crowd, member, line, LINE);
  member->outstanding++;
  crowd->expected += per_room - 1;
}

static void heard(Crowd *crowd, Member *member, const char *line, size_t size, uint64_t time) {
  const char *text = memmem(line, size, ": M", 3);
  if (!text || line[0] != 'C') return;
  char *end;
  long number = strtol(text + 3, &end, 10);
  crowd->delivered++;
  crowd->histogram[bucket(time - strtoull(end, NULL, 10))]++;
  if (member->listens) {
    Member *author = &crowd->members[member->room * per_room + number];
    author->outstanding--;
    if (rate == 0 && !stopping) speak(crowd, author, nanos());
  }
}

static void receive(Crowd *crowd, Member *member) {
  static char bytes[CARRY + 65536 + 1];
  memcpy(bytes, member->carry, member->carried);
  ssize_t count = recv(member->fd, bytes + member->carried, 65536, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) fail("%s has closed a connection", crowd->name);
  uint64_t time = nanos();
  size_t size = member->carried + count;
  bytes[size] = 0;
  char *line = bytes;
  for (char *end; (end = memchr(line, '\n', bytes + size - line)); line = end + 1) {
    heard(crowd, member, line, end - line, time);
  }
  member->carried = bytes + size - line;
  if (member->carried > CARRY) fail("%s sends a line without an end", crowd->name);
  memcpy(member->carry, line, member->carried);
}

static void receive_some(Crowd *crowd, int millis) {
  struct epoll_event events[BATCH];
  int count = epoll_wait(crowd->epoll, events, BATCH, millis);
  for (int i = 0; i < count; i++) receive(crowd, events[i].data.ptr);
}

static int open_socket(Crowd *crowd) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(crowd->port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address)) {
    fail("cannot connect to %s: %s", crowd->name, strerror(errno));
  }
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct linger reset = {.l_onoff = 1};  // thousands in TIME_WAIT would be in the way
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  return fd;
}

static void open_deaf(Crowd *crowd) {
  Member nobody = {.fd = open_socket(crowd)};
  send_all(crowd, &nobody, "/join r0\n", 9);
}

static void open_member(Crowd *crowd, int index) {
  Member *member = &crowd->members[index];
  member->fd = open_socket(crowd);
  member->room = index / per_room;
  int place = index % per_room;
  member->speaker = place < speakers ? place : -1;
  member->listens = place == per_room - 1;
  char join[32];
  send_all(crowd, member, join, snprintf(join, sizeof join, "/join r%d\n", member->room));
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = member};
  epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, member->fd, &event);
  for (int i = 0; i < 5; i++) receive_some(crowd, 0);
}

static void settle(Crowd *crowd) {
  uint64_t last = nanos();
  for (long before = -1; crowd->delivered < crowd->expected || before != crowd->delivered;) {
    before = crowd->delivered;
    receive_some(crowd, 20);
    if (before != crowd->delivered) last = nanos();
    if (nanos() - last > 10000000000ull) {
      fail("%s has delivered %ld of %ld messages", crowd->name, crowd->delivered, crowd->expected);
    }
  }
}

static void gather(Crowd *crowd) {
  crowd->epoll = epoll_create1(0);
  crowd->members = calloc((size_t)rooms * per_room, sizeof(Member));
  for (int i = 0; i < rooms * per_room; i++) open_member(crowd, i);
  for (int i = 0; i < deaf; i++) open_deaf(crowd);
  struct timespec pause = {.tv_nsec = 300000000};
  for (int quiet = 0; quiet < 10;) {  // until all have joined and have been told of each other
    struct epoll_event event;
    nanosleep(&pause, NULL);
    quiet = epoll_wait(crowd->epoll, &event, 1, 0) > 0 ? 0 : quiet + 5;
    for (int i = 0; i < 4 * rooms * per_room / BATCH + 4; i++) receive_some(crowd, 0);
  }
}

static void say_on_time(Crowd *crowd, uint64_t *next, int *turn) {
  for (uint64_t time = nanos(); *next <= time; *next += (uint64_t)(1e9 / rate)) {
    int index = (*turn)++;
    int room = index % rooms;
    speak(crowd, &crowd->members[room * per_room + index / rooms % speakers], *next);
  }
}

static void run_slice(Crowd *crowd, double seconds) {
  static int turn;
  stopping = 0;
  memset(crowd->histogram, 0, sizeof crowd->histogram);
  uint64_t start = nanos(), next = start, end = start + (uint64_t)(seconds * 1e9);
  if (rate == 0) {
    for (int i = 0; i < rooms * per_room; i++) {
      if (crowd->members[i].speaker >= 0) speak(crowd, &crowd->members[i], nanos());
    }
  }
  while (nanos() < end) {
    if (rate > 0) say_on_time(crowd, &next, &turn);
    receive_some(crowd, 0);
  }
  stopping = 1;
}

static void measure(Crowd *crowd, int round) {
  long before = crowd->delivered;
  double cpu = server_cpu(crowd);
  uint64_t start = nanos();
  run_slice(crowd, slice);
  double seconds = (nanos() - start) / 1e9;
  long during = crowd->delivered - before;
  settle(crowd);
  long all = crowd->delivered - before;
  printf("%d\t%s\t%.0f\t%.4f\t%.1f\t%.1f\t%.1f\n", round, crowd->name, during / seconds,
         (server_cpu(crowd) - cpu) * 1e6 / all, percentile(crowd, .5), percentile(crowd, .99),
         percentile(crowd, .999));
  fflush(stdout);
}

int main(int count, char **words) {
  for (int option; (option = getopt(count, words, "g:m:k:r:x:n:s:w:")) != -1;) {
    switch (option) {
      case 'g': rooms = atoi(optarg); break;
      case 'm': per_room = atoi(optarg); break;
      case 'k': speakers = atoi(optarg); break;
      case 'r': rate = atof(optarg); break;
      case 'x': deaf = atoi(optarg); break;
      case 'n': rounds = atoi(optarg); break;
      case 's': slice = atof(optarg); break;
      case 'w': warm_up = atof(optarg); break;
      default: return 2;
    }
  }
  int servers = count - optind;
  if (servers < 1 || speakers >= per_room) fail("needs NAME=PORT:PID, and fewer speakers than members");
  Crowd *crowds = calloc(servers, sizeof(Crowd));
  for (int i = 0; i < servers; i++) {
    char *word = words[optind + i], *equals = strchr(word, '=');
    if (!equals || sscanf(equals + 1, "%d:%d", &crowds[i].port, &crowds[i].pid) != 2) {
      fail("not NAME=PORT:PID: %s", word);
    }
    *equals = 0;
    crowds[i].name = word;
    gather(&crowds[i]);
    run_slice(&crowds[i], warm_up);
    settle(&crowds[i]);
  }
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < servers; i++) measure(&crowds[(i + round) % servers], round);
  }
  return 0;
}
