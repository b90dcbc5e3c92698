package dev.heddle.services.chat.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// Somebody at the chat's page, in the system's Chromium without a window. Downloads nothing.
final class Browser implements AutoCloseable {
  /// Where pictures of the page go, if somebody wants to look at them.
  private static final String PICTURES = System.getProperty("heddle.pictures");

  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long LOOK_NANOS = 5_000_000;

  private final ChromeDriver driver;

  Browser() {
    var options = new ChromeOptions();
    options.setBinary(installed("chromium", "chromium-browser", "google-chrome"));
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en");
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(installed("chromedriver")).toFile())
                .usingAnyFreePort()
                .build(),
            options);
  }

  private static String installed(String... names) {
    return Stream.of(names)
        .flatMap(name -> Stream.of("/usr/bin/" + name, "/usr/lib/chromium/" + name))
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseGet(() ->
            fail(
                "there is no "
                    + names[0]
                    + " in /usr/bin: apt-get install chromium chromium-driver"));
  }

  void open(String url) {
    driver.get(url);
  }

  /// Opens the page as if for the first time.
  void visit(String url) {
    open(url);
    script("localStorage.clear(); sessionStorage.clear()");
    driver.navigate().refresh();
  }

  /// Opens the page, and comes in under a name.
  void enter(String url, String name) {
    visit(url);
    focused().sendKeys(name, Keys.ENTER);
    shows("#me", name);
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  void prefersDark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /// Types a message or a command.
  void says(String line) {
    all("#line").getFirst().sendKeys(line, Keys.ENTER);
  }

  /// Presses keys, wherever the focus is.
  void presses(CharSequence... keys) {
    focused().sendKeys(keys);
  }

  /// Waits until the first element that fits has this in its text.
  void shows(String css, String text) {
    until(css + " shows " + text, () -> text(css).contains(text));
  }

  void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail(what + " does not come about; there is: " + text("body") + complaints());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  String text(String css) {
    for (WebElement element : all(css)) {
      try {
        return element.getText();
      } catch (StaleElementReferenceException e) {
        return "";
      }
    }
    return "";
  }

  /// What was said, in the order in which the page has it; not what waits to be sent.
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

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  Object script(String script) {
    return driver.executeScript(script);
  }

  /// What the page has complained of.
  List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getMessage())
        .toList();
  }

  void picture(String name) throws IOException {
    if (PICTURES != null) {
      Path folder = Files.createDirectories(Path.of(PICTURES));
      Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
