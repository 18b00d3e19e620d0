package dev.signalbox.verdict.digest;

import dev.signalbox.verdict.VerdictConfig;
import io.quarkus.mailer.Mail;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** Writes the mails, as HTML and as text. */
@ApplicationScoped
class DigestMails {
  /** RFC 3834: whoever is away does not answer it. */
  private static final String NOBODY_WROTE_IT = "Auto-Submitted";

  private final AddressSeal seal;
  private final String site;
  private final String domain;

  @CheckedTemplate(basePath = "digest", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance issue(DigestIssue issue, String site, String unsubscribe);

    static native TemplateInstance issuetext(DigestIssue issue, String site, String unsubscribe);

    static native TemplateInstance confirm(String link, String site, long hours);

    static native TemplateInstance confirmtext(String link, String site, long hours);
  }

  DigestMails(AddressSeal seal, VerdictConfig config) {
    this.seal = seal;
    this.site = config.console().address().replaceFirst("/+$", "");
    String host = URI.create(site).getHost();
    this.domain = host == null ? "signalbox.invalid" : host;
  }

  /** Asks to confirm; its link is the wish. */
  Uni<Mail> confirmation(MailAddress to, String wish, long hours) {
    String link = site + "/digest/confirm/" + wish;
    return Templates.confirm(link, site, hours)
        .createUni()
        .flatMap(
            html ->
                Templates.confirmtext(link, site, hours)
                    .createUni()
                    .map(
                        text ->
                            new Mail()
                                .addTo(to.text())
                                .setSubject("Please confirm: the weekly Signalbox digest")
                                .addHeader(NOBODY_WROTE_IT, "auto-generated")
                                .setHtml(html)
                                .setText(text)));
  }

  /**
   * A week's issue for one subscriber, with the headers of RFC 8058. Its Message-ID is the same
   * each time, so that a mail sent twice after a crash is recognised.
   */
  Uni<Mail> issue(MailAddress to, String subscriber, DigestIssue issue) {
    String link = site + "/digest/unsubscribe/" + seal.unsubscribeToken(subscriber);
    return Templates.issue(issue, site, link)
        .createUni()
        .flatMap(
            html ->
                Templates.issuetext(issue, site, link)
                    .createUni()
                    .map(
                        text ->
                            new Mail()
                                .addTo(to.text())
                                .setSubject(issue.title() + ": " + issue.content().headline())
                                .setHtml(html)
                                .setText(text)
                                .addHeader("Message-ID", messageId(issue, subscriber))
                                .addHeader(NOBODY_WROTE_IT, "auto-generated")
                                .addHeader("List-Id", "Signalbox digest <digest." + domain + ">")
                                .addHeader("List-Unsubscribe", "<" + link + ">")
                                .addHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")));
  }

  private String messageId(DigestIssue issue, String subscriber) {
    return "<digest." + issue.week().id() + "." + subscriber + "@" + domain + ">";
  }
}
