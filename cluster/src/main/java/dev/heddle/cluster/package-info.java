/// What services share over several machines, on NATS JetStream: [NatsCluster] is where it begins.
@NullMarked
package dev.heddle.cluster;

import org.jspecify.annotations.NullMarked;
