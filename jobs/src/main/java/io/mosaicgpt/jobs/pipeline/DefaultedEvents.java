package io.mosaicgpt.jobs.pipeline;

import io.mosaicgpt.jobs.job.EventDefaults;
import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.Instruction;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Gives events the job's instruction and labels where they have none of their own. Before a request
 * is admitted, so that it stays what it is when the job comes back with others.
 */
final class DefaultedEvents implements MapFunction<DecodedEvent, DecodedEvent> {
  private static final long serialVersionUID = 1L;
  private static final String UID = "mosaicgpt-defaults";

  /** Null for none. */
  private final String instruction;

  private final ArrayList<String> choices;

  DefaultedEvents(EventDefaults defaults) {
    this.instruction = defaults.instruction().orElse(null);
    this.choices = new ArrayList<>(defaults.choices());
  }

  /** The events with the job's defaults, in the chain of their source. */
  static SingleOutputStreamOperator<DecodedEvent> of(
      SingleOutputStreamOperator<DecodedEvent> events, EventDefaults defaults) {
    return events
        .map(new DefaultedEvents(defaults))
        .returns(DecodedEventTypeInfo.INSTANCE)
        .name("defaults")
        .uid(UID);
  }

  @Override
  public DecodedEvent map(DecodedEvent event) {
    if (!(event instanceof DecodedEvent.Readable readable)) {
      return event;
    }
    Instruction own = readable.instruction();
    boolean asksNothing =
        instruction != null
            && own.getInstruction() == null
            && own.getPrompt() == null
            && own.getPromptTokenIds() == null;
    boolean isFree =
        !choices.isEmpty()
            && own.getChoices().isEmpty()
            && own.getRegex() == null
            && own.getJsonSchema() == null;
    if (!asksNothing && !isFree) {
      return event;
    }
    Instruction filled = RecordData.get().deepCopy(Instruction.getClassSchema(), own);
    if (asksNothing) {
      filled.setInstruction(instruction);
    }
    if (isFree) {
      filled.setChoices(List.copyOf(choices));
    }
    return new DecodedEvent.Readable(filled, readable.origin(), readable.payload());
  }
}
