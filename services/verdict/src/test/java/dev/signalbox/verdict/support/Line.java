package dev.signalbox.verdict.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/**
 * A TCP relay to a local port. While it is cut, connections break and new ones are closed at once.
 */
public final class Line implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = new HashSet<>();
  private boolean isCut;

  Line(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** No connection is left when this returns. */
  public synchronized void cut() {
    isCut = true;
    open.forEach(Line::closeQuietly);
    open.clear();
  }

  public synchronized void mend() {
    isCut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException e) {
        // The next one may get through.
      }
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      if (isOpened(near, far)) {
        Thread.ofVirtual().start(() -> pump(near, far));
        Thread.ofVirtual().start(() -> pump(far, near));
      } else {
        closeQuietly(far);
        closeQuietly(near);
      }
    } catch (IOException e) {
      closeQuietly(near);
    }
  }

  private synchronized boolean isOpened(Socket near, Socket far) {
    return !isCut && open.add(near) && open.add(far);
  }

  private synchronized void forget(Socket from, Socket to) {
    open.remove(from);
    open.remove(to);
  }

  private void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // Cut, or closed by one of the ends.
    } finally {
      closeQuietly(from);
      closeQuietly(to);
      forget(from, to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
