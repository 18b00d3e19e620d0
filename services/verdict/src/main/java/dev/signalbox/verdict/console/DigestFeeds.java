package dev.signalbox.verdict.console;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.digest.DigestArchive;
import dev.signalbox.verdict.digest.DigestIssue;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The digest as Atom (RFC 4287) and RSS 2.0. */
@Path("/digest")
public class DigestFeeds {
  private static final int ENTRIES = 52;

  private final DigestArchive archive;
  private final VerdictConfig.Digest config;
  private final String site;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance atom(Feed feed);

    static native TemplateInstance rss(Feed feed);
  }

  /**
   * The feed.
   *
   * @param site the console's address without a slash at its end
   */
  public record Feed(String site, List<Entry> entries) {
    /** When the newest issue was made; the epoch without one, as Atom wants a time. */
    public String updated() {
      return (entries.isEmpty() ? Instant.EPOCH : entries.get(0).issue().madeAt()).toString();
    }
  }

  /** An issue. */
  public record Entry(DigestIssue issue) {
    public String updated() {
      return issue.madeAt().toString();
    }

    /** As RSS writes times. */
    public String published() {
      return DateTimeFormatter.RFC_1123_DATE_TIME.format(issue.madeAt().atOffset(ZoneOffset.UTC));
    }
  }

  DigestFeeds(DigestArchive archive, VerdictConfig config) {
    this.archive = archive;
    this.config = config.digest();
    this.site = config.console().address().replaceFirst("/+$", "");
  }

  @GET
  @Path("atom.xml")
  public Uni<Response> atom() {
    return feed().flatMap(feed -> answer(Templates.atom(feed), "application/atom+xml"));
  }

  @GET
  @Path("rss.xml")
  public Uni<Response> rss() {
    return feed().flatMap(feed -> answer(Templates.rss(feed), "application/rss+xml"));
  }

  private Uni<Feed> feed() {
    return archive
        .latest(config.zone(), ENTRIES)
        .map(issues -> new Feed(site, issues.stream().map(Entry::new).toList()));
  }

  private static Uni<Response> answer(TemplateInstance feed, String type) {
    return feed.createUni()
        .map(
            text ->
                Response.ok(text, type + ";charset=UTF-8")
                    .header(HttpHeaders.CACHE_CONTROL, "public, max-age=600")
                    .build());
  }
}
