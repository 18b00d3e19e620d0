package dev.signalbox.verdict.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.signalbox.contracts.verdict.v1.Access;
import dev.signalbox.contracts.verdict.v1.AccessBudget;
import dev.signalbox.contracts.verdict.v1.AccessChange;
import dev.signalbox.contracts.verdict.v1.AccessKey;
import dev.signalbox.contracts.verdict.v1.AccessSecret;
import dev.signalbox.contracts.verdict.v1.WatchRequest;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.access.AccessFeed;
import dev.signalbox.verdict.access.AccessNews;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@code signalbox.verdict.v1.Access}, for the replicas of the ingress. */
@GrpcService
class AccessService implements Access {
  private static final Logger LOG = Logger.getLogger(AccessService.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(4);

  private final AccessFeed feed;
  private final ObjectMapper json;
  private final Duration refresh;

  AccessService(AccessFeed feed, ObjectMapper json, VerdictConfig config) {
    this.feed = feed;
    this.json = json;
    this.refresh = config.access().refresh();
  }

  /** While PostgreSQL is away nothing is sent: the watcher keeps what it has, and notices. */
  @Override
  public Multi<AccessChange> watch(WatchRequest request) {
    Watcher watcher = new Watcher(request);
    return Multi.createFrom()
        .ticks()
        .every(refresh)
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(tick -> watcher.look())
        .filter(Optional::isPresent)
        .map(Optional::get);
  }

  /** What one watcher has heard; looked at once at a time. */
  private final class Watcher {
    private final String holder;
    private final long everyBeat = Math.max(1, HEARTBEAT.toMillis() / refresh.toMillis());
    private String store;
    private long revision;
    private long looks;
    private int watchers;

    Watcher(WatchRequest request) {
      this.holder = request.getHolder();
      this.store = request.getStore();
      this.revision = request.getRevision();
    }

    Uni<Optional<AccessChange>> look() {
      boolean beat = looks++ % everyBeat == 0;
      Uni<Integer> counted =
          beat && !holder.isEmpty()
              ? feed.watching(holder).invoke(count -> watchers = count)
              : Uni.createFrom().item(watchers);
      return counted
          .chain(count -> feed.since(store, revision))
          .map(
              news -> {
                boolean first = looks == 1;
                boolean same = news.store().equals(store) && news.revision() == revision;
                store = news.store();
                revision = news.revision();
                return same && !beat && !first
                    ? Optional.<AccessChange>empty()
                    : Optional.of(change(news, watchers));
              })
          .onFailure()
          .recoverWithItem(
              failure -> {
                LOG.debugf("keys and budgets can't be read: %s", failure.getMessage());
                looks = 0;
                return Optional.empty();
              });
    }
  }

  private AccessChange change(AccessNews news, int watchers) {
    AccessChange.Builder change =
        AccessChange.newBuilder()
            .setStore(news.store())
            .setRevision(news.revision())
            .setComplete(news.complete())
            .setWatchers(watchers);
    news.keys().forEach(key -> change.addKeys(key(key)));
    news.budgets().forEach(budget -> change.addBudgets(budget(budget)));
    return change.build();
  }

  private AccessKey key(AccessNews.Key key) {
    AccessKey.Builder out =
        AccessKey.newBuilder()
            .setId(key.id())
            .setTenant(key.tenant())
            .setRequestsPerMinute(key.requestsPerMinute())
            .setTokensPerMinute(key.tokensPerMinute())
            .setRevoked(key.revoked());
    try {
      for (JsonNode secret : json.readTree(key.secrets())) {
        out.addSecrets(
            AccessSecret.newBuilder()
                .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(secret.path("h").asText())))
                .setExpiresAt(secret.path("e").asLong()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL writes JSON", e);
    }
    return out.build();
  }

  private static AccessBudget budget(AccessNews.Limit budget) {
    return AccessBudget.newBuilder()
        .setId(budget.id())
        .setScope(AccessBudget.Scope.valueOf(budget.scope().toUpperCase(Locale.ROOT)))
        .setSubject(budget.subject())
        .setPeriod(AccessBudget.Period.valueOf(budget.period().toUpperCase(Locale.ROOT)))
        .setUnit(AccessBudget.Unit.valueOf(budget.unit().toUpperCase(Locale.ROOT)))
        .setCap(budget.cap())
        .setDeleted(budget.deleted())
        .build();
  }
}
