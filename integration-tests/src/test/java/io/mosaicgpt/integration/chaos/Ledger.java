package io.mosaicgpt.integration.chaos;

import io.mosaicgpt.integration.events.Answer;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What was sent, and what consumers of committed records have seen of it. */
final class Ledger implements AutoCloseable {
  private final EngineSpec engine;
  private final EventWriter writer;
  private final TopicReader<Completion> completions;
  private final TopicReader<DeadLetter> deadLetters;
  private final List<Instruction> sent = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();
  private final List<Answer> undisturbed = new ArrayList<>();

  /** A ledger of topics that nothing was sent to. */
  Ledger(TestTopics topics, EngineSpec engine) {
    this.engine = engine;
    this.writer = new EventWriter(topics);
    this.completions = topics.completionReader();
    this.deadLetters = topics.deadLetterReader();
  }

  /** Sends an event that is to be answered. */
  void send(Instruction instruction) throws Exception {
    writer.send(List.of(instruction));
    sent.add(instruction);
  }

  /** Sends an event that is to become a dead letter. */
  void send(byte[] bytes, ErrorCode code) throws Exception {
    RecordMetadata place = writer.send(null, bytes);
    bad.add(name(place.partition(), place.offset(), code.code()));
  }

  /** How many events were sent. */
  int events() {
    return sent.size() + bad.size();
  }

  /** Events without an answer or a dead letter. */
  int open() {
    Set<String> open = new HashSet<>(bad);
    sent.forEach(instruction -> open.add(instruction.getRequestId()));
    completions.all().forEach(completion -> open.remove(completion.getRequestId()));
    deadLetters.all().forEach(letter -> open.remove(name(letter)));
    return open.size();
  }

  /** Answers and dead letters beyond one for each event. */
  int surplus() {
    return completions.all().size() + deadLetters.all().size() - events() + open();
  }

  /** Tokens of all answers that were sent for. */
  long tokens() {
    return sent.stream().mapToLong(event -> event.getSampling().getMaxTokens()).sum();
  }

  /**
   * Every event is on one of the output topics once, and each answer is that of an undisturbed run,
   * word for word.
   */
  void requireEachOnceAndWordForWord() throws InterruptedException {
    undisturbed.addAll(BareEngine.answers(engine, sent.subList(undisturbed.size(), sent.size())));
    Answers.assertEachOnce(completions.all(), undisturbed);
    List<String> letters = deadLetters.all().stream().map(Ledger::name).sorted().toList();
    if (!letters.equals(bad.stream().sorted().toList())) {
      throw new AssertionError("Dead letters of %s, but bad events %s".formatted(letters, bad));
    }
  }

  private static String name(DeadLetter letter) {
    return name(letter.getSourcePartition(), letter.getSourceOffset(), letter.getCode());
  }

  private static String name(int partition, long offset, String code) {
    return "%d@%d %s".formatted(partition, offset, code);
  }

  @Override
  public void close() {
    writer.close();
    completions.close();
    deadLetters.close();
  }
}
