/// What rewritten classes call. Lies on the bootstrap class path, because the JDK's own classes
/// call it, too; so it uses nothing but `java.base`, and nothing of it may be used before the agent
/// is there.
package dev.heddle.sim.hooks;
