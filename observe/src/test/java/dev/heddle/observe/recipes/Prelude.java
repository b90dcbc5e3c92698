package dev.heddle.observe.recipes;

import dev.heddle.AddressBlock;
import dev.heddle.Connection;
import dev.heddle.Group;
import dev.heddle.Handler;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import dev.heddle.http.websocket.WebSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;

/// What the examples of the API take as given.
abstract class Prelude {
  Connection connection;
  Server server;
  Handler handler;
  Handler echo;
  Group group;
  List<Outbox> outboxes;
  Set<AddressBlock> banned;
  ScheduledExecutorService timer;
  HttpHandler web;
  HttpRequest request;
  HttpResponse response;
  WebSocket socket;
  System.Logger log;
  SSLContext context;
  Tls tls;
  String line;
  String name;

  abstract boolean yes();

  abstract void serve(Connection each) throws IOException;

  abstract void leave();

  abstract void forget(SocketAddress peer);

  abstract byte[] answer(byte[] frame);

  abstract boolean isRight(HttpRequest login);

  /// A page of a program.
  static final class Page {}
}
