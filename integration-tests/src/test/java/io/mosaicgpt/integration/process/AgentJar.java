package io.mosaicgpt.integration.process;

import io.mosaicgpt.integration.agent.ChildAgent;
import io.mosaicgpt.integration.agent.CounterReporterFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Packs the package {@code agent} into a jar, with what it stands on. */
final class AgentJar {
  private AgentJar() {}

  /** Writes the jar. */
  static void write(Path jar) throws IOException {
    Path classes = home(ChildAgent.class);
    Path folder = classes.resolve(ChildAgent.class.getPackageName().replace('.', '/'));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest());
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        add(entries, classes.relativize(file).toString(), Files.readAllBytes(file));
      }
      add(
          entries,
          "META-INF/services/" + MetricReporterFactory.class.getName(),
          CounterReporterFactory.class.getName().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Jars that the agent's classes need beside Flink's. */
  static List<Path> libraries() {
    return List.of(home(ByteBuddy.class));
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", ChildAgent.class.getName());
    return manifest;
  }

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new JarEntry(name.replace('\\', '/')));
    jar.write(bytes);
    jar.closeEntry();
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("No file holds " + type, e);
    }
  }
}
