package dev.heddle.observe;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// The system's Chromium, without a window. Downloads nothing.
final class Browser implements AutoCloseable {
  /// Where pictures of the page go, if somebody wants to look at them.
  private static final String PICTURES = System.getProperty("heddle.pictures");

  private final ChromeDriver driver;

  Browser() {
    var options = new ChromeOptions();
    options.setBinary(installed("chromium", "chromium-browser", "google-chrome"));
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en");
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of(installed("chromedriver")).toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
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

  /// As wide as a phone, or as a desk.
  void resize(int width, int height) {
    // The window cannot be as narrow as a phone; the page in it can.
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
  }

  void prefersDark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /// The text of the first element that fits; empty while there is none.
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
