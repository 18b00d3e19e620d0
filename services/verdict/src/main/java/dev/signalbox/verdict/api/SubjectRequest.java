package dev.signalbox.verdict.api;

import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.subject.NewSubject;
import dev.signalbox.verdict.subject.SubjectKind;
import dev.signalbox.verdict.subject.SubjectSheet;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject to be added.
 *
 * @param kind model, tool, route or version
 * @param link its own page, http or https; may be absent
 * @param poolName the pool's model or route that it is; absent when it does not serve here
 * @param facts may be absent
 * @param prices may be absent
 */
public record SubjectRequest(
    @Nullable String slug,
    @Nullable String kind,
    @Nullable String title,
    @Nullable String summary,
    @Nullable String maker,
    @Nullable String link,
    @Nullable String poolName,
    @Nullable List<FactsRequest.@Nullable Line> facts,
    @Nullable PricesRequest prices) {
  /** Checks it; each refusal names the field. */
  NewSubject checked(Instant now) {
    return new NewSubject(
        checkedSlug(),
        SubjectKind.parse(kind),
        Fields.text("title", title, 1, 120),
        Fields.text("summary", summary, 1, 600),
        Fields.text("maker", maker, 0, 120),
        checkedLink(),
        poolName == null || poolName.isBlank() ? null : Fields.name("poolName", poolName),
        false,
        FactsRequest.checked(facts),
        prices == null ? null : prices.checked(now));
  }

  private String checkedSlug() {
    if (slug == null || !SubjectSheet.isSlug(slug)) {
      throw VerdictProblem.invalid(
          "slug", "is 1 to 80 small letters, digits, dots and dashes, without -vs-");
    }
    return slug;
  }

  private @Nullable String checkedLink() {
    if (link == null || link.isBlank()) {
      return null;
    }
    try {
      URI uri = new URI(Fields.text("link", link, 1, 500));
      if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri.toString();
      }
    } catch (URISyntaxException e) {
      // Answered below, like an address of another kind.
    }
    throw VerdictProblem.invalid("link", "is an address that begins with https:// or http://");
  }
}
