package dev.signalbox.verdict.console;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.api.FactsRequest;
import dev.signalbox.verdict.api.PairRequest;
import dev.signalbox.verdict.api.PairsAdminResource;
import dev.signalbox.verdict.api.PricesRequest;
import dev.signalbox.verdict.api.SubjectRequest;
import dev.signalbox.verdict.api.SubjectsAdminResource;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectSheet;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Adds subjects, versions of their facts and prices, and blind pairs: by the API's own checks. */
@Path("/desk")
@Produces(MediaType.TEXT_HTML)
@AdminOnly
public class SubjectForms {
  private final SubjectsAdminResource admin;
  private final PairsAdminResource pairs;
  private final SubjectBook subjects;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance subjectnew(Page page, Form form);

    static native TemplateInstance subjectedit(Page page, SubjectSheet sheet, Form form);

    static native TemplateInstance pairnew(Page page, List<SubjectSheet> subjects, Form form);
  }

  SubjectForms(SubjectsAdminResource admin, PairsAdminResource pairs, SubjectBook subjects) {
    this.admin = admin;
    this.pairs = pairs;
    this.subjects = subjects;
  }

  @GET
  @Path("subjects")
  public Uni<Response> fresh() {
    return fresh(Form.FRESH);
  }

  @POST
  @Path("subjects")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> create(
      @RestForm @Nullable String slug,
      @RestForm @Nullable String kind,
      @RestForm @Nullable String title,
      @RestForm @Nullable String summary,
      @RestForm @Nullable String maker,
      @RestForm @Nullable String link,
      @RestForm @Nullable String poolName) {
    Form form =
        Form.of(
            "slug",
            slug,
            "kind",
            kind,
            "title",
            title,
            "summary",
            summary,
            "maker",
            maker,
            "link",
            link,
            "poolName",
            poolName);
    return Form.submit(
        () ->
            admin.create(
                new SubjectRequest(
                    slug,
                    kind,
                    title,
                    PanelPages.plain(summary),
                    maker,
                    link,
                    poolName,
                    null,
                    null)),
        made -> "/desk/subjects/" + slug,
        e -> fresh(form.refused(e)));
  }

  @GET
  @Path("subjects/{slug}")
  public Uni<Response> edit(@RestPath String slug) {
    return subjects.find(slug).flatMap(sheet -> edit(sheet, written(sheet)));
  }

  @POST
  @Path("subjects/{slug}/facts")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> facts(
      @RestPath String slug, @RestForm @Nullable String facts, @RestForm @Nullable String note) {
    return Form.submit(
        () -> admin.addFacts(slug, new FactsRequest(lines(facts), note)),
        made -> "/subjects/" + slug,
        e -> again(slug, e, form -> form.with("facts", facts)));
  }

  @POST
  @Path("subjects/{slug}/prices")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> prices(
      @RestPath String slug,
      @RestForm @Nullable String source,
      @RestForm @Nullable String sourceDate,
      @RestForm @Nullable String perMillionInput,
      @RestForm @Nullable String perMillionCachedInput,
      @RestForm @Nullable String perMillionOutput,
      @RestForm @Nullable String perImage,
      @RestForm @Nullable String perThousandRequests,
      @RestForm @Nullable String perMonth,
      @RestForm @Nullable String note) {
    return Form.submit(
        () ->
            admin.addPrices(
                slug,
                new PricesRequest(
                    source,
                    sourceDate,
                    usd("perMillionInput", perMillionInput),
                    usd("perMillionCachedInput", perMillionCachedInput),
                    usd("perMillionOutput", perMillionOutput),
                    usd("perImage", perImage),
                    usd("perThousandRequests", perThousandRequests),
                    usd("perMonth", perMonth),
                    note)),
        made -> "/subjects/" + slug,
        e ->
            again(
                slug,
                e,
                form ->
                    form.with("source", source)
                        .with("sourceDate", sourceDate)
                        .with("perMillionInput", perMillionInput)
                        .with("perMillionCachedInput", perMillionCachedInput)
                        .with("perMillionOutput", perMillionOutput)
                        .with("perImage", perImage)
                        .with("perThousandRequests", perThousandRequests)
                        .with("perMonth", perMonth)
                        .with("note", note)));
  }

  @GET
  @Path("pairs")
  public Uni<Response> pair() {
    return pair(Form.FRESH);
  }

  @POST
  @Path("pairs")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> addPair(
      @RestForm @Nullable String id,
      @RestForm @Nullable String task,
      @RestForm @Nullable String complexity,
      @RestForm @Nullable String prompt,
      @RestForm @Nullable String first,
      @RestForm @Nullable String second,
      @RestForm @Nullable String firstAnswer,
      @RestForm @Nullable String secondAnswer) {
    Form form =
        Form.of(
            "id",
            id,
            "task",
            task,
            "complexity",
            complexity,
            "prompt",
            prompt,
            "first",
            first,
            "second",
            second,
            "firstAnswer",
            firstAnswer,
            "secondAnswer",
            secondAnswer);
    return Form.submit(
        () ->
            pairs.add(
                new PairRequest(
                    id,
                    task,
                    complexity,
                    PanelPages.plain(prompt),
                    first,
                    second,
                    PanelPages.plain(firstAnswer),
                    PanelPages.plain(secondAnswer))),
        made -> "/pairs/" + id,
        e -> pair(form.refused(e)));
  }

  private static Uni<Response> fresh(Form form) {
    return Templates.subjectnew(new Page("Add a subject", Section.PANELS), form)
        .createUni()
        .map(html -> PanelPages.html(html, form));
  }

  /** The subject's forms again, with what was written in one of them. */
  private Uni<Response> again(String slug, ProblemException refusal, UnaryOperator<Form> written) {
    return subjects
        .find(slug)
        .flatMap(sheet -> edit(sheet, written.apply(written(sheet)).refused(refusal)));
  }

  private static Uni<Response> edit(SubjectSheet sheet, Form form) {
    return Templates.subjectedit(
            new Page("Facts and prices of " + sheet.title(), Section.PANELS), sheet, form)
        .createUni()
        .map(html -> PanelPages.html(html, form));
  }

  private Uni<Response> pair(Form form) {
    return subjects
        .all()
        .flatMap(
            all ->
                Templates.pairnew(new Page("Add a blind pair", Section.PANELS), all, form)
                    .createUni())
        .map(html -> PanelPages.html(html, form));
  }

  /** The form as it would repeat the newest facts, one in a line. */
  private static Form written(SubjectSheet sheet) {
    return Form.of(
        "facts",
        sheet.facts().facts().stream()
            .map(fact -> fact.label() + ": " + fact.value())
            .collect(Collectors.joining("\n")));
  }

  /** Reads {@code label: value} lines; empty lines are skipped. */
  private static List<FactsRequest.@Nullable Line> lines(@Nullable String text) {
    List<FactsRequest.@Nullable Line> lines = new ArrayList<>();
    for (String line : (text == null ? "" : text).lines().filter(l -> !l.isBlank()).toList()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw VerdictProblem.invalid("facts", "have a label, a colon and a value in each line");
      }
      lines.add(new FactsRequest.Line(line.substring(0, colon), line.substring(colon + 1)));
    }
    return lines;
  }

  private static @Nullable BigDecimal usd(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw VerdictProblem.invalid(field, "is a number of dollars such as 2.50");
    }
  }
}
