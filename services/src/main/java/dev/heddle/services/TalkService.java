package dev.heddle.services;

import dev.heddle.services.talk.Talk;

/// The console and a client talk, as a service.
final class TalkService {
  static final Service SERVICE =
      Service.of(
              "talk",
              7006,
              "a conversation of the console with one client",
              options -> new Talk(options.console(), TextServer.framing(options)).server())
          .withOption(TextServer.MESSAGES)
          .withIdleTimeout(Service.PATIENT)
          .withExclusive();

  private TalkService() {}
}
