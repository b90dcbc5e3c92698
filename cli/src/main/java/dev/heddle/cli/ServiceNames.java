package dev.heddle.cli;

import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.util.Iterator;

/// The services' names, for help, completion and advice. Stateless.
final class ServiceNames implements Iterable<String> {
  ServiceNames() {}

  @Override
  public Iterator<String> iterator() {
    return Services.all().stream().map(Service::name).iterator();
  }
}
