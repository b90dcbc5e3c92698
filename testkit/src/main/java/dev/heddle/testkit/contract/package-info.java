/// What every engine must do, as tests: all of them pass for an engine that behaves as it should.
///
/// A test class that extends [dev.heddle.testkit.contract.EngineContract] names the engine, and
/// runs all topics on it. This package needs JUnit and AssertJ, which the project that tests an
/// engine adds.
///
/// The tests pass and return null on purpose, so this package is not checked for it.
@NullUnmarked
package dev.heddle.testkit.contract;

import org.jspecify.annotations.NullUnmarked;
