package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.engine.pool.EngineRegistry;
import java.net.URL;
import java.security.CodeSource;
import java.util.function.LongToIntFunction;
import java.util.stream.Stream;
import org.apache.flink.util.ChildFirstClassLoader;
import org.apache.flink.util.FlinkUserCodeClassLoader;

/**
 * A task of another job, with one request on probation: its classes are loaded anew, as Flink does
 * for each job, all but those of the engine. Gives for each checkpoint the size of the cohort in
 * it.
 */
public final class ForeignTask implements LongToIntFunction, AutoCloseable {
  private final Probation probation = new Probation(true, 9, request -> {});

  /** Holds the request. */
  public ForeignTask() {
    probation.hold(ProbationTest.request(1));
  }

  /** The class loader of another job. */
  static ClassLoader anotherJob() {
    URL[] jars =
        Stream.of(Probation.class, ForeignTask.class)
            .map(type -> type.getProtectionDomain().getCodeSource())
            .map(CodeSource::getLocation)
            .toArray(URL[]::new);
    return new ChildFirstClassLoader(
        jars,
        ForeignTask.class.getClassLoader(),
        new String[] {"java.", "org.", EngineRegistry.class.getPackageName()},
        FlinkUserCodeClassLoader.NOOP_EXCEPTION_HANDLER);
  }

  @Override
  public int applyAsInt(long checkpoint) {
    return probation.snapshot(checkpoint).cohort();
  }

  @Override
  public void close() {
    probation.close();
  }
}
