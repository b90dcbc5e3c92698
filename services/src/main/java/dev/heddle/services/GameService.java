package dev.heddle.services;

import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.services.game.Game;
import dev.heddle.services.game.GameSettings;

/// Guess the number, as a service.
final class GameService {
  private static final String NAME = "game";

  private static final Option FREE = Option.flag("free", "no turns: players may guess at any time");

  private static final Option SEED = Option.number("seed", "", "fixes the secret numbers");

  static final Service SERVICE =
      Service.of(NAME, 7009, "a number-guessing game for several players", GameService::server)
          .withOption(StorageOptions.OPTION)
          .withOption(StorageOptions.KEEP)
          .withOption(StorageOptions.CLUSTER)
          .withOption(FREE)
          .withOption(SEED)
          .withIdleTimeout(Service.PATIENT)
          .withExclusive();

  private GameService() {}

  private static Server.Builder server(Options options) {
    var settings =
        GameSettings.DEFAULT.withFree(options.isSet(FREE)).withSeed(options.number(SEED));
    return DeferredService.server(
        Limits.DEFAULT,
        () ->
            StorageOptions.openTurns(
                options, NAME, (topics, company) -> new Game(topics, company, settings)));
  }
}
