package io.mosaicgpt.integration.broker;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;

/** The Docker engine of this machine, if there is one. */
public final class DockerEngine {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int DEFAULT_PORT = 2375;
  private static final int STOP_SECONDS = 90;

  private DockerEngine() {}

  /**
   * Returns when there is one that Testcontainers can use.
   *
   * @throws NoContainersException saying why not
   */
  static void require() {
    requireListener();
    boolean available;
    try {
      available = DockerClientFactory.instance().isDockerAvailable();
    } catch (ContainerFetchException e) {
      throw new NoContainersException(
          "Testcontainers' own image is not on this machine and cannot be pulled; TESTCONTAINERS_RYUK_DISABLED=true does without it",
          e);
    }
    if (!available) {
      throw new NoContainersException("a Docker engine listens, but Testcontainers cannot use it");
    }
  }

  /**
   * Skips a test, with the reason, where an image is not on this machine.
   *
   * @param remedy how the image is had
   */
  public static void assume(String image, String remedy) {
    try {
      require();
    } catch (NoContainersException e) {
      Assumptions.abort(e.getMessage());
    }
    try {
      DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      Assumptions.abort("the image %s is not on this machine: %s".formatted(image, remedy));
    }
  }

  /** Ends a container with SIGKILL. */
  public static void kill(String container) {
    DockerClientFactory.lazyClient().killContainerCmd(container).exec();
  }

  /** Ends a container with the signal of its image, and waits until it has ended. */
  public static void stop(String container) {
    DockerClientFactory.lazyClient().stopContainerCmd(container).withTimeout(STOP_SECONDS).exec();
  }

  /** Starts a container that has ended. */
  static void start(String container) {
    DockerClientFactory.lazyClient().startContainerCmd(container).exec();
  }

  /** A port that nobody listens on. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asking Testcontainers takes seconds and prints stack traces where nobody listens. */
  private static void requireListener() {
    String host = System.getenv("DOCKER_HOST");
    if (host != null && !host.isBlank()) {
      URI address = URI.create(host.strip());
      if (!answers(address)) {
        throw new NoContainersException("no Docker engine answers at DOCKER_HOST=" + host);
      }
      return;
    }
    List<Path> places = usualPlaces();
    if (places.stream().noneMatch(DockerEngine::answers)) {
      throw new NoContainersException("no Docker engine answers at " + places);
    }
  }

  private static List<Path> usualPlaces() {
    List<Path> places = new ArrayList<>();
    places.add(Path.of("/var/run/docker.sock"));
    places.add(Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"));
    String runtimeDirectory = System.getenv("XDG_RUNTIME_DIR");
    if (runtimeDirectory != null) {
      places.add(Path.of(runtimeDirectory, "docker.sock"));
    }
    return places;
  }

  private static boolean answers(URI address) {
    if ("unix".equals(address.getScheme())) {
      return answers(Path.of(address.getPath()));
    }
    int port = address.getPort() == -1 ? DEFAULT_PORT : address.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(Path socket) {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }
}
