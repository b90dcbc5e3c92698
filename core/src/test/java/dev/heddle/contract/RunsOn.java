package dev.heddle.contract;

/// Names the engine that a contract is run over.
public interface RunsOn {
  EngineUnderTest engineUnderTest();
}
