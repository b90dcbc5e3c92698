package dev.heddle.services.chat.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.http.testing.Browser;
import java.util.List;
import org.openqa.selenium.Keys;

/// A visitor of the chat's page.
final class Visitor extends Browser {

  /// Opens the page, and comes in under a name.
  void enter(String url, String name) {
    visit(url);
    presses(name, Keys.ENTER);
    shows("#me", name);
  }

  /// Types a message or a command.
  void says(String line) {
    all("#line").getFirst().sendKeys(line, Keys.ENTER);
  }

  /// The messages, in the order of the page; without unsent ones.
  List<String> messages() {
    var found =
        (List<?>)
            script(
                """
                return [...document.querySelectorAll('#log .said:not(.pending)')]
                  .map(m => m.querySelector('.head').textContent + ': ' + m.querySelector('.text').textContent)
                """);
    return found.stream().map(String::valueOf).toList();
  }

  /// Waits until just these messages are there.
  void sees(String... messages) {
    List<String> expected = List.of(messages);
    until("messages " + expected, () -> messages().equals(expected));
    assertThat(messages()).isEqualTo(expected);
  }
}
