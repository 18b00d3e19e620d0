package dev.signalbox.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a Hub on this machine that breaks off, lies and redirects. */
class HubFolderTest {
  private static final byte[] WEIGHTS = new byte[300_000];
  private static final byte[] CONFIG =
      "{\"model_type\":\"smolvlm\"}".getBytes(StandardCharsets.UTF_8);

  static {
    new Random(1).nextBytes(WEIGHTS);
  }

  @TempDir Path folder;
  private HttpServer server;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile byte[] served = WEIGHTS;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String list =
        """
        {"siblings": [
          {"rfilename": "config.json", "size": %d, "blobId": "%s"},
          {"rfilename": "onnx/model.safetensors", "size": 5, "blobId": "x"},
          {"rfilename": "../evil.json", "size": 5, "blobId": "x"},
          {"rfilename": "README.md", "size": 5, "blobId": "x"},
          {"rfilename": "model.safetensors", "size": %d, "blobId": "y",
           "lfs": {"sha256": "%s", "size": %d}}]}
        """
            .formatted(
                CONFIG.length, blob(CONFIG), WEIGHTS.length, sha256(WEIGHTS), WEIGHTS.length);
    server.createContext(
        "/api/models/owner/model/revision/main",
        exchange -> send(exchange, 200, list.getBytes(StandardCharsets.UTF_8)));
    server.createContext(
        "/owner/model/resolve/main/config.json", exchange -> send(exchange, 200, CONFIG));
    server.createContext(
        "/owner/model/resolve/main/model.safetensors",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          send(exchange, 302, new byte[0]);
        });
    server.createContext("/elsewhere", this::weights);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void weights(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
    byte[] rest = Arrays.copyOfRange(served, from, served.length);
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%d".formatted(from, served.length - 1, served.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
    OutputStream out = exchange.getResponseBody();
    if (cuts.getAndDecrement() > 0) {
      out.write(rest, 0, Math.min(70_000, rest.length));
      out.flush();
      exchange.close(); // breaks the promise of its length
      return;
    }
    out.write(rest);
    exchange.close();
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private HubFolder hub(String repository) {
    return new HubFolder(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        repository,
        "main",
        null,
        Duration.ofMinutes(2),
        Duration.ofMillis(100));
  }

  @Test
  void shouldGoOnWhereTheConnectionBroke() throws Exception {
    cuts.set(3);
    List<String> files = hub("owner/model").fetch(folder, (file, bytes, of) -> {});
    assertThat(files).containsExactlyInAnyOrder("config.json", "model.safetensors");
    assertThat(Files.readAllBytes(folder.resolve("model.safetensors"))).isEqualTo(WEIGHTS);
    assertThat(ranges).hasSize(4).first().isEqualTo("null");
    assertThat(ranges.subList(1, 4)).allMatch(range -> range.startsWith("bytes="));
    try (var all = Files.list(folder)) {
      assertThat(all).hasSize(2);
    }
  }

  @Test
  void shouldGoOnFromAnEarlierCall() throws Exception {
    // given a Hub that breaks off more often than is borne
    cuts.set(100);
    Files.write(folder.resolve("model.safetensors.part"), Arrays.copyOf(WEIGHTS, 1_000));
    served = Arrays.copyOf(WEIGHTS, 250_000);
    assertThatThrownBy(() -> hub("owner/model").fetch(folder, (file, bytes, of) -> {}))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("go on from there");
    assertThat(ranges.getFirst()).isEqualTo("bytes=1000-");
    // when
    cuts.set(0);
    served = WEIGHTS;
    hub("owner/model").fetch(folder, (file, bytes, of) -> {});
    // then
    assertThat(Files.readAllBytes(folder.resolve("model.safetensors"))).isEqualTo(WEIGHTS);
  }

  @Test
  void shouldFetchNothingTwice() throws Exception {
    hub("owner/model").fetch(folder, (file, bytes, of) -> {});
    int asked = ranges.size();
    hub("owner/model").fetch(folder, (file, bytes, of) -> {});
    assertThat(ranges).hasSize(asked);
  }

  @Test
  void shouldRefuseAWrongChecksum() {
    served = WEIGHTS.clone();
    served[123] ^= 1;
    assertThatThrownBy(() -> hub("owner/model").fetch(folder, (file, bytes, of) -> {}))
        .hasMessageContaining("checksum");
    assertThat(folder.resolve("model.safetensors")).doesNotExist();
    assertThat(folder.resolve("model.safetensors.part")).doesNotExist();
  }

  @Test
  void shouldNameTheFileThatIsListedButNotThere() {
    server.removeContext("/elsewhere");
    assertThatThrownBy(() -> hub("owner/model").fetch(folder, (file, bytes, of) -> {}))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("model.safetensors is in the Hub's list of owner/model");
    assertThat(folder.resolve("model.safetensors")).doesNotExist();
  }

  @Test
  void shouldSayWhatToDoWithoutANetworkOrAModel() {
    assertThatThrownBy(() -> hub("owner/absent").fetch(folder, (file, bytes, of) -> {}))
        .hasMessageContaining("There is no owner/absent");
    HubFolder nowhere =
        new HubFolder(
            URI.create("http://127.0.0.1:1"), "owner/model", "main", null, Duration.ofSeconds(1));
    assertThatThrownBy(() -> nowhere.fetch(folder, (file, bytes, of) -> {}))
        .hasMessageContaining("can't be reached")
        .hasMessageContaining("--model FOLDER");
    HubFolder noAddress =
        new HubFolder(URI.create("mirror"), "owner/model", "main", null, Duration.ofSeconds(1));
    assertThatThrownBy(() -> noAddress.fetch(folder, (file, bytes, of) -> {}))
        .hasMessage("mirror is no address of a Hub: https://…");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static String blob(byte[] bytes) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-1");
    digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(bytes));
  }
}
