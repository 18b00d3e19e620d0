package dev.signalbox.local;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.plan.ReadyMessage;
import dev.signalbox.local.plan.StartFailure;
import dev.signalbox.local.process.OwnSession;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The same command once more in the background, with this process showing what it prints until it
 * is ready.
 */
final class Detached {
  private static final String MARK = "SIGNALBOX_IN_BACKGROUND";
  private static final int POLL_MILLIS = 100;

  private Detached() {}

  static boolean isInBackground() {
    return System.getenv(MARK) != null;
  }

  /** Returns 0 when the system is ready, or the background process's status when it gave up. */
  static int start(DataFolder folder, PrintStream out) throws StartFailure, InterruptedException {
    folder.create();
    Path log = folder.log("launcher");
    try {
      Files.deleteIfExists(log);
      Files.createFile(log);
      ProcessBuilder builder = new ProcessBuilder(OwnSession.wrap(command()));
      builder.environment().put(MARK, "yes");
      Process process =
          builder
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return follow(process, log, out);
    } catch (IOException e) {
      throw new StartFailure("the launcher can't go to the background: " + e.getMessage(), e);
    }
  }

  private static List<String> command() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> command = new ArrayList<>();
    command.add(info.command().orElseThrow());
    for (String argument : info.arguments().orElse(new String[0])) {
      if (!argument.equals("--detach")) {
        command.add(argument);
      }
    }
    return command;
  }

  private static int follow(Process process, Path log, PrintStream out)
      throws IOException, InterruptedException {
    StringBuilder shown = new StringBuilder();
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      while (true) {
        boolean alive = process.isAlive();
        byte[] news = new byte[(int) (file.length() - file.getFilePointer())];
        file.readFully(news);
        String text = new String(news, StandardCharsets.UTF_8);
        shown.append(text);
        out.print(text);
        out.flush();
        int ready = shown.indexOf(ReadyMessage.FIRST_WORDS);
        if (ready >= 0 && shown.indexOf("make stop", ready) >= 0) {
          return 0;
        }
        if (!alive) {
          return process.exitValue() == 0 ? 1 : process.exitValue();
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }
}
