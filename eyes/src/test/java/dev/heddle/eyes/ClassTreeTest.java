package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What this JVM says of its own classes.
class ClassTreeTest {
  private final ClassTree tree =
      new ClassTree(type -> OwnDump.print("vmClassHierarchy", "-i", type));

  @Test
  void classesAndInterfacesAboveAreNamed() throws LookException {
    assertThat(tree.above("java.util.ArrayList"))
        .contains(
            "java.util.AbstractList",
            "java.util.AbstractCollection",
            "java.util.RandomAccess",
            "java.lang.Iterable")
        .doesNotContain("java.util.ArrayList", "java.lang.Object");
  }

  @Test
  void aClassThatThereIsNotHasNoneAbove() throws LookException {
    assertThat(tree.above("com.acme.Nothing")).isEmpty();
    assertThat(tree.above("not a class")).isEmpty();
  }
}
