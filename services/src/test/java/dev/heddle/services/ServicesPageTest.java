package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// docs/services.md is made from the services themselves; `-Dheddle.docs=$PWD/docs` writes it anew.
class ServicesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "services.md");

  @Test
  void thePageOfTheServicesSaysWhatTheyAre() throws IOException {
    String folder = System.getProperty("heddle.docs");
    if (folder != null) {
      Files.writeString(Path.of(folder, "services.md"), page());
    }
    assertThat(PAGE).as("to write it anew, see CONTRIBUTING.md").hasContent(page());
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.services.Services#all")
  void theProtocolOfAServiceFitsIntoATerminal(Service service) {
    assertThat(Services.protocol(service).lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(84));
  }

  private static String page() {
    var page = new StringBuilder(Services.text("intro"));
    page.append("\n| service | port | what it does | closes a silent connection after |\n");
    page.append("|---|---|---|---|\n");
    for (Service service : Services.all()) {
      page.append("| [%1$s](#%1$s) | ".formatted(service.name()))
          .append(service.port())
          .append(service.udp() == null ? " | " : " TCP and UDP | ")
          .append(service.description())
          .append(" | ")
          .append(text(service.idleTimeout()))
          .append(" |\n");
    }
    Services.all().forEach(service -> append(service, page));
    return page.toString();
  }

  private static void append(Service service, StringBuilder page) {
    page.append("\n## ").append(service.name()).append("\n\n").append(Services.protocol(service));
    if (!service.options().isEmpty()) {
      page.append("\nOptions:\n\n");
    }
    for (Option option : service.options()) {
      page.append("- `--").append(option.name());
      if (option.kind() != Option.Kind.FLAG) {
        page.append(' ').append(label(option));
      }
      page.append("`: ").append(option.description());
      if (option.kind() != Option.Kind.FLAG && !option.defaultValue().isEmpty()) {
        page.append(" (default: `").append(option.defaultValue()).append("`)");
      }
      page.append('\n');
    }
  }

  private static String text(Duration time) {
    return time.toHours() > 0 ? time.toHours() + " h" : time.toSeconds() + " s";
  }

  private static String label(Option option) {
    return option.kind() == Option.Kind.CHOICE
        ? String.join("|", option.allowed())
        : option.kind().label();
  }
}
