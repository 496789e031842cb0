package io.mosaicgpt.model.replica.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.checkpoint.WeightType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final List<TensorInfo> TENSORS =
      IntStream.rangeClosed(1, 5)
          .mapToObj(n -> new TensorInfo("t" + n, WeightType.BFLOAT16, List.of(10L * n)))
          .toList();

  @BeforeAll
  static void startPyTorch() {
    PyTorch.start();
  }

  @Test
  void tensorsComeInOrderEachUntouchedByTheReadingOfTheNext() throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        ReadAhead reader = new ReadAhead(manager, new Numbered(), TENSORS)) {
      for (TensorInfo tensor : TENSORS) {
        NDArray bytes = reader.next();
        assertThat(first(bytes, tensor)).containsOnly(number(tensor));
      }
    }
  }

  @Test
  void aFailureIsThatOfTheTensorThatCouldNotBeRead() throws IOException {
    Numbered checkpoint =
        new Numbered() {
          @Override
          public void read(TensorInfo tensor, ByteBuffer destination) throws IOException {
            if (tensor.name().equals("t3")) {
              throw new IOException("t3 is torn");
            }
            super.read(tensor, destination);
          }
        };
    try (NDManager manager = NDManager.newBaseManager();
        ReadAhead reader = new ReadAhead(manager, checkpoint, TENSORS)) {
      reader.next();
      assertThat(first(reader.next(), TENSORS.get(1))).containsOnly(2);
      assertThatIOException().isThrownBy(reader::next).withMessage("t3 is torn");
    }
  }

  @Test
  void closingWaitsForTheReadThatUsesTheBuffer() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Numbered checkpoint =
        new Numbered() {
          @Override
          public void read(TensorInfo tensor, ByteBuffer destination) throws IOException {
            begun.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            super.read(tensor, destination);
          }
        };
    try (NDManager manager = NDManager.newBaseManager()) {
      ReadAhead reader = new ReadAhead(manager, checkpoint, TENSORS);
      begun.await();
      Thread closing = new Thread(reader::close);
      closing.start();
      closing.join(200);
      assertThat(closing.isAlive()).isTrue();
      goOn.countDown();
      closing.join(10_000);
      assertThat(closing.isAlive()).isFalse();
    }
  }

  private static byte[] first(NDArray bytes, TensorInfo tensor) {
    byte[] first = new byte[(int) tensor.byteSize()];
    bytes.toByteBuffer(true).get(first);
    return first;
  }

  private static byte number(TensorInfo tensor) {
    return (byte) Integer.parseInt(tensor.name().substring(1));
  }

  /** Every byte of tensor n is n. */
  private static class Numbered implements Checkpoint {
    @Override
    public void read(TensorInfo tensor, ByteBuffer destination) throws IOException {
      while (destination.hasRemaining()) {
        destination.put(number(tensor));
      }
    }

    @Override
    public Collection<TensorInfo> tensors() {
      return TENSORS;
    }

    @Override
    public ModelConfig config() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String hash() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
