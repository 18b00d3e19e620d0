package dev.signalbox.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that must be told theirs. They lie below those that a system gives to whoever
 * asks for any, so that nobody gets one by chance between its choice and its use.
 */
public final class FreePorts {
  private static final int LOWEST = 12_000;
  private static final int BEYOND = 32_000;

  private FreePorts() {}

  /** A port that nobody listens on. */
  public static int one() throws IOException {
    return some(1).get(0);
  }

  /** Ports that nobody listens on, no two alike. */
  public static List<Integer> some(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
      for (int tried = 0; held.size() < count && tried < BEYOND - LOWEST; tried++) {
        try {
          held.add(new ServerSocket(port));
        } catch (IOException e) {
          // Somebody has it: the next one.
        }
        port = port + 1 < BEYOND ? port + 1 : LOWEST;
      }
      if (held.size() < count) {
        throw new IOException("no " + count + " ports are free");
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
