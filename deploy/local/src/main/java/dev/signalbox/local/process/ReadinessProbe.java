package dev.signalbox.local.process;

import dev.signalbox.local.plan.Readiness;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks once; false means: not yet. */
public final class ReadinessProbe {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int POSTMASTER_STATUS_LINE = 7;

  private ReadinessProbe() {}

  public static boolean isReady(Readiness readiness) {
    return switch (readiness) {
      case Readiness.Http http -> answers200(http.address());
      case Readiness.Port port -> accepts(port.port());
      case Readiness.Postmaster postmaster -> isReady(postmaster.pidFile());
    };
  }

  private static boolean answers200(URI address) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isReady(Path postmasterPid) {
    try {
      List<String> lines = Files.readAllLines(postmasterPid);
      return lines.size() > POSTMASTER_STATUS_LINE
          && lines.get(POSTMASTER_STATUS_LINE).strip().equals("ready");
    } catch (IOException e) {
      return false;
    }
  }
}
