package io.mosaicgpt.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceJsonTokenizerTest {
  private static final int IDS = 2000;

  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() throws IOException {
    tokenizer = SmallTokenizer.open();
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void textComesBackInNormalFormC() {
    for (String text :
        List.of(
            "",
            " ",
            "Below is an instruction that describes a task.",
            "Zoë ate 3 crêpes — naïve? 日本語 😀 👩‍👩‍👧 \u0000\t\r\n",
            "Zoe\u0308",
            "a  b   c    d     e      f       g        h         i",
            "\uFEFF\uFFFD\uFFFF")) {
      assertThat(tokenizer.decode(tokenizer.encode(text)))
          .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
    }
  }

  @Test
  void everyCodePointComesBack() {
    String all =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .filter(Character::isDefined)
            .filter(c -> Normalizer.isNormalized(Character.toString(c), Normalizer.Form.NFC))
            .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
            .filter(c -> c % 7 == 0)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertThat(all).hasSizeGreaterThan(20_000);
    assertThat(tokenizer.decode(tokenizer.encode(all)))
        .isEqualTo(Normalizer.normalize(all, Normalizer.Form.NFC));
  }

  @Test
  void nothingIsAddedCutOffOrPadded() {
    assertThat(tokenizer.encode("")).isEmpty();
    String text = "the ".repeat(5000) + "the";
    assertThat(tokenizer.encode(text)).hasSize(5001).doesNotContain(0);
  }

  @Test
  void truncationAndPaddingInTheFileAreIgnored() throws IOException {
    try (Tokenizer changed =
        SmallTokenizer.changed(
            root -> {
              root.putObject("truncation")
                  .put("direction", "Right")
                  .put("max_length", 2)
                  .put("strategy", "LongestFirst")
                  .put("stride", 0);
              root.putObject("padding")
                  .put("direction", "Right")
                  .put("pad_id", 0)
                  .put("pad_type_id", 0)
                  .put("pad_token", "<|endoftext|>")
                  .putNull("pad_to_multiple_of")
                  .putObject("strategy")
                  .put("Fixed", 9);
            })) {
      assertThat(changed.encode("one two three four")).hasSizeBetween(4, 8).doesNotContain(0);
    }
  }

  @Test
  void specialTokensWrittenOutAreOrdinaryText() {
    int[] ids = tokenizer.encode("a<|endoftext|>b <|endoftext|>");
    assertThat(ids).doesNotContain(0).hasSizeGreaterThan(6);
    assertThat(tokenizer.decode(ids)).isEqualTo("a<|endoftext|>b <|endoftext|>");
  }

  @Test
  void specialTokensHaveNoText() {
    int[] hello = tokenizer.encode("Hello");
    int[] withEnds = new int[hello.length + 2];
    System.arraycopy(hello, 0, withEnds, 1, hello.length);
    assertThat(tokenizer.decode(withEnds)).isEqualTo("Hello");
    assertThat(tokenizer.bytes(0)).isEmpty();
  }

  @Test
  void addedTokensThatAreNotSpecialKeepWorking() {
    assertThat(tokenizer.encode("  ")).containsExactly(1999);
    assertThat(tokenizer.encode("a        b")).contains(1993);
    assertThat(tokenizer.decode(new int[] {1993})).isEqualTo(" ".repeat(8));
  }

  @Test
  void aSpecialTokenOutsideTheVocabularyDoesNotMoveOtherIds() throws IOException {
    try (Tokenizer changed =
        SmallTokenizer.changed(
            root -> {
              ArrayNode added = (ArrayNode) root.get("added_tokens");
              ObjectNode special = added.get(0).deepCopy();
              added.add(special.put("id", IDS).put("content", "<|assistant|>"));
              ObjectNode ordinary = added.get(1).deepCopy();
              added.add(ordinary.put("id", IDS + 7).put("content", "@@@"));
            })) {
      assertThat(changed.size()).isEqualTo(IDS + 8);
      assertThat(changed.encode("x@@@")).endsWith(IDS + 7);
      assertThat(changed.encode("  ")).containsExactly(1999);
      assertThat(changed.encode("<|assistant|>")).doesNotContain(IDS);
      assertThat(changed.bytes(IDS)).isEmpty();
      assertThat(changed.decode(new int[] {IDS + 7, IDS})).isEqualTo("@@@");
    }
  }

  @Test
  void halfASurrogatePairIsReplaced() {
    assertThat(tokenizer.encode("a\uD83Db\uDE00"))
        .containsExactly(tokenizer.encode("a\uFFFDb\uFFFD"));
    assertThat(tokenizer.encode("\uDE00\uD83D")).containsExactly(tokenizer.encode("\uFFFD\uFFFD"));
  }

  @Test
  void idsWithoutATokenHaveNoText() {
    assertThat(tokenizer.size()).isEqualTo(IDS);
    assertThat(tokenizer.decode(new int[] {IDS, 2047, Integer.MAX_VALUE, -1})).isEmpty();
    assertThat(tokenizer.bytes(IDS)).isEmpty();
  }

  @Test
  void bytesThatFormNoCharacterAreReplaced() {
    int e9 = 1 + 0xE9;
    assertThat(tokenizer.decode(new int[] {e9})).isEqualTo("\uFFFD");
    assertThat(tokenizer.decode(new int[] {1 + 'a', e9, 1 + 'b'})).isEqualTo("a\uFFFDb");
  }

  @Test
  void callersCannotChangeTheTable() {
    tokenizer.bytes(1 + 'a')[0] = 'z';
    assertThat(tokenizer.decode(new int[] {1 + 'a'})).isEqualTo("a");
  }

  @Test
  void decodingPiecewiseGivesTheWholeWhateverTheTokens() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 300; round++) {
      int most = round % 2 == 0 ? IDS : 257; // bytes alone: mostly no characters
      int[] ids = random.ints(random.nextInt(50), 0, most).toArray();
      IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokenizer);
      StringBuilder text = new StringBuilder();
      Arrays.stream(ids).forEach(id -> text.append(detokenizer.append(id)));
      text.append(detokenizer.flush());
      assertThat(text.toString()).isEqualTo(tokenizer.decode(ids));
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    List<String> texts = new ArrayList<>();
    List<int[]> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      texts.add(("Order number A" + i + " arrived late. ").repeat(1 + i % 7));
      expected.add(tokenizer.encode(texts.get(i)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        tasks.add(
            () -> {
              for (int i = 0; i < texts.size(); i++) {
                assertThat(tokenizer.encode(texts.get(i))).containsExactly(expected.get(i));
                assertThat(tokenizer.decode(expected.get(i))).isEqualTo(texts.get(i));
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aClosedTokenizerRefusesToEncode() throws IOException {
    Tokenizer closed = SmallTokenizer.open();
    closed.close();
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> closed.encode("a"))
        .withMessage("the tokenizer is closed");
  }

  @Test
  void aModelDirectoryWithoutATokenizerHasNone(@TempDir Path directory) throws IOException {
    assertThat(HuggingFaceJsonTokenizer.inDirectory(directory)).isEmpty();
    Files.write(directory.resolve("tokenizer.json"), SmallTokenizer.json());
    try (Tokenizer found = HuggingFaceJsonTokenizer.inDirectory(directory).orElseThrow()) {
      assertThat(found.encode("Hello")).containsExactly(tokenizer.encode("Hello"));
    }
  }

  @Test
  void unusableFilesAreRefusedByName(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("tokenizer.json");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> HuggingFaceJsonTokenizer.open(file))
        .withMessage(file + " does not exist; give a model directory with a tokenizer.json.");

    byte[] json = SmallTokenizer.json();
    for (int length : new int[] {0, 1, 100, json.length / 2, json.length - 2}) {
      Files.write(file, Arrays.copyOf(json, length));
      assertThatExceptionOfType(CheckpointException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> HuggingFaceJsonTokenizer.open(file))
          .withMessageStartingWith(file.toString());
    }
    for (String text : List.of("[]", "{}", "7", "null", "{} {}", "\0\0\0\0", "\u00ff")) {
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
      assertThatExceptionOfType(CheckpointException.class)
          .as(text)
          .isThrownBy(() -> HuggingFaceJsonTokenizer.open(file))
          .withMessageStartingWith(file.toString());
    }
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> HuggingFaceJsonTokenizer.open(file))
        .withMessage(
            file
                + " is a Git LFS pointer and not the tokenizer; run 'git lfs pull' in its"
                + " directory.");
  }

  @Test
  void aDirectoryInPlaceOfTheFileIsRefused(@TempDir Path directory) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> HuggingFaceJsonTokenizer.open(directory))
        .withMessageStartingWith(directory.toString());
  }

  @Test
  void otherKindsOfTokenizerAreRefusedByKind() {
    refused(
        root -> root.withObject("/model").put("type", "Unigram"),
        "its model is of type 'Unigram', but only BPE can be used");
    refused(root -> root.withObject("/decoder").put("type", "Metaspace"), "its decoder is of type");
    refused(root -> root.remove("decoder"), "its decoder is of type ''");
    refused(
        root -> root.putObject("normalizer").put("type", "Precompiled"),
        "its normalizer is of type 'Precompiled'");
    refused(
        root ->
            root.putObject("pre_tokenizer")
                .put("type", "Sequence")
                .putArray("pretokenizers")
                .addObject()
                .put("type", "Split"),
        "its pre_tokenizer is of type 'Split'");
    refused(
        root -> root.withObject("/model").put("continuing_subword_prefix", "##"),
        "its continuing_subword_prefix is set");
    refused(root -> root.withObject("/model").put("dropout", 0.1), "its dropout is set");
  }

  @Test
  void contradictionsInTheFileAreRefused() {
    refused(root -> root.withObject("/model").remove("vocab"), "its model has no vocab");
    refused(root -> root.withObject("/model/vocab").put("the", 5), "have the same id 5");
    refused(
        root -> root.withObject("/model/vocab").put("zzz", -1),
        "the id of token 'zzz' is not a number from 0 to 1048575");
    refused(
        root -> root.withObject("/model/vocab").put("zzz", Integer.MAX_VALUE), "the id of token");
    refused(root -> root.withObject("/model/vocab").put("zzz", "12"), "the id of token");
    refused(
        root -> root.withObject("/model/vocab").remove("a"),
        "its vocabulary has no token for byte 0x61");
    refused(
        root -> ((ObjectNode) root.get("added_tokens").get(3)).remove("id"),
        "an element of added_tokens has no content or no id");
    refused(
        root -> ((ObjectNode) root.get("added_tokens").get(7)).put("id", 7), "have the same id 7");
    refused(
        root -> ((ObjectNode) root.get("added_tokens").get(0)).put("id", 2010),
        "added token '<|endoftext|>' has another id in the vocab");
    refused(root -> root.withArray("/model/merges").add("zz zzz"), "");
    refused(root -> root.withArray("/model/merges").add(7), "");
    refused(root -> root.put("version", "9"), "Unknown tokenizer version '9'.");
  }

  private static void refused(Consumer<ObjectNode> change, String message) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> SmallTokenizer.changed(change).close())
        .withMessageStartingWith("changed.json is not a tokenizer that can be used: ")
        .withMessageContaining(message);
  }
}
