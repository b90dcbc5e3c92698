// A crowd of clients that come at once, and what those notice that are there.
#pragma once

#include "slice.h"

// Starts the process that is the crowd, of so many connections. It computes when nobody else wants
// its processor, for it is meant to be other machines.
void burst_prepare(const Client *client, int crowd);

// The connections that are open send `rate` messages a second, evenly spaced, while the crowd comes
// again and again until the time is up, once at least. The latencies are theirs.
Slice burst_for(Client *client, double rate, double seconds);
