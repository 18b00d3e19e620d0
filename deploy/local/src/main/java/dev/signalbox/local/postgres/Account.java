package dev.signalbox.local.postgres;

import dev.signalbox.local.process.OwnSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The account that the server runs under. It refuses root, so a launcher that is root needs one of
 * the ways down.
 */
public enum Account {
  /** The launcher's own account, which is not root. */
  OWN,
  /**
   * A user namespace in which root's files belong to an ordinary user (the overflow user, nobody).
   * Files stay root's outside, and nothing needs to be handed over.
   */
  NAMESPACE,
  /**
   * The user nobody itself: the data is handed over to it, in a folder that it can reach. For
   * machines without user namespaces.
   */
  NOBODY;

  private static final int PROBE_SECONDS = 5;

  public static Account choose() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return OWN;
    }
    // id -un fails where the overflow user has no name, and initdb then would as well.
    boolean namespaces =
        OwnSession.find("unshare").isPresent() && succeeds(List.of("unshare", "-U", "id", "-un"));
    return namespaces ? NAMESPACE : NOBODY;
  }

  /** The command that runs {@code command} under this account, in the same process. */
  public List<String> wrap(List<String> command) {
    List<String> wrapped = new ArrayList<>();
    switch (this) {
      case OWN -> {}
      case NAMESPACE -> wrapped.addAll(List.of("unshare", "-U"));
      case NOBODY -> wrapped.addAll(asNobody());
    }
    wrapped.addAll(command);
    return wrapped;
  }

  private static List<String> asNobody() {
    Optional<Path> setpriv = OwnSession.find("setpriv");
    if (setpriv.isPresent()) {
      return List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--");
    }
    return List.of("su", "nobody", "-s", "/bin/sh", "-c", "exec \"$@\"", "--", "sh");
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
