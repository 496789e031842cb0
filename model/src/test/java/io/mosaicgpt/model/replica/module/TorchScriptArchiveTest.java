package io.mosaicgpt.model.replica.module;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class TorchScriptArchiveTest {
  private static final String SOURCE = "class Some(Module):\n  # ½\n";

  @Test
  void theSourceIsStoredAsItIs() throws IOException {
    Map<String, byte[]> entries = entries(TorchScriptArchive.of("Some", SOURCE));
    assertThat(entries)
        .containsOnlyKeys(
            "module/data.pkl",
            "module/code/__torch__.py",
            "module/constants.pkl",
            "module/version",
            "module/byteorder");
    assertThat(new String(entries.get("module/code/__torch__.py"), UTF_8)).isEqualTo(SOURCE);
  }

  @Test
  void thePickleMakesOneObjectOfTheClass() throws IOException {
    Map<String, byte[]> entries = entries(TorchScriptArchive.of("Some", SOURCE));
    assertThat(new String(entries.get("module/data.pkl"), ISO_8859_1))
        .isEqualTo("\u0080\u0002c__torch__\nSome\n)\u0081K\u0000b.");
  }

  @Test
  void equalSourcesGiveEqualBytes() {
    assertThat(TorchScriptArchive.of("Some", SOURCE))
        .isEqualTo(TorchScriptArchive.of("Some", SOURCE));
  }

  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(entry.getMethod()).as(entry.getName()).isEqualTo(ZipEntry.STORED);
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }
}
