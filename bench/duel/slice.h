// What a server did in a slice of time. One is under way at a time.
#pragma once

#include "client.h"

typedef struct {
  uint64_t requests;
  double seconds;
  double cpu;  // seconds that the server computed
  double p50;  // of the latency, in seconds
  double p99;
  double p999;
  double longest;
  double resumed;  // the share of the handshakes that resumed a session
  double burst;    // seconds that a burst of handshakes took
} Slice;

Slice slice_begin(const Client *client);

// A latency, in seconds.
void slice_record(double latency);

// Fills in what took place since it began, all but what the load counts.
Slice slice_end(const Client *client, Slice slice);
