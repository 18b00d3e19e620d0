package dev.signalbox.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.loadtest.scenario.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Many large uploads at once, held back before their last byte: how much memory they take, how long
 * health takes to answer meanwhile, and what is said to one that is too large.
 */
@Command(
    name = "bench-bodies",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures memory and health under large uploads. Stops by itself.")
public final class BodiesProof implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REHEARSALS = 32;
  private static final int LATER_BYTES = 1_000;
  private static final int SENT_AT_ONCE = 64 * 1024;
  private static final long MIB = 1 << 20;

  @Mixin private Watched ingress = new Watched();

  @Option(
      names = "--uploads",
      defaultValue = "64",
      description = "At once. Default: ${DEFAULT-VALUE}")
  private int uploads;

  @Option(
      names = "--bytes",
      defaultValue = "20971520",
      description = "Of each, the most that is allowed. Default: ${DEFAULT-VALUE}")
  private int bytes;

  @Option(
      names = "--megabytes-a-second",
      defaultValue = "250",
      description = "Of all uploads together: 250 are two gigabits. Default: ${DEFAULT-VALUE}")
  private int megabytesASecond;

  @Option(names = "--model", defaultValue = "auto", description = "Default: ${DEFAULT-VALUE}")
  private String model = "auto";

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    byte[] body = body(bytes);
    rehearse(body);
    long heapBefore = ingress.heap();
    long residentBefore = ingress.resident();
    List<Upload> all = new ArrayList<>();
    Health health = new Health();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < uploads; i++) {
        all.add(new Upload(body));
      }
      health.begin();
      long begin = System.nanoTime();
      await(each, all, Upload::begin);
      double seconds = (System.nanoTime() - begin) / 1e9;
      health.pause();
      long heap = ingress.heap() - heapBefore;
      long resident = ingress.resident() - residentBefore;
      health.begin();
      await(each, all, upload -> requireAnswer(upload.finish()));
      health.pause();
      long kept = ingress.heap() - heapBefore;
      return report(seconds, heap, resident, kept, health.took);
    } finally {
      health.close();
      for (Upload upload : all) {
        upload.close();
      }
    }
  }

  private void rehearse(byte[] body) throws InterruptedException, ExecutionException, IOException {
    List<Upload> few = new ArrayList<>();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < REHEARSALS; i++) {
        few.add(new Upload(body));
      }
      await(
          each,
          few,
          upload -> {
            upload.begin();
            requireAnswer(upload.finish());
          });
    } finally {
      for (Upload upload : few) {
        upload.close();
      }
    }
  }

  private int report(double seconds, long heap, long resident, long kept, Histogram took)
      throws IOException {
    double held = (double) uploads * bytes;
    System.out.printf(
        "%d uploads of %d MiB in %.1f s: heap +%d MiB, resident +%d MiB, for %d MiB of bodies%n",
        uploads, bytes / MIB, seconds, heap / MIB, resident / MIB, (long) held / MIB);
    System.out.printf(
        "health answered %d times: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n%n",
        took.getTotalCount(),
        took.getValueAtPercentile(50) / 1e3,
        took.getValueAtPercentile(99) / 1e3,
        took.getMaxValue() / 1e3);
    boolean announced = refused(true);
    boolean unannounced = refused(false);
    List<Goal> goals =
        List.of(
            Goal.atMost("heap for each byte of the bodies", heap / held, 1.2, "bytes"),
            Goal.atMost(
                "heap kept when all are answered and no connection is closed",
                kept / held,
                0.05,
                "bytes for each"),
            Goal.atMost("health, p99", took.getValueAtPercentile(99) / 1e3, 50, "ms"));
    System.out.println("| goal | | measured | |\n|---|---|---|---|");
    goals.forEach(goal -> System.out.println(goal.row()));
    System.out.println(refusal("announced", announced));
    System.out.println(refusal("not announced", unannounced));
    return goals.stream().allMatch(Goal::met) && announced && unannounced ? 0 : 1;
  }

  private static String refusal(String how, boolean met) {
    return "| a body that is too large, %s | 413 in the API's shape | | %s |"
        .formatted(how, met ? "met" : "**not met**");
  }

  /** Whether one byte too many is refused with 413 and an error object. */
  private boolean refused(boolean announced) throws IOException {
    try (Socket socket = ingress.connect()) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(head(announced ? "content-length: " + (bytes + 1L) : "transfer-encoding: chunked"));
      byte[] piece = new byte[SENT_AT_ONCE];
      java.util.Arrays.fill(piece, (byte) ' ');
      try {
        for (long sent = 0; sent <= bytes; sent += piece.length) {
          int length = (int) Math.min(piece.length, bytes + 1L - sent);
          if (!announced) {
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          }
          out.write(piece, 0, length);
          if (!announced) {
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        }
        out.write(announced ? new byte[0] : "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      } catch (SocketException e) {
        // It may have said no before all was there; what it said can still be read.
      }
      Answer answer = Answer.read(socket.getInputStream());
      JsonNode error = JSON.readTree(answer.body()).path("error");
      return answer.status() == 413
          && !error.path("message").asText().isEmpty()
          && !error.path("code").asText().isEmpty();
    }
  }

  private static void requireAnswer(Answer answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException(
          "an upload was answered " + answer.status() + ": " + answer.body());
    }
  }

  @FunctionalInterface
  private interface Deed {
    void on(Upload upload) throws IOException;
  }

  private static void await(ExecutorService each, List<Upload> uploads, Deed deed)
      throws InterruptedException, ExecutionException {
    List<Future<?>> running = new ArrayList<>();
    for (Upload upload : uploads) {
      running.add(
          each.submit(
              () -> {
                deed.on(upload);
                return null;
              }));
    }
    for (Future<?> one : running) {
      one.get();
    }
  }

  private byte[] head(String length) {
    return ("POST /v1/chat/completions HTTP/1.1\r\nhost: "
            + ingress.address().getAuthority()
            + "\r\nauthorization: Bearer "
            + ingress.key()
            + "\r\ncontent-type: application/json\r\n"
            + length
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] body(int length) {
    String before =
        "{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},{\"type\":\"x_blob\",\"data\":\"";
    String after = "\"}]}]}";
    return (before + "x".repeat(length - before.length() - after.length()) + after)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** One request whose last bytes are held back. */
  private final class Upload implements AutoCloseable {
    private final Socket socket;
    private final byte[] body;

    Upload(byte[] body) throws IOException {
      this.body = body;
      this.socket = ingress.connect();
      socket.setSoTimeout(60_000);
      socket.setTcpNoDelay(true);
    }

    void begin() throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(head("content-length: " + body.length));
      double nanosAByte = 1e9 * uploads / (megabytesASecond * 1e6);
      long begin = System.nanoTime();
      for (int sent = 0; sent < body.length - LATER_BYTES; sent += SENT_AT_ONCE) {
        java.util.concurrent.locks.LockSupport.parkNanos(
            begin + (long) (sent * nanosAByte) - System.nanoTime());
        out.write(body, sent, Math.min(SENT_AT_ONCE, body.length - LATER_BYTES - sent));
      }
      out.flush();
    }

    Answer finish() throws IOException {
      socket.getOutputStream().write(body, body.length - LATER_BYTES, LATER_BYTES);
      socket.getOutputStream().flush();
      return Answer.read(socket.getInputStream());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Asks for health fifty times a second on a connection of its own. */
  private final class Health implements AutoCloseable {
    private static final long EVERY_MILLIS = 20;

    private final Histogram took = Result.histogram();
    private final Thread thread = new Thread(this::run, "health");
    private volatile boolean on;
    private volatile boolean closed;
    private volatile boolean asking;

    Health() {
      thread.setDaemon(true);
      thread.start();
    }

    void begin() {
      on = true;
    }

    void pause() throws InterruptedException {
      on = false;
      while (asking) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }

    private void run() {
      try (Socket socket = ingress.connect()) {
        socket.setTcpNoDelay(true);
        byte[] question =
            ("GET /q/health/live HTTP/1.1\r\nhost: "
                    + ingress.address().getAuthority()
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        while (!closed) {
          asking = true;
          if (on) {
            long begin = System.nanoTime();
            socket.getOutputStream().write(question);
            Answer answer = Answer.read(socket.getInputStream());
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
            synchronized (took) {
              took.recordValue(answer.status() == 200 ? micros : TimeUnit.SECONDS.toMicros(30));
            }
          }
          asking = false;
          TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("health can't be asked", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new BodiesProof())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("bench-bodies: " + e);
                  return 1;
                })
            .execute(args));
  }
}
