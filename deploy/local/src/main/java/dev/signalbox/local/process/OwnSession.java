package dev.signalbox.local.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps a terminal's Ctrl-C from reaching the children, so that the launcher can stop them in its
 * order. {@code setsid} does it where it exists (Linux); elsewhere (macOS) the child starts with
 * SIGINT ignored, which a JVM honours. Both replace themselves by the program, so the process id is
 * the program's.
 */
public final class OwnSession {
  private OwnSession() {}

  public static List<String> wrap(List<String> command) {
    List<String> wrapped = new ArrayList<>();
    Optional<Path> setsid = find("setsid");
    if (setsid.isPresent()) {
      wrapped.add(setsid.get().toString());
    } else {
      wrapped.addAll(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    }
    wrapped.addAll(command);
    return wrapped;
  }

  /** An executable in the usual folders. */
  public static Optional<Path> find(String name) {
    return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
