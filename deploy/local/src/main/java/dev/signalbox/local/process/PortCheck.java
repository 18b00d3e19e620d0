package dev.signalbox.local.process;

import dev.signalbox.local.plan.Ports;
import dev.signalbox.local.plan.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the ports before anything is started, so that a taken one is one sentence and not six
 * logs.
 */
public final class PortCheck {
  private PortCheck() {}

  /**
   * Returns when all are free.
   *
   * @param used the names of the ports that will be used
   * @throws StartFailure naming every port that is taken, or used twice
   */
  public static void requireFree(Ports ports, Set<String> used) throws StartFailure {
    List<String> taken = new ArrayList<>();
    Map<Integer, String> seen = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> entry : ports.byName().entrySet()) {
      String name = entry.getKey();
      if (!used.contains(name)) {
        continue;
      }
      String twin = seen.put(entry.getValue(), name);
      if (twin != null) {
        throw new StartFailure(
            "%s and %s can't both have port %d".formatted(twin, name, entry.getValue()));
      }
      if (!isFree(entry.getValue())) {
        taken.add(entry.getValue() + " (" + name + ")");
      }
    }
    if (!taken.isEmpty()) {
      throw new StartFailure(
          "%s %s taken by another program; stop it, or choose other ports with --port-offset 100, --free-ports or --<name>-port"
              .formatted(
                  (taken.size() == 1 ? "port " : "ports ") + String.join(", ", taken),
                  taken.size() == 1 ? "is" : "are"));
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A free port for each name; all are held until the last is found, so that they differ. */
  public static Ports findFree(Set<String> names) {
    List<ServerSocket> held = new ArrayList<>();
    Map<String, Integer> found = new LinkedHashMap<>();
    try {
      for (String name : names) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        found.put(name, socket.getLocalPort());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no free port was found", e);
    } finally {
      held.forEach(PortCheck::close);
    }
    return Ports.of(found);
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
