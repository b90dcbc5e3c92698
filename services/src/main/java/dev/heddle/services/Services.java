package dev.heddle.services;

import java.util.List;

/// The services that there are: a new one is a file of its own, and a line here.
public final class Services {
  private static final List<Service> ALL =
      List.of(
          Echo.SERVICE, //
          Numbers.SERVICE,
          Messages.SERVICE,
          Reverse.SERVICE,
          Daytime.SERVICE,
          TalkService.SERVICE,
          ChatService.SERVICE,
          AlertService.SERVICE,
          GameService.SERVICE,
          Web.SERVICE);

  private Services() {}

  /// All of them, by port.
  public static List<Service> all() {
    return ALL;
  }
}
