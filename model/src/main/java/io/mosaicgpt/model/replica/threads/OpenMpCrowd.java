package io.mosaicgpt.model.replica.threads;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Sleeping threads that make GNU OpenMP count more threads than cores, upon which it lets all of
 * its threads spin only briefly; see {@link OpenMpWaiting}. The library has no call to say so, and
 * reads its environment only once. Not thread-safe.
 */
final class OpenMpCrowd implements AutoCloseable {
  private final NativeLibrary library;
  private final int threads;
  private Thread leader;

  private OpenMpCrowd(NativeLibrary library, int threads) {
    this.library = library;
    this.threads = threads;
  }

  /**
   * A crowd that is not gathered; empty if PyTorch, which must have been started, does not use GNU
   * OpenMP.
   *
   * @param threads that OpenMP computes with otherwise
   */
  static Optional<OpenMpCrowd> find(int threads) {
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return mappings
          .filter(line -> line.contains("/libgomp"))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst()
          .map(path -> new OpenMpCrowd(NativeLibrary.getInstance(path), threads));
    } catch (IOException | LinkageError e) {
      return Optional.empty(); // as on other platforms
    }
  }

  boolean gathered() {
    return leader != null;
  }

  /** Returns once OpenMP has counted the threads. */
  void gather() {
    if (gathered()) {
      return;
    }
    CountDownLatch counted = new CountDownLatch(1);
    leader = new Thread(() -> lead(counted), "mosaicgpt-crowd");
    leader.setDaemon(true);
    leader.setContextClassLoader(OpenMpCrowd.class.getClassLoader());
    leader.start();
    await(counted);
  }

  /** A region keeps its threads, asleep, until the thread that began it ends. */
  private void lead(CountDownLatch counted) {
    try {
      int cores = library.getFunction("omp_get_num_procs").invokeInt(new Object[0]);
      // The leader itself is not counted.
      int crowd = Math.max(1, cores - threads + 1);
      Function nothing = library.getFunction("omp_get_thread_num");
      library.getFunction("GOMP_parallel").invokeVoid(new Object[] {nothing, null, crowd + 1, 0});
    } finally {
      counted.countDown();
    }
    await(new CountDownLatch(1));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the threads home. */
  void disperse() {
    if (gathered()) {
      leader.interrupt();
      leader = null;
    }
  }

  @Override
  public void close() {
    disperse();
  }
}
