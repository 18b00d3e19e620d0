package dev.signalbox.worker.cli;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.hub.HubException;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.UnmatchedArgumentException;

/** The worker as a command of its own. */
@Command(
    name = "signalbox-vlm",
    mixinStandardHelpOptions = true,
    versionProvider = Vlm.Version.class,
    description = "Asks a SmolVLM-family model about pictures, on this machine, offline.",
    subcommands = {
      Describe.class,
      Ask.class,
      Chat.class,
      Serve.class,
      Pull.class,
      WorkerBench.class,
      AutoComplete.GenerateCompletion.class,
      FishCompletion.class
    })
public final class Vlm {
  private static final String PREFIX = "signalbox-vlm: ";

  /** What was built, and on what it runs. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      try (InputStream in = Vlm.class.getResourceAsStream("version.txt")) {
        if (in == null) {
          throw new IllegalStateException("version.txt is not in the jar");
        }
        return new String[] {
          "signalbox-vlm %s, Java %s, %s"
              .formatted(
                  new String(in.readAllBytes(), StandardCharsets.UTF_8).strip(),
                  Runtime.version(),
                  System.getProperty("os.arch"))
        };
      }
    }
  }

  public static void main(String[] arguments) {
    System.exit(command().execute(arguments));
  }

  /**
   * The command with its way of telling what went wrong: one sentence, exit 1; 2 where the line
   * itself is wrong.
   */
  static CommandLine command() {
    CommandLine command = new CommandLine(new Vlm()).setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler(
        (failure, line, result) -> {
          line.getErr().println(PREFIX + sentence(failure));
          return 1;
        });
    command.setParameterExceptionHandler(
        (failure, words) -> {
          CommandLine of = failure.getCommandLine();
          PrintWriter err = of.getErr();
          err.println(PREFIX + failure.getMessage());
          UnmatchedArgumentException.printSuggestions(failure, err);
          err.println(of.getCommandSpec().qualifiedName() + " --help says what there is");
          return of.getCommandSpec().exitCodeOnInvalidInput();
        });
    return command;
  }

  /** What a user can do something about; anything else is a bug and goes on its way. */
  private static String sentence(Exception failure) throws Exception {
    if (failure instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile();
    }
    if (failure instanceof FileSystemException unreadable) {
      String reason = unreadable.getReason() == null ? "" : ": " + unreadable.getReason();
      return unreadable.getFile() + " can't be read" + reason;
    }
    if (failure instanceof CheckpointException
        || failure instanceof ProblemException
        || failure instanceof HubException
        || failure instanceof ImageRefusedException
        || failure instanceof IOException) {
      return String.valueOf(failure.getMessage());
    }
    throw failure;
  }
}
