package io.mosaicgpt.integration.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * Holds a commit of Kafka transactions up when a file appears, between the end of their checkpoint
 * and the commit: a machine that stands still, or a network that is gone, at the worst moment. The
 * commit that takes the file renames it, and goes on when it is gone.
 */
public final class CommitHold {
  /** Added to the name of a file that was taken. */
  public static final String TAKEN = ".taken";

  private static final String COMMITTER =
      "org.apache.flink.connector.kafka.sink.internal.KafkaCommitter";

  private static final int POLL_MILLIS = 20;

  private static Path fileSwitch;

  private CommitHold() {}

  static void install(Instrumentation instrumentation, Path file) {
    fileSwitch = file;
    new AgentBuilder.Default()
        .type(named(COMMITTER))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(BeforeCommit.class).on(named("commit").and(takesArguments(1)))))
        .installOn(instrumentation);
  }

  /** Copied to the beginning of each commit. */
  static final class BeforeCommit {
    private BeforeCommit() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) Collection<?> transactions) {
      beforeCommit(transactions);
    }
  }

  /** Called by the task's thread before each commit. */
  public static void beforeCommit(Collection<?> transactions) {
    if (transactions.isEmpty() || !Files.exists(fileSwitch)) {
      return;
    }
    Path taken = fileSwitch.resolveSibling(fileSwitch.getFileName() + TAKEN);
    try {
      Files.move(fileSwitch, taken, StandardCopyOption.ATOMIC_MOVE);
      while (Files.exists(taken)) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (NoSuchFileException e) {
      // Another commit took it.
    } catch (IOException e) {
      throw new IllegalStateException("The commit of " + fileSwitch + " cannot be held", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
