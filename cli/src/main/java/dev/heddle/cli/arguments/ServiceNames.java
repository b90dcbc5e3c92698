package dev.heddle.cli.arguments;

import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.util.Iterator;

/// The services' names, for help, completion and advice. Stateless.
public final class ServiceNames implements Iterable<String> {
  public ServiceNames() {}

  @Override
  public Iterator<String> iterator() {
    return Services.all().stream().map(Service::name).iterator();
  }
}
