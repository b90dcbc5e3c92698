// The kinds of load, each for one slice of time.
#pragma once

#include "slice.h"

// Closed loop: each connection sends `depth` messages, awaits all of them, and sends again.
Slice load_closed(Client *client, int depth, double seconds);

// Open loop: `rate` messages a second, evenly spaced and dealt out to the connections in turn,
// whether or not the answers keep up. Latency counts from when a message should have been sent.
Slice load_open(Client *client, double rate, double seconds);
