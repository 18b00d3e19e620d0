package dev.signalbox.verdict.console;

import dev.signalbox.verdict.parity.ParityBook;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What routing saves and what it costs in quality. */
@Path("/parity")
@Produces(MediaType.TEXT_HTML)
public class ParityPages {
  private final ParityBook book;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance parity(Page page, ParityView view);
  }

  ParityPages(ParityBook book) {
    this.book = book;
  }

  @GET
  public Uni<TemplateInstance> parity() {
    return book.report()
        .map(report -> Templates.parity(new Page("Parity", Section.PARITY), ParityView.of(report)));
  }
}
