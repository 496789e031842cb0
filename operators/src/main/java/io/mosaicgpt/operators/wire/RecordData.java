package io.mosaicgpt.operators.wire;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.CompletionError;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.EventHeader;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import io.mosaicgpt.schemas.Timings;
import io.mosaicgpt.schemas.TokenLogprob;
import io.mosaicgpt.schemas.TopLogprob;
import io.mosaicgpt.schemas.Usage;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;

/**
 * Avro's data model for the project's records; use it wherever Avro asks for one.
 *
 * <p>Since 1.12.2 Avro makes instances of generated classes only when a setting of the whole JVM
 * trusts them, so the generated classes' own decoders fail out of the box. A library should not
 * widen that setting for others; this model names our classes instead of loading them by name.
 */
public final class RecordData extends SpecificData {
  private static final Map<String, Class<?>> CLASSES =
      Stream.of(
              Completion.class,
              CompletionChunk.class,
              CompletionError.class,
              DeadLetter.class,
              EventHeader.class,
              FinishReason.class,
              Instruction.class,
              SamplingOptions.class,
              Timings.class,
              TokenLogprob.class,
              TopLogprob.class,
              Usage.class)
          .collect(toMap(Class::getName, identity()));

  private static final RecordData INSTANCE = new RecordData();

  private RecordData() {
    super(Instruction.class.getClassLoader());
    addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    // The fast reader skips unknown fields by recursion: a recursive writer's schema and deep data
    // would overflow the stack. The resolving reader keeps a stack of its own.
    setFastReaderEnabled(false);
  }

  /** The one instance. Thread-safe. */
  public static RecordData get() {
    return INSTANCE;
  }

  /** Null for a named type that is not the project's, which makes it a generic record. */
  @Override
  public Class<?> getClass(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> CLASSES.get(schema.getFullName());
      default -> super.getClass(schema);
    };
  }
}
