package io.mosaicgpt.jobs.command;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.jobs.checkpoint.LocalCheckpoints;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.jobs.watch.CommittedOutputs;
import io.mosaicgpt.jobs.watch.Inputs;
import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialCompletionsITCase {
  private static final int REQUESTS = 12;
  private static final int TOKENS = 9;
  private static final Duration WAIT = Duration.ofMillis(200);

  @TempDir private Path directory;

  @Test
  void thePiecesOfACompletionMakeUpItsTokensAndItsText() throws IOException {
    Topics topics = new Topics("in", "out", "dlq", Optional.of("partial"));
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(1, topics.all());
      send(broker, topics);

      CommandLineRun run =
          CommandLineRun.of(
              "run",
              "--bootstrap-servers",
              broker.bootstrapServers(),
              "--input-topic",
              topics.input(),
              "--output-topic",
              topics.output(),
              "--dlq-topic",
              topics.deadLetters(),
              "--partial-topic",
              topics.partial().orElseThrow(),
              "--checkpoint-dir",
              directory.toUri().toString(),
              "--bounded");

      assertThat(run.exitCode()).as(run.err()).isZero();
      List<Completion> completions = completions(broker, topics);
      Map<String, List<CompletionChunk>> chunks =
          chunks(broker, topics).stream().collect(groupingBy(CompletionChunk::getRequestId));
      assertThat(completions).hasSize(REQUESTS);
      assertThat(completions)
          .allSatisfy(
              completion -> assertMakeUp(completion, chunks.get(completion.getRequestId())));
      assertThat(chunks).hasSize(REQUESTS);
    }
  }

  @Test
  void theTopicMayComeAndGoFromOneStartToTheNext() throws Exception {
    Topics with = new Topics("in", "out", "dlq", Optional.of("partial"));
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(1, with.all());
      send(broker, with);

      checkpointAndCancel(broker, Map.of(KafkaSettings.PARTIAL_TOPIC, "partial"));
      checkpointAndCancel(broker, Map.of());
      checkpointAndCancel(broker, Map.of(KafkaSettings.PARTIAL_TOPIC, "partial"));

      assertThat(completions(broker, with))
          .extracting(Completion::getRequestId)
          .doesNotHaveDuplicates()
          .hasSize(REQUESTS);
    }
  }

  private void checkpointAndCancel(EmbeddedBroker broker, Map<Setting<?>, String> further)
      throws Exception {
    Map<Setting<?>, String> settings = new HashMap<>();
    settings.putAll(further);
    settings.put(KafkaSettings.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    settings.put(KafkaSettings.INPUT_TOPIC, "in");
    settings.put(KafkaSettings.OUTPUT_TOPIC, "out");
    settings.put(KafkaSettings.DLQ_TOPIC, "dlq");
    settings.put(ServingSettings.CHECKPOINT_INTERVAL, "200ms");
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of()).resolve(settings, List.of(), Optional.empty()));
    JobConfig<KafkaEnds> resolved =
        new LocalCheckpoints(directory, Optional.empty(), said -> {})
            .resolve(config.with(config.checkpoints().in(LocalUri.of(directory))));
    try (LocalRun run = LocalRun.start(resolved, WebPort.auto())) {
      run.job().awaitRunning();
      while (run.job().completedCheckpoints() < 2) {
        assertThat(run.job().hasEnded()).isFalse();
        Thread.sleep(50);
      }
      run.job().cancel();
    }
  }

  private static void assertMakeUp(Completion completion, List<CompletionChunk> pieces) {
    List<Integer> tokens = new ArrayList<>();
    for (CompletionChunk piece : pieces) {
      assertThat(piece.getTokenOffset()).isEqualTo(tokens.size());
      tokens.addAll(piece.getTokenIds());
    }
    assertThat(tokens).isEqualTo(completion.getOutputTokenIds()).hasSize(TOKENS);
    assertThat(pieces.stream().map(CompletionChunk::getText).collect(Collectors.joining()))
        .isEqualTo(completion.getOutputText());
  }

  private static void send(EmbeddedBroker broker, Topics topics) throws IOException {
    try (Inputs inputs = new Inputs(broker.bootstrapServers(), topics.input())) {
      for (int i = 0; i < REQUESTS; i++) {
        inputs.send(
            Instruction.newBuilder()
                .setRequestId("r" + i)
                .setPrompt("Number " + i)
                .setSampling(
                    SamplingOptions.newBuilder()
                        .setMaxTokens(TOKENS)
                        .setMinTokens(TOKENS)
                        .setIgnoreEos(true)
                        .build())
                .build());
      }
      inputs.flush();
    }
  }

  private static List<Completion> completions(EmbeddedBroker broker, Topics topics)
      throws IOException {
    List<Completion> completions = new ArrayList<>();
    try (CommittedOutputs outputs = new CommittedOutputs(broker.bootstrapServers(), topics)) {
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (completions.size() < REQUESTS && System.nanoTime() < deadline) {
        outputs.poll(WAIT, completions::add, letter -> {});
      }
    }
    return completions;
  }

  /** All there is: the job has ended. */
  private static List<CompletionChunk> chunks(EmbeddedBroker broker, Topics topics)
      throws IOException {
    BinaryMessageDecoder<CompletionChunk> decoder =
        new BinaryMessageDecoder<>(RecordData.get(), CompletionChunk.getClassSchema());
    TopicPartition partition = new TopicPartition(topics.partial().orElseThrow(), 0);
    List<CompletionChunk> chunks = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
          chunks.add(decoder.decode(record.value()));
        }
      }
    }
    return chunks;
  }
}
