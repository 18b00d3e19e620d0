package dev.signalbox.local;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the processes and their addresses. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Lists what runs on the data folder; status 3 when nothing does.")
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_RUNNING = 3;
  @Mixin private final DataOption data = new DataOption();

  @Override
  public Integer call() throws IOException {
    DataFolder folder = data.folder();
    List<ProcessRecord> alive =
        ProcessRecord.readAll(folder.run()).stream()
            .filter(record -> record.process().isPresent())
            .sorted(Comparator.comparing(ProcessRecord::started))
            .toList();
    if (alive.isEmpty()) {
      System.out.println("signalbox does not run on " + folder.root());
      return NOT_RUNNING;
    }
    Map<String, String> addresses = Addresses.read(folder);
    for (ProcessRecord record : alive) {
      System.out.printf(
          "%-11s process %-8d %s%n",
          record.name(), record.pid(), addresses.getOrDefault(record.name(), ""));
    }
    System.out.println(addresses.isEmpty() ? "not ready yet" : "ready");
    return 0;
  }
}
