package dev.heddle.sim.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import org.jspecify.annotations.Nullable;

/// Rewrites a class of a library that works in a world as one step: it has the world's time, and no
/// points. Only code changes. Stateless.
final class ToolRewriter {
  private static final CodeTransform CALLS =
      (code, element) -> {
        boolean replaced =
            switch (element) {
              case InvokeInstruction call -> Calls.replaceInTool(code, call);
              case InvokeDynamicInstruction site -> Calls.replaceInTool(code, site);
              default -> false;
            };
        if (!replaced) {
          code.with(element);
        }
      };

  private ToolRewriter() {}

  static byte[] rewrite(@Nullable ClassLoader loader, byte[] bytes) {
    ClassFile file =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(ApplicationRewriter.hierarchy(loader)));
    return file.transformClass(file.parse(bytes), ClassTransform.transformingMethodBodies(CALLS));
  }
}
