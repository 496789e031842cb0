package io.mosaicgpt.jobs.broker;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** The partitions of a topic that have a log on some broker at this moment. */
public final class OpenPartitions {
  private OpenPartitions() {}

  /** Asks once; no client repeats this question for partitions that are not there yet. */
  public static Set<TopicPartition> of(Admin admin, String topic) throws Exception {
    List<Integer> brokers =
        admin.describeCluster().nodes().get(1, TimeUnit.MINUTES).stream()
            .map(node -> node.id())
            .toList();
    return admin
        .describeLogDirs(brokers)
        .allDescriptions()
        .get(1, TimeUnit.MINUTES)
        .values()
        .stream()
        .flatMap(directories -> directories.values().stream())
        .flatMap(directory -> directory.replicaInfos().keySet().stream())
        .filter(partition -> partition.topic().equals(topic))
        .collect(toSet());
  }
}
