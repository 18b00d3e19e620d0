package dev.signalbox.loadtest.wire;

import dev.signalbox.loadtest.scenario.ApiKey;
import dev.signalbox.loadtest.scenario.WatchedProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a proof that looks into the ingress' process while it loads it. */
final class Watched {
  @Option(names = "--ingress", required = true, description = "The ingress' address")
  private URI address = URI.create("http://127.0.0.1:8080");

  @Option(names = "--pid", required = true, description = "Its process")
  private long pid;

  @Option(names = "--jcmd", required = true, description = "The JDK's jcmd")
  private Path jcmd = Path.of("jcmd");

  @Mixin private ApiKey key = new ApiKey();

  URI address() {
    return address;
  }

  String key() {
    return key.secret();
  }

  /** A connection of its own. */
  Socket connect() throws IOException {
    return new Socket(address.getHost(), address.getPort());
  }

  /** Bytes of the heap in use after a full collection. */
  long heap() throws IOException, InterruptedException {
    return FullHeap.inUse(jcmd, pid, address);
  }

  /** Bytes that are resident. */
  long resident() throws IOException {
    return WatchedProcess.parse("ingress=" + pid).residentBytes();
  }
}
