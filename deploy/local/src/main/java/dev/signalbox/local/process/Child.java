package dev.signalbox.local.process;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import dev.signalbox.local.plan.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A program that was started. */
record Child(Program program, Process process) {
  /** Starts it with its output in its log; the log of the start before is kept once. */
  static Child start(Program program, DataFolder folder, OrphanWatch watch) throws IOException {
    Path log = folder.log(program.name());
    if (Files.exists(log)) {
      Files.move(
          log, folder.log(program.name() + ".previous"), StandardCopyOption.REPLACE_EXISTING);
    }
    ProcessBuilder builder = new ProcessBuilder(OwnSession.wrap(program.command()));
    builder.environment().putAll(program.environment());
    Process process =
        builder
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    watch.add(program.stopSignal(), process.pid());
    ProcessRecord.of(program.name(), process.toHandle()).write(folder.run());
    return new Child(program, process);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void askToEnd() {
    Signals.send(process.toHandle(), program.stopSignal());
  }

  /** How it ended, in words; only for a process that has. */
  String ending() {
    int status = process.exitValue();
    return status > 128 ? "was killed by signal " + (status - 128) : "ended with status " + status;
  }
}
