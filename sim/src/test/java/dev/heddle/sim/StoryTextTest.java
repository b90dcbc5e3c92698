package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.agent.Sites.Site;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTextTest {
  private static Step.Action own(String what) {
    return new Step.Action(what, "Store.put(Store.java:7)", "map.put(key, value);", false);
  }

  private static Step.Action library(String what) {
    return new Step.Action(what, "Loop.turn(Loop.java:9)", "", true);
  }

  private static String told(Throwable failure, Step.Action... actions) {
    return new Failure(
            Plan.of(1, Strategy.plain(), 1),
            failure,
            null,
            List.of(new Step(1, "", "ann (#1)", "", Duration.ZERO, List.of(actions), null)))
        .story();
  }

  @Test
  void actionsInLibrariesAreCountedAndThoseOfTheProgramShown() {
    var actions = new ArrayList<Step.Action>();
    for (int i = 0; i < 100; i++) {
      actions.add(library("reads field " + i));
    }
    actions.add(own("calls Map.put"));
    for (int i = 0; i < 50; i++) {
      actions.add(library("writes field " + i));
    }
    assertThat(told(new AssertionError("lost"), actions.toArray(Step.Action[]::new)))
        .isEqualTo(
            """
              1. ann (#1)
                   … 100 in libraries
                   calls Map.put at Store.put(Store.java:7)   │ map.put(key, value);
                   … 49 in libraries
                   writes field 49 at Loop.turn(Loop.java:9)
            then: java.lang.AssertionError: lost\
            """);
  }

  @Test
  void aStoryOfLibrariesOnlyShowsThem() {
    assertThat(told(new AssertionError("lost"), library("reads a"), library("reads b")))
        .contains("reads a at", "reads b at");
  }

  @Test
  void theSameActionSeveralTimesInARowIsOneLine() {
    assertThat(told(new AssertionError("lost"), own("reads a"), own("reads a"), own("reads b")))
        .containsOnlyOnce("reads a")
        .contains("map.put(key, value);   (2 times)\n");
  }

  @Test
  void theFailureIsInOneLineEvenIfItsMessageBeginsWithALineBreak() {
    var failure = new AssertionError("\nexpected: \"new\"\n but was: \"old\"\n");
    assertThat(told(failure, own("reads a")))
        .endsWith("then: java.lang.AssertionError: expected: \"new\" but was: \"old\"");
  }

  @Test
  void aClassFromAJarIsInALibraryAndOneFromAFolderIsNot() {
    var sources = new Sources();
    assertThat(sources.inLibrary(site(Test.class))).isTrue();
    assertThat(sources.inLibrary(site(StoryTextTest.class))).isFalse();
  }

  @Test
  void anotherModuleOfTheBuildIsNoLibraryThoughItIsAJar() throws MalformedURLException {
    String type = "!/x/Store.class";
    String repository = "jar:file:/home/ann/.m2/repository/x/store/1/store-1.jar" + type;
    assertThat(Sources.isLibrary(URI.create(repository).toURL())).isTrue();
    for (String output : List.of("store/target/store-1.jar", "store/build/libs/store-1.jar")) {
      URL file = URI.create("jar:file:/home/ann/" + output + type).toURL();
      assertThat(Sources.isLibrary(file)).isFalse();
    }
  }

  private static Site site(Class<?> type) {
    return new Site(type.getName(), "method", "File.java", 1, "reads a");
  }
}
