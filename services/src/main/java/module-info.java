/// Services that are useful as they are, and show how one is written.
module dev.heddle.services {
  requires transitive dev.heddle;
  requires transitive dev.heddle.http;
  requires com.github.benmanes.caffeine;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;

  exports dev.heddle.services;
  exports dev.heddle.services.alert;
  exports dev.heddle.services.chat;
  exports dev.heddle.services.chat.page;
  exports dev.heddle.services.game;
  exports dev.heddle.services.lines;
  exports dev.heddle.services.nodes;
  exports dev.heddle.services.talk;
  exports dev.heddle.services.topics;
}
