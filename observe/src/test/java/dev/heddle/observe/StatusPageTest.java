package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.http.testing.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/// The page, in a real browser.
class StatusPageTest extends ObserverFixture {
  private static Browser browser;

  private final CountDownLatch goOn = new CountDownLatch(1);
  private Server echo;
  private Observer observer;
  private StatusServer page;

  @BeforeAll
  static void opens() {
    browser = new Browser();
  }

  @AfterAll
  static void quits() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void starts() throws IOException {
    Handler handler =
        c -> {
          for (String line; (line = c.readLine()) != null; ) {
            if (line.equals("stop")) {
              goOn.await();
            } else if (line.equals("fail")) {
              throw new IllegalStateException("on purpose");
            }
            c.writeLine(line);
          }
        };
    echo = serve("echo", Engine.loops(2), handler);
    DatagramServer udp = serveUdp("echo");
    observer =
        closing(
            Observer.start(
                List.of(ObservedServer.of(echo), ObservedServer.of(udp)), Duration.ofSeconds(2)));
    page = page(observer, null);
    browser.forgetComplaints();
    browser.prefersDark(false);
    browser.resize(1280, 1400);
  }

  @AfterEach
  void ends() throws Exception {
    goOn.countDown();
    browser.open("about:blank");
  }

  private Socket client(String line) throws IOException {
    return client(echo, line + "\n");
  }

  private void open() {
    browser.open("http://127.0.0.1:" + page.port() + "/");
    browser.shows("#state", "live");
  }

  private static void rows(int count) {
    browser.until(
        count + " connections", () -> browser.all("#connections tbody tr").size() == count);
  }

  @Test
  void servicesLoopsAndConnectionsAreThereAndChangeAsTheyDo() throws Exception {
    open();
    browser.shows("#services tbody", "echo udp");
    browser.shows("#services tbody", "loops · ");
    browser.shows("#loops", "heddle-loop-");
    browser.shows("#none", "No connection is open.");
    client("hello");
    browser.shows("#connections tbody", "127.0.0.1:");
    browser.shows("#connections tbody .line", "StatusPageTest");
    browser.shows("#count", "1");
    client("stop");
    browser.shows("#connections tbody .RUNNING", "running for ");
    client("fail");
    browser.shows("#services tbody .wrong", "1 IllegalStateException");
    browser.shows("#finding-list", "the handler has been running for 2 s");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theNodesOfAClusterAreShown() throws Exception {
    open();
    assertThat(browser.script("return document.getElementById('nodes-section').hidden"))
        .isEqualTo(true);
    observer.showNodes(() ->
        List.of(
            new Status.NodeStatus("chat", "a1", "one 17", 3, true),
            new Status.NodeStatus("chat", "b2", "two 18", 0, false)));
    browser.shows("#nodes tbody", "two 18");
    browser.shows("#nodes tbody", "a1 (this one)");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void thePlotsShowTheLastMinutes() throws Exception {
    client("hello");
    open();
    browser.until(
        "answers in the plot's description",
        () ->
            String.valueOf(
                    browser.script(
                        "return document.querySelector('.plot canvas').getAttribute('aria-label')"))
                .startsWith("answers per second now: echo "));
    browser.until(
        "something drawn in colour",
        () ->
            Boolean.TRUE.equals(
                browser.script(
                    """
                    const canvas = document.querySelectorAll('.plot canvas')[1];
                    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                    for (let i = 0; i < pixels.length; i += 4)
                      if (pixels[i + 3] > 200 && Math.abs(pixels[i] - pixels[i + 1]) > 60) return true;
                    return false;
                    """)));
  }

  @Test
  void aConnectionIsClosedWithTheKeyboardAlone() throws Exception {
    Socket first = client("hello");
    client("other");
    open();
    rows(2);
    browser.script("document.querySelector('#filter').focus()");
    browser.presses(Keys.TAB);
    assertThat(browser.focused().getText()).isEqualTo("Close");
    String label = browser.focused().getAttribute("aria-label");
    browser.presses(Keys.ENTER);
    assertThat(browser.focused().getText()).isEqualTo("Sure?");
    assertThat(echo.stats().active()).isEqualTo(2);
    browser.presses(Keys.ENTER);
    browser.shows("#said", label.replace("Close c", "C") + " is closed.");
    rows(1);
    browser.until(
        "the focus on the next button", () -> browser.focused().getText().equals("Close"));
    assertThat(echo.stats().active()).isEqualTo(1);
    assertThat(first.isConnected()).isTrue();
  }

  @Test
  void connectionsAreFoundByWhatTheyAre() throws Exception {
    Socket one = client("hello");
    client("other");
    open();
    rows(2);
    browser.all("#filter").getFirst().sendKeys(":" + one.getLocalPort());
    rows(1);
    browser.shows("#count", "1 of 2");
  }

  @Test
  void aServiceIsTakenOutOfThePlotsAndPutBack() throws Exception {
    open();
    browser.shows("#legend", "echo udp");
    var button = browser.all("#legend button").getFirst();
    button.click();
    assertThat(button.getAttribute("aria-pressed")).isEqualTo("false");
    button.sendKeys(Keys.SPACE);
    assertThat(button.getAttribute("aria-pressed")).isEqualTo("true");
  }

  @Test
  void itFitsAPhoneAndTheDark() throws Exception {
    for (int i = 0; i < 3; i++) {
      client("hello " + i);
    }
    client("stop");
    open();
    rows(4);
    Await.that(() -> "some history", () -> observer.history().seconds().size() >= 5);
    browser.shows("#count", "4");
    browser.picture("desk");
    browser.prefersDark(true);
    assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(15, 20, 25)");
    browser.picture("dark");
    browser.prefersDark(false);
    browser.resize(390, 2600);
    browser.until(
        "as wide as the phone",
        () -> Long.valueOf(390).equals(browser.script("return innerWidth")));
    assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(390);
    browser.picture("phone");
  }

  @Test
  void itSaysWhenTheServerIsGone() throws Exception {
    open();
    page.close();
    browser.shows("#state", "not connected");
  }

  @Test
  void theTokenLetsTheOperatorIn() throws Exception {
    try (var guarded =
        StatusServer.start(
            observer, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "sesame")) {
      browser.open("http://127.0.0.1:" + guarded.port() + "/");
      browser.all("#token").getFirst().sendKeys("wrong", Keys.ENTER);
      browser.shows("#wrong", "That was not the token.");
      browser.all("#token").getFirst().sendKeys("sesame", Keys.ENTER);
      browser.shows("#early", "Try again in a moment.");
      browser.until(
          "the status, after a time",
          () -> {
            browser.all("#token").forEach(field -> field.sendKeys("sesame", Keys.ENTER));
            return !browser.all("#state").isEmpty();
          });
      browser.shows("#state", "live");
    }
  }
}
