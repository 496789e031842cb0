package io.mosaicgpt.integration.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Tolls as a table in Markdown, a line for each kind of fault. */
final class TollTable {
  private TollTable() {}

  static List<String> of(List<Toll> tolls) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| fault | times | back after, s (median) | worst | restores | tokens resumed"
            + " | computed again | at risk | events | lost | twice |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
    Arrays.stream(Fault.values())
        .map(fault -> tolls.stream().filter(toll -> toll.fault() == fault).toList())
        .filter(kind -> !kind.isEmpty())
        .map(TollTable::line)
        .forEach(lines::add);
    return lines;
  }

  private static String line(List<Toll> kind) {
    double[] back =
        kind.stream().mapToDouble(toll -> toll.back().toMillis() / 1e3).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.1f | %.1f | %d | %d | %d | %d | %d | %d | %d |",
        kind.get(0).fault(),
        kind.size(),
        back[back.length / 2],
        back[back.length - 1],
        kind.stream().mapToInt(Toll::restores).sum(),
        kind.stream().mapToLong(Toll::resumed).sum(),
        kind.stream().mapToLong(Toll::again).sum(),
        kind.stream().mapToLong(Toll::atRisk).sum(),
        kind.stream().mapToInt(Toll::events).sum(),
        kind.stream().mapToInt(Toll::lost).sum(),
        kind.stream().mapToInt(Toll::twice).sum());
  }
}
