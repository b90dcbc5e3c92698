package dev.heddle.services;

import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.services.alert.Alert;
import dev.heddle.services.alert.AlertSettings;

/// The ring of sentries, as a service.
final class AlertService {
  private static final String NAME = "alert";

  private static final Option RING =
      Option.count("ring", "3", "how many sentries are needed to begin");

  private static final Option TURN_TIMEOUT =
      Option.time("turn-timeout", "2s", "how long a sentry may take to answer");

  private static final Option MAX_ALERTS =
      Option.count("max-alerts", "", "the alert with this number ends the service");

  static final Service SERVICE =
      Service.of(NAME, 7008, "a ring of sentries that raise alerts", AlertService::server)
          .withOption(StorageOptions.OPTION)
          .withOption(StorageOptions.KEEP)
          .withOption(StorageOptions.CLUSTER)
          .withOption(OperatorPassword.OPTION)
          .withOption(RING)
          .withOption(TURN_TIMEOUT)
          .withOption(MAX_ALERTS)
          .withIdleTimeout(Service.PATIENT)
          .withExclusive();

  private AlertService() {}

  private static Server.Builder server(Options options) {
    var settings =
        AlertSettings.DEFAULT
            .withRing(Integer.parseInt(options.get(RING)))
            .withTurnTimeout(options.time(TURN_TIMEOUT))
            .withMaxAlerts(options.number(MAX_ALERTS))
            .withOperators(OperatorPassword.operators(options));
    return DeferredService.server(
        Limits.DEFAULT,
        () ->
            StorageOptions.openTurns(
                options, NAME, (topics, company) -> new Alert(topics, company, settings)));
  }
}
