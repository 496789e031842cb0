package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.process.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Where DJL unpacks native libraries. That is {@code ~/.djl.ai}, but for users without a home it is
 * {@code .djl.ai} in the temporary directory, the same for all of them: one would run what another
 * put there. Those get one below their own {@link Home}.
 */
public final class NativeCache {
  static final String VARIABLE = "DJL_CACHE_DIR";
  private static final String NAME = ".djl.ai";

  private NativeCache() {}

  /**
   * Tells DJL, which reads a system property when its libraries are loaded.
   *
   * @throws io.mosaicgpt.jobs.BadInputException when this user can write nowhere
   */
  public static void prepare() {
    prepare(System.getenv(), System.getProperties(), Distribution::home);
  }

  public static void prepare(
      Map<String, String> environment, Properties system, Supplier<Home> home) {
    if (isBlank(environment.get(VARIABLE)) && isBlank(system.getProperty(VARIABLE))) {
      Path own = Path.of(system.getProperty("user.home", ""));
      if (!own.isAbsolute() || !Files.isWritable(own)) {
        system.setProperty(VARIABLE, home.get().directory().resolve(NAME).toString());
      }
    }
  }

  /** The directory of this process, whether or not it is there yet. */
  public static Path directory() {
    return directory(System.getenv(), System.getProperties());
  }

  public static Path directory(Map<String, String> environment, Properties system) {
    String given = environment.get(VARIABLE);
    given = isBlank(given) ? system.getProperty(VARIABLE) : given;
    return isBlank(given)
        ? Path.of(system.getProperty("user.home", "")).resolve(NAME)
        : Path.of(given);
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
