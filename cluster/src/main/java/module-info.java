/// What services share over several machines, on NATS JetStream.
module dev.heddle.cluster {
  requires transitive dev.heddle.services;
  requires io.nats.jnats;
  requires static org.jspecify;

  exports dev.heddle.cluster;
}
