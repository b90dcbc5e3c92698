package dev.heddle.testkit.contract;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/// Gives a topic the engine that the class around it names, and skips a topic that does not apply
/// to that engine.
final class OnEngine implements ExecutionCondition, TestInstancePostProcessor {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Needs needs = context.getRequiredTestClass().getAnnotation(Needs.class);
    if (needs == null) {
      return ConditionEvaluationResult.enabled("applies to every engine");
    }
    EngineUnderTest engine = suite(context).engineUnderTest();
    return engine.can(needs.value())
        ? ConditionEvaluationResult.enabled(engine + " does " + needs.value())
        : ConditionEvaluationResult.disabled(engine + " does not do " + needs.value());
  }

  @Override
  public void postProcessTestInstance(Object topic, ExtensionContext context) {
    ((Contract) topic).runOn(suite(context));
  }

  private static RunsOn suite(ExtensionContext context) {
    for (Optional<ExtensionContext> at = Optional.of(context); at.isPresent(); ) {
      if (at.get().getTestInstance().orElse(null) instanceof RunsOn suite) {
        return suite;
      }
      at = at.get().getParent();
    }
    throw new ExtensionConfigurationException(
        context.getRequiredTestClass().getName()
            + " is not nested in a class that implements RunsOn");
  }
}
