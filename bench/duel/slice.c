#include "slice.h"

#include <stdlib.h>

enum { MOST_LATENCIES = 1 << 22 };  // a slice is too short to have more

// The latencies of the slice under way, in seconds.
static float latencies[MOST_LATENCIES];
static uint64_t latency_count;

static int by_value(const void *a, const void *b) {
  float x = *(const float *)a;
  float y = *(const float *)b;
  return (x > y) - (x < y);
}

static double percentile(double share) {
  return latency_count == 0 ? 0 : latencies[(uint64_t)(share * (latency_count - 1))];
}

Slice slice_begin(const Client *client) {
  latency_count = 0;
  return (Slice){.seconds = -now(), .cpu = -client_server_cpu(client)};
}

void slice_record(double latency) {
  if (latency_count < MOST_LATENCIES) {
    latencies[latency_count++] = latency;
  }
}

Slice slice_end(const Client *client, Slice slice) {
  slice.seconds += now();
  slice.cpu += client_server_cpu(client);
  qsort(latencies, latency_count, sizeof *latencies, by_value);
  slice.p50 = percentile(0.5);
  slice.p99 = percentile(0.99);
  slice.p999 = percentile(0.999);
  slice.longest = percentile(1);
  return slice;
}
