package dev.signalbox.local;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import dev.signalbox.local.plan.StartFailure;
import dev.signalbox.local.process.Leftovers;
import dev.signalbox.local.process.Signals;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops what a launcher on the data folder started. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = "Stops the system that runs on the data folder.")
final class StopCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofSeconds(90);
  @Mixin private final DataOption data = new DataOption();

  @Override
  public Integer call() {
    DataFolder folder = data.folder();
    Optional<ProcessHandle> launcher =
        ProcessRecord.read(folder.run(), ProcessRecord.LAUNCHER).flatMap(ProcessRecord::process);
    if (launcher.isPresent()) {
      return stop(launcher.get(), folder);
    }
    if (!Files.isDirectory(folder.run())) {
      System.out.println("signalbox does not run on " + folder.root());
      return 0;
    }
    try (DataFolder.Lock held = folder.lock()) {
      Leftovers.end(folder, System.out::println);
      System.out.println("signalbox does not run on " + folder.root());
      return 0;
    } catch (StartFailure e) {
      System.err.println("signalbox: " + e.sentence());
      return 1;
    }
  }

  private static int stop(ProcessHandle launcher, DataFolder folder) {
    System.out.println("stopping (process " + launcher.pid() + ")");
    Signals.send(launcher, "TERM");
    if (Signals.awaitEnd(launcher, LONGEST)) {
      System.out.println("signalbox has stopped; its data stays in " + folder.root());
      return 0;
    }
    System.err.println(
        "signalbox: process %d did not end within %d s; see %s"
            .formatted(launcher.pid(), LONGEST.toSeconds(), folder.logs()));
    return 1;
  }
}
