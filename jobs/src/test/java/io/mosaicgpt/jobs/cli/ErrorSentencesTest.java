package io.mosaicgpt.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.command.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ErrorSentencesTest {
  static Stream<Arguments> failures() {
    IOException gone = new NoSuchFileException("/a/b");
    return Stream.of(
        Arguments.of(gone, "/a/b: there is no such file or directory."),
        Arguments.of(new AccessDeniedException("/a/b"), "/a/b: permission denied."),
        Arguments.of(new NotDirectoryException("/a/b"), "/a/b: it is no directory."),
        Arguments.of(
            new FileAlreadyExistsException("/a/b"),
            "/a/b: it exists already and is not what is needed."),
        Arguments.of(
            new FileSystemException("/a/b", null, "No space left on device"),
            "/a/b: No space left on device."),
        Arguments.of(new FileSystemException("/a/b"), "/a/b: FileSystemException."),
        Arguments.of(new IOException("Broken pipe"), "Broken pipe."),
        Arguments.of(new UncheckedIOException(gone), "/a/b: there is no such file or directory."),
        Arguments.of(
            new ExecutionException(new IllegalStateException(gone)),
            "/a/b: there is no such file or directory."),
        Arguments.of(new IllegalStateException("It broke", gone), "It broke."),
        Arguments.of(
            new NullPointerException(),
            "Failed with java.lang.NullPointerException; set MOSAICGPT_DEBUG=1 to see where."));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureSaysWhatWasRefused(Exception failure, String sentence) {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err));

    int exitCode = new ErrorSentences().handleExecutionException(failure, line, null);

    assertThat(err.toString()).isEqualToIgnoringNewLines("mosaicgpt: " + sentence);
    assertThat(exitCode).isEqualTo(ErrorSentences.FAILURE);
  }
}
