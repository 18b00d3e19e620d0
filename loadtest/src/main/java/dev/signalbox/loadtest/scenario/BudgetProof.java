package dev.signalbox.loadtest.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Spends one budget from several replicas at once and counts what went wrong: money beyond the cap,
 * refusals while there was room, and differences between provider, answers and verdict.
 */
@Command(
    name = "budget",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Holds several replicas to one cap and counts overshoot, drift and false refusals.")
public final class BudgetProof implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofSeconds(20);
  private static final int NANO = 9;
  private static final String MODEL = "simulator-large";
  private static final int TOKENS = 40;

  /** A replica lets each of them wait for a second or two. */
  private static final int MOST_IN_VAIN = 30;

  @Mixin private Deployment deployment = new Deployment();

  @Option(names = "--callers", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(
      names = "--cap-usd",
      defaultValue = "0.5",
      description = "The cap. Default: ${DEFAULT-VALUE}")
  private BigDecimal capUsd = BigDecimal.ONE;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong spent = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger falselyRefused = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicLong dearest = new AtomicLong();
  private long invoiceAtStart;

  public static void main(String[] args) {
    System.exit(new CommandLine(new BudgetProof()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    String name = "budget-" + UUID.randomUUID().toString().substring(0, 8);
    String key = makeKey(name);
    long cap = capUsd.movePointRight(NANO).longValueExact();
    admin(
        "PUT",
        "/api/admin/budgets",
        JSON.createObjectNode()
            .put("scope", "tenant")
            .put("subject", name)
            .put("period", "month")
            .put("usd", capUsd));
    invoiceAtStart = invoice();
    for (URI replica : deployment.replicas()) {
      awaitKey(replica, key);
    }
    long before = System.nanoTime();
    spend(key, cap);
    double seconds = (System.nanoTime() - before) / 1e9;
    long invoiced = invoice() - invoiceAtStart;
    long booked = awaitBooked(name, spent.get());
    return report(cap, invoiced, booked, seconds);
  }

  /** The key works everywhere before the clock starts; what these calls cost counts too. */
  private void awaitKey(URI replica, String key) throws IOException, InterruptedException {
    long until = System.nanoTime() + SETTLED.toNanos();
    while (true) {
      HttpResponse<String> answer = ask(replica, key);
      if (answer.statusCode() == 200) {
        spent.addAndGet(cost(answer));
        return;
      }
      if (System.nanoTime() > until) {
        throw new IOException("the new key does not work on " + replica + ": " + answer.body());
      }
      Thread.sleep(50);
    }
  }

  private void spend(String key, long cap) throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        URI replica = deployment.replicas().get(i % deployment.replicas().size());
        all.add(
            pool.submit(
                () -> {
                  callUntilRefused(replica, key, cap);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  /**
   * Each caller goes on until it is refused three times in a row. One that hears for a minute that
   * nobody knows has waited in vain, and that is wrong.
   */
  private void callUntilRefused(URI replica, String key, long cap)
      throws IOException, InterruptedException {
    int refusals = 0;
    int inVain = 0;
    while (refusals < 3) {
      inFlight.incrementAndGet();
      HttpResponse<String> answer = ask(replica, key);
      switch (answer.statusCode()) {
        case 200 -> {
          long cost = cost(answer);
          dearest.accumulateAndGet(cost, Math::max);
          spent.addAndGet(cost);
          answered.incrementAndGet();
          inFlight.decrementAndGet();
          refusals = 0;
          inVain = 0;
        }
        case 429 -> {
          int others = inFlight.decrementAndGet();
          refused.incrementAndGet();
          // Whatever is under way may still use a whole request's worth.
          long room = cap - spent.get() - (long) others * reservation();
          if (room >= reservation()) {
            falselyRefused.incrementAndGet();
          }
          refusals++;
        }
        case 503 -> {
          inFlight.decrementAndGet();
          unknown.incrementAndGet();
          if (++inVain == MOST_IN_VAIN) {
            wrong.incrementAndGet();
            return;
          }
          Thread.sleep(100);
        }
        default -> {
          inFlight.decrementAndGet();
          wrong.incrementAndGet();
          refusals++;
        }
      }
    }
  }

  /** What a request sets aside: a tenth more than its cost, because it states its length. */
  private long reservation() {
    return dearest.get() * 11 / 10;
  }

  private long awaitBooked(String name, long expected) throws IOException, InterruptedException {
    long until = System.nanoTime() + SETTLED.toNanos();
    long booked = booked(name);
    while (booked != expected && System.nanoTime() < until) {
      Thread.sleep(100);
      booked = booked(name);
    }
    return booked;
  }

  private long booked(String name) throws IOException, InterruptedException {
    for (JsonNode budget : admin("GET", "/api/admin/budgets", null).path("budgets")) {
      if (budget.path("subject").asText().equals(name)) {
        return budget.path("spent").asLong();
      }
    }
    return -1;
  }

  private int report(long cap, long invoiced, long booked, double seconds) {
    long overshoot = Math.max(0, spent.get() - cap);
    System.out.printf(
        "%d replicas, %d callers, %.1f s: %d answered, %d refused with 429, %d with 503, %d else%n",
        deployment.replicas().size(),
        callers,
        seconds,
        answered.get(),
        refused.get(),
        unknown.get(),
        wrong.get());
    System.out.printf("cap                  %s USD%n", usd(cap));
    System.out.printf("spent                %s USD%n", usd(spent.get()));
    System.out.printf(
        "overshoot            %s USD (one request: %s)%n", usd(overshoot), usd(dearest.get()));
    System.out.printf("left unspent         %s USD%n", usd(Math.max(0, cap - spent.get())));
    System.out.printf(
        "provider's invoice   %s USD, difference %d nano-dollars%n",
        usd(invoiced), invoiced - spent.get());
    System.out.printf(
        "verdict's account    %s USD, difference %d nano-dollars%n",
        usd(booked), booked - spent.get());
    System.out.printf("false refusals       %d%n", falselyRefused.get());
    boolean good =
        overshoot <= dearest.get()
            && cap - spent.get() < 2 * dearest.get()
            && invoiced == spent.get()
            && booked == spent.get()
            && falselyRefused.get() == 0
            && wrong.get() == 0;
    System.out.println(good ? "the budget held" : "the budget did NOT hold");
    return good ? 0 : 1;
  }

  private static String usd(long nanoUsd) {
    return BigDecimal.valueOf(nanoUsd, NANO).toPlainString();
  }

  private HttpResponse<String> ask(URI replica, String key)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("model", MODEL).put("max_tokens", TOKENS);
    body.putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "How long is the longest train that fits this track? Say it in short.");
    body.putObject("simulator")
        .put("output_tokens", TOKENS)
        .put("first_token_millis", 20)
        .put("token_micros", 0);
    HttpRequest request =
        HttpRequest.newBuilder(replica.resolve("/v1/chat/completions"))
            .timeout(TIMEOUT)
            .header("authorization", "Bearer " + key)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static long cost(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("x-signalbox-cost-usd")
        .map(usd -> new BigDecimal(usd).movePointRight(NANO).longValueExact())
        .orElse(0L);
  }

  private String makeKey(String name) throws IOException, InterruptedException {
    ObjectNode wish = JSON.createObjectNode().put("id", name).put("tenant", name);
    return admin("POST", "/api/admin/keys", wish).path("key").asText();
  }

  private JsonNode admin(
      String method, String path, @org.jspecify.annotations.Nullable ObjectNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(deployment.verdict().resolve(path))
            .timeout(TIMEOUT)
            .header("authorization", "Bearer " + deployment.adminToken())
            .header("content-type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(method + " " + path + ": " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  private long invoice() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(deployment.simulator().resolve("/simulator/invoice"))
            .timeout(TIMEOUT)
            .build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .path("nano_usd")
        .asLong();
  }
}
