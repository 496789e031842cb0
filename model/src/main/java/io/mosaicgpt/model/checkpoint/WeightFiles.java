package io.mosaicgpt.model.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The weights of a model directory: one file, or the shards that an index names. */
final class WeightFiles implements Closeable {
  static final String SAFETENSORS = "model.safetensors";
  static final String TORCH = "pytorch_model.bin";
  static final String INDEX_SUFFIX = ".index.json";

  /** Ending of files that are still being written. */
  static final String INCOMPLETE_SUFFIX = ".incomplete";

  private static final List<String> UNFINISHED = List.of(INCOMPLETE_SUFFIX, ".part", ".tmp");

  private final List<WeightFile> files = new ArrayList<>();

  /** A tensor and the file that holds it. */
  record Place(WeightFile file, StoredTensor tensor) {
    /** Fills {@code destination} with the tensor's bytes from {@code skip} on. */
    void read(long skip, ByteBuffer destination) throws IOException {
      file.read(tensor.offset() + skip, destination);
    }
  }

  private final Map<String, Place> places = new LinkedHashMap<>();

  private WeightFiles() {}

  /** Opens the weights of a directory, whatever their form. */
  static WeightFiles open(Path directory) throws IOException {
    WeightFiles weights = new WeightFiles();
    try {
      weights.find(directory);
      return weights;
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** The weights in one file, which is closed with this. */
  static WeightFiles of(WeightFile file) {
    WeightFiles weights = new WeightFiles();
    weights.add(file);
    return weights;
  }

  /** Every tensor by name. */
  Map<String, Place> places() {
    return places;
  }

  private void find(Path directory) throws IOException {
    for (String name : List.of(SAFETENSORS, TORCH)) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        add(WeightFile.open(file));
        return;
      }
      Path index = directory.resolve(name + INDEX_SUFFIX);
      if (Files.isRegularFile(index)) {
        addShards(ShardIndex.read(index));
        return;
      }
    }
    throw nothingIn(directory);
  }

  private void add(WeightFile file) {
    files.add(file);
    file.tensors().forEach((name, tensor) -> places.put(name, new Place(file, tensor)));
  }

  private void addShards(ShardIndex index) throws IOException {
    for (Path shard : index.shards()) {
      if (!Files.isRegularFile(shard)) {
        throw new CheckpointException(
            "%s names the file %s, which is missing: the model is not complete; download the rest."
                .formatted(index.file(), shard.getFileName()));
      }
      WeightFile file = WeightFile.open(shard);
      files.add(file);
      for (StoredTensor tensor : file.tensors().values()) {
        String name = tensor.info().name();
        if (!shard.equals(index.shardOf(name))) {
          throw new CheckpointException(
              "%s holds %s, which %s does not place there; download the model again."
                  .formatted(shard, name, index.file()));
        }
        places.put(name, new Place(file, tensor));
      }
    }
    for (String name : index.tensors()) {
      if (!places.containsKey(name)) {
        throw new CheckpointException(
            "%s places %s in %s, which does not hold it; download the model again."
                .formatted(index.file(), name, index.shardOf(name).getFileName()));
      }
    }
  }

  private static CheckpointException nothingIn(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> UNFINISHED.stream().anyMatch(name::endsWith))
          .sorted()
          .findFirst()
          .map(
              name ->
                  new CheckpointException(
                      ("%s is half-written: it has %s and no finished weights; wait for its writer,"
                              + " or delete it and write it again.")
                          .formatted(directory, name)))
          .orElseGet(
              () ->
                  new CheckpointException(
                      "%s has no weights; put %s or %s, or their shards with the %s, there."
                          .formatted(directory, SAFETENSORS, TORCH, "*" + INDEX_SUFFIX)));
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (WeightFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
