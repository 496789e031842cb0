package io.mosaicgpt.model.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip archive with one folder, in it {@code
 * data.pkl} with the names and shapes and one entry {@code data/KEY} per storage. Every entry is
 * stored, not compressed, so the weights are read in place; a compressed entry is refused.
 */
final class TorchArchive {
  private static final String PICKLE = "/data.pkl";
  private static final int MAX_PICKLE_BYTES = 8 << 20;
  private static final int MAX_ENTRIES = 100_000;

  private final Path file;
  private final long fileSize;
  private final Map<String, ZipArchiveEntry> entries = new HashMap<>();

  private TorchArchive(Path file, long fileSize) {
    this.file = file;
    this.fileSize = fileSize;
  }

  /** The tensors of a torch archive by name. */
  static Map<String, StoredTensor> read(Path file, WeightBytes bytes) throws IOException {
    requireZip(file, bytes);
    TorchArchive archive = new TorchArchive(file, bytes.size());
    try (DirectoryLimit limited = new DirectoryLimit(file, FileChannel.open(file));
        ZipFile zip = ZipFile.builder().setSeekableByteChannel(limited).get()) {
      limited.lift();
      archive.list(zip);
      String folder = archive.folder();
      archive.requireLittleEndian(zip, folder);
      byte[] pickle = archive.bytes(zip, folder + PICKLE, MAX_PICKLE_BYTES);
      return archive.tensors(folder, TorchPickle.read(file, pickle));
    } catch (IOException | IllegalArgumentException e) {
      throw new CheckpointException(
          "%s is no complete zip archive (%s); download or copy it again."
              .formatted(file, String.valueOf(e.getMessage()).replaceAll("\\s+", " ")),
          e);
    }
  }

  private static void requireZip(Path file, WeightBytes bytes) throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(4);
    while (magic.hasRemaining()) {
      if (bytes.read(magic, magic.position()) < 0) {
        break;
      }
    }
    if (!new String(magic.array(), StandardCharsets.ISO_8859_1).equals("PK\3\4")) {
      throw new CheckpointException(
          ("%s is no zip archive as torch.save writes since PyTorch 1.6; download it again, or load"
                  + " it in PyTorch and save it anew.")
              .formatted(file));
    }
  }

  private void list(ZipFile zip) {
    Iterator<ZipArchiveEntry> all = zip.getEntriesInPhysicalOrder().asIterator();
    while (all.hasNext()) {
      ZipArchiveEntry entry = all.next();
      if (entries.size() == MAX_ENTRIES) {
        throw new CheckpointException(
            "%s has more than %d entries; check that it is the right file."
                .formatted(file, MAX_ENTRIES));
      }
      if (entries.put(entry.getName(), entry) != null) {
        throw new CheckpointException(
            "%s has two entries named %s; download it again.".formatted(file, entry.getName()));
      }
    }
  }

  private String folder() {
    List<String> pickles =
        entries.keySet().stream()
            .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
            .toList();
    if (pickles.size() != 1) {
      throw new CheckpointException(
          "%s has %s data.pkl; save the model's state dict with torch.save."
              .formatted(file, pickles.isEmpty() ? "no" : "more than one"));
    }
    String name = pickles.get(0);
    if (entries.containsKey(name.replace(PICKLE, "/constants.pkl"))) {
      throw new CheckpointException(
          file + " is a TorchScript archive; save the model's state dict with torch.save instead.");
    }
    return name.substring(0, name.length() - PICKLE.length());
  }

  private void requireLittleEndian(ZipFile zip, String folder) throws IOException {
    String name = folder + "/byteorder";
    if (entries.containsKey(name)) {
      String order = new String(bytes(zip, name, 16), StandardCharsets.ISO_8859_1).strip();
      if (!order.equals("little")) {
        throw new CheckpointException(
            "%s has the byte order %s; save it again on a little-endian machine."
                .formatted(file, order));
      }
    }
  }

  private byte[] bytes(ZipFile zip, String name, int maxBytes) throws IOException {
    ZipArchiveEntry entry = stored(name);
    if (entry.getSize() > maxBytes) {
      throw new CheckpointException(
          "%s has an entry %s of %d bytes, more than the %d that are read; check the file."
              .formatted(file, name, entry.getSize(), maxBytes));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes((int) entry.getSize());
    }
  }

  /** An entry whose bytes lie in the file as they are, and all of them. */
  private ZipArchiveEntry stored(String name) {
    ZipArchiveEntry entry = entries.get(name);
    if (entry == null) {
      throw new CheckpointException(
          "%s has no entry %s; download or copy it again.".formatted(file, name));
    }
    if (entry.getMethod() != ZipEntry.STORED
        || entry.getGeneralPurposeBit().usesEncryption()
        || entry.getSize() != entry.getCompressedSize()) {
      throw new CheckpointException(
          "%s has a compressed or encrypted entry %s; save it again with torch.save."
              .formatted(file, name));
    }
    if (entry.getDataOffset() < 0 || entry.getSize() > fileSize - entry.getDataOffset()) {
      throw new CheckpointException(
          "%s is truncated: its entry %s goes beyond its end; download or copy it again."
              .formatted(file, name));
    }
    return entry;
  }

  private Map<String, StoredTensor> tensors(String folder, Map<String, TorchTensor> named) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    named.forEach((name, tensor) -> tensors.put(name, locate(folder, name, tensor)));
    return tensors;
  }

  private StoredTensor locate(String folder, String name, TorchTensor tensor) {
    TorchStorage storage = tensor.storage();
    TensorInfo info = new TensorInfo(name, storage.type(), tensor.shape());
    long bytes = TensorSizes.bytes(file, info);
    if (!tensor.isContiguous()) {
      throw new CheckpointException(
          "%s stores %s as a view with the strides %s; save it again after .contiguous()."
              .formatted(file, name, tensor.strides()));
    }
    ZipArchiveEntry entry = stored(folder + "/data/" + storage.key());
    long begin = tensor.offset() * storage.type().bytes();
    if (tensor.offset() > entry.getSize() || bytes > entry.getSize() - begin) {
      throw new CheckpointException(
          "%s has %d bytes for %s, but its shape %s of %s takes %d; download it again."
              .formatted(
                  file,
                  Math.max(0, entry.getSize() - begin),
                  name,
                  info.shape(),
                  info.type(),
                  bytes));
    }
    return new StoredTensor(info, entry.getDataOffset() + begin);
  }
}
