package dev.heddle.http.testing;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
public class Browser implements AutoCloseable {
  /// The directory for screenshots, if wanted.
  private static final String PICTURES = System.getProperty("heddle.pictures");

  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long LOOK_NANOS = 5_000_000;

  private final ChromeDriver driver;

  public Browser() {
    var options = new ChromeOptions();
    options.setBinary(needed("chromium", "chromium", "chromium-browser", "google-chrome"));
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en");
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of(needed("chromium-driver", "chromedriver")).toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
  }

  /// The program, or no test: ./verify lists what was skipped because it is missing.
  private static String needed(String debianPackage, String... names) {
    return Stream.of(names)
        .flatMap(name -> Stream.of("/usr/bin/" + name, "/usr/lib/chromium/" + name))
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseGet(() -> abort("needs " + names[0] + " (apt-get install " + debianPackage + ")"));
  }

  public final void open(String url) {
    driver.get(url);
  }

  /// Opens a page as if for the first time.
  public final void visit(String url) {
    open(url);
    script("localStorage.clear(); sessionStorage.clear()");
    driver.navigate().refresh();
  }

  /// As wide as a phone, or as a desk.
  public final void resize(int width, int height) {
    // The window cannot be as narrow as a phone; the page in it can.
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
  }

  public final void prefersDark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /// Presses keys, wherever the focus is.
  public final void presses(CharSequence... keys) {
    focused().sendKeys(keys);
  }

  /// Waits until the first element that fits has this in its text.
  public final void shows(String css, String text) {
    until(css + " shows " + text, () -> text(css).contains(text));
  }

  /// Waits for what must come about, for as long as a slow and busy machine may need.
  public final void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail(what + " does not come about; there is: " + text("body") + complaints());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// The text of the first element that fits; empty while there is none.
  public final String text(String css) {
    for (WebElement element : all(css)) {
      try {
        return element.getText();
      } catch (StaleElementReferenceException e) {
        return "";
      }
    }
    return "";
  }

  public final List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  public final WebElement focused() {
    return driver.switchTo().activeElement();
  }

  public final Object script(String script) {
    return driver.executeScript(script);
  }

  /// What the page has complained of.
  public final List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getMessage())
        .toList();
  }

  /// Forgets what the pages of another test have complained of.
  public final void forgetComplaints() {
    complaints();
  }

  public final void picture(String name) throws IOException {
    if (PICTURES != null) {
      Path folder = Files.createDirectories(Path.of(PICTURES));
      Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }
  }

  @Override
  public final void close() {
    driver.quit();
  }
}
