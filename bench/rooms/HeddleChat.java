import dev.heddle.Engine;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import dev.heddle.services.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;

/// This library's chat, without the bound on how much a member may say: `ENGINE DATA PORT`, where
/// DATA is a directory, or none.
final class HeddleChat {
  private static final int UNBOUNDED = 1_000_000_000;

  private HeddleChat() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Engine engine =
        switch (args[0]) {
          case "threads" -> Engine.threads(20_000);
          case "virtual" -> Engine.virtual();
          case "loops" -> Engine.loops(1);
          default -> throw new IllegalArgumentException("no such engine: " + args[0]);
        };
    Topics topics =
        args[1].equals("none") ? new MemoryTopics() : SqliteTopics.open(Path.of(args[1]), "chat");
    var perAddress = new ChatSettings.PerAddress(UNBOUNDED, UNBOUNDED, UNBOUNDED, UNBOUNDED);
    var settings =
        ChatSettings.DEFAULT.withRate(UNBOUNDED, UNBOUNDED).withPerAddress(perAddress);
    new Chat(topics, settings)
        .server()
        .engine(engine)
        .port(Integer.parseInt(args[2]))
        .start()
        .awaitTermination();
  }
}
