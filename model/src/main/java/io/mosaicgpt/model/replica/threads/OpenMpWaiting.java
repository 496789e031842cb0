package io.mosaicgpt.model.replica.threads;

import com.sun.jna.Library;
import com.sun.jna.Native;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long OpenMP's threads spin at the end of a parallel region before they sleep. To wake one
 * takes longer than most operators of a step, so threads that spin until the next region make a
 * step a fifth shorter; but they make it many times longer as soon as another thread wants one of
 * the cores, and beside a stream processor one often does.
 *
 * <p>GNU OpenMP has two limits: one as long as it has no more threads than there are cores, and one
 * for when it has more. Both are set here, and {@link SpinControl} has it take the one or the
 * other.
 *
 * <p>The library reads this from the environment when it is loaded, so it must be set before, and
 * not by Java, whose environment is a copy.
 */
public final class OpenMpWaiting {
  private static final Logger LOG = LoggerFactory.getLogger(OpenMpWaiting.class);

  /** Rounds of spinning: a few milliseconds, longer than anything between two regions of a step. */
  private static final String LONG_SPIN_COUNT = "64000";

  /** With this policy the limit for too many threads is 1,000 rounds, some tens of microseconds. */
  private static final String POLICY = "active";

  private static volatile boolean adjustable;

  private OpenMpWaiting() {}

  private interface CLibrary extends Library {
    int setenv(String name, String value, int overwrite);
  }

  /** Sets both limits, unless the environment has a setting of its own. */
  public static void prepare() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return; // other platforms' builds do not bring GNU OpenMP
    }
    if (System.getenv("OMP_WAIT_POLICY") != null || System.getenv("GOMP_SPINCOUNT") != null) {
      return;
    }
    try {
      CLibrary c = Native.load("c", CLibrary.class);
      c.setenv("GOMP_SPINCOUNT", LONG_SPIN_COUNT, 0);
      c.setenv("OMP_WAIT_POLICY", POLICY, 0);
      adjustable = true;
    } catch (LinkageError e) {
      LOG.warn(
          "OpenMP's spinning cannot be set; set GOMP_SPINCOUNT=1000 in the environment, or expect"
              + " slow steps on a busy machine",
          e);
    }
  }

  /** Whether the limits are those that were set here. */
  static boolean adjustable() {
    return adjustable;
  }
}
