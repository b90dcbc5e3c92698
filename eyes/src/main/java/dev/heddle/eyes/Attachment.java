package dev.heddle.eyes;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;

/// A connection to another JVM, by the JDK's own attach mechanism. Belongs to one thread.
final class Attachment implements AutoCloseable {
  private static final String FLAG = "--add-exports=jdk.attach/sun.tools.attach=ALL-UNNAMED";

  private final long pid;
  private final VirtualMachine jvm;

  private Attachment(long pid, VirtualMachine jvm) {
    this.pid = pid;
    this.jvm = jvm;
  }

  static Attachment to(long pid) throws LookException {
    try {
      return new Attachment(pid, VirtualMachine.attach(Long.toString(pid)));
    } catch (AttachNotSupportedException | IOException e) {
      Proc.checkRuns(pid); // it may have been stopped meanwhile, or just not have seen the signal
      throw new LookException("process " + pid + " cannot be attached to: " + e.getMessage(), e);
    }
  }

  /// What `jcmd` prints for this command.
  String jcmd(String command) throws LookException {
    return Answer.of(pid, () -> answer(command));
  }

  private String answer(String command) throws LookException {
    try (InputStream answer =
        (InputStream) jvm.getClass().getMethod("executeJCmd", String.class).invoke(jvm, command)) {
      var bytes = new ByteArrayOutputStream();
      answer.transferTo(bytes); // JDK 25 fails where bytes are read to the middle of an array
      return bytes.toString(StandardCharsets.UTF_8);
    } catch (IllegalAccessException e) {
      throw new LookException("this JVM lacks the option " + FLAG, e);
    } catch (InvocationTargetException e) {
      throw new LookException(command + " failed: " + e.getCause(), e);
    } catch (ReflectiveOperationException | IOException e) {
      throw new LookException(command + " failed: " + e.getMessage(), e);
    }
  }

  /// Loads an agent and waits until its entry returns.
  ///
  /// @param jar as the other process sees it
  void load(String jar, String arguments) throws LookException {
    Answer.of(pid, () -> loadNow(jar, arguments));
  }

  private boolean loadNow(String jar, String arguments) throws LookException {
    try {
      jvm.loadAgent(jar, arguments);
      return true;
    } catch (AgentLoadException | AgentInitializationException | IOException e) {
      throw new LookException("the agent cannot be loaded: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      jvm.detach();
    } catch (IOException e) {
      // There was nothing more to say to it.
    }
  }
}
