package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where one kind of result goes.
 *
 * @param name under which Flink shows it
 * @param sink takes the results
 */
public record NamedSink<T>(String name, Sink<T> sink) {
  public NamedSink {
    requireNonNull(name, "name is null");
    requireNonNull(sink, "sink is null");
  }
}
