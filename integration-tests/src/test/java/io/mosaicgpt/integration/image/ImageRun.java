package io.mosaicgpt.integration.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A command of the program's image that has ended.
 *
 * @param lines what it has said
 */
public record ImageRun(long exitCode, List<String> lines) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Runs a command to its end.
   *
   * @param memory of the container, in bytes; 0 is all that the machine has
   */
  public static ImageRun of(Map<String, String> environment, long memory, String command) {
    try (GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(ImageCluster.image()))
            .withEnv(environment)
            .withCommand(command)
            .withCreateContainerCmdModifier(create -> create.getHostConfig().withMemory(memory))
            .withStartupCheckStrategy(new Ended())) {
      container.start();
      ContainerState state = container.getCurrentContainerInfo().getState();
      return new ImageRun(state.getExitCodeLong(), container.getLogs().lines().toList());
    }
  }

  private static final class Ended extends StartupCheckStrategy {
    Ended() {
      withTimeout(PATIENCE);
    }

    @Override
    public StartupStatus checkStartupState(DockerClient client, String container) {
      return "exited".equals(getCurrentState(client, container).getStatus())
          ? StartupStatus.SUCCESSFUL
          : StartupStatus.NOT_YET_KNOWN;
    }
  }
}
