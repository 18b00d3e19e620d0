package dev.signalbox.classifier.training;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a command: what the user can put right is told in one sentence, without a stack trace. */
final class Commands {
  private Commands() {}

  /** The exit status: 0, 1 when the input can't be used, 2 for a wrong command line. */
  static int run(Callable<Integer> command, String[] arguments) {
    CommandLine line = new CommandLine(command);
    line.setExecutionExceptionHandler(
        (e, parsed, result) -> {
          boolean told = e instanceof IOException || e instanceof IllegalArgumentException;
          if (!told || e.getMessage() == null) {
            throw e;
          }
          parsed.getErr().println(parsed.getCommandName() + ": " + e.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return line.execute(arguments);
  }
}
