package io.mosaicgpt.integration.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * Breaks a step of the engine when a file appears, and every step that computes {@link #LETHAL}
 * tokens. The engine's own code knows nothing of it: the class that runs steps is changed while it
 * is loaded.
 *
 * <p>The file holds the name of a {@link Kind}. Of several JVMs that watch it, one takes it.
 */
public final class EngineFaults {
  /** A step fails that computes these tokens one behind the other. */
  public static final List<Integer> LETHAL = List.of(311, 97, 204);

  private static final String REPLICA = "io.mosaicgpt.model.replica.cpu.CpuReplica";

  /** Blocks of KV cache, which would be hundreds of terabytes for the smallest model. */
  private static final int ENDLESS = Integer.MAX_VALUE;

  /** Replicas that will never compute a step again. */
  private static final Set<Object> BROKEN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private static Path fileSwitch;

  /** What can happen in a step. */
  public enum Kind {
    /** PyTorch throws. */
    ERROR,
    /** PyTorch throws, then and in every later step. */
    ERRORS,
    /** PyTorch is asked for more memory than there is. */
    OUT_OF_MEMORY
  }

  private EngineFaults() {}

  static void install(Instrumentation instrumentation, Path file) {
    fileSwitch = file;
    new AgentBuilder.Default()
        .type(named(REPLICA))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(BeforeStep.class).on(named("forward").and(takesArguments(1)))))
        .installOn(instrumentation);
  }

  /** Copied to the beginning of each step. */
  static final class BeforeStep {
    private BeforeStep() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Object replica, @Advice.Argument(0) Object batch) {
      beforeStep(replica, batch);
    }
  }

  /** Called by the engine's thread before each step. */
  public static void beforeStep(Object replica, Object batch) {
    try {
      if (BROKEN.contains(replica) || isLethal(batch)) {
        strike(Kind.ERROR, replica);
      } else if (Files.exists(fileSwitch)) {
        Kind kind = Kind.valueOf(Files.readString(fileSwitch).strip());
        Files.delete(fileSwitch);
        if (kind == Kind.ERRORS) {
          BROKEN.add(replica);
        }
        strike(kind, replica);
      }
    } catch (NoSuchFileException e) {
      // Another JVM took it.
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("The fault of " + fileSwitch + " cannot be had", e);
    }
  }

  private static boolean isLethal(Object batch) throws ReflectiveOperationException {
    int[] tokens = (int[]) batch.getClass().getMethod("tokens").invoke(batch);
    return Collections.indexOfSubList(Arrays.stream(tokens).boxed().toList(), LETHAL) >= 0;
  }

  /** Each goes the way of a real one: a method of the module fails in native code. */
  private static void strike(Kind kind, Object replica) throws ReflectiveOperationException {
    Field field = replica.getClass().getDeclaredField("module");
    field.setAccessible(true);
    Object module = field.get(replica);
    Method run = module.getClass().getDeclaredMethod("run", String.class, Object[].class);
    run.setAccessible(true);
    Object[] arguments =
        switch (kind) {
          case ERROR, ERRORS -> new Object[] {"allocate", new Object[] {-1}};
          case OUT_OF_MEMORY -> new Object[] {"allocate", new Object[] {ENDLESS}};
        };
    try {
      run.invoke(module, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
    throw new IllegalStateException("PyTorch did what it cannot do: " + kind);
  }
}
