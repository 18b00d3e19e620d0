package dev.signalbox.loadtest.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As many requests as are answered, by wrk (small bodies) or h2load (large ones). Each run is
 * bounded by its own duration and killed when it outstays it.
 *
 * @param tools the folder of wrk and h2load
 * @param work a folder for their scripts
 */
record ClosedLoad(Path tools, Path work) {
  private static final String PATH = "/v1/chat/completions";
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Pattern WRK_TOTAL = Pattern.compile("(\\d+) requests in ([\\d.]+)(ms|s|m)");
  private static final Pattern WRK_REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern WRK_BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern H2_TIME = Pattern.compile("finished in ([\\d.]+)(ms|s|m)");
  private static final Pattern H2_DONE =
      Pattern.compile("requests: .*?(\\d+) done, (\\d+) succeeded");

  /**
   * What came of a run.
   *
   * @param failed answered by another status than 2xx, or not at all
   */
  record Outcome(long requests, long failed, double seconds) {
    double perSecond() {
      return seconds > 0 ? (requests - failed) / seconds : 0;
    }
  }

  /** Small requests, over {@code connections} connections at once. */
  Outcome small(String address, String key, String body, int connections, Duration time)
      throws IOException, InterruptedException {
    Path script = work.resolve("small.lua");
    Files.writeString(
        script,
        """
        wrk.method = "POST"
        wrk.path = "%s"
        wrk.headers["content-type"] = "application/json"
        wrk.headers["authorization"] = "Bearer %s"
        wrk.body = [==[%s]==]
        """
            .formatted(PATH, key, body));
    String said =
        run(
            time,
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + wholeSeconds(time) + "s",
            "-s",
            script.toString(),
            "http://" + address);
    return ofWrk(said);
  }

  /** Large requests. */
  Outcome large(String address, String key, Path body, int connections, Duration time)
      throws IOException, InterruptedException {
    String said =
        run(
            time,
            "h2load",
            "--h1",
            "-t1",
            "-c" + connections,
            "-D" + wholeSeconds(time),
            "-d" + body,
            "-Hcontent-type: application/json",
            "-Hauthorization: Bearer " + key,
            "http://" + address + PATH);
    return ofH2load(said);
  }

  /**
   * Both count in whole seconds, and take none for "by number of requests", of which none is said.
   */
  static long wholeSeconds(Duration time) {
    return Math.max(1, time.plusMillis(500).toSeconds());
  }

  private String run(Duration time, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>();
    command.add(tools.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path said = work.resolve(program + ".out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    if (!process.waitFor(time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException(program + " did not end");
    }
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  static Outcome ofWrk(String said) throws IOException {
    Matcher total = found(WRK_TOTAL, said);
    long failed = 0;
    Matcher refused = WRK_REFUSED.matcher(said);
    if (refused.find()) {
      failed += Long.parseLong(refused.group(1));
    }
    Matcher broken = WRK_BROKEN.matcher(said);
    if (broken.find()) {
      for (int i = 1; i <= broken.groupCount(); i++) {
        failed += Long.parseLong(broken.group(i));
      }
    }
    return new Outcome(
        Long.parseLong(total.group(1)), failed, seconds(total.group(2), total.group(3)));
  }

  static Outcome ofH2load(String said) throws IOException {
    Matcher time = found(H2_TIME, said);
    Matcher done = found(H2_DONE, said);
    long requests = Long.parseLong(done.group(1));
    return new Outcome(
        requests, requests - Long.parseLong(done.group(2)), seconds(time.group(1), time.group(2)));
  }

  private static Matcher found(Pattern pattern, String said) throws IOException {
    Matcher matcher = pattern.matcher(said);
    if (!matcher.find()) {
      throw new IOException("the load generator said something else: " + said.strip());
    }
    return matcher;
  }

  private static double seconds(String number, String unit) {
    double value = Double.parseDouble(number);
    return switch (unit) {
      case "ms" -> value / 1_000;
      case "m" -> value * 60;
      default -> value;
    };
  }
}
