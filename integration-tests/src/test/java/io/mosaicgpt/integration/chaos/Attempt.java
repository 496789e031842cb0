package io.mosaicgpt.integration.chaos;

import io.mosaicgpt.integration.agent.CounterReporter;

/**
 * An attempt of a task.
 *
 * @param graph Flink's id of the run of a job; a JobManager's successor begins a new one
 * @param subtask the subtask's number in its job
 */
record Attempt(String graph, int subtask) {
  /** The attempt of a counter, whose name ends with graph, vertex, subtask and number. */
  static Attempt ofCounter(String name) {
    String[] parts = name.substring(name.indexOf(CounterReporter.SEPARATOR) + 1).split("_", -1);
    return new Attempt(parts[0], Integer.parseInt(parts[2]));
  }

  /** Whether a later attempt takes this one's place. */
  boolean isReplacedBy(Attempt later) {
    return !later.graph.equals(graph) || later.subtask == subtask;
  }
}
