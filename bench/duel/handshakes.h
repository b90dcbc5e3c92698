// New connections: each shakes hands, has one message answered, says that it ends, and awaits the
// server's end. The latency counts from the connect to the answer.
#pragma once

#include "slice.h"

// A place for as many connections at a time, none of them open.
void handshakes_prepare(Client *client, int at_a_time);

// One after the other in each place, for so long.
Slice handshakes_for(Client *client, double seconds, bool resume);

// All places at once, one connection each. Returns the seconds until the last one has its answer.
double handshakes_burst(Client *client);
