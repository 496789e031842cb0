package io.mosaicgpt.operators.kafka.presence;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A live job of a consumer group, as the members of the group beside it tell.
 *
 * @param job Flink's id
 * @param pid process of its JobManager
 * @param host of that process
 */
public record PresentJob(String job, long pid, String host) {
  private static final String SUFFIX = "-job";
  private static final Pattern CLIENT_ID =
      Pattern.compile("mosaicgpt-job-([0-9a-f]{32})-(\\d{1,18})@(.+)");

  public PresentJob {
    requireNonNull(job, "job is null");
    requireNonNull(host, "host is null");
  }

  static PresentJob here(String job) {
    return new PresentJob(job, ProcessHandle.current().pid(), localHost());
  }

  private static String localHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown-host";
    }
  }

  /**
   * The group whose members are the live jobs of a group. The group itself cannot have members: a
   * broker would refuse the offsets that checkpoints commit to it.
   */
  public static String group(String groupId) {
    return groupId + SUFFIX;
  }

  String clientId() {
    return "mosaicgpt-job-" + job + "-" + pid + "@" + host;
  }

  /** The job of a member of {@link #group}; empty for somebody else's member. */
  public static Optional<PresentJob> of(String clientId) {
    Matcher matcher = CLIENT_ID.matcher(clientId);
    return matcher.matches()
        ? Optional.of(
            new PresentJob(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "job " + job + ", process " + pid + " on " + host;
  }
}
