package dev.heddle.cli.serve;

import dev.heddle.DatagramServer;
import dev.heddle.Limits;
import dev.heddle.Server;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Options of `heddle serve` that bound what clients may use. Not thread-safe.
final class LimitOptions {

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many connections one IPv4 address or IPv6 /64 may have to a service; more are"
              + " rejected. Default: no bound.")
  @Nullable Integer connectionsPerAddress;

  @Option(
      names = "--accept-rate-per-address",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many connections a second one address may open to a service; more are rejected."
              + " Default: no bound.")
  @Nullable Integer acceptRatePerAddress;

  @Option(
      names = "--max-buffered",
      paramLabel = "SIZE",
      converter = Bytes.class,
      description =
          "How many bytes, as in 64MB, a service's connections may hold in unfinished messages and"
              + " unsent answers; above it, those that hold the most are closed. Default: a quarter"
              + " of the heap for all services together.")
  @Nullable Long buffered;

  @Option(
      names = "--datagram-rate",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many answers per second a UDP peer gets, after a burst of 1000; clients on this"
              + " machine whose socket is connected have no bound. Default: 100.")
  @Nullable Integer datagramRate;

  LimitOptions() {}

  void apply(Server.Builder server) {
    server.changeLimits(this::applied);
  }

  private Limits applied(Limits limits) {
    Limits changed = limits;
    if (connectionsPerAddress != null) {
      changed = changed.withMaxConnectionsPerAddress(connectionsPerAddress);
    }
    if (acceptRatePerAddress != null) {
      changed = changed.withAcceptRatePerAddress(acceptRatePerAddress);
    }
    return buffered == null ? changed : changed.withMaxBufferedBytes(buffered);
  }

  DatagramServer.Builder apply(DatagramServer.Builder server) {
    return datagramRate == null ? server : server.answerRate(datagramRate);
  }

  /// A count of 1 or more.
  static final class AtLeastOne implements ITypeConverter<Integer> {
    AtLeastOne() {}

    @Override
    public Integer convert(String value) {
      try {
        int number = Integer.parseInt(value);
        if (number >= 1) {
          return number;
        }
      } catch (NumberFormatException e) {
        // As below.
      }
      throw new TypeConversionException("must be a number of 1 or more: " + value);
    }
  }

  /// A number of bytes, with `kB`, `MB` or `GB` (of 1024) behind it or without.
  static final class Bytes implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([KMG]?)B?");

    Bytes() {}

    @Override
    public Long convert(String value) {
      Matcher size = SIZE.matcher(value.toUpperCase(Locale.ROOT));
      if (!size.matches() || size.group(1).matches("0+")) {
        throw new TypeConversionException(
            "must be a size of 1 byte or more, such as 64MB: " + value);
      }
      int power =
          switch (size.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
          };
      return Long.parseLong(size.group(1)) << power;
    }
  }
}
