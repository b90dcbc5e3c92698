/// Services that are useful as they are, and show how one is written.
module dev.heddle.services {
  requires transitive dev.heddle;
  requires com.github.benmanes.caffeine;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires static org.jspecify;

  exports dev.heddle.services;
  exports dev.heddle.services.http;
  exports dev.heddle.services.web;
}
