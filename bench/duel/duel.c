// duel: the same load on several servers in turn, in short interleaved slices of one run, so
// that what slows the machine down for a while slows them all down, and cancels out of the ratios.
//
//   duel [-c CONNECTIONS] [-b BYTES] [-a BYTES] [-d DEPTH] [-r RATE] [-H|-R] [-B CROWD]
//        [-s SECONDS] [-w SECONDS] [-n ROUNDS] [-t CERTIFICATE] NAME=[tls:]PORT:PID ...
//
// Prints a line for each slice, its columns separated by tabs; bench/harness/tables.py makes sense
// of them. Every byte that comes back is compared with what was sent.
//
// `tls:` before a port: that server is spoken to over TLS, and shows this certificate.
//
// Each server has a client process of its own, which holds that server's connections for the whole
// run, so a limit on descriptors limits connections to a server and not the servers in a run. The
// clients take turns: but for one, all wait for an order from the parent.

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "burst.h"
#include "client.h"
#include "handshakes.h"
#include "load.h"

enum { MOST_SERVERS = 32, SETTING_UP_SECONDS = 120 };

typedef struct {
  int connections;
  int size;
  int answer;  // 0: an echo
  int depth;
  double rate;  // 0: closed loop
  bool handshakes;
  bool resume;
  int crowd;
  const char *certificate;
  double slice;
  double warm_up;
  int rounds;
} Options;

typedef struct {
  Client client;
  pid_t process;
  int orders;   // the parent writes how many seconds the next slice takes
  int results;  // and reads the slice, or end of file if the client has failed
} Contender;

static const char USAGE[] =
    "usage: duel [options] NAME=PORT:PID ...\n"
    "  -c CONNECTIONS  to each server (50)\n"
    "  -b BYTES        of a message; its last is a newline (64)\n"
    "  -a BYTES        of an answer that is no echo, in blocks of 16 KiB of a pattern\n"
    "  -d DEPTH        messages sent together, and awaited together, by each connection (1)\n"
    "  -r RATE         messages a second to a server, come what may, instead of awaiting each\n"
    "  -H              a new connection for each message, at most so many at a time\n"
    "  -R              likewise, resuming a TLS session\n"
    "  -B CROWD        with -r: so many others connect at once, meanwhile, one after another for a slice\n"
    "  -t CERTIFICATE  that servers over TLS show\n"
    "  -s SECONDS      of a slice (1)\n"
    "  -w SECONDS      of the slices before the first round, which are not printed (3)\n"
    "  -n ROUNDS       slices for each server (15)\n";

static const char TLS[] = "tls:";

static _Noreturn void usage(void) {
  fputs(USAGE, stderr);
  exit(2);
}

static Options parse(int argc, char **argv) {
  Options options = {.connections = 50, .size = 64, .depth = 1, .slice = 1, .warm_up = 3, .rounds = 15};
  for (int option; (option = getopt(argc, argv, "c:b:a:d:r:HRB:t:s:w:n:")) != -1;) {
    switch (option) {
      case 'c': options.connections = atoi(optarg); break;
      case 'b': options.size = atoi(optarg); break;
      case 'a': options.answer = atoi(optarg); break;
      case 'H': options.handshakes = true; break;
      case 'R': options.handshakes = options.resume = true; break;
      case 'B': options.crowd = atoi(optarg); break;
      case 't': options.certificate = optarg; break;
      case 'd': options.depth = atoi(optarg); break;
      case 'r': options.rate = atof(optarg); break;
      case 's': options.slice = atof(optarg); break;
      case 'w': options.warm_up = atof(optarg); break;
      case 'n': options.rounds = atoi(optarg); break;
      default: usage();
    }
  }
  if (options.connections < 1 || options.size < 2 || options.answer < 0 ||
      options.depth < 1 || options.rate < 0 || options.crowd < 0 ||
      (options.crowd > 0 && options.rate == 0) ||
      options.slice <= 0 || options.warm_up < 0 || options.rounds < 1) {
    usage();
  }
  return options;
}

static Client parse_server(char *argument) {
  Client client = {.name = argument};
  char *equals = strchr(argument, '=');
  if (equals == NULL) {
    usage();
  }
  client.tls = strncmp(equals + 1, TLS, strlen(TLS)) == 0;
  const char *place = equals + 1 + (client.tls ? strlen(TLS) : 0);
  if (sscanf(place, "%d:%d", &client.port, &client.pid) != 2) {
    usage();
  }
  *equals = '\0';
  return client;
}

static void prepare(Client *client, const Options *options) {
  if (options->certificate != NULL) {
    wire_trust(options->certificate);
  } else if (client->tls) {
    client_fail(client, "over TLS needs -t CERTIFICATE");
  }
  client_speak(client, options->size, options->answer, (size_t)options->size * options->depth);
  if (options->handshakes) {
    handshakes_prepare(client, options->connections);
    return;
  }
  client_open(client, options->connections);
  if (options->crowd > 0) {
    burst_prepare(client, options->crowd);
  }
}

static Slice load(Client *client, const Options *options, double seconds) {
  if (options->handshakes) {
    return handshakes_for(client, seconds, options->resume);
  }
  if (options->crowd > 0) {
    return burst_for(client, options->rate, seconds);
  }
  return options->rate > 0 ? load_open(client, options->rate, seconds)
                           : load_closed(client, options->depth, seconds);
}

// A client process: opens its connections, says so with an empty slice, and then obeys.
static _Noreturn void serve_orders(Client client, const Options *options, int orders, int results) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prepare(&client, options);
  Slice slice = {0};
  double seconds;
  while (write(results, &slice, sizeof slice) == sizeof slice &&
         read(orders, &seconds, sizeof seconds) == sizeof seconds) {
    slice = load(&client, options, seconds);
  }
  exit(0);
}

static Slice await_slice(const Contender *contender) {
  Slice slice;
  if (read(contender->results, &slice, sizeof slice) != sizeof slice) {
    exit(1);  // the client has said why
  }
  return slice;
}

static Slice run_slice(const Contender *contender, double seconds) {
  if (write(contender->orders, &seconds, sizeof seconds) != sizeof seconds) {
    exit(1);
  }
  return await_slice(contender);
}

static void start(Contender *contender, const Options *options) {
  int orders[2];
  int results[2];
  if (pipe(orders) != 0 || pipe(results) != 0) {
    perror("duel: pipe");
    exit(1);
  }
  pid_t child = fork();
  if (child < 0) {
    perror("duel: fork");
    exit(1);
  }
  if (child == 0) {
    close(orders[1]);
    close(results[0]);
    serve_orders(contender->client, options, orders[0], results[1]);
  }
  close(orders[0]);
  close(results[1]);
  contender->process = child;
  contender->orders = orders[1];
  contender->results = results[0];
  await_slice(contender);
}

static void print(int round, const char *name, Slice slice) {
  printf("%d\t%s\t%.1f\t%.4f\t%.1f\t%.1f\t%.1f\t%.1f\t%.3f\t%.1f\n", round, name,
         slice.requests / slice.seconds, slice.cpu / slice.requests * 1e6, slice.p50 * 1e6, slice.p99 * 1e6,
         slice.p999 * 1e6, slice.longest * 1e6, slice.resumed, slice.burst * 1e3);
  fflush(stdout);
}

int main(int argc, char **argv) {
  Options options = parse(argc, argv);
  int count = argc - optind;
  if (count < 1 || count > MOST_SERVERS) {
    usage();
  }
  // Whatever goes wrong, the load ends: at twice the time that it should take.
  alarm(SETTING_UP_SECONDS + 2 * count * (options.warm_up + options.rounds * options.slice));
  signal(SIGPIPE, SIG_IGN);

  Contender contenders[MOST_SERVERS];
  for (int i = 0; i < count; i++) {
    contenders[i].client = parse_server(argv[optind + i]);
    start(&contenders[i], &options);
  }
  for (int i = 0; i < count && options.warm_up > 0; i++) {
    run_slice(&contenders[i], options.warm_up);
  }
  puts("round\tserver\trequests/s\tcpu us\tp50 us\tp99 us\tp99.9 us\tmax us\tresumed\tburst ms");
  for (int round = 0; round < options.rounds; round++) {
    // Another server begins in each round: what follows whom may matter.
    for (int turn = 0; turn < count; turn++) {
      const Contender *contender = &contenders[(round + turn) % count];
      print(round, contender->client.name, run_slice(contender, options.slice));
    }
  }
  for (int i = 0; i < count; i++) {
    kill(contenders[i].process, SIGTERM);
    waitpid(contenders[i].process, NULL, 0);
  }
}
