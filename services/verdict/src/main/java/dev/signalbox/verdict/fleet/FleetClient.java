package dev.signalbox.verdict.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.judge.JudgeKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks the ingress for its models and their breakers; an answer is kept for a moment. */
@ApplicationScoped
public class FleetClient {
  private static final Duration PATIENCE = Duration.ofMillis(1_500);
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final int CONNECTIONS = 4;

  private record Kept(Instant at, Fleet fleet) {}

  private final HttpClient http;
  private final String endpoint;
  private final Optional<String> key;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

  FleetClient(
      Vertx vertx, VerdictConfig config, ObjectMapper json, InstantSource clock, PeerTls tls) {
    this.http =
        vertx.createHttpClient(
            tls.known(
                new HttpClientOptions()
                    .setMaxPoolSize(CONNECTIONS)
                    .setMaxWaitQueueSize(CONNECTIONS * 8)
                    .setConnectTimeout((int) PATIENCE.toMillis())));
    this.endpoint = config.judge().endpoint();
    this.key = JudgeKey.of(config.judge());
    this.json = json;
    this.clock = clock;
  }

  /** Never fails. */
  public Uni<Fleet> fleet() {
    Kept last = kept.get();
    Instant now = clock.instant();
    if (last != null && now.isBefore(last.at().plus(FRESH))) {
      return Uni.createFrom().item(last.fleet());
    }
    if (key.isEmpty()) {
      return Uni.createFrom()
          .item(
              new Fleet.Away(
                  "no API key for the ingress is configured (signalbox.verdict.judge.key)"));
    }
    Uni<Fleet> asked =
        get("/v1/models", key.get())
            .flatMap(
                models ->
                    get("/v1/health/models", key.get())
                        .map(health -> (Fleet) new Fleet.Known(join(models, health))));
    return asked
        .ifNoItem()
        .after(PATIENCE)
        .recoverWithItem(new Fleet.Away("it did not answer in time"))
        .onFailure()
        .recoverWithItem(new Fleet.Away("it can't be reached"))
        .invoke(fleet -> kept.set(new Kept(now, fleet)));
  }

  private static List<FleetModel> join(JsonNode models, JsonNode health) {
    Map<String, JsonNode> states = new HashMap<>();
    health.path("data").forEach(state -> states.put(state.path("model").asText(), state));
    List<FleetModel> all = new ArrayList<>();
    for (JsonNode model : models.path("data")) {
      String name = model.path("id").asText();
      JsonNode state = states.get(name);
      JsonNode more = model.path("signalbox");
      all.add(
          new FleetModel(
              name,
              model.path("owned_by").asText(),
              "route".equals(more.path("kind").asText()),
              state == null ? "" : state.path("breaker").asText(),
              state == null ? 0 : state.path("failures").asLong(),
              state == null ? 0 : state.path("refuses_for_ms").asLong(),
              more.has("price") ? price(more.path("price")) : null,
              more.path("mode").asText(),
              names(more.path("models")),
              names(more.path("reference")),
              drained(more.path("drained"))));
    }
    return all;
  }

  private static List<FleetModel.Drained> drained(JsonNode array) {
    List<FleetModel.Drained> drained = new ArrayList<>();
    array.forEach(
        one ->
            drained.add(
                new FleetModel.Drained(one.path("model").asText(), one.path("because").asText())));
    return drained;
  }

  private static FleetPrice price(JsonNode price) {
    return new FleetPrice(
        usd(price.path("per_million_input_usd")),
        usd(price.path("per_million_cached_input_usd")),
        usd(price.path("per_million_output_usd")),
        usd(price.path("per_image_usd")),
        price.path("source").asText(),
        price.path("date").asText());
  }

  /** Dollars to nano-dollars, rounded half up. */
  private static Money usd(JsonNode value) {
    return Money.ofNanoUsd(
        value.decimalValue().movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }

  private Uni<JsonNode> get(String path, String bearer) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(endpoint + path)
            .setTimeout(PATIENCE.toMillis())
            .putHeader("authorization", "Bearer " + bearer);
    return Uni.createFrom()
        .completionStage(
            () ->
                http.request(options)
                    // Told by the answer that does not come; what nobody listens to is an error in
                    // the log.
                    .compose(request -> request.exceptionHandler(cause -> {}).send())
                    .compose(
                        response ->
                            response.statusCode() == 200
                                ? response.body()
                                : io.vertx.core.Future.failedFuture(
                                    "status " + response.statusCode()))
                    .toCompletionStage())
        .map(
            body -> {
              try {
                return json.readTree(body.toString());
              } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
