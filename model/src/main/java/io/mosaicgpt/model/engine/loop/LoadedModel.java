package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;

/**
 * Everything an engine needs of a model; closing frees it.
 *
 * @param served what callers see
 * @param forward what computes
 * @param options how it is shared out
 * @param type how its weights are held
 * @param device where it computes
 */
public record LoadedModel(
    ServedModel served,
    ForwardModel forward,
    BatchingOptions options,
    ElementType type,
    ReplicaDevice device)
    implements AutoCloseable {

  /** Loads a model. */
  public interface Source {
    /** Called once, by the thread that will own the model. */
    LoadedModel load() throws IOException;
  }

  @Override
  public void close() {
    try {
      forward.close();
    } finally {
      served.tokenizer().ifPresent(Tokenizer::close);
    }
  }
}
