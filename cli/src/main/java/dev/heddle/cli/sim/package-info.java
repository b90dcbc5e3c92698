/// `heddle sim`: services, patterns and tests in simulated worlds.
@org.jspecify.annotations.NullMarked
package dev.heddle.cli.sim;
