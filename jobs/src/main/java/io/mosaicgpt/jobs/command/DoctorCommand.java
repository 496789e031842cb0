package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.cli.Distribution;
import io.mosaicgpt.jobs.cli.ErrorSentences;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.NativeCache;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.doctor.Doctor;
import io.mosaicgpt.jobs.doctor.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at this machine. */
@Command(
    name = "doctor",
    description = "Check that this machine has what the program needs; exit code 1 if it has not.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    NativeCache.prepare();
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings = new ArrayList<>();
    boolean healthy =
        Doctor.ofThisMachine(NativeCache.directory(), Distribution.home().directory())
            .look(
                finding -> {
                  findings.add(finding);
                  if (!json) {
                    print(out, finding);
                  }
                });
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", healthy);
      document.put("checks", findings);
      JsonOutput.print(out, document);
    }
    return healthy ? 0 : ErrorSentences.FAILURE;
  }

  private static void print(PrintWriter out, Finding finding) {
    String remedy = finding.remedy().isEmpty() ? "" : " (" + finding.remedy() + ")";
    out.printf(
        "%-4s  %-17s %s%s%n", finding.status().word(), finding.name(), finding.detail(), remedy);
    out.flush();
  }
}
