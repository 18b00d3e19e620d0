package dev.signalbox.local;

import dev.signalbox.local.process.OwnSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Opens a page where there is a person with a screen; silently does nothing elsewhere. The start
 * script says whether its output is a terminal: the JDK's own answer differs between 21 and later
 * ones.
 */
final class Browser {
  private Browser() {}

  static void open(String address) {
    opener(System.getenv(), System.getProperty("os.name"), Boolean.getBoolean("signalbox.terminal"))
        .flatMap(OwnSession::find)
        .ifPresent(program -> start(program, address));
  }

  /** The program that opens pages, empty without a display or without a terminal. */
  static Optional<String> opener(Map<String, String> environment, String system, boolean terminal) {
    if (!terminal || environment.containsKey("SSH_CONNECTION")) {
      return Optional.empty();
    }
    if (system.toLowerCase(Locale.ROOT).startsWith("mac")) {
      return Optional.of("open");
    }
    boolean display =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    return display ? Optional.of("xdg-open") : Optional.empty();
  }

  private static void start(Path program, String address) {
    try {
      new ProcessBuilder(program.toString(), address)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      System.err.println("no browser could be opened: " + e.getMessage());
    }
  }
}
