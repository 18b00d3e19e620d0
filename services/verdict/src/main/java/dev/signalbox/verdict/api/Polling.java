package dev.signalbox.verdict.api;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.database.RateLimits;
import dev.signalbox.verdict.database.RateLimits.Rate;
import dev.signalbox.verdict.signin.ServiceKey;
import dev.signalbox.verdict.signin.Visitor;
import dev.signalbox.verdict.vote.Voter;
import dev.signalbox.verdict.vote.VoterKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who votes in this request, and how fast. Who signed in is the same voter on every device;
 * everybody else is known by a signed cookie. Limits are shared by replicas; addresses are hashed
 * with a key and forgotten within minutes.
 */
@RequestScoped
public class Polling {
  private final VoterCookie cookies;
  private final VoterKeys keys;
  private final Visitor visitor;
  private final RateLimits limits;
  private final ServiceKey key;
  private final HttpServerRequest request;
  private final Rate perVoter;
  private final Rate perAddress;

  Polling(
      VoterCookie cookies,
      VoterKeys keys,
      Visitor visitor,
      RateLimits limits,
      ServiceKey key,
      HttpServerRequest request,
      VerdictConfig config) {
    this.cookies = cookies;
    this.keys = keys;
    this.visitor = visitor;
    this.limits = limits;
    this.key = key;
    this.request = request;
    this.perVoter = Rate.perMinute(config.voters().votesPerMinute());
    this.perAddress = Rate.perMinute(config.voters().newVotersPerMinute());
  }

  /** Who reads; null for somebody not seen before. */
  public @Nullable Voter reader(HttpHeaders headers) {
    return signedIn().or(() -> cookies.present(headers).map(VoterCookie.Known::voter)).orElse(null);
  }

  /** Who votes: the one who signed in, or the cookie's. */
  public Voter voter(VoterCookie.Known known) {
    return signedIn().orElse(known.voter());
  }

  /** Takes one vote; fails with 429 when this voter, or new ones from here, are too fast. */
  public Uni<Void> admit(VoterCookie.Known known) {
    Voter voter = voter(known);
    Uni<Void> one =
        limits.take("vote " + voter.hash(), perVoter, "too many votes in a minute; wait a little");
    if (!known.isNew() || signedIn().isPresent()) {
      return one;
    }
    String address = request.remoteAddress() == null ? "" : request.remoteAddress().host();
    return limits.take(
        "new voter " + key.hash("address", String.valueOf(address)),
        perAddress,
        "too many new voters from here in a minute; wait a little, and keep the cookie");
  }

  private Optional<Voter> signedIn() {
    return visitor.session().map(session -> keys.signedIn(session.subject()));
  }
}
