package dev.heddle.sim;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that runs in many worlds, each under a seed of its own. Its one parameter is the [World].
/// Each world has a new instance of the test's class; `@BeforeEach` and `@AfterEach` run once,
/// outside worlds.
///
/// ```java
/// @Simulated(seeds = 10_000)
/// void noUpdateIsLost(World world) throws InterruptedException {
///   var counter = new Counter();
///   Thread one = world.run("one", counter::add);
///   Thread two = world.run("two", counter::add);
///   one.join();
///   two.join();
///   assertEquals(2, counter.value());
/// }
/// ```
///
/// It has the tag `simulated`, so that builds can run such tests apart.
///
/// Needs no JVM option: the agent attaches itself to the JVM at the first such test. With
/// `-javaagent:` and Heddle's sim jar it starts sooner, and the JVM does not warn about it.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("simulated")
@TestTemplate
@ExtendWith(SimulatedExtension.class)
public @interface Simulated {

  /// How many seeds to run, from 1 on. The system property `heddle.sim.seeds` overrides it, for
  /// long runs.
  long seeds() default 1000;

  /// The one seed to run; 0 for those of [#seeds].
  long seed() default 0;

  /// The one plan to run, as a failure prints it; empty for seeds.
  String plan() default "";

  /// The one strategy to use, such as "pct:3"; empty for several in turn.
  String strategy() default "";

  /// After how many seconds no new seed begins; 0 if there is no such bound.
  long budgetSeconds() default 0;
}
