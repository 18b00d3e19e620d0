package dev.signalbox.local;

import dev.signalbox.local.plan.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The pool document that the ingress reads. With the usual ports that is the user's own file, so
 * that an edit is live at once. With others it is a copy whose local addresses are moved, and
 * {@link #refresh} carries edits over.
 *
 * @param wanted false when nothing that runs reads a pool
 */
record PoolFile(Path source, Path copy, Ports ports, boolean wanted) {
  Path used() {
    boolean usual =
        ports.worker() == Ports.DEFAULT.worker() && ports.simulator() == Ports.DEFAULT.simulator();
    return usual ? source : copy;
  }

  /** True when {@link #refresh} has work to do. */
  boolean isCopied() {
    return wanted && !used().equals(source);
  }

  /** Writes the copy where one is used and the source is newer. */
  void refresh() throws IOException {
    if (!isCopied()) {
      return;
    }
    if (Files.exists(copy)) {
      String current = Files.readString(copy);
      if (current.equals(moved())) {
        return;
      }
    }
    Path draft = copy.resolveSibling(copy.getFileName() + ".draft");
    Files.writeString(draft, moved());
    Files.move(draft, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private String moved() throws IOException {
    return move(Files.readString(source), ports);
  }

  static String move(String pool, Ports ports) {
    return pool.replace("127.0.0.1:" + Ports.DEFAULT.worker(), "127.0.0.1:" + ports.worker())
        .replace("127.0.0.1:" + Ports.DEFAULT.simulator(), "127.0.0.1:" + ports.simulator());
  }
}
