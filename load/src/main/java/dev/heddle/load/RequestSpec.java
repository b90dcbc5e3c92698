package dev.heddle.load;

import dev.heddle.load.wire.HttpAnswers;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.Template;
import dev.heddle.load.wire.WireFormat;
import dev.heddle.load.wire.WireFormats;
import dev.heddle.net.Addresses;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Function;

/// Which requests a load sends, as values that can be sent to a worker. Immutable.
public sealed interface RequestSpec extends Function<Target, Requests> {

  /// A text whose places differ from request to request; see [Template].
  record Text(String text, WireFormat framing) implements RequestSpec {
    @Override
    public Requests apply(Target target) {
      return Template.of(text, framing);
    }
  }

  /// Always the same bytes.
  ///
  /// @param request as it goes over the wire
  record Fixed(ByteBuffer request) implements RequestSpec {
    @Override
    public Requests apply(Target target) {
      byte[] bytes = new byte[request.remaining()];
      request.duplicate().get(bytes);
      return Requests.fixed(bytes);
    }
  }

  /// That many bytes, different each time.
  record Sized(int bytes, WireFormat framing) implements RequestSpec {
    @Override
    public Requests apply(Target target) {
      var sized = Requests.sized(bytes);
      if (!(framing instanceof WireFormats.LengthPrefixed)) {
        return sized;
      }
      return (connection, number, used) ->
          framing.encode(sized.next(connection, number, new byte[0]));
    }
  }

  /// GET requests of HTTP for the target's path.
  record Get() implements RequestSpec {
    @Override
    public Requests apply(Target target) {
      return Requests.fixed(HttpAnswers.get(host(target), target.path()));
    }

    private static String host(Target target) {
      if (!(target.address() instanceof InetSocketAddress address)) {
        return "localhost"; // a Unix domain socket is on this machine
      }
      String host = address.getHostString();
      int zone = host.indexOf('%'); // means nothing to the server
      return Addresses.text(zone < 0 ? host : host.substring(0, zone), address.getPort());
    }
  }
}
