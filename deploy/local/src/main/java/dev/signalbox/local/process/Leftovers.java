package dev.signalbox.local.process;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import java.time.Duration;
import java.util.List;

/**
 * Ends what a launcher left behind that was killed together with its watch. Called with the
 * folder's lock held.
 */
public final class Leftovers {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Leftovers() {}

  public static void end(DataFolder folder, Progress progress) {
    List<ProcessRecord> records =
        ProcessRecord.readAll(folder.run()).stream()
            .filter(record -> !record.name().equals(ProcessRecord.LAUNCHER))
            .toList();
    List<ProcessRecord> alive =
        records.stream().filter(record -> record.process().isPresent()).toList();
    if (!alive.isEmpty()) {
      progress.line(
          "ending what an earlier start left behind: "
              + String.join(", ", alive.stream().map(ProcessRecord::name).toList()));
      Signals.end(alive.stream().flatMap(record -> record.process().stream()).toList(), GRACE);
    }
    records.forEach(record -> ProcessRecord.delete(folder.run(), record.name()));
  }
}
