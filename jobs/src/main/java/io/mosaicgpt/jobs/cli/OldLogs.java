package io.mosaicgpt.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Log files of earlier commands. Their names end in time and process, and a number once rolled. */
final class OldLogs {
  static final int KEPT = 20;

  private static final Pattern NAME =
      Pattern.compile("(?<log>[a-z]+-(?<time>\\d{8}-\\d{6})-(?<pid>\\d{1,18})\\.log)(\\.\\d+)?");

  /** Of file systems' clocks, and of what systems say about the start of a process. */
  private static final Duration INACCURACY = Duration.ofSeconds(2);

  private OldLogs() {}

  /** A command's log, however many files it has. */
  private record Log(String name, String time, long pid) {
    static Log of(Matcher matcher) {
      return new Log(
          matcher.group("log"), matcher.group("time"), Long.parseLong(matcher.group("pid")));
    }

    /**
     * Whether the process that writes it lives. In a container each one has number 1; one that
     * began after the last line is another.
     */
    boolean isOfLiveProcess(Instant lastLine) {
      return ProcessHandle.of(pid)
          .map(process -> process.info().startInstant().orElse(Instant.MIN))
          .filter(start -> !start.isAfter(lastLine.plus(INACCURACY)))
          .isPresent();
    }
  }

  /**
   * Deletes all but the newest logs and those of processes that live. Files of other names stay.
   *
   * @param kept how many logs stay besides those of live processes
   */
  static void prune(Path directory, int kept) {
    try {
      Map<Log, List<Path>> logs = logs(directory);
      List<Log> ended = new ArrayList<>();
      for (Map.Entry<Log, List<Path>> log : logs.entrySet()) {
        if (!log.getKey().isOfLiveProcess(lastLine(log.getValue()))) {
          ended.add(log.getKey());
        }
      }
      ended.sort(Comparator.comparing(Log::time).reversed());
      for (Log log : ended.subList(Math.min(kept, ended.size()), ended.size())) {
        for (Path file : logs.get(log)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // Another one may delete them; they are in nobody's way.
    }
  }

  /** The name has a local time, which is two moments when clocks are set back. */
  private static Instant lastLine(List<Path> files) throws IOException {
    Instant last = Instant.MIN;
    for (Path file : files) {
      Instant written = Files.getLastModifiedTime(file).toInstant();
      last = written.isAfter(last) ? written : last;
    }
    return last;
  }

  private static Map<Log, List<Path>> logs(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .collect(Collectors.groupingBy(OldLogs::log));
    }
  }

  private static Log log(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(file + " is no log");
    }
    return Log.of(matcher);
  }
}
