package dev.heddle.load.crew;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a worker needs to know of a plan. What happens when is not in it: that is said step by
/// step, so that all workers do the same at the same time. Immutable.
///
/// @param tls what is asked of targets with TLS; null if there are none
/// @param proxyHeaders the version of the PROXY protocol's headers; null for none
/// @param connections to each target, of all workers
public record PlanForm(
    List<TargetForm> targets,
    WorkloadForm workload,
    @Nullable TlsForm tls,
    @Nullable String proxyHeaders,
    int connections) {

  /// A target; each worker looks up its host by itself.
  public record TargetForm(String name, String text) {}

  /// Trust; there are no private keys in it.
  ///
  /// @param authorities in PEM; null for those that Java trusts
  /// @param provider its name on the command line; null for the default
  public record TlsForm(
      boolean insecure, @Nullable String authorities, @Nullable String provider) {}
}
