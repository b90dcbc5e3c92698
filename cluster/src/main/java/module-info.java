/// What services and loads share over several machines, on NATS.
module dev.heddle.cluster {
  requires transitive dev.heddle.load;
  requires transitive dev.heddle.services;
  requires io.nats.jnats;
  requires static org.jspecify;

  exports dev.heddle.cluster;
}
